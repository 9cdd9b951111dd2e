"""The model: what every comparison gives, from which score two reports are one activity, and how sure that is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from transforms.overlaps.matching.comparisons import COMPARISONS
from transforms.overlaps.matching.crossed import CROSSED
from transforms.overlaps.matching.quick import QUICK_BINS
from transforms.overlaps.matching.rivals import RIVAL_BINS
from transforms.overlaps.matching.scoring import Calibration, Weighing
from transforms.overlaps.matching.weights import TermWeights

FIRST_BINS: dict[str, tuple[str, ...]] = {one.name: one.bins for one in COMPARISONS} | {
    one.name: one.bins for one in CROSSED
}
FINAL_BINS: dict[str, tuple[str, ...]] = {**FIRST_BINS, "rivals": RIVAL_BINS, "rivals_of_other": RIVAL_BINS}


@dataclass(frozen=True)
class Model:
    """Everything that a score depends on besides the reports.

    Attributes:
        version: names the model in every overlap that it found.
        quick, quick_least: the quick look, and the score below which a pair falls there.
        first, first_least: the score from two reports alone, and below which a pair is not kept.
        final: the score with rivals.
        same_least: from this score on, two reports start a cluster.
        across_least: pairs across two clusters score at least this on average when they grow together.
        possible_least: from this score on, a pair is worth a person's look.
        caution: by how much an installation's line lies above the one where F1 is expected to be greatest.
        usual_pairs: pairs of one activity for each report, as the training styles have them.
        calibration: from a score to a probability.
        weights: how much terms say.
    """

    version: str
    quick: Weighing
    quick_least: int
    first: Weighing
    first_least: int
    final: Weighing
    same_least: int
    across_least: int
    possible_least: int
    caution: int
    usual_pairs: float
    calibration: Calibration
    weights: TermWeights


def to_json(model: Model) -> str:
    """The model as JSON text, bins by name, sorted: the same model gives the same text."""
    plain = {
        "version": model.version,
        **{
            name: {"baseline": part.baseline, "gives": _named(part.gives, bins)}
            for name, part, bins in (
                ("quick", model.quick, QUICK_BINS),
                ("first", model.first, FIRST_BINS),
                ("final", model.final, FINAL_BINS),
            )
        },
        **{name: getattr(model, name) for name in _NUMBERS},
        "calibration": vars(model.calibration),
        "weights": {name: getattr(model.weights, name) for name in ("unseen", "weight", "own")},
    }  # fmt: skip
    return json.dumps(plain, indent=1, sort_keys=True, ensure_ascii=False)


def from_json(text: str) -> Model:
    """The model that `to_json` wrote.

    Raises:
        KeyError: it lacks a comparison or a bin that this version of the code compares by.
    """
    plain: dict[str, Any] = json.loads(text)
    parts = {
        name: Weighing(
            plain[name]["baseline"],
            {key: tuple(plain[name]["gives"][key][label] for label in labels) for key, labels in bins.items()},
        )
        for name, bins in (("quick", QUICK_BINS), ("first", FIRST_BINS), ("final", FINAL_BINS))
    }
    numbers: dict[str, Any] = {name: plain[name] for name in _NUMBERS}
    return Model(
        version=plain["version"],
        quick=parts["quick"],
        first=parts["first"],
        final=parts["final"],
        **numbers,
        calibration=Calibration(**plain["calibration"]),
        weights=TermWeights(plain["weights"]["weight"], plain["weights"]["unseen"], plain["weights"]["own"]),
    )


@lru_cache(maxsize=1)
def shipped_model() -> Model:
    """The model that comes with Concord; how it was made and how good it is: docs/overlap-model.md."""
    return from_json((files(__package__) / "model.json").read_text(encoding="utf-8"))


_NUMBERS = ("quick_least", "first_least", "same_least", "across_least", "possible_least", "caution", "usual_pairs")


def _named(gives: Mapping[str, tuple[int, ...]], bins: Mapping[str, tuple[str, ...]]) -> dict[str, dict[str, int]]:
    return {name: dict(zip(bins[name], gave, strict=True)) for name, gave in gives.items()}
