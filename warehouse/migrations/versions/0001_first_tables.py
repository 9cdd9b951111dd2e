"""The first tables: loads, providers, deliveries, attempts, records, rejected rows, unmapped codes, overlaps."""

from alembic import op

from warehouse.migrations.steps import drop_views, run_frozen

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    run_frozen(__file__)


def downgrade() -> None:
    """There is nothing before: dropping the schemas is the way back."""
    drop_views()
    for table in (
        "surface", "overlap_version", "unmapped_row", "unmapped_code", "rejected_row", "record_version",
        "attempt", "delivery", "load", "contract_version", "provider",
    ):  # fmt: skip
        op.execute(f"DROP TABLE core.{table}")
