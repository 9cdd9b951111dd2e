"""Making a model from reports whose truth is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from transforms.overlaps.coding import Flags, Integers
from transforms.overlaps.matched import describe_work
from transforms.overlaps.matching.candidates import near_pairs
from transforms.overlaps.matching.clusters import cluster_pairs
from transforms.overlaps.matching.comparisons import Bins, Reports
from transforms.overlaps.matching.facts import read_facts
from transforms.overlaps.matching.fitting import fit_weighing
from transforms.overlaps.matching.model import FINAL_BINS, FIRST_BINS
from transforms.overlaps.matching.quick import QUICK_BINS, quick_bins, sketch
from transforms.overlaps.matching.scoring import Weighing
from transforms.overlaps.matching.search import Pairs, add_rivals, compare_pairs
from transforms.overlaps.matching.weights import TermWeights, count_weights
from transforms.overlaps.settings import OverlapSettings

QUICK_KEEPS = 0.997
"""Share of the true pairs among near ones that the quick look must let pass."""
FIRST_KEEPS = 0.995
RIDGE = 4.0
MOST_NEAR = 400_000
"""Near pairs of one set of reports from which the quick look is learnt: the true ones and a sample of the others."""


@dataclass(frozen=True)
class Sample:
    """Compared pairs of one set of reports, with their truth.

    Attributes:
        quick: quick comparisons of `quick_same` pairs, with the weight that makes up for sampling.
        pairs, bins: those that may pass, compared in full.
        is_same: of `pairs`.
        events: true event of each report; missed: true pairs that were never near.
    """

    reports: Reports
    event: Integers
    quick: dict[str, Bins]
    quick_same: Flags
    quick_weight: npt.NDArray[np.float64]
    true_pairs: int


def examine(records: pd.DataFrame, weights: TermWeights, today: date, settings: OverlapSettings) -> Reports:
    """The reports as they are compared; records are those that may be matched, with a RangeIndex."""
    return Reports(describe_work(records, today, settings), read_facts(records, weights))


def sample_reports(records: pd.DataFrame, event: pd.Series, true_pairs: int, seed: int) -> Sample:
    """Near pairs of labelled reports, all true ones and a sample of the others, with their quick comparisons."""
    reports = examine(records, count_weights(records), date(2026, 6, 30), OverlapSettings())
    codes = pd.factorize(event)[0].astype(np.int64)
    size = len(records)
    true, false = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    rng = np.random.default_rng(seed)
    total = 0
    for left, right in near_pairs(reports.work):
        same = codes[left] == codes[right]
        true.append(left[same] * size + right[same])
        other = (left * size + right)[~same]
        total += len(other)
        keep = min(len(other), max(1, MOST_NEAR // 4))
        false.append(rng.choice(other, keep, replace=False) if keep < len(other) else other)
    is_true, others = np.unique(np.concatenate(true)), np.unique(np.concatenate(false))
    if len(others) > MOST_NEAR:
        others = np.sort(rng.choice(others, MOST_NEAR, replace=False))
    code = np.concatenate([is_true, others])
    bins = quick_bins(reports, sketch(reports), code // size, code % size)
    same = np.arange(len(code)) < len(is_true)
    weight = np.where(same, 1.0, max(total, 1) / max(len(others), 1))
    return Sample(reports, codes, bins, same, weight, true_pairs)


def fit_quick(samples: Sequence[Sample]) -> tuple[Weighing, int]:
    """The quick look: its weights, and the score that keeps QUICK_KEEPS of the true pairs."""
    bins = {name: np.concatenate([s.quick[name] for s in samples]) for name in QUICK_BINS}
    same = np.concatenate([s.quick_same for s in samples])
    weight = np.concatenate([_even(s.quick_same, s.quick_weight) for s in samples])
    quick = fit_weighing(bins, {n: len(b) for n, b in QUICK_BINS.items()}, same, weight, ridge=RIDGE)
    # Of each set by itself, so that the easiest does not decide.
    least = min(int(np.quantile(quick.score(s.quick)[s.quick_same], 1 - QUICK_KEEPS)) for s in samples)
    return quick, least


def _even(same: Flags, weight: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Weights under which every set of reports has the same say."""
    return np.asarray(weight * (5_000 / max(same.sum(), 1)))


@dataclass(frozen=True)
class Compared:
    """Pairs of one set of reports that passed the quick look, compared in full, with their truth."""

    sample: Sample
    left: Integers
    right: Integers
    bins: dict[str, Bins]
    is_same: Flags


def compare_sample(sample: Sample, quick: Weighing, quick_least: int) -> Compared:
    """All near pairs that pass the quick look."""
    from transforms.overlaps.matching.search import passing_pairs

    left, right = passing_pairs(sample.reports, quick, quick_least)
    bins = compare_pairs(sample.reports, left, right)
    return Compared(sample, left, right, bins, sample.event[left] == sample.event[right])


def fit_first(compared: Sequence[Compared]) -> tuple[Weighing, int]:
    """The score from two reports alone, and the score that keeps FIRST_KEEPS of the true pairs."""
    first = _fit(compared, [c.bins for c in compared], FIRST_BINS)
    least = min(int(np.quantile(first.score(c.bins)[c.is_same], 1 - FIRST_KEEPS)) for c in compared)
    return first, least


def with_rivals(one: Compared, first: Weighing, first_least: int) -> tuple[Compared, Pairs]:
    """Pairs that are kept after the first score, with their rivals."""
    scores = first.score(one.bins)
    kept = scores >= first_least
    pairs = Pairs(one.left[kept], one.right[kept], scores[kept])
    bins = add_rivals({n: b[kept] for n, b in one.bins.items()}, pairs, one.sample.reports.work.provider)
    return replace(one, left=pairs.left, right=pairs.right, bins=bins, is_same=one.is_same[kept]), pairs


def fit_final(compared: Sequence[Compared]) -> Weighing:
    """The score with rivals."""
    return _fit(compared, [c.bins for c in compared], FINAL_BINS)


def _fit(compared: Sequence[Compared], bins: Sequence[Mapping[str, Bins]], names: Mapping[str, tuple[str, ...]]) -> Weighing:
    whole = {name: np.concatenate([b[name] for b in bins]) for name in names}
    same = np.concatenate([c.is_same for c in compared])
    weight = np.concatenate([_even(c.is_same, np.ones(len(c.is_same))) for c in compared])
    return fit_weighing(whole, {n: len(b) for n, b in names.items()}, same, weight, ridge=RIDGE)


@dataclass(frozen=True)
class Figures:
    """Precision, recall and F1 of pairs against the truth (0 to 1)."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.precision * self.recall / max(self.precision + self.recall, 1e-9)


def figures(found_same: int, found: int, true: int) -> Figures:
    """Figures from counts."""
    return Figures(found_same / max(found, 1), found_same / max(true, 1))


def clustered(one: Compared, score: Integers, least: int, across: int) -> tuple[int, int]:
    """True pairs and all pairs within clusters."""
    clusters = cluster_pairs(
        one.left, one.right, score, one.sample.reports.work.provider, least=least, least_across=across
    )
    event = one.sample.event
    right = total = 0
    for members in clusters.values():
        for i, a in enumerate(members):
            for b in members[i + 1 :]:
                total += 1
                right += int(event[a] == event[b])
    return right, total


