"""What each field gave to a judgement: a score is exactly the sum of named contributions."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from transforms.overlaps.coding import Flags, Integers
from transforms.overlaps.matched import ELEMENT_BITS, ELEMENTS, Work

AGREES, DIFFERS, MISSING = 1, 0, -1
"""What comparing one field of two records comes to."""

CENT = 100
"""Contributions are whole hundredths, so that their sum is the score to the last digit."""


@dataclass(frozen=True)
class Compared:
    """One field of many pairs.

    Attributes:
        result: AGREES, DIFFERS or MISSING, one a pair.
        gave: what it gave to the score, in hundredths.
    """

    result: Integers
    gave: Integers


@dataclass
class Judged:
    """Pairs of records and what the rules say of them; left and right are positions in Work.

    Attributes:
        compared: field to how it compares.
    """

    left: Integers
    right: Integers
    compared: dict[str, Compared] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.left)

    @property
    def score(self) -> Integers:
        """Sum of all contributions, in hundredths."""
        zero = np.zeros(len(self.left), dtype=np.int64)
        return np.asarray(sum((one.gave for one in self.compared.values()), zero), dtype=np.int64)

    def where(self, kept: Flags | Integers) -> Judged:
        """The chosen pairs."""
        compared = {name: Compared(one.result[kept], one.gave[kept]) for name, one in self.compared.items()}
        return Judged(self.left[kept], self.right[kept], compared)


def compare_numbers(
    one: npt.NDArray[np.float64], other: npt.NDArray[np.float64], tolerance: float, agrees: int, differs: int
) -> Compared:
    """Numbers of pairs; they agree when they differ by no more than a share of the greater one."""
    missing = np.isnan(one) | np.isnan(other)
    same = np.abs(one - other) <= tolerance * np.maximum(np.abs(one), np.abs(other))
    result = np.where(missing, MISSING, np.where(same, AGREES, DIFFERS))
    return Compared(result, np.where(missing, 0, np.where(same, agrees, differs)))


def compare_subjects(work: Work, left: Integers, right: Integers, agrees: int, partly: int, differs: int) -> Compared:
    """Core elements and sectors of pairs: all the same, some shared, none shared."""
    one, other = work.subjects[left], work.subjects[right]
    missing = (one == 0) | (other == 0)
    some = (one & other) != 0
    gave = np.where(one == other, agrees, np.where(some, partly, differs))
    return Compared(np.where(missing, MISSING, np.where(some, AGREES, DIFFERS)), np.where(missing, 0, gave))


def compare_statuses(work: Work, left: Integers, right: Integers) -> Compared:
    """Whether both sides of pairs are over, or neither is."""
    same = work.is_open[left] == work.is_open[right]
    return Compared(np.where(same, AGREES, DIFFERS), np.zeros(len(left), dtype=np.int64))


def shared_counts(work: Work, left: Integers, right: Integers) -> tuple[Integers, Integers]:
    """How many core elements and how many sectors pairs share."""
    shared = work.subjects[left] & work.subjects[right]
    elements = np.bitwise_count(shared & ELEMENT_BITS).astype(np.int64)
    return elements, np.bitwise_count(shared >> len(ELEMENTS)).astype(np.int64)
