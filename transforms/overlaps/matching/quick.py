"""A quick look at near pairs, in small integers: most fall here, before their texts are read."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from transforms.overlaps.coding import Integers
from transforms.overlaps.matching.compare_fields import (
    CODE_BINS,
    DAY_BINS,
    RATIO_BINS,
    compare_codes,
    compare_days,
    compare_ratio,
)
from transforms.overlaps.matching.compared import Bins, Reports

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


@dataclass(frozen=True)
class Sketches:
    """Texts as 64 bits a report: a bit for each term, by the term's own digest."""

    bits: dict[str, npt.NDArray[np.uint64]]


def sketch(reports: Reports) -> Sketches:
    """Signatures of titles, whole texts and recipients, from the rows of terms."""
    return Sketches({
        "title_terms": reports.facts.signatures["title_concepts"],
        "text_terms": reports.facts.signatures["whole_text"],
        "recipient_terms": reports.facts.signatures["recipient"],
    })  # fmt: skip


def quick_bins(reports: Reports, sketches: Sketches, left: Integers, right: Integers) -> dict[str, Bins]:
    """The quick comparisons of pairs."""
    facts = reports.facts
    return {
        "first_day": compare_days(reports, left, right),
        **{name: compare_ratio(facts.numbers[name][left], facts.numbers[name][right]) for name in NUMBERS},
        **{name: compare_codes(facts.bits[name][left], facts.bits[name][right]) for name in CODES},
        **{name: _compare_signatures(bits[left], bits[right]) for name, bits in sketches.bits.items()},
    }


def _compare_signatures(one: npt.NDArray[np.uint64], other: npt.NDArray[np.uint64]) -> Bins:
    shared = np.bitwise_count(one & other).astype(np.int64)
    least = np.minimum(np.bitwise_count(one), np.bitwise_count(other)).astype(np.int64)
    found = 1 + np.searchsorted((0.0, 0.2, 0.4, 0.6, 0.8), shared / np.maximum(least, 1) - 1e-9, side="left")
    return np.where(least == 0, 0, found).astype(np.uint8)
