"""The search for reports of one activity: near pairs, a quick look, the full comparison, rivals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from transforms.overlaps.coding import Flags, Integers
from transforms.overlaps.matching.candidates import near_pairs
from transforms.overlaps.matching.comparisons import COMPARISONS, Bins, Reports
from transforms.overlaps.matching.crossed import cross_bins
from transforms.overlaps.matching.model import Model
from transforms.overlaps.matching.quick import passes_quickly, sketch
from transforms.overlaps.matching.scoring import Weighing

AT_ONCE = 200_000
"""Pairs compared in one piece: bounds the memory of their texts."""


@dataclass(frozen=True)
class Pairs:
    """Pairs of reports that were compared, each once, ordered by (left, right).

    Attributes:
        left, right: positions of the reports, the smaller one first.
        score: first score, in hundredths of log-odds, from the two reports alone.
    """

    left: Integers
    right: Integers
    score: Integers

    def __len__(self) -> int:
        return len(self.left)


def passing_pairs(
    reports: Reports, quick: Weighing, least: int, changed: Flags | None = None
) -> tuple[Integers, Integers]:
    """Near pairs that pass a quick look, each once, ordered."""
    sketches = sketch(reports)
    size = max(len(reports.work), 1)
    found = [np.zeros(0, dtype=np.int64)]
    for left, right in near_pairs(reports.work, changed):
        one, other = passes_quickly(sketches, quick, least, left, right)
        found.append(one * size + other)
    pairs = np.unique(np.concatenate(found))
    return pairs // size, pairs % size


def compare_pairs(reports: Reports, left: Integers, right: Integers) -> dict[str, Bins]:
    """All comparisons of pairs: name to bins."""
    pieces = [_compare(reports, left[at], right[at]) for at in _pieces(len(left))]
    return {name: np.concatenate([piece[name] for piece in pieces]) for name in pieces[0]}


def _compare(reports: Reports, left: Integers, right: Integers) -> dict[str, Bins]:
    return cross_bins({one.name: one.of(reports, left, right) for one in COMPARISONS})


def score_pairs(reports: Reports, model: Model, changed: Flags | None = None) -> Pairs:
    """Pairs worth a look by their first score, which follows from the two reports and the model alone."""
    left, right = passing_pairs(reports, model.quick, model.quick_least, changed)
    scores = np.zeros(len(left), dtype=np.int64)
    for at in _pieces(len(left)):
        scores[at] = model.first.score(_compare(reports, left[at], right[at]))
    kept = scores >= model.first_least
    return Pairs(left[kept], right[kept], scores[kept])


def _pieces(size: int) -> Iterator[slice]:
    return (slice(at, min(at + AT_ONCE, size)) for at in range(0, max(size, 1), AT_ONCE))
