"""Pairs of reports that may tell of one activity: different providers, a common place, first days near each other."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

import numpy as np

from transforms.overlaps.coding import Flags, Integers, is_one_of
from transforms.overlaps.matched import Work
from transforms.overlaps.settings import EVENT_KINDS
from transforms.overlaps.sweep import count_meetings, meeting_pairs, meetings_of
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


def of_some_places(work: Work, most_pairs: int) -> Flags:
    """Records of as many whole places as give no more than so many near pairs, of one place at least; all records
    where all places give no more.

    Places come in the order of their names' digests, so that it is the records that decide, never their order.
    """
    at, place, _ = work.places.of_records(np.arange(len(work)))
    is_event, windows, kept, pairs = may_be_events(work)[at], work.windows, np.zeros(len(work), dtype=bool), 0
    for name in sorted(range(len(work.places.names)), key=lambda place: _digest(work.places.names[place])):
        events = at[(place == name) & is_event]
        reach = windows.first_latest[events] + DAYS_APART
        pairs += count_meetings(np.zeros_like(events), windows.first[events], reach)
        if pairs > most_pairs and kept.any():
            return kept
        kept[at[place == name]] = True
    return np.ones(len(work), dtype=bool)


def _digest(name: str) -> str:
    return sha256(name.encode()).hexdigest()
