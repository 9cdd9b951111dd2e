"""How much of their wording two titles share."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from transforms.overlaps.coding import Flags, Integers
from transforms.titles import distinctive, split_words

MOST_WORDS = 12
"""Words of a title that are compared: the first in the order below, so that an endless title costs no more."""

BLOCKING_WORDS = 4
"""Distinctive words of a title by which others are found that may be alike."""


@dataclass(frozen=True)
class Wording:
    """The words of titles, one row a title.

    Attributes:
        words: words as numbers, distinctive and long ones first; -1 where a title has fewer.
        size: how many words.
        is_distinctive: by word number.
        digits: hash of the numbers in the title, 0 without any: part 2 is not part 3.
        signature: a bit a word, for a quick look before the exact one.
    """

    words: npt.NDArray[np.int32]
    size: Integers
    is_distinctive: Flags
    digits: Integers
    signature: npt.NDArray[np.uint64]


def read_wording(title_keys: pd.Series) -> Wording:
    """The words of titles as `transforms.titles.title_key` gives them."""
    split = split_words(title_keys)
    is_distinctive = distinctive(split.vocabulary)
    # A fixed order, whatever else is stored: long words are rarer than short ones, and ties go by the alphabet.
    keyed = sorted((not is_distinctive[i], -len(word), word, i) for i, word in enumerate(split.vocabulary))
    by_rank = np.array([entry[3] for entry in keyed], dtype=np.int64)
    rank = np.empty_like(by_rank)
    rank[by_rank] = np.arange(len(by_rank))
    size = max(len(by_rank), 1)
    code = np.sort(split.title * size + rank[split.word]) if len(by_rank) else np.zeros(0, dtype=np.int64)
    title, word = code // size, code % size
    counts = np.bincount(title, minlength=len(title_keys))
    place = np.arange(len(title)) - np.repeat(np.cumsum(counts) - counts, counts)
    words = np.full((len(title_keys), MOST_WORDS), -1, dtype=np.int32)
    kept = place < MOST_WORDS
    words[title[kept], place[kept]] = word[kept]
    return Wording(
        words,
        np.minimum(counts, MOST_WORDS).astype(np.int64),
        is_distinctive[by_rank],
        _digits(split.vocabulary, by_rank, title[kept], word[kept], len(title_keys)),
        _signature(title[kept], word[kept], len(title_keys)),
    )


def share_bound(wording: Wording, left: Integers, right: Integers) -> npt.NDArray[np.float64]:
    """The most that pairs of titles can share of their words (0 to 1): never less than `share_of_words`."""
    total = wording.size[left] + wording.size[right]
    # Every bit in which signatures differ is a word that only one of the two titles has.
    shared = (total - np.bitwise_count(wording.signature[left] ^ wording.signature[right])) / 2
    return np.asarray(shared / np.maximum(total - shared, 1))


def share_of_words(wording: Wording, left: Integers, right: Integers) -> npt.NDArray[np.float64]:
    """Words that pairs of titles share, of all words that either has (0 to 1)."""
    shared = np.zeros(len(left), dtype=np.int64)
    other = wording.words[right]
    for place in range(MOST_WORDS):
        word = wording.words[left, place]
        shared += (other == word[:, None]).any(axis=1) & (word >= 0)
    return np.asarray(shared / np.maximum(wording.size[left] + wording.size[right] - shared, 1))


def share_a_block(wording: Wording, left: Integers, right: Integers) -> Flags:
    """Whether pairs of titles have one of their blocking words in common."""
    found = np.zeros(len(left), dtype=bool)
    other = wording.words[right, :BLOCKING_WORDS]
    for place in range(BLOCKING_WORDS):
        word = wording.words[left, place]
        is_blocking = (word >= 0) & wording.is_distinctive[word] if len(wording.is_distinctive) else word >= 0
        found |= (other == word[:, None]).any(axis=1) & is_blocking
    return found


def blocking_entries(wording: Wording, chosen: Integers) -> tuple[Integers, Integers]:
    """One entry a chosen title and blocking word: position within `chosen`, word."""
    words = wording.words[chosen, :BLOCKING_WORDS]
    is_blocking = (words >= 0) & wording.is_distinctive[words] if len(wording.is_distinctive) else words >= 0
    owner, place = np.nonzero(is_blocking)
    return owner.astype(np.int64), words[owner, place].astype(np.int64)


def _digits(vocabulary: list[str], by_rank: Integers, title: Integers, word: Integers, size: int) -> Integers:
    values = np.array([*(_digit_value(vocabulary[i]) for i in by_rank), 0], dtype=np.int64)[word]
    found = np.zeros(size, dtype=np.int64)
    np.add.at(found, title[values > 0], values[values > 0])
    return found


def _signature(title: Integers, word: Integers, size: int) -> npt.NDArray[np.uint64]:
    """A bit a word; `title` ascends."""
    found = np.zeros(size, dtype=np.uint64)
    begins = np.flatnonzero(np.diff(title, prepend=-1))
    if len(begins):
        bits = np.uint64(1) << (word % 64).astype(np.uint64)
        found[title[begins]] = np.bitwise_or.reduceat(bits, begins)
    return found


def _digit_value(word: str) -> int:
    """A number that stands for a number in a title; longer ones are identifiers and say nothing of parts."""
    return int(word) + 1 if word.isdecimal() and len(word) <= 6 else 0
