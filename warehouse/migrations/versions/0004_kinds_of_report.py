"""Feedback, joint projects, improvement actions; input and its dispositions."""

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add them."""


def downgrade() -> None:
    """Drop what this version added."""
