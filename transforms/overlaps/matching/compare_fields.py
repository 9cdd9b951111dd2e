"""How two reports compare in days, places, numbers and codes."""

from __future__ import annotations

import numpy as np

from transforms.overlaps.coding import Integers
from transforms.overlaps.matched import Decimals, Work, day_gap
from transforms.overlaps.matching.compared import MISSING, Bins, Reports
from transforms.overlaps.windows import NO_DAY

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
    """As `compare_first_days`."""
    return compare_first_days(reports.work, left, right)


def compare_first_days(work: Work, left: Integers, right: Integers) -> Bins:
    """The gap between first days; where one was said as a month or quarter, whether the other lies within it."""
    windows = work.windows
    gap = day_gap(work, left, right)
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


_CROWDS = (0.5, 1, 2, 4, 8, 16, 32, 64, 128)
CROWD_BINS = (
    "not known", "hardly any a week", *(f"up to {most:g} a week" for most in _CROWDS[1:]), "more a week",
)  # fmt: skip


def compare_crowds(reports: Reports, left: Integers, right: Integers) -> Bins:
    """Reports a week where the two are, as frozen with the model: where there are many, two alike say less."""
    least = np.minimum(reports.facts.crowd[left], reports.facts.crowd[right])
    return np.where(least <= 0, 0, 1 + np.searchsorted(_CROWDS, least, side="left")).astype(np.uint8)


def compare_any_hours(reports: Reports, left: Integers, right: Integers) -> Bins:
    """The nearest of what the two call the event's hours or the provider's."""
    numbers, names = reports.facts.numbers, ("event_hours", "provider_hours")
    found = [compare_ratio(numbers[a][left], numbers[b][right]).astype(np.int64) for a in names for b in names]
    nearest = np.min([np.where(one < 2, 100, one) for one in found], axis=0)
    return np.where(nearest == 100, 0, nearest).astype(np.uint8)


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
