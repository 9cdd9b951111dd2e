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
from transforms.overlaps.detection import Found, find_overlaps
from transforms.overlaps.settings import RULES_VERSION, OverlapSettings
from warehouse.found_store import store_found
from warehouse.found_tables import FOUND_TABLES
from warehouse.loads import RecordedLoad
from warehouse.overlaps import SearchFacts, changed_since, last_load, last_search, read_matchable
from warehouse.providers import provider_names

RANKED_LABELS = ("coordination_opportunity",)
"""Labels whose pairs are ranked against each other, so that every search finds all of them anew."""

FIRST_DISPOSITION = {
    "declared_joint": "declared", "same_activity": "probable", "coordination_opportunity": "new",
}  # fmt: skip
"""What becomes of a pair on which nobody has judged."""


def find_night_overlaps(
    settings: Settings, night: date, *, recorded: RecordedLoad | None = None
) -> dict[str, int]:
    """Find overlaps among the records that all partners may see, and store what is new; returns pairs by label.

    Only what changed since the last search is looked at; everything is when the rules, the model or a provider's name
    are not those of then.

    Args:
        recorded: number and moment of this search in an earlier warehouse, for a replay.
    """
    with open_warehouse(settings).connect() as connection:
        search = SearchFacts(last_load(connection), RULES_VERSION, provider_names(connection))
        last = last_search(connection)
        changed = None if last is None or search.searches_anew(last) else changed_since(connection, last.read_through)
        found = find_overlaps(
            read_matchable(connection),
            today=night,
            changed=changed,
            settings=OverlapSettings(names=search.provider_names),
        )
        pieces = found_by_name(found)
        stored = store_found(
            connection,
            pieces,
            search,
            night=night,
            code_version=version("concord"),
            keys=found.changed,
            whole_labels=RANKED_LABELS,
            recorded=recorded,
        )
        keep_loads(settings, connection, None)
    told = f"{stored.added:,} pairs added, {stored.ended:,} ended"
    progress.info("%-26s %-7s %-10s %s", "all providers", "overlap", "ok", told)
    return {str(label): int(n) for label, n in pieces["overlaps"]["label"].value_counts().items()}


def found_by_name(found: Found) -> dict[str, pd.DataFrame]:
    """What a search found as it is stored: names of FOUND_TABLES to rows."""
    overlaps = found.overlaps
    if "disposition" not in overlaps:
        gaps = overlaps["evidence"].str.extract(r'"gap_days":(\d+)')[0].astype("Int64")
        overlaps = overlaps.assign(
            probability=float("nan"), disposition=overlaps["label"].map(FIRST_DISPOSITION), day_gap=gaps
        )
    more = {name: getattr(found, name, None) for name in FOUND_TABLES if name != "overlaps"}
    return {"overlaps": overlaps, **{name: rows for name, rows in more.items() if rows is not None}}


def count_overlaps(settings: Settings) -> pd.DataFrame:
    """Pairs of records that stand, one row a label: label, pairs."""
    query = sa.text("SELECT label, count(*) AS pairs FROM mart.overlap GROUP BY label ORDER BY label")
    with open_warehouse(settings).connect() as connection:
        return pd.DataFrame([tuple(row) for row in connection.execute(query)], columns=["label", "pairs"])
