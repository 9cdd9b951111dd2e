"""Records that pairs tie together, worked out with the pairs instead of whenever somebody counts."""

from alembic import op

from warehouse.migrations.steps import drop_views, run_frozen

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table, and fill it from the pairs that stand; of the time before the last search it tells nothing."""
    run_frozen(__file__)


def downgrade() -> None:
    """Drop it: it follows from the pairs."""
    drop_views()
    op.execute("DROP TABLE core.tie_version")
