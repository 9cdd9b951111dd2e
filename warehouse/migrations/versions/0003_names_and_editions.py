"""Names hold from a date to a date; codes with their history; issued editions."""

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add them."""


def downgrade() -> None:
    """Drop what this version added."""
