"""The log of purges; ended versions that a purge may have ended."""

from alembic import op

from warehouse.migrations.steps import drop_views, run_frozen

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    run_frozen(__file__)


def downgrade() -> None:
    """Drop it; tombstones are lost, and what was purged may come again."""
    drop_views()
    op.execute("DROP TABLE core.purge")
