"""Texts as terms: stems, what abbreviations stand for, and the concepts of this field that different words name."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np
import pandas as pd
import snowballstemmer

from transforms.overlaps.coding import Integers, code_texts
from transforms.titles import PLACE_WORDS, STOP_WORDS, read_words

LETTERS = "~"
"""Begins a term of letters."""

CONCEPT = "#"
"""Begins a term that stands for a concept, not for a word."""

_PIECE = re.compile(r"[a-z]+|[0-9]+")
_MONTH_NAMES = (
    "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
    "september sep sept", "october oct", "november nov", "december dec",
)  # fmt: skip
_MONTHS = {name: 100 + number for number, names in enumerate(_MONTH_NAMES, 1) for name in names.split()}
_COUNT_NAMES = (
    "first 1st i one", "second 2nd ii two", "third 3rd iii three", "fourth 4th iv four", "fifth 5th v five",
    "sixth 6th vi six", "seventh 7th vii seven", "eighth 8th viii eight",
)  # fmt: skip
_COUNTED = {word: number for number, words in enumerate(_COUNT_NAMES, 1) for word in words.split()}
_UNSURE_NUMBERS = frozenset({"i", "v", "one", "may", "mar"})
"""Words that are numbers or months less often than something else."""


@dataclass(frozen=True)
class Terms:
    """Terms of many texts, one entry a text and term, texts ascending, a term once a text.

    Attributes:
        text: position of the text.
        term: position in `names`.
        names: every term once.
        texts: how many texts there are.
    """

    text: Integers
    term: Integers
    names: list[str]
    texts: int


def word_terms(texts: pd.Series) -> Terms:
    """Stems of the words, abbreviations written out; no stop words, places or numbers."""
    return _terms(texts, _stems_of)


def concept_terms(texts: pd.Series) -> Terms:
    """The concepts that the words name; the stem of a word that names none."""
    return _terms(texts, _concepts_of)


def letter_terms(texts: pd.Series) -> Terms:
    """Three letters in a row, word by word: close for words that are mistyped, cut off or inflected."""
    return _terms(texts, _trigrams_of)


def number_terms(texts: pd.Series) -> Terms:
    """Numbers and months in the text: part 2 is not part 3, the June call not the July one."""
    return _terms(texts, _numbers_of)


_PART = re.compile(
    r"\b(?:part|pt|session|sess|module|mod|meeting|mtg|class|lesson|unit|call|workshop|webinar|week|wk|day|visit|round|"
    r"cohort|phase|no)s?\.?[ ]*#?[ ]*([0-9]{1,3}|one|two|three|four|five|six|seven|eight|i{1,3}|iv|vi{0,3})\b"
    r"|#[ ]*([0-9]{1,3})\b|\b([0-9]{1,2})[ ]*(?:of|/)[ ]*[0-9]{1,2}\b"
)


def part_numbers(texts: pd.Series) -> Integers:
    """Which part of a series a text says that it is: "part 2", "Session III", "#4", "2 of 6"; 0 where it says none."""
    code, distinct = code_texts(texts)
    return np.array([*(_part_of(text) for text in distinct), 0], dtype=np.int64)[code]


def _part_of(text: str) -> int:
    found = _PART.search(text.lower())
    if found is None:
        return 0
    said = next(group for group in found.groups() if group)
    return int(said) if said.isdigit() else _COUNTED.get(said, 0)


def _terms(texts: pd.Series, read: Callable[[str], list[str]]) -> Terms:
    words = read_words(texts, read)
    return Terms(words.title, words.word, words.vocabulary, len(texts))


def _pieces(token: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", token.lower())
    bare = plain.strip(".,;:()[]\"'")
    if bare in _abbreviations():
        return list(_abbreviations()[bare])
    return [word for piece in _PIECE.findall(plain.replace("'", "")) for word in _abbreviations().get(piece, (piece,))]


def _stems_of(token: str) -> list[str]:
    words = [word for word in _pieces(token) if not word.isdigit() and len(word) > 1]
    words = [word for word in words if word not in STOP_WORDS and word not in PLACE_WORDS and word not in _MONTHS]
    return _stem(tuple(words))


def _concepts_of(token: str) -> list[str]:
    return [term for stem in _stems_of(token) for term in _concepts().get(stem, (stem,))]


def _trigrams_of(token: str) -> list[str]:
    words = [word for word in _pieces(token) if not word.isdigit() and word not in PLACE_WORDS]
    padded = [f" {word} " for word in words if word not in STOP_WORDS]
    return [LETTERS + word[at : at + 3] for word in padded for at in range(len(word) - 2)]


def _numbers_of(token: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", token.lower())
    found = []
    for piece in re.findall(r"[0-9]+(?:st|nd|rd|th)?|[a-z]+", plain):
        number = _MONTHS.get(piece) or _COUNTED.get(piece)
        if piece[0].isdigit():
            number = int(re.sub(r"\D", "", piece)[:6])
        if number is not None and piece not in _UNSURE_NUMBERS:
            found.append(str(number))
    return found


@lru_cache(maxsize=1)
def _concepts() -> dict[str, tuple[str, ...]]:
    """Stem to the concepts that it names."""
    named: dict[str, list[str]] = {}
    for concept, words in _read_table("concepts.csv"):
        for word in words.split():
            for stem in _stem((word,)):
                if CONCEPT + concept not in named.setdefault(stem, []):
                    named[stem].append(CONCEPT + concept)
    return {stem: tuple(concepts) for stem, concepts in named.items()}


@lru_cache(maxsize=1)
def _abbreviations() -> dict[str, tuple[str, ...]]:
    return {short: tuple(words.split()) for short, words in _read_table("abbreviations.csv")}


def _read_table(name: str) -> Iterable[tuple[str, str]]:
    rows = list(csv.reader((files(__package__) / name).read_text(encoding="utf-8").splitlines()))
    return [(row[0], row[1]) for row in rows[1:]]


@lru_cache(maxsize=100_000)
def _stem(words: tuple[str, ...]) -> list[str]:
    stemmer = snowballstemmer.stemmer("english")
    return [str(stem) for stem in stemmer.stemWords(list(words))]
