"""Names hold from a date to a date; codes with their history; issued editions."""

from pathlib import Path

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# Frozen as they were: later versions add to them, and never read today's declarations.
TABLES = Path(__file__).with_suffix(".sql")

_UNMAPPED_CODE = (
    """CREATE TABLE core.unmapped_code (
    provider_id TEXT COLLATE "C" NOT NULL,
    field TEXT NOT NULL,
    source_value TEXT COLLATE "C" NOT NULL,
    first_seen_load BIGINT NOT NULL,
    last_seen_load BIGINT NOT NULL,
    status TEXT NOT NULL,
    PRIMARY KEY (provider_id, field, source_value)
)""",
    "INSERT INTO core.unmapped_code SELECT provider_id, field, source_value, min(known_from_load),"
    " max(coalesce(known_to_load, known_from_load)), 'open' FROM core.unmapped_row GROUP BY 1, 2, 3",
)


def upgrade() -> None:
    """Add the tables; providers get the versions that their deliveries' contracts tell of."""
    connection = op.get_bind()
    for statement in TABLES.read_text(encoding="utf-8").split(";\n"):
        if statement.strip():
            connection.exec_driver_sql(statement)


def downgrade() -> None:
    """Drop what this version added; what was issued, and when names changed, is lost. The queue of codes is made
    again from the rows."""
    op.execute("DROP SCHEMA IF EXISTS past CASCADE")
    op.execute("DROP SCHEMA IF EXISTS mart CASCADE")
    for table in ("edition", "code_version", "provider_version"):
        op.execute(f"DROP TABLE core.{table}")
    for statement in _UNMAPPED_CODE:
        op.execute(statement)
