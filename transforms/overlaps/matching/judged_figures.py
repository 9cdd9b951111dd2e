"""How good a model is on pairs that people judged, and how sure it may say that it is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from transforms.overlaps.coding import Flags, Integers
from transforms.overlaps.matching.scoring import Calibration

Numbers = npt.NDArray[np.float64]

SLOPE_PULL, OFFSET_PULL = 20.0, 0.1
"""Judgements that say that log-odds are right as they are."""
SLOPES = (0.4, 1.6)
"""A score never says less than this of itself: a few odd judgements would turn it round."""


@dataclass(frozen=True)
class Held:
    """Pairs whose truth is known, as a model sees them that was not fitted on them.

    Attributes:
        score: hundredths of log-odds; sure: probability.
        weight: how many pairs each stands for.
    """

    score: Integers
    sure: Numbers
    is_same: Flags
    weight: Numbers

    def surprise(self) -> Numbers:
        """Minus the logarithm of the probability that the model gave to the truth."""
        return np.asarray(-np.log(np.clip(np.where(self.is_same, self.sure, 1 - self.sure), 1e-6, 1)))


def measure(held: Held, line: int) -> dict[str, float]:
    """precision, recall and f1 of pairs from the line on, calibration_error and log_loss, each pair by its weight."""
    found, weight = held.score >= line, held.weight
    right = float(weight[found & held.is_same].sum())
    precision = right / max(float(weight[found].sum()), 1e-9)
    recall = right / max(float(weight[held.is_same].sum()), 1e-9)
    named = {
        "precision": precision,
        "recall": recall,
        "f1": 2 * precision * recall / max(precision + recall, 1e-9),
        "calibration_error": calibration_error(held.sure, held.is_same, weight),
        "log_loss": float((weight * held.surprise()).sum() / weight.sum()),
    }
    return {name: round(value, 4) for name, value in named.items()}


def fit_calibration(score: Integers, is_same: Flags, weight: Numbers, is_trusted: bool = False) -> Calibration:
    """Slope and offset of the probability (Platt 1999), by Newton's steps, held a little to log-odds as they are."""
    slope, offset = 1.0, 0.0
    for _ in range(60):
        sure = 1 / (1 + np.exp(-np.clip(offset + slope * score / 100, -30, 30)))
        error, doubt = weight * (sure - is_same), weight * sure * (1 - sure)
        pulled = float((error * score / 100).sum()) + SLOPE_PULL * (slope - 1)
        slope -= pulled / (float((doubt * (score / 100) ** 2).sum()) + SLOPE_PULL)
        slope = min(max(slope, SLOPES[0]), SLOPES[1])
        offset -= (float(error.sum()) + OFFSET_PULL * offset) / (float(doubt.sum()) + OFFSET_PULL)
    return Calibration(round(slope / 100, 5), round(offset, 4), is_trusted)


def calibration_error(sure: Numbers, is_same: Flags, weight: Numbers, bands: int = 10) -> float:
    """Expected calibration error: over bands of probability, the mean distance of what was said and what was true."""
    band = np.minimum((sure * bands).astype(np.int64), bands - 1)
    said, true = np.bincount(band, weight * sure, bands), np.bincount(band, weight * is_same, bands)
    return float(np.abs(said - true).sum() / max(float(weight.sum()), 1e-9))
