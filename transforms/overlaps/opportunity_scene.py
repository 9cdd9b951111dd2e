"""The work that may take part in an opportunity, at the places where it meets others, and how pairs of it score."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from transforms.overlaps.coding import Flags, Integers, code_against
from transforms.overlaps.matched import ELEMENT_BITS, ELEMENTS, SECTORS, Work
from transforms.overlaps.planned_products import ALIKE, TITLE, Shares, Titles, title_gives
from transforms.overlaps.settings import MATCHED_KINDS, OverlapSettings
from transforms.overlaps.windows import NO_DAY, Windows, day_number

Scores = npt.NDArray[np.int16]

# Hundredths that each field gives.
ELEMENT, ELEMENTS_MOST = 15, 3
SECTOR, SECTORS_MOST = 8, 3
WINDOWS_OVERLAP, WINDOWS_NEAR = 20, 5
BOTH_OPEN = 8
FULL_RANK = 10

MOST_FROM_TITLES = TITLE - FULL_RANK
"""The most that titles of planned products give, less what a place would have given."""

MOST_WITHOUT_SUBJECTS = WINDOWS_OVERLAP + BOTH_OPEN + max(FULL_RANK, TITLE)
"""The most that all but the shared subjects can give to a pair."""

PRODUCTS = "products"
"""The place at which planned products meet, wherever the work of their providers is."""

NONE = np.int16(-1000)
"""Far below what all contributions together could lift above 0."""

FARTHEST = 15_000
"""Days from today beyond which days are cut; a window cut there still overlaps all that it did within 80 years."""


def is_alive(kinds: pd.Series, windows: Windows, today: date, settings: OverlapSettings) -> Flags:
    """Records that may take part in an opportunity: dated work or products whose window reaches the recent past."""
    found = np.zeros(len(kinds), dtype=bool)
    found[_alive(kinds, windows, today, settings)[0]] = True
    return found


def _alive(kinds: pd.Series, windows: Windows, today: date, settings: OverlapSettings) -> tuple[Integers, Flags]:
    """Positions of these records, and which of them are products."""
    reaches = (windows.end >= day_number(today) - settings.past_days) & (windows.start != NO_DAY)
    at = np.flatnonzero(reaches)
    kind = code_against(kinds.take(at), ("product", *MATCHED_KINDS))
    return at[kind >= 0], kind[kind >= 0] == 0


def _by_small_number(numbers: Integers) -> Integers:
    """Order of numbers, equal ones as they come; numpy sorts the shortest integers several times as fast."""
    fits = int(numbers.max(initial=0)) < 1 << 16
    return np.argsort(numbers.astype(np.uint16) if fits else numbers, kind="stable")


@dataclass(frozen=True)
class Scene:
    """One entry a record and place, in the order of places, then providers; days are counted from today.

    Attributes:
        record: position in Work.
        begins: where each place's entries begin, and the end of the last one's; the last place is PRODUCTS.
        kind: what the score of a pair takes from either record but its days, as bits: subjects, is_lower, is_open.
    """

    work: Work
    settings: OverlapSettings
    record: Integers
    begins: Integers
    provider: npt.NDArray[np.int16]
    kind: npt.NDArray[np.uint16]
    start: Scores
    end: Scores

    @classmethod
    def of(cls, work: Work, today: date, settings: OverlapSettings) -> Scene:
        """The scene of one day."""
        alive, product = _alive(work.records["record_kind"], work.windows, today, settings)
        owner, place, is_lower = work.places.of_records(alive[~product])
        products = alive[product & work.is_open[alive]]
        record = np.concatenate([alive[~product][owner], products])
        place = np.concatenate([place, np.full(len(products), len(work.places.names))])
        lower = np.concatenate([is_lower, np.zeros(len(products), dtype=bool)])
        order = _by_small_number(place * max(len(work.providers), 1) + work.provider[record])
        record, place, lower = record[order], place[order], lower[order]
        kind = work.subjects[record] << 2 | lower << 1 | work.is_open[record]
        now = day_number(today)
        days = [np.clip(side[record] - now, -FARTHEST, FARTHEST) for side in (work.windows.start, work.windows.end)]
        begins = np.searchsorted(place, np.arange(len(work.places.names) + 2))
        return cls(
            work, settings, record, begins, work.provider[record].astype(np.int16), kind.astype(np.uint16),
            days[0].astype(np.int16), days[1].astype(np.int16),
        )  # fmt: skip

    @property
    def groups(self) -> tuple[int, int]:
        """How many providers and places there are; a group is a provider at a place."""
        return len(self.work.providers), len(self.begins) - 1

    @property
    def is_open(self) -> Flags:
        """Entries of work that is not yet over."""
        return (self.kind & 1) > 0

    @cached_property
    def titles(self) -> Titles:
        """The titles of the planned products, in the order of their entries."""
        return Titles.of(self.work, self.record[self.begins[-2] :])

    def place_of(self, entries: Integers) -> Integers:
        """The place of each entry."""
        places = np.repeat(np.arange(len(self.begins) - 1), np.diff(self.begins))
        return np.asarray(places[entries], dtype=np.int64)

    def score_pairs(self, one: Integers, other: Integers) -> Scores:
        """Scores of entries with entries of their place; not above 0 where two of them are no opportunity."""
        scores = score_kinds(self.kind[one], self.kind[other]) + self._score_days(one, other)
        at = np.flatnonzero(one >= self.begins[-2])
        if len(at):
            first = self.begins[-2]
            scores[at] += _score_titles(self.titles.share_of_pairs(one[at] - first, other[at] - first))
        return np.asarray(scores, dtype=np.int16)

    def _score_days(self, one: Integers, other: Integers) -> Scores:
        """What the windows give; pairs that are too far apart, and those of one provider, fall below 0."""
        gap = np.maximum(self.start[one] - self.end[other], self.start[other] - self.end[one])
        # Sums instead of choices: several times as fast.
        scores = WINDOWS_NEAR + np.int16(WINDOWS_OVERLAP - WINDOWS_NEAR) * (gap <= 0)
        scores += NONE * (gap > self.settings.near_days)
        scores += NONE * (self.provider[one] == self.provider[other])
        return np.asarray(scores, dtype=np.int16)


def _score_titles(share: Shares) -> Scores:
    """What titles of planned products give; products meet whatever the place, so no place gives anything."""
    return np.asarray(title_gives(share) - FULL_RANK + int(NONE) * (share < ALIKE), dtype=np.int16)


def score_kinds(one: npt.NDArray[np.uint16], other: npt.NDArray[np.uint16]) -> Scores:
    """What all but the days and titles gives to pairs of these kinds."""
    both = one & other
    scores = SUBJECT_SCORES[both >> 2] + np.where((one | other) & 2, np.int16(0), np.int16(FULL_RANK))
    scores += np.where(both & 1, np.int16(BOTH_OPEN), np.int16(0))
    # Neither of two regional efforts that name a state is of that state, and what is over on both sides is over.
    np.copyto(scores, NONE, where=(both & 2 > 0) | ((one | other) & 1 == 0))
    return np.asarray(scores, dtype=np.int16)


def _score_subjects() -> Scores:
    shared = np.arange(1 << (len(ELEMENTS) + len(SECTORS)), dtype=np.int64)
    elements, sectors = np.bitwise_count(shared & ELEMENT_BITS), np.bitwise_count(shared >> len(ELEMENTS))
    scores = ELEMENT * np.minimum(elements, ELEMENTS_MOST) + SECTOR * np.minimum(sectors, SECTORS_MOST)
    return np.asarray(np.where(shared == 0, NONE, scores), dtype=np.int16)


SUBJECT_SCORES = _score_subjects()
"""Score of every set of shared core elements and sectors."""
