"""Feedback, joint projects, improvement actions; input and its dispositions; which provider a folder reports for."""

from alembic import op

from warehouse.migrations.steps import drop_views, run_frozen

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables; folders that are known deliver records of their own."""
    run_frozen(__file__)


def downgrade() -> None:
    """Drop what this version added; feedback, projects, actions and input are lost with it."""
    drop_views()
    for table in ("input_answer", "input", "improvement_action_version", "joint_project_version", "feedback_version"):
        op.execute(f"DROP TABLE core.{table}")
    op.execute("ALTER TABLE core.provider DROP COLUMN of_provider, DROP COLUMN report_kind")
