"""Comparisons that look at several others at once: what agrees together says more, or less, than its parts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from transforms.overlaps.matching.comparisons import COMPARISONS, Bins


@dataclass(frozen=True)
class Crossed:
    """One comparison made of others: its name, what its bins mean, and the function that tells a pair's bin."""

    name: str
    bins: tuple[str, ...]
    of: Callable[[Mapping[str, Bins]], Bins]


_LABELS = {one.name: one.bins for one in COMPARISONS}

_DAYS = (("no day", ("missing",)), ("the same day", ("0 days",)), ("a day", ("1 days",)),
         ("2 or 3 days", ("2 days", "3 days")), ("up to a week", ("4 days", "5 to 6 days")),
         ("whole weeks", ("7 days", "14 days", "21 days", "28 days")),
         ("month or quarter met", ("within the month said", "within the quarter said")),
         ("far apart", ()))  # fmt: skip
_TEXTS = (("not said", ("missing", "one missing")), ("nothing shared", ("0", "0.00 to 0.08")),
          ("little shared", ("0.08 to 0.16", "0.16 to 0.24", "0.24 to 0.32")),
          ("some shared", ("0.32 to 0.40", "0.40 to 0.50", "0.50 to 0.60")),
          ("much shared", ("0.60 to 0.70", "0.70 to 0.80", "0.80 to 0.90")),
          ("nearly all shared", ()))  # fmt: skip
_NUMBERS = (("not said", ("missing", "one missing")),
            ("equal", ("equal", "equal, common", "equal, uncommon", "equal, rare", "within 2%", "within 2%, rare")),
            ("close", ("within 10%", "within 10%, rare", "within 25%")),
            ("apart", ()))  # fmt: skip
_MARKS = (("none", ("none",)), ("one has some", ("one has some",)), ("the same", ("the same",)),
          ("some shared", ("some shared",)), ("others", ()))  # fmt: skip
_PARTS = tuple((label, (label,)) for label in ("none", "one has some", "the same", "others"))
_CROWDS = (("not known", ("not known",)), ("few about", ("hardly any a week", "up to 1 a week", "up to 2 a week")),
           ("some about", ("up to 4 a week", "up to 8 a week")), ("many about", ("up to 16 a week", "up to 32 a week")),
           ("very many about", ()))  # fmt: skip

Classes = Sequence[tuple[str, Sequence[str]]]


def _classes(name: str, classes: Classes) -> npt.NDArray[np.uint8]:
    """Class of each bin; the last class takes the rest."""
    known = {label: at for at, (_, labels) in enumerate(classes) for label in labels}
    return np.array([known.get(label, len(classes) - 1) for label in _LABELS[name]], dtype=np.uint8)


def _cross(name: str, one: str, ones: Classes, other: str, others: Classes) -> Crossed:
    bins = tuple(f"{a}, {b}" for a, _ in ones for b, _ in others)
    of_one, of_other = _classes(one, ones), _classes(other, others)

    def compare(found: Mapping[str, Bins]) -> Bins:
        crossed = of_one[found[one]] * np.uint8(len(others)) + of_other[found[other]]
        return np.asarray(crossed, dtype=np.uint8)

    return Crossed(name, bins, compare)


_SAME_CODES = ("same code", "same codes", "same, common", "same, uncommon", "same, rare")
_NEAR_NUMBERS = ("equal", "equal, common", "equal, uncommon", "equal, rare", "within 2%", "within 2%, rare",
                 "within 10%", "within 10%, rare")  # fmt: skip
_MUCH = ("0.60 to 0.70", "0.70 to 0.80", "0.80 to 0.90", "0.90 to 0.99", "0.90 to 1.00", "the same")
AGREE: Mapping[str, Sequence[str]] = {
    "first_day": ("0 days",),
    "event_hours": _NEAR_NUMBERS, "participants_total": _NEAR_NUMBERS,
    "sector": _SAME_CODES, "core_element": _SAME_CODES, "service_area": _SAME_CODES, "population_focus": _SAME_CODES,
    "delivery_mode": _SAME_CODES, "ta_type": _SAME_CODES,
    "recipient": _MUCH, "title_concepts": _MUCH, "part": ("the same",),
}  # fmt: skip
DIFFER: Mapping[str, Sequence[str]] = {
    "event_hours": ("within half", "up to twice", "more"), "participants_total": ("within half", "up to twice", "more"),
    "sector": ("none shared",), "core_element": ("none shared",), "service_area": ("none shared",),
    "population_focus": ("none shared",), "delivery_mode": ("none shared",), "ta_type": ("none shared",),
    "recipient": ("0", "0.00 to 0.08"), "title_concepts": ("0", "0.00 to 0.08"), "part": ("others",),
}  # fmt: skip
MOST_COUNTED = 9
COUNT_BINS = (*(str(count) for count in range(MOST_COUNTED)), f"{MOST_COUNTED} or more")


def _count(name: str, counted: Mapping[str, Sequence[str]]) -> Crossed:
    holds = {
        one: np.array([label in labels for label in _LABELS[one]], dtype=np.uint8) for one, labels in counted.items()
    }

    def compare(found: Mapping[str, Bins]) -> Bins:
        total = sum(table[found[one]] for one, table in holds.items())
        return np.asarray(np.minimum(total, MOST_COUNTED), dtype=np.uint8)

    return Crossed(name, COUNT_BINS, compare)


CROSSED: tuple[Crossed, ...] = (
    _count("agreeing", AGREE),
    _count("differing", DIFFER),
    _cross("day_and_title", "first_day", _DAYS, "title_concepts", _TEXTS),
    _cross("day_and_text", "first_day", _DAYS, "whole_text", _TEXTS),
    _cross("day_and_numbers", "first_day", _DAYS, "numbers", _MARKS),
    _cross("day_and_part", "first_day", _DAYS, "part", _PARTS),
    _cross("day_and_crowd", "first_day", _DAYS, "crowd", _CROWDS),
    _cross("hours_and_people", "event_hours", _NUMBERS, "participants_total", _NUMBERS),
    _cross("title_and_recipient", "title_concepts", _TEXTS, "recipient", _TEXTS),
)


def cross_bins(bins: Mapping[str, Bins]) -> dict[str, Bins]:
    """The comparisons with those that are made of them."""
    return {**bins, **{one.name: one.of(bins) for one in CROSSED}}
