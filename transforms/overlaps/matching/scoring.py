"""A score that is a sum: each comparison's bin gives a stated number of hundredths of log-odds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from transforms.overlaps.coding import Integers

Bins = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Weighing:
    """What each bin of each comparison gives.

    Attributes:
        baseline: what every pair starts from, in hundredths of log-odds.
        gives: comparison to what its bins give, in hundredths of log-odds.
    """

    baseline: int
    gives: Mapping[str, tuple[int, ...]]

    def score(self, bins: Mapping[str, Bins]) -> Integers:
        """Hundredths of log-odds of pairs: the baseline and what their bins give, added up."""
        return self.baseline + self.gain({name: bins[name] for name in self.gives} if bins else {})

    def gain(self, bins: Mapping[str, Bins]) -> Integers:
        """What these bins give, added up; comparisons that are not weighed give nothing."""
        size = len(next(iter(bins.values()))) if bins else 0
        total = np.zeros(size, dtype=np.int64)
        for name in bins.keys() & self.gives.keys():
            total += np.array(self.gives[name], dtype=np.int64)[bins[name]]
        return total


@dataclass(frozen=True)
class Calibration:
    """From a score to a probability: a logistic curve over the score (Platt 1999).

    Attributes:
        slope, offset: of the log-odds, per hundredth and in whole.
        is_trusted: fitted on this installation's own judgements; until then people see bands.
    """

    slope: float = 0.01
    offset: float = 0.0
    is_trusted: bool = False

    def probability(self, score: Integers) -> npt.NDArray[np.float64]:
        """Probability that pairs of these scores tell of one activity."""
        return np.asarray(1 / (1 + np.exp(-np.clip(self.offset + self.slope * score, -30, 30))))
