"""Pairs of reports that may tell of one activity: different providers, a common place, first days near each other."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from transforms.overlaps.coding import Flags, Integers, is_one_of
from transforms.overlaps.matched import Work
from transforms.overlaps.settings import EVENT_KINDS
from transforms.overlaps.sweep import meeting_pairs, meetings_of
from transforms.overlaps.windows import NO_DAY, PRECISIONS

VAGUEST = PRECISIONS.index("quarter")
"""A report that says only a year cannot be told from others of that year."""

DAYS_APART = 35
"""Farther apart than this, beyond what precision leaves open, first days are not compared: keeps 96 to 98% of pairs."""


def may_be_events(work: Work) -> Flags:
    """Reports of kinds that may tell of the same activity, dated to the quarter or better."""
    is_dated = (work.windows.first != NO_DAY) & (work.windows.precision <= VAGUEST)
    return np.asarray(is_dated & is_one_of(work.records["record_kind"], EVENT_KINDS), dtype=np.bool_)


def near_pairs(work: Work, changed: Flags | None = None) -> Iterator[tuple[Integers, Integers]]:
    """Pieces of pairs of different providers that meet at a place within DAYS_APART; the smaller position first.

    Pairs with several places in common come once for each, and those of two changed records twice, perhaps in
    different pieces.

    Args:
        changed: when given, only pairs with at least one of these records.
    """
    chosen = np.flatnonzero(may_be_events(work))
    at, place, _ = work.places.of_records(chosen)
    record = chosen[at]
    order = np.lexsort((work.windows.first[record], place))
    record, place = record[order], place[order]
    first, reach = work.windows.first[record], work.windows.first_latest[record] + DAYS_APART
    provider = work.provider[record].astype(np.int16)
    meeting = (
        meeting_pairs(place, first, reach)
        if changed is None
        else meetings_of(np.flatnonzero(changed[record]), place, first, reach)
    )
    for one, other in meeting:
        kept = np.flatnonzero(provider[one] != provider[other])
        left, right = record[one[kept]], record[other[kept]]
        yield np.minimum(left, right), np.maximum(left, right)
