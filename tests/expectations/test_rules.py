"""Every rule about a row: one that breaks it is found out, one that keeps it is left in peace."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from contracts.report_kinds import RECORD
from expectations import canonical
from expectations.rules import LONGEST_CELL, RULES


@dataclass(frozen=True)
class Case:
    """A row that breaks a rule, and one that does not; each given by what differs from a good one."""

    rule: str
    demand: str
    breaks: dict[str, Any]
    keeps: dict[str, Any] = field(default_factory=dict)
    says: str = ""
    unmapped: tuple[tuple[object, ...], ...] = ()


ARRIVED = [
    Case("key_blank", "a row must say which record it is", {"Report ID": " "}, {}, "Report ID is blank"),
    Case("control_character", "a cell holds no NUL byte", {"Title": "Work\0shop"}, {"Title": "Work\n\tshop\x1fPlan"}),
    Case("control_character", "a cell holds no escape sign", {"Title": "Work\x1bshop"}, {"Title": "Wörkshop ✓"}),
    Case("damaged_character", "a lost character is a warning", {"Title": "Caf\ufffd"}, {"Title": "Café"}),
    Case("cell_too_long", "a cell is no book", {"Title": "x" * (LONGEST_CELL + 1)}, {"Title": "x" * LONGEST_CELL},
         "100,001 characters"),
    Case("date_unlike", "a word is no date", {"Start Date": "next spring"}, {"Start Date": "31/02/2026"},
         "Start Date next spring does not look like a date"),
    Case("number_unlike", "a word is no number", {"Attendees": "thirty"}, {"Attendees": "1,030.5"}),
    Case("number_unlike", "a number with a unit is no number", {"Hours": "3 hrs"}, {"Hours": ""}),
]  # fmt: skip

CANONICAL = [
    Case("source_record_id_missing", "a record has an identifier", {"source_record_id": None}),
    Case("title_missing", "a record has a title", {"title": None}, {}, "no title (Title)"),
    Case("status_missing", "a record says the state of the work", {"lifecycle_status": None}),
    Case("status_unmapped", "an unknown status is for Concord to map", {"lifecycle_status": None},
         unmapped=((0, "lifecycle_status", "Parked"),)),
    Case("required_missing", "a required field without a value is the contract's fault", {"sponsor_office": None}, {},
         "sponsor_office has no value"),
    Case("date_missing", "work has a date", dict.fromkeys(canonical.ANY_DATE), {"actual_start": None}),
    Case("date_missing", "the day of a request is a date", dict.fromkeys(canonical.ANY_DATE),
         {**dict.fromkeys(canonical.ANY_DATE), "requested_on": "2026-01-05", "lifecycle_status": "requested"}),
    Case("date_missing", "a product, lesson or expertise needs no date", dict.fromkeys(canonical.ANY_DATE),
         {**dict.fromkeys(canonical.ANY_DATE), "record_kind": "lesson"}),
    Case("place_missing", "work in a state names it", {"jurisdiction": None}, {"jurisdiction": "OH\x1fTR-navajo"}),
    Case("place_missing", "national work names no state", {"jurisdiction": None},
         {"jurisdiction": None, "geographic_scope": "national"}),
    Case("place_missing", "a product serves no one place", {"jurisdiction": None},
         {"jurisdiction": None, "record_kind": "product"}),
    Case("place_missing", "a retraction needs to name its record only", {"jurisdiction": None},
         {**dict.fromkeys((*canonical.ANY_DATE, "jurisdiction", "sector", "title", "lifecycle_status")),
          "record_state": "retracted"}),
    Case("place_unmapped", "an unknown place is queued, its row is kept", {"jurisdiction": None},
         unmapped=((0, "jurisdiction", "Atlantis"),)),
    Case("sector_missing", "work in scope has a sector", {"sector": None},
         {"sector": None, "scope_class": "program_specific"}),
    Case("sector_unmapped", "an unknown sector is queued, its row is kept", {"sector": None},
         unmapped=((0, "sector", "Wellness"),)),
    Case("core_element_missing", "work in scope has a core element", {"core_element": None},
         {"core_element": None, "scope_class": "undetermined"}),
    Case("core_element_unmapped", "an unknown element is queued, its row is kept", {"core_element": None},
         unmapped=((0, "core_element", "Research and development"),)),
    Case("code_unknown", "one of several codes outside its list is found", {"sector": "health\x1fplumbing"},
         {"sector": "health\x1fchild_welfare"}, "sector plumbing"),
    Case("planned_end_before_start", "a plan ends after it starts", {"planned_end": "2026-02-01"},
         {"planned_end": "2026-03-01"}, "planned_end 2026-02-01 is before planned_start 2026-03-01"),
    Case("actual_end_before_start", "work ends after it starts", {"actual_end": "2026-02-01"},
         {"actual_end": "2026-03-01"}, "is before actual_start 2026-03-01 (columns End Date, Start Date)"),
    Case("actual_end_before_start", "a month lasts to its last day",
         {"actual_start": "2026-03-15", "actual_end": "2026-02-01", "actual_end_precision": "month"},
         {"actual_start": "2026-03-15", "actual_end": "2026-03-01", "actual_end_precision": "month"},
         "actual_end 2026-02 is before"),
    Case("completed_in_future", "completed work is not far ahead", {"actual_end": "2026-09-01"},
         {"actual_end": "2026-09-01", "lifecycle_status": "in_progress"}, "91 days after the report arrived"),
    Case("hours_out_of_range", "hours are not negative", {"event_hours": -1.0}, {"event_hours": 0.0}),
    Case("hours_out_of_range", "nobody helps for more hours than a year has", {"event_hours": 10_001.0},
         {"event_hours": 10_000.0}),
    Case("participants_out_of_range", "nobody is fewer than nobody", {"participants_in_person": -1},
         {"participants_in_person": 0}),
    Case("participants_total_too_small", "all are at least those in the room", {"participants_total": 9},
         {"participants_total": 10}, "participants_total 9 is less than participants_in_person 10"),
    Case("region_out_of_range", "there are twelve regions", {"acf_region": 13}, {"acf_region": 12}),
    Case("revision_out_of_range", "revisions count from nought", {"source_revision": -1}, {"source_revision": 0}),
    Case("title_too_long", "a title is no summary", {"title": "x" * 10_001}, {"title": "x" * 10_000}, "10,001"),
    Case("key_too_long", "an identifier is short", {"source_record_id": "x" * 501}, {"source_record_id": "x" * 500}),
]  # fmt: skip

ELSEWHERE = {
    "date_unread", "number_unread", "value_unread", "row_repeated", "row_superseded", "key_ambiguous",
    "column_missing", "column_unknown", "volume_too_low", "volume_too_high", "record_purged",
    "field_missing", "field_unmapped", "feedback_says_nothing", "rating_without_scale", "scale_upside_down",
    "rating_outside_scale", "people_out_of_range", "more_answered_than_asked", "project_end_before_start",
    "closed_before_opened", "closing_day_missing",
}  # fmt: skip
"""Rules whose cases have tests of their own beside this table."""


def _ids(cases: list[Case]) -> list[str]:
    return [case.demand.replace(" ", "_").replace(",", "") for case in cases]


@pytest.mark.parametrize("case", ARRIVED, ids=_ids(ARRIVED))
def test_of_a_cell(judge: Any, case: Case) -> None:
    rows = judge.rows(case.breaks, {"Report ID": "R-2"} | case.keeps)
    _expect(judge, judge.arrived(rows), case)


@pytest.mark.parametrize("case", CANONICAL, ids=_ids(CANONICAL))
def test_of_a_record(judge: Any, case: Case) -> None:
    shaped = judge.shaped(case.breaks, case.keeps, unmapped=list(case.unmapped))
    _expect(judge, judge.canonical(shaped), case)


def _expect(judge: Any, findings: Any, case: Case) -> None:
    assert judge.rules_by_row(findings) == {0: [case.rule]}
    finding, rule = findings.iloc[0], RULES[case.rule]
    assert (finding["severity"], finding["who"]) == (rule.severity, rule.who)
    assert case.says in finding["message"]


def test_no_rule_is_without_a_case() -> None:
    assert {case.rule for case in ARRIVED + CANONICAL} | ELSEWHERE == set(RULES)


def test_every_coded_field_is_held_against_its_closed_list(judge: Any) -> None:
    told = judge.records(*({name: "plumbing"} for name in RECORD.coded if name != "lifecycle_status"))
    found = told[told["rule"].eq("code_unknown")]
    assert found["position"].nunique() == len(RECORD.coded) - 1
