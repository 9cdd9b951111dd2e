"""Seeded draws: every thing that is drawn has its own stream, so that adding one thing never shifts another."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Mapping, Sequence
from typing import TypeVar

T = TypeVar("T")


class Draw:
    """A stream of draws named by the seed and by what is drawn.

    Only `random.Random.random` is used: its sequence is the same in every Python version.
    """

    def __init__(self, seed: int, *name: object) -> None:
        text = "/".join([str(seed), *map(str, name)])
        self._random = random.Random(int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big"))

    def share(self) -> float:
        """A number from 0 (included) to 1 (excluded)."""
        return self._random.random()

    def happens(self, chance: float) -> bool:
        """True in `chance` of the cases."""
        return self.share() < chance

    def number(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return low + int(self.share() * (high - low + 1))

    def pick(self, options: Sequence[T]) -> T:
        """One of the options, each as likely as the other."""
        return options[int(self.share() * len(options))]

    def weighted(self, weights: Mapping[T, float]) -> T:
        """One of the keys, as likely as its weight says."""
        left = self.share() * sum(weights.values())
        for option, weight in weights.items():
            left -= weight
            if left < 0:
                return option
        return next(reversed(list(weights)))

    def sample(self, options: Sequence[T], count: int) -> list[T]:
        """Different options, in the order in which they were drawn."""
        return self.shuffled(options)[:count]

    def shuffled(self, options: Sequence[T]) -> list[T]:
        """All options in a drawn order."""
        keyed = [(self.share(), place) for place in range(len(options))]
        return [options[place] for _, place in sorted(keyed)]
