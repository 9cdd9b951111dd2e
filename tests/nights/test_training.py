"""What training gives is kept with its figures, and weighs only if it is better."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa

from nights.judgement_file import Line
from nights.judgements import take_judgements, train_model
from nights.overlaps import find_night_overlaps
from nights.settings import Settings
from tests.conftest import Warehouse
from tests.warehouse.conftest import FIRST_NIGHT, Story
from transforms.overlaps.judgements import PAIR
from transforms.overlaps.matching.model import Model, shipped_model
from warehouse.overlap_models import active_model

A, B = "alpha_center", "beta_center"
FIGURES = {
    "old": {"precision": 0.8, "recall": 0.7},
    "new": {"precision": 0.9, "recall": 0.75, "calibration error": 0.02},
}


@dataclass(frozen=True)
class Trained:
    model: Model
    figures: dict[str, dict[str, float]]
    is_better: bool


@pytest.fixture
def judged(tmp_path: Path, warehouse: Warehouse, loader: sa.Connection) -> Settings:
    """Two providers report one session, which a steward confirmed."""
    settings = Settings(tmp_path, tmp_path / "contracts", warehouse_url=warehouse.loader_url)
    for name in (A, B):
        Story(loader, name).deliver([{"source_record_id": "1"}])
    find_night_overlaps(settings, FIRST_NIGHT)
    said = (A, "1", B, "1", "same", "Ada", "told")
    take_judgements(settings, [Line(1, dict(zip((*PAIR, "judgement", "by", "why"), said, strict=True)))])
    return settings


@pytest.fixture
def fit(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[Any]]:
    """Stands in for the fitting itself: gives a model of a version, better or not, and keeps what it was given."""

    def stand_in(version: str, *, is_better: bool) -> list[Any]:
        given: list[Any] = []

        def train(records: pd.DataFrame, judgements: pd.DataFrame, model: Model) -> Trained:
            given.extend((records, judgements, model))
            return Trained(replace(shipped_model(), version=version), FIGURES, is_better)

        monkeypatch.setattr("transforms.overlaps.matching.judged.train", train)
        return given

    return stand_in


def rows(connection: sa.Connection, query: str) -> list[tuple[Any, ...]]:
    found = [tuple(row) for row in connection.execute(sa.text(query))]
    connection.commit()
    return found


def test_a_better_model_weighs_from_now_on_and_the_overlaps_are_found_anew(
    judged: Settings, loader: sa.Connection, fit: Callable[..., list[Any]]
) -> None:
    given = fit("mine-1", is_better=True)
    training = train_model(judged)
    records, judgements, before = given
    assert (sorted(records["provider_id"]), judgements["verdict"].tolist()) == ([A, B], ["same"])
    assert before.version == shipped_model().version
    assert training.is_promoted
    assert training.figures.fillna(0.0).to_dict("list") == {
        "figure": ["precision", "recall", "calibration error"], "old": [0.8, 0.7, 0.0], "new": [0.9, 0.75, 0.02],
    }  # fmt: skip
    assert rows(loader, "SELECT DISTINCT rules_version FROM mart.overlap WHERE label = 'same_activity'") == [
        ("mine-1",)
    ]
    assert rows(loader, "SELECT kind FROM mart.load ORDER BY load_number DESC LIMIT 2") == [("overlaps",), ("model",)]
    given = fit("mine-2", is_better=True)
    train_model(judged)
    assert given[2].version == "mine-1", "it learns on top of the one that weighs"
    models = rows(
        loader, "SELECT model_version, is_active, figures -> 'new' ->> 'recall' FROM mart.overlap_model ORDER BY 1"
    )
    assert models == [("mine-1", False, "0.75"), ("mine-2", True, "0.75")]


def test_a_model_that_is_not_better_is_kept_aside(
    judged: Settings, loader: sa.Connection, fit: Callable[..., list[Any]]
) -> None:
    before = rows(loader, "SELECT count(*), max(known_from_load) FROM mart.overlap")
    fit("mine-1", is_better=False)
    assert not train_model(judged).is_promoted
    assert rows(loader, "SELECT model_version, status, is_active FROM mart.overlap_model") == [
        ("mine-1", "aside", False)
    ]
    assert active_model(loader) is None
    loader.commit()
    assert rows(loader, "SELECT count(*), max(known_from_load) FROM mart.overlap") == before
