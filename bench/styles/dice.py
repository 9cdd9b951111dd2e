"""Seeded draws, one at a time but taken from the generator in blocks: the same seed gives the same draws."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import accumulate
from typing import Generic, TypeVar

import numpy as np

Value = TypeVar("Value")
BLOCK = 65_536


class Dice:
    """Draws of the kinds that made-up reports need."""

    def __init__(self, *seed: int) -> None:
        self._generator = np.random.default_rng(seed)
        self._shares = self._stream()

    def _stream(self) -> Iterator[float]:
        while True:
            yield from self._generator.random(BLOCK).tolist()

    def share(self) -> float:
        """A number from 0 to 1, 1 left out."""
        return next(self._shares)

    def happens(self, share: float) -> bool:
        """Whether something that is true this often is true now."""
        return next(self._shares) < share

    def below(self, count: int) -> int:
        """A whole number from 0, below the count."""
        return int(next(self._shares) * count)

    def between(self, least: int, most: int) -> int:
        """A whole number from the least to the most, both included."""
        return least + int(next(self._shares) * (most - least + 1))

    def pick(self, values: Sequence[Value]) -> Value:
        """One of the values, each as often."""
        return values[int(next(self._shares) * len(values))]

    def some(self, values: Sequence[Value], count: int) -> list[Value]:
        """Several different values; all, in another order, where there are no more."""
        left = list(values)
        taken: list[Value] = []
        while left and len(taken) < count:
            taken.append(left.pop(int(next(self._shares) * len(left))))
        return taken

    def skewed(self, middle: float, spread: float) -> float:
        """A positive number around a middle, sometimes several times as large (log-logistic)."""
        share = min(max(next(self._shares), 1e-4), 1 - 1e-4)
        return float(middle * (share / (1 - share)) ** (spread / 2))


class Urn(Generic[Value]):
    """Values that are not drawn equally often."""

    def __init__(self, weights: dict[Value, float]) -> None:
        self._values = list(weights)
        self._bounds = list(accumulate(weights.values()))

    def draw(self, dice: Dice) -> Value:
        """One value by its weight."""
        at = bisect_right(self._bounds, dice.share() * self._bounds[-1])
        return self._values[min(at, len(self._values) - 1)]


def said_date(day: date, precision: str) -> date:
    """The first day of what is said of a date when only its month, quarter or year is said."""
    if precision == "month":
        return day.replace(day=1)
    if precision == "quarter":
        return day.replace(month=3 * ((day.month - 1) // 3) + 1, day=1)
    return day.replace(month=1, day=1) if precision == "year" else day


def working_day(day: date) -> date:
    """The day, or the Monday after it when it falls on a weekend."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
