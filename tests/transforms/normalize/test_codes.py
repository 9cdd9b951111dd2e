"""Codes: the crosswalk, the closed lists, and what neither knows."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from contracts.codes import CODE_LISTS
from contracts.contract import code_list
from contracts.fields import DELIVERABLE, FIELDS, MULTI

Read = Callable[..., list[Any]]
Normalize = Callable[..., Any]


def test_a_code_and_its_label_are_read_in_any_letter_case(read: Read) -> None:
    assert read("core_element", "governance", "GOVERNANCE", " Monitoring and  accountability ") == [
        "governance", "governance", "monitoring_accountability",
    ]  # fmt: skip


@pytest.mark.parametrize("field", [name for name in DELIVERABLE if FIELDS[name].code_list])
def test_every_code_of_every_list_is_read(read: Read, field: str) -> None:
    # The most restrictive sharing level wins over the contract's, so the contract's is the most open here.
    defaults = {"scope_class": "systems_building", "sharing_level": "public"}
    for text in code_list(field), CODE_LISTS.get(FIELDS[field].code_list, {}).values():
        assert read(field, *text, defaults=defaults) == list(code_list(field))[: len(text)]


def test_the_crosswalk_goes_before_the_list_and_its_exact_value_before_others(read: Read) -> None:
    codes = {"ta_type": {"Training": "meeting", "training": "coaching"}}
    assert read("ta_type", "Training", "training", " TRAINING", codes=codes) == ["meeting", "coaching", "meeting"]


def test_a_value_may_mean_several_codes_or_nothing(read: Read) -> None:
    codes = {"sector": {"Both": ["family_support", "health"], "n/a": None, "": "child_welfare"}}
    assert read("sector", "Both", "N/A", "", codes=codes) == [f"health{MULTI}family_support", None, "child_welfare"]


def test_three_sectors_in_a_cell_are_three_codes_in_the_order_of_the_list(read: Read) -> None:
    three = MULTI.join(("health", "early_care_education", "child_welfare"))
    column = {"split": [";", "\n"]}
    assert read(
        "sector", "Child welfare; health\nEarly care and education;health",
        "Health;Early care and education;;child welfare",
        f"child_welfare{MULTI}health{MULTI}early_care_education", column=column,
    ) == [three] * 3  # fmt: skip


def test_an_unknown_code_is_queued_and_its_source_value_kept(normalize: Normalize) -> None:
    made = normalize({"S": ["Health; Astrology", "health"]}, {"S": {"to": "sector", "split": ";"}})
    assert made.records["sector"].tolist() == ["health", "health"]
    assert made.unmapped.to_dict("records") == [{"position": 0, "field": "sector", "source_value": "Astrology"}]
    assert json.loads(made.records["source_values"][0]) == {"S": "Health; Astrology"}


def test_no_part_of_a_word_is_guessed(normalize: Normalize) -> None:
    made = normalize({"S": ["Healt", "Ohio State"]}, {"S": ["sector", "jurisdiction"]})
    assert made.records[["sector", "jurisdiction"]].isna().all(axis=None)
    assert len(made.unmapped) == 4


@pytest.mark.parametrize("text", ["Research and development", "RESEARCH & DEVELOPMENT", "research_and_development"])
def test_research_and_development_always_queues(normalize: Normalize, text: str) -> None:
    made = normalize({"E": [text]}, {"E": "core_element"}, codes={"core_element": {text: "standards"}})
    assert made.records["core_element"].isna().all()
    assert made.unmapped["source_value"].tolist() == [text]


def test_jurisdictions_are_read_by_name_or_code(read: Read) -> None:
    texts = ("Ohio", "oh", "U.S. Virgin Islands", "virgin islands", "Navajo Nation", "TR-navajo", "washington dc")
    assert read("jurisdiction", *texts) == ["OH", "OH", "VI", "VI", "TR-navajo", "TR-navajo", "DC"]


def test_a_crosswalk_may_speak_of_a_whole_cell_with_its_separators(read: Read) -> None:
    codes = {"ta_type": {"Coaching; site visits": "coaching"}}
    assert read("ta_type", "Coaching; site visits", column={"split": ";"}, codes=codes) == ["coaching"]


def test_two_codes_where_one_belongs_are_unread(normalize: Normalize) -> None:
    made = normalize({"T": ["training; coaching"]}, {"T": {"to": "record_kind", "split": ";"}},
                     codes={"record_kind": {"training": "activity", "coaching": "engagement"}})  # fmt: skip
    assert "only one can stand" in made.unread["reason"][0]
    assert made.records["record_kind"].isna().all()


def test_the_codes_of_several_columns_come_together(normalize: Normalize) -> None:
    cells = {"A": ["health", "", "health"], "B": ["child_welfare", "family_support", "Health"]}
    made = normalize(cells, {"A": "sector", "B": "sector"})
    assert made.records["sector"].tolist() == [f"health{MULTI}child_welfare", "family_support", "health"]


def test_a_suffix_can_be_left_out_of_each_value(read: Read) -> None:
    column = {"split": "\n", "extract": r"^([^|]+)"}
    assert read("topic", "Fiscal / Budget | GS\nCoaching | ECS, FES", column=column) == [
        f"Fiscal / Budget{MULTI}Coaching"
    ]
