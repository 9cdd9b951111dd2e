"""Feedback, joint projects, improvement actions; input and its dispositions; which provider a folder reports for."""

from pathlib import Path

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# Frozen as they were: later versions add to them, and never read today's declarations.
TABLES = Path(__file__).with_suffix(".sql")


def upgrade() -> None:
    """Add the tables; folders that are known deliver records of their own."""
    connection = op.get_bind()
    for statement in TABLES.read_text(encoding="utf-8").split(";\n"):
        if statement.strip():
            connection.exec_driver_sql(statement)


def downgrade() -> None:
    """Drop what this version added; feedback, projects, actions and input are lost with it."""
    op.execute("DROP SCHEMA IF EXISTS past CASCADE")
    op.execute("DROP SCHEMA IF EXISTS mart CASCADE")
    for table in ("input_answer", "input", "improvement_action_version", "joint_project_version", "feedback_version"):
        op.execute(f"DROP TABLE core.{table}")
    op.execute("ALTER TABLE core.provider DROP COLUMN of_provider, DROP COLUMN report_kind")
