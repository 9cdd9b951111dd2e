"""Figures of matching against the truth: pure functions over pairs, clusters and probabilities."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from transforms.overlaps.coding import Flags, Integers
from transforms.overlaps.matching.learning import Figures, figures

Numbers = npt.NDArray[np.float64]

LOOKED_AT = 0.05
"""Pairs that are held for less likely than this are left out of the calibration error: they are legion and easy."""


def score_pairs(is_same: Flags, true_pairs: int) -> Figures:
    """Of the pairs that were held for one activity.

    Args:
        is_same: for each of them whether it is one.
        true_pairs: how many there were to find, compared or not.
    """
    return figures(int(np.count_nonzero(is_same)), len(is_same), true_pairs)


def pairs_within(clusters: Iterable[Sequence[int]], provider: Integers) -> tuple[Integers, Integers]:
    """All pairs of reports of different providers within clusters, as positions, the smaller one first."""
    pairs = [
        (min(a, b), max(a, b))
        for members in clusters
        for i, a in enumerate(members)
        for b in members[i + 1 :]
        if provider[a] != provider[b]
    ]
    ends = np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2)
    return ends[:, 0], ends[:, 1]


def best_threshold(probability: Numbers, is_same: Flags, true_pairs: int) -> float:
    """The probability from which on F1 of pairs is greatest, chosen on the truth itself: no one could know it."""
    order = np.argsort(-probability, kind="stable")
    right = np.cumsum(is_same[order])
    # A threshold takes all pairs of one probability or none of them.
    ends = np.flatnonzero(np.append(np.diff(probability[order]) != 0, True)) if len(order) else order
    if not len(ends):
        return 1.0
    f1 = 2 * right[ends] / (ends + 1 + max(true_pairs, 1))
    return float(probability[order][ends[int(f1.argmax())]])


def calibration_error(probability: Numbers, is_same: Flags, bins: int = 10) -> float:
    """Expected calibration error: how far what was said lies from what was true, over bins of equally many pairs.

    Pairs above LOOKED_AT are ordered by probability and cut into bins; each bin's distance of mean probability and
    share of true pairs counts by how many pairs it holds. NaN where no pair is above.
    """
    looked_at = probability > LOOKED_AT
    order = np.argsort(probability[looked_at], kind="stable")
    said, true = probability[looked_at][order], is_same[looked_at][order].astype(np.float64)
    if not len(said):
        return float("nan")
    pieces = zip(np.array_split(said, bins), np.array_split(true, bins), strict=True)
    return float(sum(abs(float(one.sum()) - float(other.sum())) for one, other in pieces) / len(said))


MOVED, PLACE, SERIES, OTHER = "dates moved over 7 days", "no place in common", "series", "other"
NEAR_MISS = "near miss"


def split_missed(shares_place: Flags, day_gap: Integers, in_series: Flags) -> Mapping[str, int]:
    """True pairs that were not found, by the first kind that fits: place, dates, series, other."""
    rest = np.ones(len(day_gap), dtype=bool)
    found: dict[str, int] = {}
    for kind, fits in ((PLACE, ~shares_place), (MOVED, day_gap > 7), (SERIES, in_series), (OTHER, rest.copy())):
        found[kind] = int(np.count_nonzero(rest & fits))
        rest &= ~fits
    return found


def split_wrong(in_series: Flags) -> Mapping[str, int]:
    """Pairs that were wrongly held for one activity: sessions of a series, and near misses."""
    return {SERIES: int(np.count_nonzero(in_series)), NEAR_MISS: int(np.count_nonzero(~in_series))}
