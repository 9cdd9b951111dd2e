"""Links by which readers answer without an account, and what they answered."""

from alembic import op

from warehouse.migrations.steps import drop_views, run_frozen

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables."""
    run_frozen(__file__)


def downgrade() -> None:
    """Drop them: links end, and answers that were not taken in are lost; the role that added them stays."""
    drop_views()
    for table in ("answer_taken", "answer", "link_end", "link"):
        op.execute(f"DROP TABLE core.{table}")
