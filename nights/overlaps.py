"""find_overlaps: what providers share, after all of them are in."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from importlib.metadata import version

import pandas as pd
import sqlalchemy as sa

from contracts.errors import ContractWrong
from contracts.name_files import read_names
from nights.attempts import progress
from nights.load_journal import keep_loads
from nights.overlap_model import keep_model_current, read_weighing_model
from nights.search_left import left_as_bytes, left_from_bytes
from nights.settings import Settings
from nights.warehouse_access import open_warehouse
from transforms.overlaps.contradictions import contradictions
from transforms.overlaps.detection import RANKED_LABELS, find_overlaps
from transforms.overlaps.judgements import standing_judgements
from transforms.overlaps.settings import RULES_VERSION, OverlapSettings
from warehouse.code_versions import keep_code_names
from warehouse.found_store import OverlapChange, SearchOvertaken, store_found
from warehouse.held_names import held_names
from warehouse.judgements import read_changed_content, read_log
from warehouse.loads import RecordedLoad
from warehouse.overlaps import (
    SearchFacts,
    changed_since,
    current_providers,
    last_load,
    last_search,
    read_left,
    read_matchable,
)
from warehouse.providers import provider_names
from warehouse.reading import read_query

MOST_SEARCHES = 3
"""Times that a search looks again because another one was stored meanwhile."""


def find_night_overlaps(settings: Settings, night: date, *, recorded: RecordedLoad | None = None) -> dict[str, int]:
    """Find overlaps among the records that all partners may see, and store what is new; returns pairs by label.

    Only what changed or was judged since the last search is looked at; everything is when the rules, the model or a
    provider's name are not those of then. Where another search comes between, this one looks again.

    Args:
        recorded: number and moment of this search in an earlier warehouse, for a replay.
    """
    with open_warehouse(settings).connect() as connection:
        if recorded is None:
            keep_names(settings, connection, night)
        for _ in range(MOST_SEARCHES):
            with suppress(SearchOvertaken):
                stored, pairs = _search(connection, night, recorded)
                break
        else:
            stored, pairs = _search(connection, night, recorded)
        keep_loads(settings, connection, None)
    told = f"{stored.added:,} pairs added, {stored.ended:,} ended"
    progress.info("%-26s %-7s %-10s %s", "all providers", "overlap", "ok", told)
    return {str(label): int(n) for label, n in pairs.value_counts().items()}


def keep_names(settings: Settings, connection: sa.Connection, night: date) -> None:
    """Take in what codes are called now, where that is not what the warehouse holds.

    An installation's file that is wrong is told of, and the names stay as they are: a night does not wait for it.
    """
    try:
        names = read_names(settings.providers)
    except ContractWrong as error:
        progress.warning("%-26s %-7s %-10s %s", "all providers", "names", "failed", error)
        return
    keep_code_names(connection, names, night=night, code_version=version("concord"))


def read_standing(connection: sa.Connection, today: date) -> pd.DataFrame:
    """What holds of all judgements: columns `transforms.overlaps.judgements.STANDING`."""
    return standing_judgements(read_log(connection), read_changed_content(connection), today)


def _search(connection: sa.Connection, night: date, recorded: RecordedLoad | None) -> tuple[OverlapChange, pd.Series]:
    # Asked before the records are read: what is loaded meanwhile is looked at again by the next search.
    read_through = last_load(connection)
    records = read_matchable(connection)
    # A replay takes the models that the journal tells of, and makes none of its own.
    model = read_weighing_model(connection) if recorded else keep_model_current(connection, records, night)
    search = SearchFacts(read_through, f"{RULES_VERSION}+{model.version}", provider_names(connection))
    last = last_search(connection)
    standing = read_standing(connection, night)
    changed = None if last is None or search.searches_anew(last) else changed_since(connection, last.read_through)
    content = None if changed is None else read_left(connection)
    found = find_overlaps(
        records,
        today=night,
        judgements=standing,
        model=model,
        changed=changed,
        left=None if content is None else left_from_bytes(content),
        current=current_providers(connection, night),
        settings=OverlapSettings(names=search.provider_names),
        held_names=held_names(connection),
    )
    stored = store_found(
        connection,
        {
            "overlaps": found.overlaps,
            "reviews": found.reviews,
            "engagements": found.engagements,
            "repeats": found.repeats,
            "discrepancies": found.discrepancies,
            "contradictions": contradictions(standing),
        },
        search,
        night=night,
        code_version=version("concord"),
        keys=found.changed,
        whole_labels=RANKED_LABELS,
        left=left_as_bytes(found.left),
        recorded=recorded,
    )
    return stored, found.overlaps["label"]


def count_overlaps(settings: Settings) -> pd.DataFrame:
    """Pairs of records that stand, one row a label: label, pairs."""
    query = "SELECT label, count(*) AS pairs FROM mart.overlap GROUP BY label ORDER BY label"
    with open_warehouse(settings).connect() as connection:
        return read_query(connection, query)
