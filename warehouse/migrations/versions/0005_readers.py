"""Who reads the warehouse, and for whom; which offices pay for a provider by its contract."""

from pathlib import Path

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# Frozen as they were: later versions add to them, and never read today's declarations.
TABLES = Path(__file__).with_suffix(".sql")


def upgrade() -> None:
    """Add the table of readers; providers that stand get the offices that their last contract names."""
    connection = op.get_bind()
    for statement in TABLES.read_text(encoding="utf-8").split(";\n"):
        if statement.strip():
            connection.exec_driver_sql(statement)


def downgrade() -> None:
    """Drop what this version added, with the policies that ask it; roles and logins are the server's, and stay."""
    op.execute("DROP SCHEMA IF EXISTS past CASCADE")
    op.execute("DROP SCHEMA IF EXISTS mart CASCADE")
    for function in ("reading(text)", "reading_regions()", "reports_read()", "is_steward()"):
        op.execute(f"DROP FUNCTION IF EXISTS core.{function} CASCADE")
    op.execute("DROP TABLE core.reader")
    op.execute("ALTER TABLE core.provider DROP COLUMN sponsor_offices")
