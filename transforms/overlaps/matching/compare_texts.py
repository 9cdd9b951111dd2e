"""How two reports compare in what they say: titles, summaries, recipients, and numbers in titles."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt
from scipy import sparse

from transforms.overlaps.coding import Integers
from transforms.overlaps.matching.compared import MISSING, Bins, Reports

_SHARES = (0.0, 0.08, 0.16, 0.24, 0.32, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.995)
SHARE_BINS = (
    MISSING, "one missing", "0",
    *(f"{low:.2f} to {high:.2f}" for low, high in pairwise(_SHARES)), "the same",
)  # fmt: skip


def compare_texts(rows: sparse.csr_array, left: Integers, right: Integers) -> Bins:
    """Two texts by the cosine of their terms' weights."""
    counts = np.diff(rows.indptr)
    has = counts > 0
    found = 2 + np.searchsorted(_SHARES, row_products(rows, left, right) - 1e-6, side="left")
    none, some = ~has[left] & ~has[right], ~has[left] | ~has[right]
    return np.select([none, some], [0, 1], found).astype(np.uint8)


def row_products(rows: sparse.csr_array, left: Integers, right: Integers) -> npt.NDArray[np.float32]:
    """Sum over the terms that two rows share, pair by pair."""
    return np.asarray((rows[left].multiply(rows[right])).sum(axis=1), dtype=np.float32).ravel()


RARE_BINS = ("nothing", *(f"up to {most}" for most in (3, 5, 7, 9, 12, 16, 22)), "more")


def compare_rare_words(rows: sparse.csr_array, left: Integers, right: Integers) -> Bins:
    """What the words that both have say together: two rare words say more than four common ones."""
    total = np.sqrt(rows[left].multiply(rows[right])).sum(axis=1)
    said = np.asarray(total).ravel() - 1e-6
    return np.searchsorted((0.0, 3, 5, 7, 9, 12, 16, 22), said, side="left").astype(np.uint8)


MARK_BINS = ("none", "one has some", "the same", "some shared", "others")


def compare_marks(reports: Reports, left: Integers, right: Integers) -> Bins:
    """Numbers and months in titles: part 2 is not part 3."""
    rows = reports.facts.marks
    counts = np.diff(rows.indptr)
    one, other = counts[left], counts[right]
    shared = row_products(rows, left, right).astype(np.int64)
    found = np.select(
        [(one == 0) & (other == 0), (one == 0) | (other == 0), shared == 0, (shared == one) & (shared == other)],
        [0, 1, 4, 2], 3,
    )  # fmt: skip
    return found.astype(np.uint8)


PART_BINS = ("none", "one has some", "the same", "others")


def compare_parts(reports: Reports, left: Integers, right: Integers) -> Bins:
    """Which part of a series the titles say: part 2 is not part 3."""
    one, other = reports.facts.part[left], reports.facts.part[right]
    none, some = (one == 0) & (other == 0), (one == 0) | (other == 0)
    return np.select([none, some, one == other], [0, 1, 2], 3).astype(np.uint8)


_WITHIN = (0.0, 0.15, 0.3, 0.45, 0.6, 0.75, 0.9)
WITHIN_BINS = (MISSING, "nothing", *(f"up to {most:.2f}" for most in _WITHIN[1:]), "all")


def compare_told(reports: Reports, left: Integers, right: Integers) -> Bins:
    """How much of one report's title the other's summary and topics say, the better of both ways."""
    title, told = reports.facts.title_told
    size, has = np.asarray(title.sum(axis=1)).ravel(), np.diff(told.indptr) > 0
    share = np.maximum(*(
        np.where((size[one] > 0) & has[other], _shared(title[one], told[other]) / np.maximum(size[one], 1e-6), -1)
        for one, other in ((left, right), (right, left))
    ))  # fmt: skip
    return np.where(share < 0, 0, 1 + np.searchsorted(_WITHIN, share - 1e-6, side="left")).astype(np.uint8)


def _shared(rows: sparse.csr_array, others: sparse.csr_array) -> npt.NDArray[np.float32]:
    return np.asarray(rows.multiply(others).sum(axis=1), dtype=np.float32).ravel()
