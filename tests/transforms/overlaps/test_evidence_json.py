"""The evidence of a pair: what each field gave, exactly the score when added up, and nothing that is free text."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from contracts.fields import FIELDS
from transforms.overlaps.contributions import AGREES, DIFFERS, MISSING
from transforms.overlaps.evidence import NOT_COMPARED, PARTLY, said_by
from transforms.overlaps.evidence_json import Contributions, evidence_json
from transforms.overlaps.matched import Work, describe_work
from transforms.overlaps.settings import OverlapSettings

LEFT, RIGHT = np.array([0, 0]), np.array([1, 2])
FIELDS_COMPARED = ("baseline", "first_day", "title", "event_hours", "summary")
RESULT = np.array([[AGREES, AGREES, PARTLY, DIFFERS, MISSING], [AGREES, MISSING, DIFFERS, AGREES, NOT_COMPARED]])
GAVE = np.array([[-350, 110, 7, -29, 0], [-350, 0, -133, 201, 0]])


@pytest.fixture
def work(make_records: Any) -> Work:
    undated = {"provider_id": "c", "actual_start": None, "actual_end": None, "jurisdiction": ["MI", "OH"]}
    records = make_records({"jurisdiction": ["MI", "OH"]}, {"provider_id": "b", "day": "2026-03-05"}, undated)
    return describe_work(records, date(2026, 3, 4), OverlapSettings())


def _told(work: Work, **more: Any) -> list[Any]:
    said = {"event_hours": (["3", "3"], ["5", "3"])}
    contributions = Contributions(FIELDS_COMPARED, RESULT, GAVE, said, {"title": ["half of the words", ""]})
    texts = evidence_json(work, LEFT, RIGHT, contributions, label="same_activity", model="shipped-3", **more)
    return [json.loads(text, parse_float=Decimal) for text in texts]


def test_what_the_fields_gave_adds_up_to_the_score_to_the_last_digit(work: Work) -> None:
    for told, score in zip(_told(work), (Decimal("-2.62"), Decimal("-2.82")), strict=True):
        assert told["score"] == score == sum(row["gave"] for row in told["contributions"])


def test_fields_stand_in_their_order_with_results_and_remarks(work: Work) -> None:
    first, second = _told(work)
    assert [row["field"] for row in first["contributions"]] == list(FIELDS_COMPARED)
    assert [row["result"] for row in first["contributions"]] == ["agrees", "agrees", "partly", "differs", "missing"]
    assert first["contributions"][2] == {
        "field": "title", "result": "partly", "detail": "half of the words", "gave": Decimal("0.07")
    }  # fmt: skip
    assert first["contributions"][3] == {
        "field": "event_hours", "result": "differs", "a": "3", "b": "5", "gave": Decimal("-0.29")
    }  # fmt: skip
    assert [row["field"] for row in second["contributions"]] == list(FIELDS_COMPARED[:4]), "not compared: no row"


def test_it_names_the_label_the_model_the_days_and_the_places(work: Work) -> None:
    first, second = _told(work)
    assert (first["label"], first["model"]) == ("same_activity", "shipped-3")
    assert (first["day_gap"], second["day_gap"]) == (3, None)
    assert (first["places"], second["places"]) == (["OH"], ["MI", "OH"])


def test_a_probability_is_shown_only_once_it_is_calibrated_and_a_band_until_then(work: Work) -> None:
    first, second = _told(work, probability=np.array([0.91234, np.nan]), band=["", "possible"])
    assert (first["probability"], "band" in first) == (Decimal("0.912"), False)
    assert (second["band"], "probability" in second) == ("possible", False)


def test_more_may_be_told_of_each_pair(work: Work) -> None:
    first, second = _told(work, more=[{"declared_by": "a"}, {}])
    assert (first["declared_by"], "declared_by" in second) == ("a", False)


def test_no_free_text_is_quoted(work: Work) -> None:
    for name, field in FIELDS.items():
        if field.is_free_text:
            assert said_by(work, name, LEFT) == [None, None]
