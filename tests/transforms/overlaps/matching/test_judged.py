"""Learning from what people decided."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from bench.styles.labelled import Labelled
from bench.styles.ledger_style import generate
from contracts.errors import UsageWrong
from transforms.overlaps.matching.judged import train
from transforms.overlaps.matching.judged_figures import fit_calibration
from transforms.overlaps.matching.localising import localise, look_at, weigh
from transforms.overlaps.matching.model import Model, shipped_model


@pytest.fixture(scope="module")
def labelled() -> Labelled:
    return generate(3_000, 6)


@pytest.fixture(scope="module")
def local(labelled: Labelled) -> Model:
    return localise(shipped_model(), labelled.records)


def _judge(labelled: Labelled, model: Model, count: int) -> pd.DataFrame:
    """Truthful judgements of pairs from the review queue."""
    records = labelled.records.sort_values(["provider_id", "source_record_id"])
    event = labelled.event[records.index].to_numpy()
    look = look_at(model, records.reset_index(drop=True))
    kept, _, score = weigh(look, model.first, model.final, model.first_least)
    worth = np.flatnonzero(score >= model.possible_least)
    chosen = np.random.default_rng(1).choice(worth, count, replace=False)
    left, right = look.left[kept][chosen], look.right[kept][chosen]
    sides = {
        f"{name}_{side}": records[name].to_numpy()[at]
        for side, at in (("a", left), ("b", right))
        for name in ("provider_id", "source_record_id")
    }
    return pd.DataFrame({**sides, "judgement": np.where(event[left] == event[right], "same", "different")})


def test_too_few_judgements_are_refused_with_how_many_are_needed(labelled: Labelled, local: Model) -> None:
    with pytest.raises(UsageWrong, match="too few"):
        train(labelled.records, _judge(labelled, local, 12), local)


def test_percentages_are_trusted_from_two_hundred_judgements_on(labelled: Labelled, local: Model) -> None:
    some, many = (train(labelled.records, _judge(labelled, local, count), local) for count in (120, 300))
    assert not some.model.calibration.is_trusted
    assert many.model.calibration.is_trusted


def test_judgements_make_the_model_less_surprised(labelled: Labelled, local: Model) -> None:
    trained = train(labelled.records, _judge(labelled, local, 400), local)
    assert trained.figures["new"]["log_loss"] < trained.figures["old"]["log_loss"]
    assert trained.model.version != local.version


def test_judgements_that_contradict_every_score_do_not_turn_it_round(labelled: Labelled, local: Model) -> None:
    judged = _judge(labelled, local, 200)
    turned = judged.assign(judgement=judged["judgement"].map({"same": "different", "different": "same"}))
    calibration = train(labelled.records, turned, local).model.calibration
    assert calibration.probability(np.array([300]))[0] > calibration.probability(np.array([-300]))[0]


def test_the_share_that_is_said_to_be_true_is_that_which_is() -> None:
    score, is_same = np.repeat([-100, 100], 100), np.tile([True, False, False, False], 50)
    sure = fit_calibration(score, is_same, np.full(200, 10.0)).probability(score)
    assert abs(float(sure.mean()) - 0.25) < 0.02


def test_unsure_teaches_nothing_and_the_order_of_judging_does_not_matter(labelled: Labelled, local: Model) -> None:
    judged = _judge(labelled, local, 150)
    unsure = judged.head(1).assign(judgement="unsure", source_record_id_a="none")
    again = pd.concat([judged.iloc[::-1], unsure], ignore_index=True)
    assert train(labelled.records, again, local).model == train(labelled.records, judged, local).model
