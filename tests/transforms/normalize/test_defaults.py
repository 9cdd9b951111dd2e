"""What stands where a row says nothing, or says something that nothing knows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from contracts.errors import ContractWrong
from contracts.fields import MULTI, NEVER_DEFAULTED

Read = Callable[..., list[Any]]
Normalize = Callable[..., Any]


def test_stated_defaults_stand_where_no_column_gives_a_field(normalize: Normalize) -> None:
    (record,) = normalize({"Id": ["1"]}, {"Id": "source_record_id"}).records.to_dict("records")
    stated = ("record_kind", "record_state", "recipient_type", "intensity", "ta_type", "source_revision")
    assert [record[name] for name in stated] == ["activity", "active", "other", "unknown", "other", 1]
    assert [record[name] for name in ("scope_class", "sharing_level")] == ["systems_building", "partners"]
    assert record["sponsor_office"] == "ACF/OCC"


def test_some_fields_are_never_defaulted(normalize: Normalize) -> None:
    record = normalize({"N": ["5"]}, {"N": "event_hours"}).records.iloc[0]
    dates_and_places = ["planned_start", "actual_start", "requested_on", "jurisdiction", "geographic_scope"]
    assert record[[*NEVER_DEFAULTED, *dates_and_places]].isna().all()


def test_a_record_does_not_depend_on_its_neighbours(normalize: Normalize) -> None:
    made = normalize({"Kind": ["", "plan"]}, {"Kind": "record_kind"})
    assert made.records["record_kind"].tolist() == ["activity", "plan"]


def test_the_contracts_defaults_go_before_the_stated_ones(read: Read) -> None:
    defaults = {
        "scope_class": "systems_building",
        "sharing_level": "partners",
        "recipient_type": ["tribe", "state_agency"],
    }
    assert read("recipient_type", "", "lead agency", defaults=defaults) == [f"state_agency{MULTI}tribe", "lead_agency"]


@pytest.mark.parametrize(
    ("default", "said", "stands"),
    [
        ("partners", "sponsor_only", "sponsor_only"),
        ("partners", "public", "partners"),
        ("public", "partners", "partners"),
        ("public", "", "public"),
        ("public", "public; provider only; partners", "provider_only"),
        ("public", "friends", "provider_only"),
        ("public", "public; friends", "provider_only"),
    ],
)
def test_the_most_restrictive_sharing_level_wins(read: Read, default: str, said: str, stands: str) -> None:
    defaults = {"scope_class": "systems_building", "sharing_level": default}
    assert read("sharing_level", said, column={"split": ";"}, defaults=defaults) == [stands]


def test_an_unknown_scope_is_undetermined_and_queued(normalize: Normalize) -> None:
    texts = ["mixed", "", "program_specific", "cross_sector; mixed"]
    made = normalize({"S": texts}, {"S": {"to": "scope_class", "split": ";"}})
    assert made.records["scope_class"].tolist() == [
        "undetermined", "systems_building", "program_specific", "undetermined",
    ]  # fmt: skip
    assert made.unmapped["source_value"].tolist() == ["mixed", "mixed"]


@pytest.mark.parametrize("field", ["record_kind", "record_state", "sponsor_office", "lifecycle_status"])
def test_no_default_hides_an_unknown_code(read: Read, field: str) -> None:
    assert read(field, "something else") == [None]


@pytest.mark.parametrize(
    ("places", "reach"),
    [
        ("Ohio", "state"), ("Guam", "territory"), ("Navajo Nation", "tribal"), ("OH;IN", "multi_state"),
        ("Navajo Nation;AZ", "tribal"), ("Navajo Nation;AZ;NM", "multi_state"), ("GU;PW", "multi_state"), ("", None),
    ],
)  # fmt: skip
def test_the_reach_follows_from_the_number_of_jurisdictions(normalize: Normalize, places: str, reach: str) -> None:
    made = normalize({"P": [places]}, {"P": {"to": "jurisdiction", "split": ";"}})
    found = made.records["geographic_scope"][0]
    assert (None if pd.isna(found) else found) == reach


def test_a_reach_that_is_given_stands(normalize: Normalize) -> None:
    made = normalize({"P": ["OH"], "R": ["regional"]}, {"P": "jurisdiction", "R": "geographic_scope"})
    assert made.records["geographic_scope"].tolist() == ["regional"]


def test_a_sponsor_office_holds_on_the_records_own_date(normalize: Normalize) -> None:
    offices = [
        {"office": "ACF/OHS", "until": "2025-09-30"},
        {"office": "ACF/OCC", "since": "2025-10-01", "until": "2026-09-30"},
        {"office": "CDC", "since": "2025-06-01", "until": "2025-12-31"},
    ]
    cells = {"Start": ["2025-08-01", "2025-11-01", "", "2030-01-01"], "Plan": ["2026-01-01", "", "", ""]}
    made = normalize(cells, {"Start": "actual_start", "Plan": "planned_start"}, sponsor_offices=offices)
    found = made.records["sponsor_office"]
    assert found[:3].tolist() == [f"ACF/OHS{MULTI}CDC", f"ACF/OCC{MULTI}CDC", "ACF/OCC"]
    assert pd.isna(found[3])


def test_a_default_that_cannot_be_read_is_the_contracts_fault(normalize: Normalize) -> None:
    defaults = {"scope_class": "systems_building", "sharing_level": "partners", "event_hours": "some"}
    with pytest.raises(ContractWrong, match="event_hours"):
        normalize({"Id": ["1"]}, {"Id": "source_record_id"}, defaults=defaults)
