"""Rivals: whether a pair's reports have a better partner in the same provider's reports, and by how much.

Sessions of a series and distinct work on one topic look alike; the true partner is the best one of both sides.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from transforms.overlaps.coding import Integers

FAR_BELOW = -500
"""Hundredths of log-odds: a pair below this is nobody's rival."""

_MARGINS = (-300, -150, -75, -25, 25, 75, 150, 300, 600)
RIVAL_BINS = (
    "none", "better by 3", "better by 1.5", "better by 0.75", "better by 0.25", "even",
    "worse by 0.25", "worse by 0.75", "worse by 1.5", "worse by 3", "worse by 6",
)  # fmt: skip
"""What the strongest rival of a pair is, in log-odds."""

Bins = npt.NDArray[np.uint8]
NO_SCORE = np.iinfo(np.int64).min // 4


def best_others(member: Integers, rival_of: Integers, score: Integers) -> Integers:
    """For each entry the best score of another entry with the same member and the same provider on the other side.

    Args:
        member: the record whose partners compete.
        rival_of: the provider of the other side.
    """
    if len(member) == 0:
        return np.zeros(0, dtype=np.int64)
    group = member * (int(rival_of.max()) + 1) + rival_of
    order = np.lexsort((-score, group))
    grouped = group[order]
    begins = np.flatnonzero(np.diff(grouped, prepend=-1))
    sizes = np.diff(np.append(begins, len(grouped)))
    best, second = score[order][begins], np.full(len(begins), NO_SCORE)
    several = sizes > 1
    second[several] = score[order][begins[several] + 1]
    found = np.repeat(best, sizes)
    found[begins] = second
    others = np.empty_like(found)
    others[order] = found
    return others


def compare_rivals(left: Integers, right: Integers, provider: Integers, score: Integers) -> dict[str, Bins]:
    """The nearer (`rivals`) and the farther (`rivals_of_other`) of the margins by which a pair beats the best rival of
    either side.
    """
    margins = [
        np.where(other < FAR_BELOW, np.iinfo(np.int64).max // 4, score - other)
        for other in (best_others(left, provider[right], score), best_others(right, provider[left], score))
    ]
    return {"rivals": _margin_bins(np.minimum(*margins)), "rivals_of_other": _margin_bins(np.maximum(*margins))}


def _margin_bins(margin: Integers) -> Bins:
    found = 1 + np.searchsorted(_MARGINS, margin, side="left")
    return np.where(margin > 10**9, 0, found).astype(np.uint8)
