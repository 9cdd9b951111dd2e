"""Judgements, reviews, engagements, repeats, discrepancies, contradictions, models, searches; what overlaps lack."""

from pathlib import Path

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# Frozen as they were: later versions add to them, and never read today's declarations.
TABLES = Path(__file__).with_suffix(".sql")


def upgrade() -> None:
    """Add the tables; overlaps that stand are told what they were: declared, probable or new."""
    connection = op.get_bind()
    for statement in TABLES.read_text(encoding="utf-8").split(";\n"):
        if statement.strip():
            connection.exec_driver_sql(statement)


def downgrade() -> None:
    """Drop what this version added; judgements are lost with it."""
    op.execute("DROP SCHEMA IF EXISTS mart CASCADE")
    for table in (
        "overlap_left", "overlap_search", "overlap_model", "judgement", "contradiction_version", "discrepancy_version",
        "repeat_version", "engagement_version", "review_version",
    ):  # fmt: skip
        op.execute(f"DROP TABLE core.{table}")
    op.execute("ALTER TABLE core.overlap_version DROP COLUMN disposition, DROP COLUMN day_gap")
