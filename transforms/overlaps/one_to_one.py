"""Of many candidate pairs the best ones, such that a report has at most one partner at each other provider."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from transforms.overlaps.coding import Flags, Integers


def choose_one_to_one(
    left: Integers, right: Integers, provider: Integers, ranks: Sequence[Integers], taken: Flags | None = None
) -> Flags:
    """The best pairs: the best of all first, then the best of those that it leaves, until none is left.

    Args:
        left, right: positions of the records of each pair; ties go to the smaller positions.
        provider: provider of each record.
        ranks: what makes a pair better, the most important first; smaller is better.
        taken: pairs that hold in any case, and leave no room for others.
    """
    order = np.lexsort((right, left, *reversed(list(ranks))))
    size = int(provider.max(initial=0)) + 1
    sides = [left[order] * size + provider[right[order]], right[order] * size + provider[left[order]]]
    one, other = (np.unique(side, return_inverse=True)[1] for side in sides)
    chosen = np.zeros(len(left), dtype=bool) if taken is None else taken[order].copy()
    is_free = ~_meets(one, chosen) & ~_meets(other, chosen)
    open_ones = np.flatnonzero(is_free)
    while len(open_ones):
        best = _is_first(one[open_ones]) & _is_first(other[open_ones])
        chosen[open_ones[best]] = True
        rest = open_ones[~best]
        gone = np.isin(one[rest], one[open_ones[best]]) | np.isin(other[rest], other[open_ones[best]])
        open_ones = rest[~gone]
    found = np.zeros(len(left), dtype=bool)
    found[order] = chosen
    return found


def _meets(side: Integers, chosen: Flags) -> Flags:
    return np.asarray(np.isin(side, side[chosen]), dtype=np.bool_)


def _is_first(codes: Integers) -> Flags:
    """Whether each entry is the first of its code."""
    first = np.zeros(len(codes), dtype=bool)
    first[np.unique(codes, return_index=True)[1]] = True
    return first
