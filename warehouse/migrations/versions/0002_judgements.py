"""Judgements, reviews, engagements, repeats, discrepancies, contradictions, models, searches; what overlaps lack."""

from alembic import op

from warehouse.migrations.steps import drop_views, run_frozen

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables; overlaps that stand are told what they were: declared, probable or new."""
    run_frozen(__file__)


def downgrade() -> None:
    """Drop what this version added; judgements are lost with it."""
    drop_views()
    for table in (
        "overlap_left", "overlap_search", "overlap_model", "judgement", "contradiction_version", "discrepancy_version",
        "repeat_version", "engagement_version", "review_version",
    ):  # fmt: skip
        op.execute(f"DROP TABLE core.{table}")
    op.execute("ALTER TABLE core.overlap_version DROP COLUMN disposition, DROP COLUMN day_gap")
