"""What counting reads: narrow rows that follow from records, and how records that are tied count together."""

from alembic import op

from warehouse.migrations.steps import drop_views, run_frozen

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables, and work them out for all of history."""
    run_frozen(__file__)


def downgrade() -> None:
    """Drop them: they follow from records and ties."""
    drop_views()
    op.execute("DROP TABLE core.fact_version, core.counted_version")
    op.execute("DROP INDEX core.tie_version_tied")
