"""What makes pairs hard: reports that belong to a series, and places that do not meet."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from transforms.overlaps.coding import Flags, Integers
from transforms.overlaps.matched import Work
from transforms.overlaps.sweep import meeting_pairs
from transforms.overlaps.windows import NO_DAY
from transforms.titles import title_key

ALIKE, WITHIN_DAYS = 0.75, 35


class Words:
    """The distinct words of titles, without stop words, as a table of titles by words.

    Args:
        titles: one title a report; missing allowed.
    """

    def __init__(self, titles: pd.Series) -> None:
        told = title_key(titles).str.split().reset_index(drop=True).explode().dropna()
        told = told[told != ""]
        word = pd.factorize(told)[0]
        shape = (len(titles), int(word.max(initial=-1)) + 1)
        self._table = sparse.csr_array((np.ones(len(told)), (told.index.to_numpy(), word)), shape=shape)
        self._size = np.asarray(self._table.sum(axis=1))

    def share(self, left: Integers, right: Integers) -> npt.NDArray[np.float64]:
        """Words that pairs of titles share, of all words that either has (0 to 1)."""
        shared = np.asarray(self._table[left].multiply(self._table[right]).sum(axis=1))
        return np.asarray(shared / np.maximum(self._size[left] + self._size[right] - shared, 1))


def are_in_series(work: Work, titles: pd.Series) -> Flags:
    """Reports whose own provider has another with ALIKE of the title's words within WITHIN_DAYS."""
    words = Words(titles)
    dated = np.flatnonzero(work.windows.first != NO_DAY)
    order = dated[np.lexsort((work.windows.first[dated], work.provider[dated]))]
    first, found = work.windows.first[order], np.zeros(len(work), dtype=bool)
    for one, other in meeting_pairs(work.provider[order], first, first + WITHIN_DAYS):
        left, right = order[one], order[other]
        alike = words.share(left, right) >= ALIKE
        found[left[alike]] = found[right[alike]] = True
    return found


def share_a_place(work: Work, left: Integers, right: Integers) -> Flags:
    """Whether pairs of reports have a place in common."""
    bits = np.zeros((len(work.places.counts), max(len(work.places.names), 1)), dtype=bool)
    bits[np.repeat(np.arange(len(work.places.counts)), work.places.counts), work.places.place] = True
    one, other = work.places.combination[left], work.places.combination[right]
    return np.asarray((bits[one] & bits[other]).any(axis=1), dtype=np.bool_)
