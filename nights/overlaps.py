"""find_overlaps: what providers share, after all of them are in."""

from __future__ import annotations

from datetime import date
from importlib.metadata import version

import pandas as pd
import sqlalchemy as sa

from nights.attempts import progress
from nights.settings import Settings
from nights.warehouse_access import open_warehouse
from transforms.overlaps import find_overlaps
from warehouse.overlaps import changed_since, read_matchable, searched_through, store_overlaps
from warehouse.providers import provider_names


def find_night_overlaps(settings: Settings, night: date) -> dict[str, int]:
    """Find overlaps among the records that all partners may see, and store what is new; returns pairs by label."""
    with open_warehouse(settings).connect() as connection:
        since = searched_through(connection)
        search = find_overlaps(
            read_matchable(connection),
            today=night,
            changed=changed_since(connection, since) if since else None,
            provider_names=provider_names(connection),
        )
        stored = store_overlaps(
            connection, search.found, night=night, code_version=version("concord"), keys=search.keys
        )
    by_label = {str(label): int(n) for label, n in search.found["label"].value_counts().items()}
    progress.info("%-26s %-7s %-10s %d pairs added, %d ended", "all providers", "overlap", "ok", stored.added, stored.ended)
    return by_label


def count_overlaps(settings: Settings) -> pd.DataFrame:
    """Pairs of records that stand, one row a label: label, pairs."""
    query = sa.text("SELECT label, count(*) AS pairs FROM mart.overlap GROUP BY label ORDER BY label")
    with open_warehouse(settings).connect() as connection:
        return pd.DataFrame([tuple(row) for row in connection.execute(query)], columns=["label", "pairs"])
