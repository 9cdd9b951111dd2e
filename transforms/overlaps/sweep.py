"""Pairs of intervals that meet within a group, by sorting once and sweeping over the starts."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from transforms.overlaps.coding import Integers

AT_ONCE = 200_000
"""Pairs handed out in one piece: as many as stay in the processor's cache, which is several times as fast as more."""

_ENTRIES_AT_ONCE = 1_000
"""Entries whose partners are looked up in one piece."""


def meeting_pairs(group: Integers, start: Integers, reach: Integers) -> Iterator[tuple[Integers, Integers]]:
    """Positions of all pairs of one group in which the later start lies within the earlier one's reach.

    Args:
        group: entries meet only within their group.
        start, reach: first and last day at which an entry meets others that start there; reach is not before start.

    Yields:
        Pieces of pairs, each pair once in all pieces together, the earlier start first.
    """
    if len(group) == 0:
        return
    origin = start.min()
    span = int(max(reach.max(), start.max()) - origin) + 2
    key = group * span + (start - origin)
    order = np.argsort(key, kind="stable")
    key, until = key[order], group[order] * span + (reach[order] - origin)
    partners = np.searchsorted(key, until, side="right") - np.arange(1, len(key) + 1)
    partners = np.maximum(partners, 0)
    total = np.cumsum(partners)
    begin = 0
    while begin < len(key):
        done = total[begin - 1] if begin else 0
        stop = max(int(np.searchsorted(total, done + AT_ONCE, side="right")), begin + 1)
        counts = partners[begin:stop]
        left = np.repeat(np.arange(begin, stop), counts)
        before = np.repeat(np.cumsum(counts) - counts, counts)
        right = left + 1 + np.arange(len(left)) - before
        if len(left):
            yield order[left], order[right]
        begin = stop


def meetings_of(
    some: Integers, group: Integers, start: Integers, reach: Integers
) -> Iterator[tuple[Integers, Integers]]:
    """Those of the `meeting_pairs` that one of some entries is in; what it costs follows from how many these are.

    Args:
        some: positions of the entries.
        group, start, reach: as for `meeting_pairs`.

    Yields:
        Pieces of pairs, the entry of `some` first; a pair of two of them comes twice.
    """
    if len(some) == 0:
        return
    longest = int((reach - start).max())
    for at in range(0, len(some), _ENTRIES_AT_ONCE):
        asked = some[at : at + _ENTRIES_AT_ONCE]
        wanted = (start[asked] - longest, reach[asked])
        one, other = join_ranges(group[asked], group, wanted, start)
        one = asked[one]
        meets = np.where(start[other] >= start[one], start[other] <= reach[one], start[one] <= reach[other])
        meets &= one != other
        yield one[meets], other[meets]


def count_meetings(group: Integers, start: Integers, reach: Integers) -> int:
    """How many pairs `meeting_pairs` gives, counted without walking them."""
    if len(group) == 0:
        return 0
    origin = start.min()
    span = int(max(reach.max(), start.max()) - origin) + 2
    key = group * span + (start - origin)
    order = np.argsort(key, kind="stable")
    partners = np.searchsorted(key[order], group[order] * span + (reach[order] - origin), side="right")
    return int(np.maximum(partners - np.arange(1, len(key) + 1), 0).sum())


def join_ranges(
    left: Integers, right: Integers, wanted: tuple[Integers, Integers] | None = None, day: Integers | None = None
) -> tuple[Integers, Integers]:
    """Positions of all pairs of equal codes; a negative code meets nothing.

    Args:
        wanted: first and last day that each left entry asks for, `day` the day of each right entry; all when left out.
    """
    low, high = wanted if wanted is not None else (np.zeros_like(left), np.zeros_like(left))
    at = day if day is not None else np.zeros_like(right)
    origin = min(int(low.min(initial=0)), int(at.min(initial=0)))
    span = max(int(high.max(initial=0)), int(at.max(initial=0))) - origin + 2
    key = right * span + (at - origin)
    order = np.argsort(key, kind="stable")
    begin = np.searchsorted(key[order], left * span + (low - origin), side="left")
    end = np.searchsorted(key[order], left * span + (high - origin), side="right")
    counts = np.where(left < 0, 0, np.maximum(end - begin, 0))
    one = np.repeat(np.arange(len(left)), counts)
    before = np.repeat(np.cumsum(counts) - counts, counts)
    return one, order[np.repeat(begin, counts) + np.arange(len(one)) - before]
