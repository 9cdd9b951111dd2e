"""What scores lead one to expect where nobody told the truth: how many pairs are one activity, where the line is."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from transforms.overlaps.coding import Integers

UNSURE_OF_SCORE = 1.2
"""By how much, in log-odds, all scores of an installation may be off together: the styles differ by about this."""
UNSURE_OF_RATE = 0.5
"""By how much, in its logarithm, an installation's pairs a report may differ from the usual."""
MOST_DOWN, MOST_UP = -2.0, 1.0
"""No farther than this are scores moved on the ground of how many pairs are usual."""


def probability(score: Integers) -> npt.NDArray[np.float64]:
    """Of scores in hundredths of log-odds."""
    return 1 / (1 + np.exp(-np.clip(score / 100, -30, 30)))


def shift_to_usual(score: Integers, reports: int, usual: float, unsure_of_score: float = UNSURE_OF_SCORE) -> int:
    """By how many hundredths all scores move, so that they and the usual number of pairs agree best.

    The smallest sum of squares of the move and of the logarithm of expected to usual pairs, each by how unsure it is.

    Args:
        score: of all pairs worth a look.
        usual: pairs of one activity for each report, as the training styles have them.
        unsure_of_score: by how much, in log-odds, all scores may be off together.
    """
    best = (np.inf, 0)
    for shift in range(round(100 * MOST_DOWN), round(100 * MOST_UP) + 1, 5):
        rate = max(float(probability(score + shift).sum()), 1e-3) / max(reports, 1)
        off = (shift / 100 / unsure_of_score) ** 2 + (np.log(rate / usual) / UNSURE_OF_RATE) ** 2
        best = min(best, (float(off), shift))
    return best[1]


def best_line(score: Integers) -> int:
    """The score from which on pairs are best taken for one activity: the greatest F1 that the scores lead to expect."""
    if len(score) == 0:
        return 0
    ordered = np.sort(score)[::-1]
    sure = probability(ordered)
    f1 = 2 * np.cumsum(sure) / (np.arange(1, len(sure) + 1) + sure.sum())
    return int(ordered[int(f1.argmax())])
