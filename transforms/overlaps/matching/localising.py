"""The model as it weighs in one installation: its words, its crowds, and what its own reports teach without a judge.

Reports of one activity are each other's best partners, of different providers; the pairs that cluster under this
rule teach the weights, held to the shipped ones, which pairs the next round clusters (self-training). Everything is
frozen in the model that comes out: a later report changes no score of two others.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256

import numpy as np
import pandas as pd

from transforms.overlaps.coding import Flags, Integers
from transforms.overlaps.matched import chosen_rows, describe_work, matched_records
from transforms.overlaps.matching.candidates import of_some_places
from transforms.overlaps.matching.clusters import cluster_pairs
from transforms.overlaps.matching.comparisons import Bins, Reports
from transforms.overlaps.matching.expected import best_line, shift_to_usual
from transforms.overlaps.matching.facts import read_facts
from transforms.overlaps.matching.fitting import Example, fit_examples
from transforms.overlaps.matching.model import FINAL_BINS, FIRST_BINS, Model, to_json
from transforms.overlaps.matching.rivals import compare_rivals
from transforms.overlaps.matching.scoring import Weighing
from transforms.overlaps.matching.search import compare_pairs, passing_pairs
from transforms.overlaps.matching.weights import count_weights
from transforms.overlaps.settings import OverlapSettings

LEAST_REPORTS = 1_000
"""Fewer reports teach nothing but their words."""
LEAST_PAIRS = 50
"""Fewer pairs that cluster teach nothing."""
ROUNDS = 3
RIDGE = 10.0
"""Pull of an installation's weights towards the shipped ones."""
MOST_OTHERS = 24_000
MOST_NEAR = 40_000_000
"""Near pairs that are looked at: as many as 150,000 reports of fifty providers in eighteen months have; more teach the
same."""

_SOME_DAY = date(2000, 1, 1)
"""No comparison reads today's date."""


@dataclass(frozen=True)
class Look:
    """Pairs of an installation that pass the quick look, with their comparisons."""

    reports: Reports
    left: Integers
    right: Integers
    bins: dict[str, Bins]


def localise(model: Model, records: pd.DataFrame) -> Model:
    """The model with this installation's own statistics frozen in it; the same records give the same model.

    Args:
        model: the shipped one.
        records: canonical records that stand; those that partners may not see of each other are left out here.
    """
    shared = matched_records(records)
    known = replace(model, weights=count_weights(shared))
    if len(shared) >= LEAST_REPORTS:
        known = adapt(known, look_at(known, shared))
    digest = sha256(to_json(known).encode()).hexdigest()[:8]
    return replace(known, version=f"{model.version}+{digest}")


def look_at(model: Model, shared: pd.DataFrame) -> Look:
    """The pairs that pass the quick look of a model whose statistics are frozen; of some whole places where there are
    very many reports.
    """
    work = describe_work(shared, _SOME_DAY, OverlapSettings())
    kept = of_some_places(work, MOST_NEAR)
    if not kept.all():
        work = describe_work(chosen_rows(shared, kept), _SOME_DAY, OverlapSettings())
    reports = Reports(work, read_facts(work.records, model.weights))
    left, right = passing_pairs(reports, model.quick, model.quick_least)
    return Look(reports, left, right, compare_pairs(reports, left, right))


def adapt(model: Model, look: Look) -> Model:
    """Weights and lines after ROUNDS of self-training, held to those of the model."""
    first, final = model.first, model.final
    for _ in range(ROUNDS):
        kept, bins, score = weigh(look, first, final, model.first_least)
        score = score + shift_to_usual(score, len(look.reports.work), model.usual_pairs)
        same = np.zeros(len(look.left), dtype=bool)
        same[kept] = _clustered(look, kept, score, model)
        if same.sum() < LEAST_PAIRS:
            return model
        first = fit_examples([Example(look.bins, same)], FIRST_BINS, ridge=RIDGE, prior=model.first, most=MOST_OTHERS)
        kept, bins, _ = weigh(look, first, final, model.first_least)
        final = fit_examples([Example(bins, same[kept])], FINAL_BINS, ridge=RIDGE, prior=model.final, most=MOST_OTHERS)
    return draw_lines(replace(model, first=first, final=final), look)


def draw_lines(model: Model, look: Look) -> Model:
    """The baseline moved to the usual number of pairs, and the lines where F1 is expected to be greatest."""
    _, _, score = weigh(look, model.first, model.final, model.first_least)
    shift = shift_to_usual(score, len(look.reports.work), model.usual_pairs)
    line = best_line(score + shift) + model.caution
    return replace(
        model,
        final=replace(model.final, baseline=model.final.baseline + shift),
        same_least=line,
        across_least=line + model.across_least - model.same_least,
        possible_least=line + model.possible_least - model.same_least,
    )


def weigh(look: Look, first: Weighing, final: Weighing, least: int) -> tuple[Flags, dict[str, Bins], Integers]:
    """Which pairs are kept after the first score, their comparisons with those to rivals, and their final score."""
    scores = first.score(look.bins)
    kept = scores >= least
    rivals = compare_rivals(look.left[kept], look.right[kept], look.reports.work.provider, scores[kept])
    bins = {name: one[kept] for name, one in look.bins.items()} | rivals
    return kept, bins, final.score(bins)


def _clustered(look: Look, kept: Flags, score: Integers, model: Model) -> Flags:
    """Which of the kept pairs are within one cluster."""
    left, right, provider = look.left[kept], look.right[kept], look.reports.work.provider
    line = best_line(score)
    across = line + model.across_least - model.same_least
    clusters = cluster_pairs(left, right, score, provider, least=line, least_across=across)
    home = np.full(len(provider), -1, dtype=np.int64)
    for first, members in clusters.items():
        home[members] = first
    return np.asarray((home[left] == home[right]) & (home[left] >= 0), dtype=np.bool_)
