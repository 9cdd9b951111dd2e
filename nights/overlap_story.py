"""Overlaps as people look at them, with an analyst's rights."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from contracts.errors import UsageWrong
from nights.settings import Settings
from nights.warehouse_access import open_for_analyst
from transforms.overlaps.judgements import Key
from warehouse.overlap_reading import PairStory, list_overlaps, read_pair

MOST_EXPORTED = 1_000_000
"""Pairs that are written to one file."""


def read_list(settings: Settings, view: str, limit: int, chosen: Mapping[str, str]) -> pd.DataFrame:
    """Pairs of a view of mart, best first; see `warehouse.overlap_reading.list_overlaps`."""
    with open_for_analyst(settings).connect() as connection:
        return list_overlaps(connection, view, limit=limit, **chosen)


def read_story(settings: Settings, one: tuple[str, str], other: tuple[str, str]) -> tuple[Key, PairStory]:
    """All that a reader may see of a pair, whichever side is named first, under its key.

    Raises:
        UsageWrong: neither record is there for the reader.
    """
    first, second = sorted((one, other))
    key = (*first, *second)
    with open_for_analyst(settings).connect() as connection:
        story = read_pair(connection, key)
    missing = [" ".join(side) for side in (first, second) if side not in story.records]
    if missing:
        raise UsageWrong(
            f"no record {' and no record '.join(missing)} can be seen", mend="write them as concord overlaps list does"
        )
    return key, story
