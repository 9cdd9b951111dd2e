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
    declared: Iterable[tuple[int, int]] = (),
    apart: Iterable[tuple[int, int]] = (),
) -> dict[int, list[int]]:
    """Clusters by descending score; two grow together only when no provider would have two reports, no pair across
    was judged different, and the pairs across score `least_across` on average (a pair that was never a candidate
    counts as twice that far below).

    Args:
        least: pairs below this start nothing.
        held: pairs that people confirmed: together whatever they score.
        declared: joint work: together where a provider does not come to have two reports.
        apart: pairs that people judged different.

    Returns:
        First member to all members, ascending; clusters of two or more.
    """
    known = {(a, b): s for a, b, s in zip(left.tolist(), right.tolist(), score.tolist(), strict=True)}
    grown = _Growing(known, {tuple(sorted(pair)) for pair in apart}, provider, least, least_across)
    for a, b in held:
        grown.join(a, b)
    for a, b in sorted(declared):
        if grown.may_join(a, b, least_across=None):
            grown.join(a, b)
    chosen = np.flatnonzero(score >= least)
    # Ties go by position, so that the order in which pairs were found does not matter.
    for at in chosen[np.lexsort((right[chosen], left[chosen], -score[chosen]))].tolist():
        a, b = int(left[at]), int(right[at])
        if grown.may_join(a, b, least_across=least_across):
            grown.join(a, b)
    found = {min(members): sorted(members) for members in grown.home.values() if len(members) > 1}
    return dict(sorted(found.items()))


class _Growing:
    """Clusters while they grow."""

    def __init__(
        self,
        known: dict[tuple[int, int], int],
        split: set[tuple[int, ...]],
        provider: Integers,
        least: int,
        across: int,
    ) -> None:
        self.known, self.split, self.provider = known, split, provider
        self.unknown = 2 * across - least
        self.home: dict[int, list[int]] = {}

    def join(self, a: int, b: int) -> None:
        one, other = self._homes(a, b)
        if one is not other:
            one.extend(other)
            self.home.update(dict.fromkeys(other, one))

    def may_join(self, a: int, b: int, least_across: int | None) -> bool:
        one, other = self._homes(a, b)
        if one is other or {self.provider[i] for i in one} & {self.provider[i] for i in other}:
            return False
        across = [(i, j) if i < j else (j, i) for i in one for j in other]
        if any(pair in self.split for pair in across):
            return False
        total = sum(self.known.get(pair, self.unknown) for pair in across)
        return least_across is None or total >= least_across * len(across)

    def _homes(self, a: int, b: int) -> tuple[list[int], list[int]]:
        return self.home.setdefault(a, [a]), self.home.setdefault(b, [b])
