"""find_overlaps: what providers share, after all of them are in."""

from __future__ import annotations

from datetime import date
from importlib.metadata import version

import pandas as pd
import sqlalchemy as sa

from nights.attempts import progress
from nights.load_journal import keep_loads
from nights.settings import Settings
from nights.warehouse_access import open_warehouse
from transforms.overlaps.detection import find_overlaps
from transforms.overlaps.settings import OverlapSettings
from warehouse.loads import RecordedLoad
from warehouse.overlaps import changed_since, read_matchable, searched_through, store_overlaps
from warehouse.providers import provider_names

RANKED_LABELS = ("coordination_opportunity",)
"""Labels whose pairs are ranked against each other, so that every search finds all of them anew."""


def find_night_overlaps(
    settings: Settings, night: date, *, recorded: RecordedLoad | None = None
) -> dict[str, int]:
    """Find overlaps among the records that all partners may see, and store what is new; returns pairs by label.

    Args:
        recorded: number and moment of this search in an earlier warehouse, for a replay.
    """
    with open_warehouse(settings).connect() as connection:
        since = searched_through(connection)
        found = find_overlaps(
            read_matchable(connection),
            today=night,
            changed=changed_since(connection, since) if since else None,
            settings=OverlapSettings(names=provider_names(connection)),
        )
        stored = store_overlaps(
            connection,
            found.overlaps.assign(probability=float("nan")),
            night=night,
            code_version=version("concord"),
            keys=found.changed,
            whole_labels=RANKED_LABELS,
            recorded=recorded,
        )
        keep_loads(settings, connection, None)
    told = f"{stored.added:,} pairs added, {stored.ended:,} ended"
    progress.info("%-26s %-7s %-10s %s", "all providers", "overlap", "ok", told)
    return {str(label): int(n) for label, n in found.overlaps["label"].value_counts().items()}


def count_overlaps(settings: Settings) -> pd.DataFrame:
    """Pairs of records that stand, one row a label: label, pairs."""
    query = sa.text("SELECT label, count(*) AS pairs FROM mart.overlap GROUP BY label ORDER BY label")
    with open_warehouse(settings).connect() as connection:
        return pd.DataFrame([tuple(row) for row in connection.execute(query)], columns=["label", "pairs"])
