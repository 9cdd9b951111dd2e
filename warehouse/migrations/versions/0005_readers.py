"""Who reads the warehouse, and for whom."""

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add them."""


def downgrade() -> None:
    """Drop what this version added."""
