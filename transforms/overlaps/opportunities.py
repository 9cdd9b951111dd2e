"""Invitations to work together: different work on the same subjects, at the same place, at about the same time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from transforms.overlaps.coding import Flags, Integers, is_one_of
from transforms.overlaps.contributions import (
    AGREES,
    DIFFERS,
    Compared,
    Judged,
    compare_statuses,
    shared_counts,
)  # fmt: skip
from transforms.overlaps.matched import ELEMENT_BITS, ELEMENTS, SECTORS, Work, share_a_place, window_gap
from transforms.overlaps.settings import MATCHED_KINDS, OverlapSettings
from transforms.overlaps.windows import NO_DAY, Windows, day_number
from transforms.titles import sorted_distinct

Scores = npt.NDArray[np.int16]

# Hundredths that each field gives.
ELEMENT, ELEMENTS_MOST = 15, 3
SECTOR, SECTORS_MOST = 8, 3
WINDOWS_OVERLAP, WINDOWS_NEAR = 20, 5
BOTH_OPEN = 8
FULL_RANK = 3

CELLS_AT_ONCE = 1_000_000
STEP = 8


def is_alive(kinds: pd.Series, windows: Windows, today: date, settings: OverlapSettings) -> Flags:
    """Records that may take part in an opportunity: dated work whose window reaches the recent past or later."""
    reaches = windows.end >= day_number(today) - settings.past_days
    return np.asarray(reaches & (windows.start != NO_DAY) & is_one_of(kinds, MATCHED_KINDS), dtype=np.bool_)


def find_opportunities(work: Work, today: date, settings: OverlapSettings) -> Judged:
    """For every provider and place the best pairs of its work with others' work: twice as many as are kept.

    Twice, because some of them will turn out to be the same or joint work. Ties go to the smaller keys.
    """
    chosen = _in_key_order(work, np.flatnonzero(is_alive(work.records["record_kind"], work.windows, today, settings)))
    if not len(chosen):
        return judge_opportunities(work, chosen, chosen, settings)
    owner, place, is_lower = work.places.of_records(chosen)
    order = np.argsort(place, kind="stable")
    bounds = np.flatnonzero(np.diff(place[order])) + 1
    found = [np.zeros(0, dtype=np.int64)]
    for entries in np.split(order, bounds) if len(order) else []:
        for left, right in _best_at_a_place(work, chosen[owner[entries]], is_lower[entries], settings):
            is_ordered = work.provider[left] < work.provider[right]
            low, high = np.where(is_ordered, left, right), np.where(is_ordered, right, left)
            found.append(low * len(work) + high)
    pairs = sorted_distinct(np.concatenate(found))
    return judge_opportunities(work, pairs // max(len(work), 1), pairs % max(len(work), 1), settings)


def judge_opportunities(work: Work, left: Integers, right: Integers, settings: OverlapSettings) -> Judged:
    """What each field gives to pairs of which it is known that they are opportunities."""
    elements, sectors = shared_counts(work, left, right)
    gap = window_gap(work, left, right)
    both = work.is_open[left] & work.is_open[right]
    at_full_rank = share_a_place(work, left, right)
    agree = np.full(len(left), AGREES, dtype=np.int64)
    status = compare_statuses(work, left, right)
    return Judged(left, right, {
        "core_element": Compared(_shared(elements), ELEMENT * np.minimum(elements, ELEMENTS_MOST)),
        "sector": Compared(_shared(sectors), SECTOR * np.minimum(sectors, SECTORS_MOST)),
        "window": Compared(np.where(gap == 0, AGREES, DIFFERS), np.where(gap == 0, WINDOWS_OVERLAP, WINDOWS_NEAR)),
        "place": Compared(agree, np.where(at_full_rank, FULL_RANK, 0)),
        "status": Compared(status.result, np.where(both, BOTH_OPEN, 0)),
    })  # fmt: skip


def keep_best(work: Work, judged: Judged, settings: OverlapSettings) -> Judged:
    """Pairs that are among the best of either side's provider at a place at which they meet."""
    order = np.lexsort((*_key_ranks(work, judged), -judged.score))
    judged = judged.where(order)
    pair, place = meeting_places(work, judged.left, judged.right)
    provider = np.concatenate([work.provider[judged.left[pair]], work.provider[judged.right[pair]]])
    group = provider * max(len(work.places.names), 1) + np.tile(place, 2)
    entry = np.lexsort((np.tile(pair, 2), group))
    begin = np.searchsorted(group[entry], group[entry], side="left")
    best = entry[np.arange(len(entry)) - begin < settings.top]
    kept = np.zeros(len(judged), dtype=bool)
    kept[np.tile(pair, 2)[best]] = True
    return judged.where(kept)


def meeting_places(work: Work, left: Integers, right: Integers) -> tuple[Integers, Integers]:
    """One entry a pair and place at which it meets, full rank or not: position of the pair, place."""
    pair, place, one_lower = work.places.of_records(left)
    other_pair, other_place, other_lower = work.places.of_records(right)
    size = max(len(work.places.names), 1)
    key, other = pair * size + place, other_pair * size + other_place
    _, at, there = np.intersect1d(key, other, assume_unique=True, return_indices=True)
    meets = ~(one_lower[at] & other_lower[there])
    return pair[at[meets]], place[at[meets]]


def _best_at_a_place(
    work: Work, records: Integers, is_lower: Flags, settings: OverlapSettings
) -> Iterator[tuple[Integers, Integers]]:
    """The best pairs of each provider at one place; `records` come in the order of keys, so providers in blocks."""
    here = _Here.of(work, records, is_lower)
    entries, opened = np.arange(len(records)), np.flatnonzero(here.is_open)
    for own in _in_pieces(here.provider, len(records)):
        sides = [(own[here.is_open[own]], entries), (own[~here.is_open[own]], opened)]
        tables = [_Table(rows, columns, _score_table(here, rows, columns, settings)) for rows, columns in sides]
        left, right = _best_of_each(tables, here.provider, 2 * settings.top)
        yield records[left], records[right]


@dataclass(frozen=True)
class _Table:
    """Scores of rows against columns, both positions at one place."""

    rows: Integers
    columns: Integers
    scores: Scores


def _best_of_each(tables: list[_Table], provider: Integers, most: int) -> tuple[Integers, Integers]:
    """For each provider of the rows its best pairs with a positive score; among equals the first."""
    least = _least_scores(tables, provider, most)
    found = [np.nonzero(table.scores >= least[provider[table.rows]][:, None]) for table in tables]
    score = np.concatenate([table.scores[at] for table, at in zip(tables, found, strict=True)])
    left = np.concatenate([table.rows[row] for table, (row, _) in zip(tables, found, strict=True)])
    right = np.concatenate([table.columns[column] for table, (_, column) in zip(tables, found, strict=True)])
    # Stable sorts: cells come table by table, row by row.
    order = np.lexsort((-score.astype(np.int64), provider[left]))
    owner = provider[left][order]
    best = order[np.arange(len(order)) - np.searchsorted(owner, owner) < most]
    return left[best], right[best]


def _least_scores(tables: list[_Table], provider: Integers, most: int) -> Scores:
    """By provider a score that as many of its pairs reach as are wanted, or else 1.

    Scores are few and their ties many, so stepping down from the greatest finds it sooner than sorting would.
    """
    least = np.ones(int(provider.max()) + 1, dtype=np.int16)
    level = max((int(table.scores.max(initial=1)) for table in tables), default=1)
    wanting = np.zeros(len(least), dtype=bool)
    for table in tables:
        wanting[provider[table.rows]] = True
    while level > 1 and wanting.any():
        reached = np.zeros(len(least), dtype=np.int64)
        for table in tables:
            rows = np.flatnonzero(wanting[provider[table.rows]])
            counts = np.count_nonzero(table.scores[rows] >= level, axis=1)
            np.add.at(reached, provider[table.rows[rows]], counts)
        enough = wanting & (reached >= most)
        least[enough], wanting = level, wanting & ~enough
        level -= STEP
    return least


@dataclass(frozen=True)
class _Here:
    """What scoring needs of the records at one place, in small integers: tables of all pairs must fit the cache."""

    provider: Integers
    is_open: Flags
    is_lower: Flags
    subjects: npt.NDArray[np.uint16]
    start: Scores
    end: Scores

    @classmethod
    def of(cls, work: Work, records: Integers, is_lower: Flags) -> _Here:
        start, end = work.windows.start[records], work.windows.end[records]
        # Days from the middle of what is there; a window longer than 40 years is cut, and still overlaps all it did.
        middle = int(np.median(end))
        days = [np.clip(side - middle, -15_000, 15_000).astype(np.int16) for side in (start, end)]
        subjects = work.subjects[records].astype(np.uint16)
        return cls(work.provider[records], work.is_open[records], is_lower, subjects, days[0], days[1])


def _in_pieces(provider: Integers, width: int) -> Iterator[Integers]:
    """Entries of whole providers, as many together as make a table of moderate size."""
    bounds = [*np.flatnonzero(np.diff(provider, prepend=-1)).tolist(), len(provider)]
    begin = 0
    for end, after in zip(bounds[1:], [*bounds[2:], None], strict=True):
        if after is None or (after - begin) * width > CELLS_AT_ONCE:
            yield np.arange(begin, end)
            begin = end


def _score_table(here: _Here, rows: Integers, columns: Integers, settings: OverlapSettings) -> Scores:
    """Scores of rows against columns; not above 0 where they are no opportunity."""
    table = SUBJECT_SCORES[here.subjects[rows][:, None] & here.subjects[columns][None, :]]
    gap = here.start[rows][:, None] - here.end[columns][None, :]
    np.maximum(gap, here.start[columns][None, :] - here.end[rows][:, None], out=gap)
    by_gap = np.full(2 * settings.near_days + 2, NONE, dtype=np.int16)
    by_gap[: settings.near_days + 1] = WINDOWS_NEAR
    by_gap[0] = WINDOWS_OVERLAP
    np.clip(gap, 0, settings.near_days + 1, out=gap)
    table += by_gap[gap]
    both_open = here.is_open[rows][:, None] & here.is_open[columns][None, :]
    table += np.multiply(both_open, np.int16(BOTH_OPEN), dtype=np.int16)
    low_row, low_column = here.is_lower[rows][:, None], here.is_lower[columns][None, :]
    if here.is_lower.any():
        table += np.where(low_row & low_column, NONE, np.where(low_row | low_column, np.int16(0), np.int16(FULL_RANK)))
    else:
        table += np.int16(FULL_RANK)
    table[here.provider[rows][:, None] == here.provider[columns][None, :]] = NONE
    return np.asarray(table, dtype=np.int16)


def _score_subjects() -> Scores:
    shared = np.arange(1 << (len(ELEMENTS) + len(SECTORS)), dtype=np.int64)
    elements, sectors = np.bitwise_count(shared & ELEMENT_BITS), np.bitwise_count(shared >> len(ELEMENTS))
    scores = ELEMENT * np.minimum(elements, ELEMENTS_MOST) + SECTOR * np.minimum(sectors, SECTORS_MOST)
    return np.asarray(np.where(shared == 0, NONE, scores), dtype=np.int16)


NONE = np.int16(-1000)
"""Far below what all contributions together could lift above 0."""

SUBJECT_SCORES = _score_subjects()
"""Score of every set of shared core elements and sectors."""


def _shared(counts: Integers) -> Integers:
    return np.where(counts > 0, AGREES, DIFFERS)


def _in_key_order(work: Work, chosen: Integers) -> Integers:
    """Records by provider, then by their identifier."""
    ids = work.records["source_record_id"].to_numpy(dtype=object)[chosen].astype(str)
    return chosen[np.lexsort((ids, work.provider[chosen]))]


def _key_ranks(work: Work, judged: Judged) -> tuple[Integers, ...]:
    """Keys of the pairs as numbers in their order, the least significant first, as lexsort wants them."""
    used, position = np.unique(np.concatenate([judged.left, judged.right]), return_inverse=True)
    rank = np.empty(len(used), dtype=np.int64)
    rank[np.searchsorted(used, _in_key_order(work, used))] = np.arange(len(used))
    return rank[position[len(judged) :]], rank[position[: len(judged)]]
