"""Titles as sets of words: the form in which they are compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from contracts.jurisdictions import JURISDICTIONS

# Letters and digits of any script.
_WORD = re.compile(r"[^\W_]+")
# Apostrophes, and the accents that normalisation has set apart from their letters.
_DROPPED = re.compile("['\u2019\u0300-\u036f]")

Integers = npt.NDArray[np.int64]


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


STOP_WORDS = _listed(
    "a an and are as at be by for from how in into is it its my of on or our that the their this to under via we "
    "what when where which who why with within without you your"
)
"""Words that carry no meaning of their own."""

COMMON_WORDS = _listed(
    "across activity agencies agency agreement approach assessment assistance building care center child "
    "childhood children coaching cohort collaboration collaborative community consultation council cross data day "
    "development discussion early education event facilitation families family federal follow for gathering group "
    "health home improvement infant initiative kickoff lead leadership learning local meeting mental model "
    "national needs network new one parent parents part partner partners plan planning plans policy practice "
    "practices program programs project provider providers quality regional report request review series service "
    "services session sessions staff standards state states statewide strategic strategy summit support "
    "supporting supports system systems team technical territory toddler training trainings tribal tribe up "
    "virtual visit visiting webinar welfare work working workshop workshops year young"
)
"""Words that half of all titles in this field use. A fixed list, not a count of what happens to be stored:
otherwise one new record would change what all the others are compared with."""

PLACE_WORDS = frozenset(
    word for name in JURISDICTIONS.values() for word in name.lower().replace(".", "").split()
) | frozenset(code.lower() for code in JURISDICTIONS)
"""Words of places: two titles that share only their state's name say nothing."""


@dataclass(frozen=True)
class Words:
    """The words of many titles, one after the other.

    Attributes:
        title: position of the title, ascending, one entry a word.
        word: position in `vocabulary`.
        vocabulary: every word once.
    """

    title: Integers
    word: Integers
    vocabulary: list[str]


def title_key(titles: pd.Series) -> pd.Series:
    """What a title says without case, accents, punctuation, order, repeats and stop words.

    Args:
        titles: one title a record; missing allowed.

    Returns:
        The title's distinct words, sorted, one blank between them; "" where nothing is left. Same index.
    """
    words = read_words(titles, _words_of)
    ends = np.searchsorted(words.title, np.arange(len(titles) + 1))
    spelt = pa.array(words.vocabulary, pa.string()).take(pa.array(words.word))
    keys = pc.binary_join(pa.ListArray.from_arrays(pa.array(ends, pa.int32()), spelt), " ")
    return pd.Series(pd.array(keys, dtype="str"), index=titles.index)


def read_words(texts: pd.Series, read: Callable[[str], list[str]]) -> Words:
    """What texts say, each word once a text, in the order of the sorted vocabulary.

    Args:
        read: the words of a token; one such as "birth-to-five" may give several, and some give none.
    """
    tokens = split_words(texts)
    # Each distinct token is read once, however many texts use it.
    found = [read(token) for token in tokens.vocabulary]
    names = sorted({word for words in found for word in words})
    code_of = {name: code for code, name in enumerate(names)}
    counts = np.array([len(words) for words in found], dtype=np.int64)
    flat = np.array([code_of[word] for words in found for word in words], dtype=np.int64)
    size = max(len(names), 1)
    title = np.repeat(tokens.title, counts[tokens.word])
    code = sorted_distinct(title * size + flat[spread(counts, tokens.word)])
    return Words(code // size, code % size, names)


def split_words(texts: pd.Series) -> Words:
    """The words of texts in which white space separates words; missing texts have none."""
    # A column that was read in pieces comes as several chunks, which have no dictionary in common.
    values = pa.array(texts.array, pa.large_string(), from_pandas=True)
    whole = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
    lists = pc.utf8_split_whitespace(pc.fill_null(whole, ""))
    counts = pc.list_value_length(lists).to_numpy(zero_copy_only=False)
    coded = pc.list_flatten(lists).dictionary_encode()
    vocabulary = coded.dictionary.to_pylist()
    title = np.repeat(np.arange(len(texts), dtype=np.int64), counts)
    word = coded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    is_word = np.array([name != "" for name in vocabulary], dtype=bool)[word]
    return Words(title[is_word], word[is_word], vocabulary)


def sorted_distinct(values: Integers) -> Integers:
    """Each value once, ascending. By sorting: numpy's own `unique` hashes, which takes forty times as long here."""
    ascending = np.sort(values)
    is_first = np.concatenate([np.ones(min(len(values), 1), bool), ascending[1:] != ascending[:-1]])
    return np.asarray(ascending[is_first], dtype=np.int64)


def spread(counts: Integers, chosen: Integers) -> Integers:
    """Positions of all members of the chosen groups, where group g holds the next counts[g] positions."""
    sizes = counts[chosen]
    starts = np.concatenate([[0], np.cumsum(counts)])[chosen]
    before = np.cumsum(sizes) - sizes
    return np.asarray(np.arange(sizes.sum()) + np.repeat(starts - before, sizes), dtype=np.int64)


def distinctive(vocabulary: list[str]) -> npt.NDArray[np.bool_]:
    """Which words set a title apart: neither common in the field, nor a place, nor a bare number."""
    return np.array(
        [not (word in COMMON_WORDS or word in PLACE_WORDS or word.isdigit()) for word in vocabulary], dtype=bool
    )


def _words_of(token: str) -> list[str]:
    """Lower case, without accents and apostrophes; anything but letters and digits separates."""
    plain = unicodedata.normalize("NFKD", token.lower())
    return [word for word in _WORD.findall(_DROPPED.sub("", plain)) if word not in STOP_WORDS]
