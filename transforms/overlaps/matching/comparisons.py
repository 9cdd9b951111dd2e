"""How two reports compare, field by field: each comparison falls into one of a few named bins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from transforms.overlaps.coding import Integers
from transforms.overlaps.matched import Decimals, Work, day_gap
from transforms.overlaps.matching.facts import Facts
from transforms.overlaps.windows import NO_DAY

Bins = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Reports:
    """The reports that are compared: days and places, and what else they say."""

    work: Work
    facts: Facts


@dataclass(frozen=True)
class Comparison:
    """One comparison: its name, what its bins mean, and the function that tells a pair's bin."""

    name: str
    bins: tuple[str, ...]
    of: Callable[[Reports, Integers, Integers], Bins]


MISSING = "missing"

_GAPS = (0, 1, 2, 3, 4, 6, 7, 10, 13, 14, 17, 20, 21, 24, 27, 28, 31)
"""Last day gap of each bin; sessions of a series lie whole weeks apart, so 7, 14, 21 and 28 stand alone."""
_GAP_NAMES = tuple(
    f"{low} days" if low == high else f"{low} to {high} days"
    for low, high in zip((0, *(gap + 1 for gap in _GAPS[:-1])), _GAPS, strict=True)
)
DAY_BINS = (
    MISSING, *_GAP_NAMES, "more days",
    "within the month said", "15 days off the month said", "more days off the month said",
    "within the quarter said", "off the quarter said",
)  # fmt: skip


def compare_days(reports: Reports, left: Integers, right: Integers) -> Bins:
    """The gap between first days; where one was said as a month or quarter, whether the other lies within it."""
    windows = reports.work.windows
    gap = day_gap(reports.work, left, right)
    exact = 1 + np.searchsorted(_GAPS, gap, side="left")
    coarse = np.maximum(windows.precision[left], windows.precision[right])
    month = 1 + len(_GAPS) + 1 + np.searchsorted((0, 15), gap, side="left")
    quarter = 1 + len(_GAPS) + 4 + (gap > 0)
    found = np.select([gap == NO_DAY, coarse == 0, coarse == 1], [0, exact, month], quarter)
    return found.astype(np.uint8)


WINDOW_BINS = (MISSING, "both a day or less said", "same", "mostly", "partly", "hardly", "apart")


def compare_windows(reports: Reports, left: Integers, right: Integers) -> Bins:
    """How much of both windows lies in both; two single days say nothing beyond their gap."""
    windows = reports.work.windows
    start, end = windows.start, windows.told_end
    both = np.minimum(end[left], end[right]) - np.maximum(start[left], start[right]) + 1
    either = np.maximum(end[left], end[right]) - np.minimum(start[left], start[right]) + 1
    share = np.maximum(both, 0) / np.maximum(either, 1)
    found = 6 - np.searchsorted((0.0, 0.1, 0.5, 0.9), share, side="left")
    short = (end[left] - start[left] <= 1) & (end[right] - start[right] <= 1)
    missing = (start[left] == NO_DAY) | (start[right] == NO_DAY)
    return np.select([missing, short], [0, 1], found).astype(np.uint8)


_COMMON = (2.5, 3.5, 5.0)
"""Weights from which on a value is less common: one in 4, 12 and 55 reports have it."""
_HOW_COMMON = ("usual", "common", "uncommon", "rare")
RATIO_BINS = (
    MISSING, "one missing", "equal", "within 2%", "within 10%", "within 25%", "within half", "up to twice", "more",
)  # fmt: skip
NUMBER_BINS = (*RATIO_BINS, *(f"equal, {how}" for how in _HOW_COMMON[1:]), "within 2%, rare", "within 10%, rare")


def compare_numbers(reports: Reports, name: str, left: Integers, right: Integers) -> Bins:
    """Two numbers by their ratio, and by how common they are."""
    values, says = reports.facts.numbers[name], reports.facts.says[name]
    found = compare_ratio(values[left], values[right])
    rarity = np.searchsorted(_COMMON, np.minimum(says[left], says[right]), side="left")
    is_rare = rarity == len(_COMMON)
    more = len(RATIO_BINS) - 1
    chosen = [(found == 2) & (rarity > 0), (found == 3) & is_rare, (found == 4) & is_rare]
    return np.select(chosen, [more + rarity, more + 4, more + 5], found).astype(np.uint8)


def compare_ratio(one: Decimals, other: Decimals) -> Bins:
    """Two numbers by their ratio."""
    none = np.isnan(one) & np.isnan(other)
    some = np.isnan(one) | np.isnan(other)
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = np.maximum(one, other) / np.maximum(np.minimum(one, other), 0.01)
    found = 2 + np.searchsorted((1.000001, 1.02, 1.1, 1.25, 1.5, 2.0), ratio, side="left")
    return np.select([none, some], [0, 1], found).astype(np.uint8)


CODE_BINS = (MISSING, "one missing", "same code", "same codes", "one within the other", "some shared", "none shared")


SAID_CODE_BINS = (*CODE_BINS, *(f"same, {how}" for how in _HOW_COMMON[1:]))


def compare_said_codes(reports: Reports, name: str, left: Integers, right: Integers) -> Bins:
    """Two sets of codes, and how common the set is that both name."""
    bits, says = reports.facts.bits[name], reports.facts.says[name]
    found = compare_codes(bits[left], bits[right])
    rarity = np.searchsorted(_COMMON, np.minimum(says[left], says[right]), side="left")
    same = ((found == 2) | (found == 3)) & (rarity > 0)
    return np.where(same, len(CODE_BINS) - 1 + rarity, found).astype(np.uint8)


def compare_codes(one: Integers, other: Integers) -> Bins:
    """Two sets of codes, as bits."""
    both = one & other
    within = (both == one) | (both == other)
    found = np.select(
        [(one == 0) & (other == 0), (one == 0) | (other == 0), both == 0, one != other],
        [0, 1, 6, np.where(within, 4, 5)],
        np.where((one & (one - 1)) == 0, 2, 3),
    )
    return found.astype(np.uint8)


_SHARES = (0.0, 0.08, 0.16, 0.24, 0.32, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.995)
SHARE_BINS = (
    MISSING, "one missing", "0",
    *(f"{low:.2f} to {high:.2f}" for low, high in zip(_SHARES[:-1], _SHARES[1:], strict=True)), "the same",
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
    return np.searchsorted((0.0, 3, 5, 7, 9, 12, 16, 22), np.asarray(total).ravel() - 1e-6, side="left").astype(np.uint8)


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


PLACE_BINS = ("same places", "one within the other", "some shared", "none shared")


def compare_places(reports: Reports, left: Integers, right: Integers) -> Bins:
    """The places of two reports; those at the lower rank count."""
    places = reports.work.places
    held = np.zeros((len(places.counts), max(len(places.names), 1)), dtype=bool)
    held[np.repeat(np.arange(len(places.counts)), places.counts), places.place] = True
    size = len(places.counts)
    code, at = np.unique(places.combination[left] * size + places.combination[right], return_inverse=True)
    one, other = held[code // size], held[code % size]
    both = (one & other).sum(axis=1)
    same, within = (one == other).all(axis=1), (both == one.sum(axis=1)) | (both == other.sum(axis=1))
    return np.select([both == 0, same, within], [3, 0, 1], 2).astype(np.uint8)[at]


def _codes(name: str) -> Callable[[Reports, Integers, Integers], Bins]:
    def compare(reports: Reports, left: Integers, right: Integers) -> Bins:
        return compare_codes(reports.facts.bits[name][left], reports.facts.bits[name][right])

    return compare


def _said_codes(name: str) -> Callable[[Reports, Integers, Integers], Bins]:
    def compare(reports: Reports, left: Integers, right: Integers) -> Bins:
        return compare_said_codes(reports, name, left, right)

    return compare


def _numbers(name: str) -> Callable[[Reports, Integers, Integers], Bins]:
    def compare(reports: Reports, left: Integers, right: Integers) -> Bins:
        return compare_numbers(reports, name, left, right)

    return compare


def _rare(name: str) -> Callable[[Reports, Integers, Integers], Bins]:
    def compare(reports: Reports, left: Integers, right: Integers) -> Bins:
        return compare_rare_words(reports.facts.rare[name], left, right)

    return compare


def _texts(name: str) -> Callable[[Reports, Integers, Integers], Bins]:
    def compare(reports: Reports, left: Integers, right: Integers) -> Bins:
        return compare_texts(reports.facts.texts[name], left, right)

    return compare


COMPARISONS: tuple[Comparison, ...] = (
    Comparison("first_day", DAY_BINS, compare_days),
    Comparison("window", WINDOW_BINS, compare_windows),
    Comparison("place", PLACE_BINS, compare_places),
    *(Comparison(name, NUMBER_BINS, _numbers(name)) for name in ("event_hours", "provider_hours", "participants_total")),
    *(
        Comparison(name, SAID_CODE_BINS, _said_codes(name))
        for name in ("sector", "core_element", "service_area", "population_focus")
    ),
    *(
        Comparison(name, CODE_BINS, _codes(name))
        for name in (
            "delivery_mode", "recipient_type", "program", "outcome_dimension", "ta_type", "intensity", "record_kind",
            "geographic_scope", "lifecycle_status",
        )
    ),
    *(
        Comparison(name, SHARE_BINS, _texts(name))
        for name in ("title_words", "title_concepts", "title_letters", "summary", "whole_text", "recipient", "names")
    ),
    *(Comparison(name, RARE_BINS, _rare(name)) for name in ("rare_words", "rare_names")),
    Comparison("numbers", MARK_BINS, compare_marks),
)  # fmt: skip
"""All comparisons, in the order in which evidence names them."""
