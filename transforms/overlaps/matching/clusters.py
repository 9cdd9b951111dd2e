"""Clusters: reports that tell of one activity, in which a provider has at most one."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from transforms.overlaps.coding import Integers


def cluster_pairs(
    left: Integers,
    right: Integers,
    score: Integers,
    provider: Integers,
    *,
    least: int,
    least_across: int,
    held: Iterable[tuple[int, int]] = (),
    apart: Iterable[tuple[int, int]] = (),
) -> dict[int, list[int]]:
    """Clusters by descending score; two grow together only when no provider would have two reports, no pair across
    was judged different, and the pairs across score `least_across` on average (a pair that was never a candidate
    counts as twice that far below).

    Args:
        least: pairs below this start nothing.
        held: pairs that people confirmed: together whatever they score.
        apart: pairs that people judged different.

    Returns:
        First member to all members, ascending; clusters of two or more.
    """
    known = {(a, b): s for a, b, s in zip(left.tolist(), right.tolist(), score.tolist(), strict=True)}
    split = {pair if pair[0] < pair[1] else pair[::-1] for pair in apart}
    home: dict[int, list[int]] = {}

    def join(a: int, b: int, is_sure: bool) -> None:
        one, other = home.setdefault(a, [a]), home.setdefault(b, [b])
        if one is other:
            return
        if not is_sure and not _may_join(one, other):
            return
        one.extend(other)
        for member in other:
            home[member] = one

    def _may_join(one: list[int], other: list[int]) -> bool:
        if {provider[i] for i in one} & {provider[i] for i in other}:
            return False
        across = [(i, j) if i < j else (j, i) for i in one for j in other]
        if any(pair in split for pair in across):
            return False
        return sum(known.get(pair, 2 * least_across - least) for pair in across) >= least_across * len(across)

    for a, b in held:
        join(a, b, True)
    chosen = np.flatnonzero(score >= least)
    # Ties go by position, so that the order in which pairs were found does not matter.
    for at in chosen[np.lexsort((right[chosen], left[chosen], -score[chosen]))].tolist():
        join(int(left[at]), int(right[at]), False)
    found = {min(members): sorted(members) for members in home.values() if len(members) > 1}
    return dict(sorted(found.items()))
