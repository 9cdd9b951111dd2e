"""${message}"""

from alembic import op

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Write here what changes; keep every row."""


def downgrade() -> None:
    """Write here the way back where it is honest."""
