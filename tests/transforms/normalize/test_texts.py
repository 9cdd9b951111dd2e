"""Partners, derived texts, and what the provider wrote."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pandas as pd

from contracts.fields import MULTI

Read = Callable[..., list[Any]]
Normalize = Callable[..., Any]


def _partners(text: str) -> list[tuple[str, str]]:
    return [(partner["organisation"], partner["role"]) for partner in json.loads(text)]


def test_partners_are_named_with_their_roles_and_one_without_is_a_contributor(read: Read) -> None:
    (text,) = read("partners", "Center A:lead; Center B ;Center C: Co-lead;Center B")
    assert _partners(text) == [("Center A", "lead"), ("Center B", "contributor"), ("Center C", "co_lead")]


def test_an_unknown_role_is_queued_and_its_partner_kept(normalize: Normalize) -> None:
    made = normalize({"P": ["Center A:host"]}, {"P": "partners"})
    assert _partners(made.records["partners"][0]) == [("Center A", "contributor")]
    assert made.unmapped.to_dict("records") == [{"position": 0, "field": "partner_role", "source_value": "host"}]


def test_organisations_and_roles_may_come_in_two_columns(normalize: Normalize) -> None:
    cells = {"partner.name": [f"A{MULTI}B{MULTI}C"], "partner.role": [f"lead{MULTI}{MULTI}co_lead"]}
    made = normalize(cells, {"partner.role": "partners", "partner.name": "partners"})
    assert _partners(made.records["partners"][0]) == [("A", "lead"), ("B", "contributor"), ("C", "co_lead")]


def test_partners_of_several_columns_come_together(normalize: Normalize) -> None:
    made = normalize({"Lead": ["A:lead", ""], "Others": ["B;C", ""]}, {"Lead": "partners", "Others": "partners"})
    assert [name for name, _ in _partners(made.records["partners"][0])] == ["A", "B", "C"]
    assert pd.isna(made.records["partners"][1])


def test_a_derived_text_drops_blank_places_with_their_punctuation(normalize: Normalize) -> None:
    cells = {"Topics": [f"Budget{MULTI}Audit", "Budget", "", ""], "Reason": ["Need", "", "Need", " "]}
    made = normalize(cells, {"Topics": "topic", "Reason": "summary"}, derived={"title": "{Topics}: {Reason}"})
    assert made.records["title"].fillna("").tolist() == ["Budget, Audit: Need", "Budget", "Need", ""]


def test_words_around_a_place_go_with_it(normalize: Normalize) -> None:
    made = normalize({"T": ["audits", ""]}, {"T": "topic"}, derived={"title": "Training on {T} (draft)"})
    assert made.records["title"].fillna("").tolist() == ["Training on audits (draft)", ""]


def test_a_column_that_is_missing_or_names_people_leaves_its_place_blank(normalize: Normalize) -> None:
    made = normalize({"T": ["audits"], "Who": ["Rosa Diaz"]}, {"T": "topic"}, personal="Who",
                     derived={"title": "{Who} on {T}", "summary": "{Gone}"})  # fmt: skip
    assert made.records["title"].tolist() == ["on audits"]
    assert made.records["summary"].isna().all()


def test_source_values_hold_what_was_written_of_the_mapped_columns_without_blanks(normalize: Normalize) -> None:
    cells = {"T": ['A "quoted"\\\n\ttitle é'], "S": [f"health{MULTI}x"], "B": [" "], "Other": ["unmapped"]}
    made = normalize(cells, {"T": "title", "S": "sector", "B": "summary"})
    assert json.loads(made.records["source_values"][0]) == {"T": 'A "quoted"\\\n\ttitle é', "S": ["health", "x"]}


def test_a_row_of_blanks_has_empty_source_values(normalize: Normalize) -> None:
    assert normalize({"T": ["", "x"]}, {"T": "title"}).records["source_values"][0] == "{}"


def test_a_nul_that_no_database_stores_is_replaced(read: Read) -> None:
    assert read("title", "a\0b") == ["a\ufffdb"]


def test_several_values_of_a_single_text_stand_in_one_line(read: Read) -> None:
    assert read("recipient_name", f"A{MULTI}B") == ["A, B"]


def test_one_column_may_give_several_fields(normalize: Normalize) -> None:
    made = normalize({"S": ["home visiting"]}, {"S": ["service_area", "title"]})
    assert made.records[["service_area", "title"]].iloc[0].tolist() == ["home_visiting", "home visiting"]
