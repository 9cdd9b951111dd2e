"""What every version of the tables does: run its frozen statements; on the way back, drop what reads the tables."""

from __future__ import annotations

from pathlib import Path

from alembic import op


def run_frozen(version: str) -> None:
    """Run the statements that stand beside a version.

    Frozen as they were: later versions add to them, and never read today's declarations.

    Args:
        version: the version's own `__file__`; the statements are in the file of the same name that ends with .sql.
    """
    connection = op.get_bind()
    for statement in Path(version).with_suffix(".sql").read_text(encoding="utf-8").split(";\n"):
        if statement.strip():
            connection.exec_driver_sql(statement)


def drop_views() -> None:
    """Drop the views, which stand on the tables; the next upgrade makes them anew."""
    for schema in ("past", "mart"):
        op.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE")
