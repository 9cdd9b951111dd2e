"""Products that are planned alike: who writes the same guide could write it together, wherever each of them works."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from transforms.overlaps.coding import Flags, Integers, is_one_of
from transforms.overlaps.matched import Work
from transforms.titles import split_words, spread

ALIKE = 1 / 3
"""Planned products are similar when their titles share at least this much of all the words that either has."""

TITLE = 30
"""Hundredths that titles of the same words give; titles that share fewer words give less, in proportion."""

Shares = npt.NDArray[np.float64]


def is_product(work: Work, chosen: Integers) -> Flags:
    """Which of the chosen records are products."""
    return is_one_of(work.records["record_kind"].take(chosen), ["product"])


@dataclass(frozen=True)
class Titles:
    """The words of some records' titles.

    Attributes:
        size: distinct words of each title.
        word: the words, title after title; numbers that hold among these titles.
    """

    size: Integers
    word: Integers

    @classmethod
    def of(cls, work: Work, chosen: Integers) -> Titles:
        """The titles of the chosen records, in their order."""
        words = split_words(work.records["title_key"].take(chosen))
        return cls(np.bincount(words.title, minlength=len(chosen)).astype(np.int64), words.word)

    def words_of(self, entries: Integers) -> tuple[Integers, Integers]:
        """One row a title and word: position within `entries`, word."""
        return np.repeat(np.arange(len(entries)), self.size[entries]), self.word[spread(self.size, entries)]

    def share_of_pairs(self, left: Integers, right: Integers) -> Shares:
        """Shared words of all words that either title has (0 to 1), one entry a pair."""
        pair, word = self.words_of(left)
        other_pair, other_word = self.words_of(right)
        size = int(self.word.max(initial=0)) + 1
        is_shared = np.isin(pair * size + word, other_pair * size + other_word)
        return self._share(np.bincount(pair[is_shared], minlength=len(left)), left, right)

    def _share(self, shared: Integers, one: Integers, other: Integers) -> Shares:
        return np.asarray(shared / np.maximum(self.size[one] + self.size[other] - shared, 1), dtype=np.float64)


def title_gives(share: Shares) -> Integers:
    """Hundredths that titles give that share so much of their words."""
    return np.rint(TITLE * share).astype(np.int64)
