"""The search for reports of one activity: near pairs, a quick look, the full comparison, rivals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace

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

_NONE = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True)
class Pairs:
    """Pairs of reports that were compared, each once, ordered by (left, right).

    Attributes:
        left, right: positions of the reports, the smaller one first.
        score: first score, in hundredths of log-odds, from the two reports alone.
        base: final score before the rivals have their say, likewise.
    """

    left: Integers
    right: Integers
    score: Integers
    base: Integers

    def __len__(self) -> int:
        return len(self.left)

    def moved(self, at: Integers) -> Pairs:
        """The same pairs, where `at` is the position of each report in the whole, ascending."""
        return replace(self, left=at[self.left], right=at[self.right])


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
    return score_near(reports, model, *passing_pairs(reports, model.quick, model.quick_least, changed))


def score_near(reports: Reports, model: Model, left: Integers, right: Integers) -> Pairs:
    """Those of some pairs that are worth a look."""
    scores, base = np.zeros(len(left), dtype=np.int64), np.zeros(len(left), dtype=np.int64)
    for at in _pieces(len(left)):
        bins = _compare(reports, left[at], right[at])
        scores[at], base[at] = model.first.score(bins), model.final.baseline + model.final.gain(bins)
    kept = scores >= model.first_least
    return Pairs(left[kept], right[kept], scores[kept], base[kept])


def each_once(found: Sequence[Pairs]) -> Pairs:
    """The pairs of several searches, each once, ordered."""
    names = [one.name for one in fields(Pairs)]
    left, right, score, base = (np.concatenate([_NONE, *(getattr(one, name) for one in found)]) for name in names)
    _, first = np.unique(left * (int(right.max(initial=0)) + 1) + right, return_index=True)
    return Pairs(left[first], right[first], score[first], base[first])


def _pieces(size: int) -> Iterator[slice]:
    return (slice(at, min(at + AT_ONCE, size)) for at in range(0, max(size, 1), AT_ONCE))
