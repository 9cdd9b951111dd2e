"""Learning from what people decided on pairs: the final weighing fitted anew, held to the one that weighs now."""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha256

import numpy as np
import numpy.typing as npt
import pandas as pd

from contracts.errors import UsageWrong
from transforms.overlaps.coding import Flags, Integers
from transforms.overlaps.matched import matched_records
from transforms.overlaps.matching.comparisons import Bins
from transforms.overlaps.matching.expected import best_line, shift_to_usual
from transforms.overlaps.matching.fitting import fit_weighing
from transforms.overlaps.matching.judged_figures import Held, fit_calibration, measure
from transforms.overlaps.matching.localising import Look, look_at, weigh
from transforms.overlaps.matching.model import FINAL_BINS, Model, to_json
from transforms.overlaps.matching.scoring import Calibration, Weighing

LEAST_JUDGED = 40
"""Fewer pairs judged same or different teach nothing that could be checked."""
LEAST_OF_EACH = 10
TRUSTED_FROM = 150
"""Judgements on pairs that the model still looks at, from which on percentages are shown: some of 200 are not."""
RIDGES = (10.0, 30.0, 100.0, 300.0, 3000.0)
"""Pulls towards the weights of now that are tried, by cross-validation; the strongest all but keeps them."""
FOLDS = 5
BANDS = (-500, -400, -300, -200, -100, 0, 100, 200, 300, 400)
"""Scores between which it is counted how many pairs there are, and how many of them people judged."""
UNSURE = 0.6
"""By how much, in log-odds, judged pairs may mislead together, when people chose them by what they turned out to be."""
MOST_WEIGHT = 20.0
"""No judgement stands for more than this many times the pairs of the least of them."""

_SIZES = {name: len(bins) for name, bins in FINAL_BINS.items()}

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Trained:
    """What training gave.

    Attributes:
        model: the one trained on judgements, whether or not it is better.
        figures: "old" and "new" to precision, recall, f1, calibration_error and log_loss, by cross-validation over the
            judged pairs, each standing for the pairs of its score.
        is_better: fewer surprises by more than chance, and no lower F1.
    """

    model: Model
    figures: dict[str, dict[str, float]]
    is_better: bool


@dataclass(frozen=True)
class Judged:
    """Judged pairs among those that the model keeps.

    Attributes:
        bins: their comparisons; score: what the model gives them now.
        weight: how many pairs each stands for, the mean being 1.
        fold: which part of the cross-validation each is in.
    """

    bins: dict[str, Bins]
    score: Integers
    is_same: Flags
    weight: Numbers
    fold: Integers

    def where(self, chosen: Flags) -> Judged:
        """Some of the pairs."""
        bins = {name: one[chosen] for name, one in self.bins.items()}
        return Judged(bins, self.score[chosen], self.is_same[chosen], self.weight[chosen], self.fold[chosen])


def train(records: pd.DataFrame, judgements: pd.DataFrame, model: Model) -> Trained:
    """The model fitted on judgements, and whether it is better than the one that weighs now.

    Args:
        records: canonical records that stand; those that partners may not see of each other are left out here.
        judgements: one row a judged pair: provider_id_a, source_record_id_a, provider_id_b, source_record_id_b, and
            judgement (or verdict): same, different; all else teaches nothing.
        model: the one that weighs now.

    Raises:
        UsageWrong: fewer than LEAST_JUDGED pairs that the model looks at are judged same or different.
    """
    shared = matched_records(records)
    look = look_at(model, shared)
    kept, bins, score = weigh(look, model.first, model.final, model.first_least)
    at, is_same = _positions(look, kept, judgements)
    _check_enough(is_same)
    return learn(model, bins, score, at, is_same)


def learn(model: Model, bins: dict[str, Bins], score: Integers, at: Integers, is_same: Flags) -> Trained:
    """The model fitted on judged pairs.

    Args:
        bins, score: of all pairs that the model keeps.
        at: positions among them of those that are judged; is_same: how.
    """
    folds = np.arange(len(at)) % FOLDS
    judged = Judged(
        {name: one[at] for name, one in bins.items()},
        score[at],
        is_same,
        _stand_for(score, at, model.possible_least),
        folds,
    )
    held = {ridge: _hold_out(judged, model, ridge) for ridge in RIDGES}
    ridge = min(RIDGES, key=lambda one: (float((judged.weight * held[one].surprise()).sum()), -one))
    final = _fit(judged, model.final, ridge)
    trained = _with_lines(model, final, held[ridge], final.score(bins), score)
    old = Held(judged.score, _as_now(model, judged.score), judged.is_same, judged.weight)
    figures = {"old": measure(old, model.same_least), "new": measure(held[ridge], trained.same_least)}
    return Trained(trained, figures, _is_better(old, held[ridge], figures))


def _positions(look: Look, kept: Flags, judgements: pd.DataFrame) -> tuple[Integers, Flags]:
    """Positions among the kept pairs of those judged same or different, and which are the same."""
    verdict = judgements["judgement" if "judgement" in judgements.columns else "verdict"]
    said = judgements[verdict.isin(["same", "different"])]
    keys = pd.MultiIndex.from_frame(look.reports.work.records[["provider_id", "source_record_id"]])
    sides = [
        keys.get_indexer(pd.MultiIndex.from_arrays([said[f"provider_id_{side}"], said[f"source_record_id_{side}"]]))
        for side in "ab"
    ]
    size = max(len(keys), 1)
    code = np.minimum(*sides) * size + np.maximum(*sides)
    known = look.left[kept] * size + look.right[kept]
    at = np.minimum(np.searchsorted(known, code), max(len(known) - 1, 0))
    found = (np.minimum(*sides) >= 0) & (len(known) > 0)
    found[found] = known[at[found]] == code[found]
    is_same = verdict[said.index].eq("same").to_numpy(dtype=bool)
    # In the order of pairs, whatever the order in which they were judged.
    order = np.argsort(at[found], kind="stable")
    return at[found][order], is_same[found][order]


def _check_enough(is_same: Flags) -> None:
    least = min(int(is_same.sum()), int((~is_same).sum()))
    if len(is_same) < LEAST_JUDGED or least < LEAST_OF_EACH:
        raise UsageWrong(
            f"{len(is_same)} pairs that the matcher looks at are judged, {int(is_same.sum())} the same and "
            f"{int((~is_same).sum())} different: too few to learn from",
            mend=f"judge at least {LEAST_JUDGED} pairs, {LEAST_OF_EACH} of each; concord overlaps list shows the queue",
        )


def _stand_for(score: Integers, at: Integers, least: int) -> Numbers:
    """How many of the pairs worth a look, from `least` on, each judged pair of a band stands for, the mean being 1."""
    bands = len(BANDS) + 1
    band = np.searchsorted(BANDS, score, side="right")
    worth = score >= least
    every = np.bincount(band[worth], minlength=bands)
    judged = np.bincount(band[at], worth[at].astype(np.float64), minlength=bands)
    weight = (every / np.maximum(judged, 1))[band[at]]
    lowest = float(weight[worth[at]].min(initial=np.inf)) if worth[at].any() else 1.0
    # Below the queue nobody looks: a pair judged there was found in another way, and stands for itself.
    weight = np.where(worth[at], np.minimum(weight, MOST_WEIGHT * lowest), lowest)
    return np.asarray(weight / weight.mean())


def _fit(judged: Judged, prior: Weighing, ridge: float) -> Weighing:
    return fit_weighing(
        judged.bins, _SIZES, judged.is_same, judged.weight, ridge=ridge, prior=prior, baseline_ridge=0.3
    )


def _hold_out(judged: Judged, model: Model, ridge: float) -> Held:
    """Each judged pair as a model fitted and calibrated on the others sees it."""
    score, sure = np.zeros(len(judged.score), dtype=np.int64), np.zeros(len(judged.score))
    for fold in range(FOLDS):
        out = judged.fold == fold
        rest = judged.where(~out)
        final = _fit(rest, model.final, ridge)
        score[out] = final.score(judged.where(out).bins)
        calibration = fit_calibration(_inner(rest, model, ridge), rest.is_same, rest.weight)
        sure[out] = calibration.probability(score[out])
    return Held(score, sure, judged.is_same, judged.weight)


def _inner(judged: Judged, model: Model, ridge: float) -> Integers:
    """Scores of pairs by models that were fitted without them, for a calibration that is not too sure of itself."""
    score = np.zeros(len(judged.score), dtype=np.int64)
    for fold in np.unique(judged.fold):
        out = judged.fold == fold
        score[out] = _fit(judged.where(~out), model.final, ridge).score(judged.where(out).bins)
    return score


def _as_now(model: Model, score: Integers) -> Numbers:
    return model.calibration.probability(score)


def _with_lines(model: Model, final: Weighing, held: Held, every: Integers, before: Integers) -> Model:
    """The trained model: calibrated, and its lines where F1 over all pairs is expected to be greatest."""
    calibration = fit_calibration(held.score, held.is_same, held.weight, len(held.score) >= TRUSTED_FROM)
    # Judgements of pairs that were chosen by their truth make pairs look too likely, or not likely enough; how many
    # pairs were expected before holds against it.
    shift = shift_to_usual(_odds(calibration, every), 1, max(float(_as_now(model, before).sum()), 1.0), UNSURE)
    calibration = replace(calibration, offset=round(calibration.offset + shift / 100, 4))
    line = _line(calibration, every)
    trained = replace(
        model,
        final=final,
        calibration=calibration,
        same_least=line,
        across_least=line + model.across_least - model.same_least,
        possible_least=line + model.possible_least - model.same_least,
    )
    digest = sha256(to_json(trained).encode()).hexdigest()[:8]
    return replace(trained, version=f"{model.version.split('+judged')[0]}+judged-{digest}")


def _line(calibration: Calibration, every: Integers) -> int:
    """The score whose calibrated probability is where F1 is expected to be greatest."""
    return round((best_line(_odds(calibration, every)) / 100 - calibration.offset) / calibration.slope)


def _odds(calibration: Calibration, score: Integers) -> Integers:
    """Hundredths of calibrated log-odds."""
    return np.round(100 * (calibration.offset + calibration.slope * score)).astype(np.int64)


def _is_better(old: Held, new: Held, figures: dict[str, dict[str, float]]) -> bool:
    """Less surprised by more than its standard error, and F1 no lower."""
    gain = old.weight * (old.surprise() - new.surprise())
    error = float(gain.std(ddof=1)) / np.sqrt(len(gain))
    return bool(float(gain.mean()) > error) and figures["new"]["f1"] >= figures["old"]["f1"]
