"""How two reports compare, field by field: each comparison falls into one of a few named bins."""

from __future__ import annotations

from collections.abc import Callable

from transforms.overlaps.coding import Integers
from transforms.overlaps.matching.compare_fields import (
    CODE_BINS,
    CROWD_BINS,
    DAY_BINS,
    NUMBER_BINS,
    PLACE_BINS,
    RATIO_BINS,
    SAID_CODE_BINS,
    WINDOW_BINS,
    compare_any_hours,
    compare_codes,
    compare_crowds,
    compare_days,
    compare_numbers,
    compare_places,
    compare_said_codes,
    compare_windows,
)
from transforms.overlaps.matching.compare_texts import (
    MARK_BINS,
    PART_BINS,
    RARE_BINS,
    SHARE_BINS,
    WITHIN_BINS,
    compare_marks,
    compare_parts,
    compare_rare_words,
    compare_texts,
    compare_told,
    row_products,
)
from transforms.overlaps.matching.compared import Bins, Comparison, Reports
from transforms.overlaps.matching.facts import NUMBERS

__all__ = ["COMPARISONS", "Bins", "Comparison", "Reports", "compare_marks", "row_products"]


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
    *(Comparison(name, NUMBER_BINS, _numbers(name)) for name in NUMBERS),
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
    Comparison("part", PART_BINS, compare_parts),
    Comparison("crowd", CROWD_BINS, compare_crowds),
    Comparison("title_told", WITHIN_BINS, compare_told),
    Comparison("any_hours", RATIO_BINS, compare_any_hours),
)  # fmt: skip
"""All comparisons, in the order in which evidence names them."""
