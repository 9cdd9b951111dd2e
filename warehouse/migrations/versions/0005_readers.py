"""Who reads the warehouse, and for whom; which offices pay for a provider by its contract."""

from alembic import op

from warehouse.migrations.steps import drop_views, run_frozen

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table of readers; providers that stand get the offices that their last contract names."""
    run_frozen(__file__)


def downgrade() -> None:
    """Drop what this version added, with the policies that ask it; roles and logins are the server's, and stay."""
    drop_views()
    for function in ("reading(text)", "reading_regions()", "reports_read()", "is_steward()"):
        op.execute(f"DROP FUNCTION IF EXISTS core.{function} CASCADE")
    op.execute("DROP TABLE core.reader")
    op.execute("ALTER TABLE core.provider DROP COLUMN sponsor_offices")
