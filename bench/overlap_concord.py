"""Concord's matcher as a style meets it that none of its training styles resembles."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from importlib import import_module

import numpy as np
import numpy.typing as npt
import pandas as pd

from bench.styles import STYLES
from bench.train_matcher import best_caution, calibrated, hold_out
from transforms.overlaps.coding import Integers
from transforms.overlaps.matched import Work, chosen_rows, describe_work
from transforms.overlaps.matching.activities import score_all
from transforms.overlaps.matching.clusters import cluster_pairs
from transforms.overlaps.matching.learning import compare, examine, fit_model, fit_quick
from transforms.overlaps.matching.localising import localise
from transforms.overlaps.matching.model import from_json, to_json
from transforms.overlaps.matching.reader import Reader
from transforms.overlaps.matching.search import passing_pairs
from transforms.overlaps.settings import OverlapSettings

SEED = 11
"""Of the training styles; the styles that are tested have another seed."""


@dataclass(frozen=True)
class Answer:
    """What a matcher says: pairs with a probability, which of them it holds for one activity, and clusters.

    Attributes:
        left, right: positions of reports, the smaller one first.
        probability: of each pair; the hand rule gives its share of words.
        threshold: from which probability on it holds pairs for one activity.
        clusters: name of a clustering to its clusters.
        spent: name of a part of the work to seconds of processor time.
    """

    left: Integers
    right: Integers
    probability: npt.NDArray[np.float64]
    threshold: float
    clusters: dict[str, list[list[int]]]
    spent: dict[str, float] = field(default_factory=dict)


def describe(records: pd.DataFrame) -> Work:
    """The records as the rules read them, in the same order."""
    return describe_work(chosen_rows(records, np.ones(len(records), dtype=bool)), date(2000, 1, 1), OverlapSettings())


def train_without(style: str, volumes: Sequence[int]) -> str:
    """A model of all styles but one, as JSON text; its line and calibration come from leaving out each of the others.

    Args:
        volumes: reports of each style; several make several sets.
    """
    labelled = []
    for name in STYLES:
        for reports in volumes if name != style else ():
            made = import_module(STYLES[name]).generate(reports, SEED)
            labelled.append(examine(name, made.records, made.event, len(made.true_pairs()[0])))
    quick, least = fit_quick(labelled)
    sets = [compare(one, *passing_pairs(one.reports, quick, least)) for one in labelled]
    held = [one for name in STYLES if name != style for one in hold_out(sets, name)]
    model = fit_model(sets, quick, least, version=f"all but {style}")
    return to_json(replace(model, caution=best_caution(held), calibration=calibrated(held)))


def match_with_concord(records: pd.DataFrame, model: str) -> Answer:
    """Learns the words and crowds of the records, without any label, then searches them."""
    began = time.process_time()
    own = localise(from_json(model), records)
    learnt = time.process_time()
    work = describe(records)
    scored, _ = score_all(Reader(work, own.weights), own)
    clusters = cluster_pairs(
        scored.left, scored.right, scored.final, work.provider, least=own.same_least, least_across=own.across_least
    )
    spent = {"learns its words": learnt - began, "search": time.process_time() - learnt}
    sure = own.calibration.probability(scored.final)
    line = float(own.calibration.probability(np.array([own.same_least]))[0])
    return Answer(scored.left, scored.right, sure, line, {ONE_A_PROVIDER: list(clusters.values())}, spent)


ONE_A_PROVIDER = "one report a provider"
