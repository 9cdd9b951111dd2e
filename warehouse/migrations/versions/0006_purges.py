"""The log of purges; ended versions that a purge may have ended."""

from pathlib import Path

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# Frozen as they were: later versions add to them, and never read today's declarations.
TABLES = Path(__file__).with_suffix(".sql")


def upgrade() -> None:
    """Add the table."""
    connection = op.get_bind()
    for statement in TABLES.read_text(encoding="utf-8").split(";\n"):
        if statement.strip():
            connection.exec_driver_sql(statement)


def downgrade() -> None:
    """Drop it; tombstones are lost, and what was purged may come again."""
    op.execute("DROP SCHEMA IF EXISTS mart CASCADE")
    op.execute("DROP SCHEMA IF EXISTS past CASCADE")
    op.execute("DROP TABLE core.purge")
