"""A quick look at near pairs, in small integers: most fall here, before their texts are read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from transforms.overlaps.coding import Integers, bits_of_codes
from transforms.overlaps.matched import Work, numbers
from transforms.overlaps.matching.compare_fields import (
    CODE_BINS,
    DAY_BINS,
    RATIO_BINS,
    compare_codes,
    compare_first_days,
    compare_ratio,
)
from transforms.overlaps.matching.compared import Bins, Reports
from transforms.overlaps.matching.facts import CODE_LISTS
from transforms.overlaps.matching.scoring import Weighing

SIGNATURE_BINS = (
    "missing", "nothing", "up to a fifth", "up to two fifths", "up to three fifths", "up to four fifths", "most",
)  # fmt: skip
CODES = ("sector", "core_element", "ta_type", "delivery_mode")
NUMBERS = ("event_hours", "participants_total")

QUICK_BINS: dict[str, tuple[str, ...]] = {
    "first_day": DAY_BINS,
    **dict.fromkeys(NUMBERS, RATIO_BINS),
    **dict.fromkeys(CODES, CODE_BINS),
    "title_terms": SIGNATURE_BINS,
    "text_terms": SIGNATURE_BINS,
    "recipient_terms": SIGNATURE_BINS,
}
"""What the quick look compares."""


MOST_CELLS = 4_000_000
"""Values of a field are compared once each with each where that makes no larger table."""

Compare = Callable[[Integers, Integers], Bins]
"""Positions of two reports to their bin, for many pairs."""

Sketches = Mapping[str, Compare]
"""The quick comparisons of some reports, made ready; the order is what is quickest."""


def sketch(reports: Reports) -> Sketches:
    """The quick comparisons of reports, made ready."""
    signed = {"title_terms": "title_concepts", "text_terms": "whole_text", "recipient_terms": "recipient"}
    texts = {name: partial(_by_signatures, reports.facts.signatures[text]) for name, text in signed.items()}
    return {**sketch_fields(reports.work), **texts}


def sketch_fields(work: Work) -> Sketches:
    """Those of the quick comparisons that read no text."""
    records = work.records
    return {
        **{name: _by_values(numbers(records[name]), compare_ratio) for name in reversed(NUMBERS)},
        "first_day": partial(compare_first_days, work),
        **{name: _by_values(bits_of_codes(records[name], CODE_LISTS[name]), compare_codes) for name in CODES},
    }


def quick_bins(sketches: Sketches, left: Integers, right: Integers) -> dict[str, Bins]:
    """The quick comparisons of pairs."""
    return {name: compare(left, right) for name, compare in sketches.items()}


def passes_quickly(
    sketches: Sketches, quick: Weighing, least: int, left: Integers, right: Integers
) -> tuple[Integers, Integers]:
    """The pairs whose quick score reaches `least`.

    One comparison after the other; a pair falls as soon as the best of all that is left cannot bring it there.
    """
    score = np.full(len(left), quick.baseline, dtype=np.int64)
    still = sum(max(gives) for gives in quick.gives.values())
    for name, compare in sketches.items():
        gives = np.array(quick.gives[name], dtype=np.int64)
        still -= int(gives.max())
        score += gives[compare(left, right)]
        kept = np.flatnonzero(score >= least - still)
        left, right, score = left[kept], right[kept], score[kept]
    return left, right


def _by_values(values: npt.NDArray[Any], compare: Callable[[Any, Any], Bins]) -> Compare:
    """The comparison of two values, looked up where there are few."""
    distinct, code = np.unique(values, return_inverse=True)
    size = len(distinct)
    if size**2 > MOST_CELLS:
        return lambda left, right: compare(values[left], values[right])
    table = compare(np.repeat(distinct, size), np.tile(distinct, size))
    return lambda left, right: table[code[left] * size + code[right]]


def _by_signatures(bits: npt.NDArray[np.uint64], left: Integers, right: Integers) -> Bins:
    return _compare_signatures(bits[left], bits[right])


def _compare_signatures(one: npt.NDArray[np.uint64], other: npt.NDArray[np.uint64]) -> Bins:
    shared = np.bitwise_count(one & other).astype(np.int64)
    least = np.minimum(np.bitwise_count(one), np.bitwise_count(other)).astype(np.int64)
    found = 1 + np.searchsorted((0.0, 0.2, 0.4, 0.6, 0.8), shared / np.maximum(least, 1) - 1e-9, side="left")
    return np.where(least == 0, 0, found).astype(np.uint8)
