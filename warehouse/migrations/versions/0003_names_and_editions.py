"""Names hold from a date to a date; codes with their history; issued editions."""

from alembic import op

from warehouse.migrations.steps import drop_views, run_frozen

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

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
    run_frozen(__file__)


def downgrade() -> None:
    """Drop what this version added; what was issued, and when names changed, is lost. The queue of codes is made
    again from the rows."""
    drop_views()
    for table in ("edition", "code_version", "provider_version"):
        op.execute(f"DROP TABLE core.{table}")
    for statement in _UNMAPPED_CODE:
        op.execute(statement)
