"""Trains the shipped matcher on all styles, prints its figures on styles that it has not seen, and writes it.

    python -m bench.train_matcher                 writes transforms/overlaps/matching/model.json
    python -m bench.train_matcher --figures-only  writes nothing

The same command gives the same bytes and figures. Thresholds and calibration of a style's figures come from the other
styles.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from importlib import import_module
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bench.styles import STYLES
from transforms.overlaps.matching import model as model_module
from transforms.overlaps.matching.clusters import cluster_pairs
from transforms.overlaps.matching.judged_figures import calibration_error, fit_calibration
from transforms.overlaps.matching.learning import (
    Compared,
    Figures,
    compare,
    count_clustered,
    examine,
    figures,
    fit_model,
    fit_quick,
    where_passing,
)
from transforms.overlaps.matching.localising import adapt, weigh
from transforms.overlaps.matching.model import Model, to_json
from transforms.overlaps.matching.scoring import Calibration
from transforms.overlaps.matching.search import passing_pairs

VOLUMES = ((10_000, 11), (30_000, 12))
"""Reports and seed of the sets of each style: how crowded it is matters as much as how people write."""
CAUTIONS = range(-50, 101, 25)
SHIPPED = Path(model_module.__file__).parent / "model.json"

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Held:
    """One set of a style that the model has not seen: its adapted model, the pairs that it keeps, and their truth."""

    one: Compared
    model: Model
    left: npt.NDArray[np.int64]
    right: npt.NDArray[np.int64]
    score: npt.NDArray[np.int64]
    is_same: npt.NDArray[np.bool_]

    @property
    def style(self) -> str:
        """The style's name."""
        return self.one.labelled.style

    def pairs(self, line: int) -> Figures:
        """Figures of the pairs that score this or more."""
        found = self.score >= line
        return figures(int(self.is_same[found].sum()), int(found.sum()), self.one.labelled.true_pairs)

    def clustered(self, line: int) -> Figures:
        """Figures of the pairs within clusters."""
        across = line + self.model.across_least - self.model.same_least
        provider = self.one.look.reports.work.provider
        clusters = cluster_pairs(self.left, self.right, self.score, provider, least=line, least_across=across)
        return figures(*count_clustered(clusters, self.one.labelled.event), self.one.labelled.true_pairs)


def main(arguments: Sequence[str]) -> None:
    """Trains, prints, writes."""
    sets = read_sets()
    whole = fit_model(sets, *fit_quick([one.labelled for one in sets]), version="")
    held = [one for style in STYLES for one in hold_out(sets, style)]
    report(held)
    whole = replace(whole, caution=best_caution(held), calibration=calibrated(held))
    whole = replace(whole, version=f"styles-{sha256(to_json(whole).encode()).hexdigest()[:8]}")
    if "--figures-only" not in arguments:
        SHIPPED.write_text(to_json(whole) + "\n", encoding="utf-8")
        print(f"{whole.version} in {SHIPPED.name}")


def read_sets() -> list[Compared]:
    """All styles at all volumes, compared where any quick look would let them pass."""
    labelled = []
    for reports, seed in VOLUMES:
        for style, module in STYLES.items():
            made = import_module(module).generate(reports, seed)
            labelled.append(examine(style, made.records, made.event, len(made.true_pairs()[0])))
            print(f"{style}, {reports} reports: {labelled[-1].true_pairs} pairs of one activity", flush=True)
    quick, least = fit_quick(labelled)
    return [compare(one, *passing_pairs(one.reports, quick, least)) for one in labelled]


def hold_out(sets: Sequence[Compared], style: str) -> list[Held]:
    """The sets of a style as a model of the others, adapted to each, weighs them."""
    others = [one for one in sets if one.labelled.style != style]
    quick, least = fit_quick([one.labelled for one in others])
    model = fit_model([where_passing(one, quick, least) for one in others], quick, least, version="held out")
    return [weigh_held(where_passing(one, quick, least), model) for one in sets if one.labelled.style == style]


def weigh_held(one: Compared, model: Model) -> Held:
    """One set as the model weighs it once it has adapted."""
    adapted = adapt(model, one.look)
    kept, _, score = weigh(one.look, adapted.first, adapted.final, adapted.first_least)
    return Held(one, adapted, one.look.left[kept], one.look.right[kept], score, one.is_same[kept])


def best_caution(held: Sequence[Held]) -> int:
    """How far above the expected best line F1 of clusters is greatest, on average over sets."""
    means = {
        caution: np.mean([one.clustered(one.model.same_least + caution).f1 for one in held]) for caution in CAUTIONS
    }
    return max(means, key=lambda caution: (means[caution], caution))


def calibrated(held: Sequence[Held]) -> Calibration:
    """The probability of scores, from sets that the model had not seen, each with the same say."""
    chosen = [one.score >= one.model.possible_least for one in held]
    return fit_calibration(
        np.concatenate([one.score[at] for one, at in zip(held, chosen, strict=True)]),
        np.concatenate([one.is_same[at] for one, at in zip(held, chosen, strict=True)]),
        np.concatenate([np.full(int(at.sum()), 1000 / max(at.sum(), 1)) for at in chosen]),
    )


def report(held: Sequence[Held]) -> None:
    """One line a set: what a model of the other styles, with their line and calibration, finds."""
    print("style, reports: pairs precision recall F1 | clustered precision recall F1 | calibration error", flush=True)
    rows: list[tuple[float, float, float]] = []
    for one in held:
        others = [other for other in held if other.style != one.style]
        line = one.model.same_least + best_caution(others)
        pairs, clustered = one.pairs(line), one.clustered(line)
        looked_at = one.score >= one.model.possible_least
        sure = calibrated(others).probability(one.score[looked_at])
        rows.append((pairs.f1, clustered.f1, calibration_error(sure, one.is_same[looked_at], np.ones(len(sure)))))
        told = " | ".join(f"{f.precision:.3f} {f.recall:.3f} {f.f1:.3f}" for f in (pairs, clustered))
        print(f"{one.style}, {len(one.one.labelled.event)}: {told} | {rows[-1][2]:.3f}", flush=True)
    mean = np.mean(rows, axis=0)
    print(f"mean: pairs {mean[0]:.3f}, clustered {mean[1]:.3f}, calibration error {mean[2]:.3f}")


if __name__ == "__main__":
    main(sys.argv[1:])
