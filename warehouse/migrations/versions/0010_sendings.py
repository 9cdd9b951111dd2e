"""Editions on their way: their release, and each sending."""

from alembic import op

from warehouse.migrations.steps import drop_views, run_frozen

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables."""
    run_frozen(__file__)


def downgrade() -> None:
    """Drop them; what was sent to whom is lost, so that it would be sent again."""
    drop_views()
    for table in ("sending_word", "sending", "release_step"):
        op.execute(f"DROP TABLE core.{table}")
