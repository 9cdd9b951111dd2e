"""Making the shipped model from reports whose truth is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from transforms.overlaps.coding import Flags, Integers
from transforms.overlaps.matched import chosen_rows, describe_work
from transforms.overlaps.matching.candidates import near_pairs
from transforms.overlaps.matching.comparisons import Bins, Reports
from transforms.overlaps.matching.facts import read_facts
from transforms.overlaps.matching.fitting import RIDGE, SAY, Example, fit_examples, fit_weighing
from transforms.overlaps.matching.localising import Look, weigh
from transforms.overlaps.matching.model import FINAL_BINS, FIRST_BINS, Model
from transforms.overlaps.matching.quick import QUICK_BINS, quick_bins, sketch
from transforms.overlaps.matching.scoring import Calibration, Weighing
from transforms.overlaps.matching.search import compare_pairs
from transforms.overlaps.matching.weights import TermWeights, count_weights
from transforms.overlaps.settings import OverlapSettings

QUICK_KEEPS = 0.975
"""Share of the true near pairs that the quick look lets pass, each style with the same say; what falls scores low."""
FIRST_LEAST = -700
"""Hundredths of log-odds below which a pair is not kept after the first score."""
QUICK_RIDGE = 4.0
MOST_NEAR = 400_000
"""Near pairs of one set of reports from which the quick look is learnt: the true ones and a sample of the others."""
SPREAD = 100
"""How far below the line pairs across two clusters may score on average when they grow together."""
MOST_COMMON = 6.0
"""Terms that weigh no more than this are common: one text in 150 or more has them."""
WORTH_A_LOOK = 250
"""How far below the line a pair is still worth a person's look."""

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Labelled:
    """One set of reports with its truth, examined.

    Attributes:
        style: its generator.
        event: true event of each report.
        true_pairs: how many pairs of different providers there are to find, near or not.
        quick, quick_same, quick_weight: quick comparisons of near pairs, their truth, and the weight that makes up for
            sampling.
    """

    style: str
    reports: Reports
    weights: TermWeights
    event: Integers
    true_pairs: int
    quick: dict[str, Bins]
    quick_same: Flags
    quick_weight: Numbers


@dataclass(frozen=True)
class Compared:
    """Pairs of one set of reports that pass the quick look, compared in full, with their truth."""

    labelled: Labelled
    look: Look
    is_same: Flags


def examine(style: str, records: pd.DataFrame, event: pd.Series, true_pairs: int) -> Labelled:
    """Near pairs of labelled reports, all true ones and a sample of the others, with their quick comparisons."""
    shared = chosen_rows(records, np.ones(len(records), dtype=bool))
    weights = count_weights(shared)
    reports = Reports(describe_work(shared, date(2000, 1, 1), OverlapSettings()), read_facts(shared, weights))
    events = pd.factorize(event)[0].astype(np.int64)
    true, others, total = _near(reports, events)
    code, size = np.concatenate([true, others]), len(records)
    bins = quick_bins(sketch(reports), code // size, code % size)
    same = np.arange(len(code)) < len(true)
    weight = np.where(same, 1.0, max(total, 1) / max(len(others), 1))
    return Labelled(style, reports, weights, events, true_pairs, bins, same, weight)


def _near(reports: Reports, events: Integers) -> tuple[Integers, Integers, int]:
    """Codes of the true near pairs, of a sample of the others, and how many others there are."""
    rng, size = np.random.default_rng(1), len(events)
    true, others, total = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)], 0
    for left, right in near_pairs(reports.work):
        same, code = events[left] == events[right], left * size + right
        true.append(code[same])
        total += int((~same).sum())
        some = code[~same]
        keep = MOST_NEAR // 4
        others.append(rng.choice(some, keep, replace=False) if keep < len(some) else some)
    known, sample = np.unique(np.concatenate(true)), np.unique(np.concatenate(others))
    if len(sample) > MOST_NEAR:
        sample = np.sort(rng.choice(sample, MOST_NEAR, replace=False))
    return known, sample, total


def fit_quick(sets: Sequence[Labelled]) -> tuple[Weighing, int]:
    """The quick look: its weights, and the score that keeps QUICK_KEEPS of the true pairs."""
    bins = {name: np.concatenate([one.quick[name] for one in sets]) for name in QUICK_BINS}
    same = np.concatenate([one.quick_same for one in sets])
    weight = np.concatenate([one.quick_weight * SAY / max(one.quick_same.sum(), 1) for one in sets])
    sizes = {name: len(labels) for name, labels in QUICK_BINS.items()}
    quick = fit_weighing(bins, sizes, same, weight, ridge=QUICK_RIDGE)
    lines = [float(np.quantile(quick.score(one.quick)[one.quick_same], 1 - QUICK_KEEPS)) for one in sets]
    return quick, int(np.mean(lines))


def compare(labelled: Labelled, left: Integers, right: Integers) -> Compared:
    """Pairs compared in full, with their truth."""
    look = Look(labelled.reports, left, right, compare_pairs(labelled.reports, left, right))
    return Compared(labelled, look, labelled.event[left] == labelled.event[right])


def where_passing(one: Compared, quick: Weighing, least: int) -> Compared:
    """Those of the compared pairs that pass a quick look."""
    look, reports = one.look, one.look.reports
    kept = quick.score(quick_bins(sketch(reports), look.left, look.right)) >= least
    bins = {name: bins[kept] for name, bins in look.bins.items()}
    return Compared(one.labelled, Look(reports, look.left[kept], look.right[kept], bins), one.is_same[kept])


def fit_model(sets: Sequence[Compared], quick: Weighing, quick_least: int, version: str) -> Model:
    """The model of some styles, not calibrated, its lines where F1 is expected to be greatest of itself."""
    first = fit_examples([Example(one.look.bins, one.is_same) for one in sets], FIRST_BINS, ridge=RIDGE)
    rivalled = []
    for one in sets:
        kept, bins, _ = weigh(one.look, first, Weighing(0, {}), FIRST_LEAST)
        rivalled.append(Example(bins, one.is_same[kept]))
    final = fit_examples(rivalled, FINAL_BINS, ridge=RIDGE)
    usual = float(np.exp(np.mean([np.log(one.labelled.true_pairs / len(one.labelled.event)) for one in sets])))
    return Model(
        version, quick, quick_least, first, FIRST_LEAST, final,
        same_least=0, across_least=-SPREAD, possible_least=-WORTH_A_LOOK, caution=0, usual_pairs=round(usual, 3),
        calibration=Calibration(), weights=common_weights([one.labelled for one in sets]),
    )  # fmt: skip


def common_weights(sets: Sequence[Labelled]) -> TermWeights:
    """What the terms weigh that are common in two styles or more: for an installation that has counted none yet."""
    known: dict[str, dict[str, list[float]]] = {}
    for one in sets:
        for name, weight in one.weights.weight.items():
            if "=" not in name and weight <= MOST_COMMON:
                known.setdefault(name, {}).setdefault(one.style, []).append(weight)
    weights = {
        name: round(float(np.mean([np.mean(found) for found in styles.values()])), 3)
        for name, styles in sorted(known.items())
        if len(styles) > 1
    }
    return TermWeights(weights, MOST_COMMON)


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


def count_clustered(clusters: Mapping[int, Sequence[int]], event: Integers) -> tuple[int, int]:
    """True pairs and all pairs within clusters."""
    pairs = [(a, b) for members in clusters.values() for i, a in enumerate(members) for b in members[i + 1 :]]
    return sum(int(event[a] == event[b]) for a, b in pairs), len(pairs)
