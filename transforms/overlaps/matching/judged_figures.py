"""How good a model is on pairs that people judged, and how sure it may say that it is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from transforms.overlaps.coding import Flags, Integers
from transforms.overlaps.matching.scoring import Calibration

Numbers = npt.NDArray[np.float64]


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
    """Slope and offset of the probability (Platt 1999), by Newton's method, held a little to log-odds as they are."""
    said, target = np.stack([np.ones(len(score)), score / 100], axis=1), is_same.astype(np.float64)
    usual, pull = np.array([0.0, 1.0]), np.array([0.1, 3.0])
    at = usual.copy()
    for _ in range(30):
        sure = 1 / (1 + np.exp(-np.clip(said @ at, -30, 30)))
        slope = said.T @ (weight * (sure - target)) + pull * (at - usual)
        curve = (said.T * (weight * sure * (1 - sure))) @ said + np.diag(pull)
        at = at - np.linalg.solve(curve, slope)
    return Calibration(round(float(at[1]) / 100, 5), round(float(at[0]), 4), is_trusted)


def calibration_error(sure: Numbers, is_same: Flags, weight: Numbers, bands: int = 10) -> float:
    """Expected calibration error: over bands of probability, the mean distance of what was said and what was true."""
    band = np.minimum((sure * bands).astype(np.int64), bands - 1)
    said, true = np.bincount(band, weight * sure, bands), np.bincount(band, weight * is_same, bands)
    return float(np.abs(said - true).sum() / max(float(weight.sum()), 1e-9))
