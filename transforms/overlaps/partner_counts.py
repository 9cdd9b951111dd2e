"""How many partners each piece of work could meet, counted without looking at any pair.

Of work that is sorted by its first day, two binary searches tell how many pieces begin within a span. A piece of work
meets those that begin within its reach, and those that begin before it and reach its first day: the ones that begin
before it less the ones whose reach ends before it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from transforms.overlaps.coding import Flags, Integers


@dataclass(frozen=True)
class Meetings:
    """Work that meets in groups, one entry a piece of work and group; only work of other providers is a partner.

    Attributes:
        group: entries meet only within their group.
        start, reach: first and last day at which an entry meets others that start there; reach is not before start.
        is_open: not yet over; of two that meet one is.
        is_lower: of the group at a lower rank; of two that meet at most one is.
    """

    group: Integers
    provider: Integers
    start: Integers
    reach: Integers
    is_open: Flags
    is_lower: Flags

    def beginning_within(self, entry: Integers, first: Integers, last: Integers) -> Integers:
        """Partners of entries that begin between two days, both included; `entry` may name one several times."""
        counts = np.zeros(len(entry), dtype=np.int64)
        for sign, code, starts, _ in self._tables:
            base = code[entry] * self._span - self._origin
            upto = np.searchsorted(starts, base + np.maximum(last, first - 1) + 1)
            counts += sign * (upto - np.searchsorted(starts, base + first))
        return counts

    def reaching(self) -> Integers:
        """Partners of every entry that begin before it and reach its first day."""
        counts = np.zeros(len(self.group), dtype=np.int64)
        for sign, code, starts, reaches in self._tables:
            day = code * self._span - self._origin + self.start
            counts += sign * (np.searchsorted(starts, day) - np.searchsorted(reaches, day))
        return counts

    @property
    def _origin(self) -> int:
        return int(self.start.min(initial=0)) - 1

    @property
    def _span(self) -> int:
        return int(self.reach.max(initial=0)) - self._origin + 3

    @cached_property
    def _tables(self) -> list[tuple[int, Integers, Integers, Integers]]:
        """All that an entry could meet, and its own provider's part of them, which is taken away again.

        Each as sign, code of what every entry looks for, and sorted codes with days of starts and of reaches.
        """
        providers = int(self.provider.max(initial=0)) + 1
        with_lower = np.zeros(int(self.group.max(initial=0)) + 1, dtype=bool)
        with_lower[self.group[self.is_lower]] = True
        wants = ~self.is_open + 2 * self.is_lower
        # What is looked for: anything, work not yet over, work of full rank, both.
        offers = [
            np.flatnonzero((self.is_open | (kind & 1 == 0)) & (~self.is_lower & with_lower[self.group] | (kind < 2)))
            for kind in range(4)
        ]
        found = []
        for sign, groups in ((1, self.group), (-1, self.group * providers + self.provider)):
            codes = np.concatenate([groups[at] * 4 + kind for kind, at in enumerate(offers)]) * self._span
            days = [np.concatenate([side[at] for at in offers]) for side in (self.start, self.reach)]
            starts, reaches = (np.sort(codes + day - self._origin) for day in days)
            found.append((sign, groups * 4 + wants, starts, reaches))
        return found
