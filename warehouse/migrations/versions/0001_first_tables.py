"""The first tables: loads, providers, deliveries, attempts, records, rejected rows, unmapped codes, overlaps."""

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# Frozen as they were: later versions add to them, and never read today's declarations.
TABLES = Path(__file__).with_suffix(".sql")


def upgrade() -> None:
    """Make the tables."""
    connection = op.get_bind()
    for statement in TABLES.read_text(encoding="utf-8").split(";\n"):
        if statement.strip():
            connection.exec_driver_sql(statement)


def downgrade() -> None:
    """There is nothing before: dropping the schemas is the way back."""
    op.execute("DROP SCHEMA IF EXISTS mart CASCADE")
    for table in (
        "surface", "overlap_version", "unmapped_row", "unmapped_code", "rejected_row", "record_version",
        "attempt", "delivery", "load", "contract_version", "provider",
    ):  # fmt: skip
        op.execute(f"DROP TABLE core.{table}")
