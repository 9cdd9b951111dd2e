"""Figures count an activity once, whoever reports it, and say what does not add up."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from contracts.fields import FIELDS, MULTI
from transforms.measures.activities import (
    count_by_code,
    count_by_fiscal_year,
    count_by_month,
    count_cells,
    sum_hours_by_intensity,
    sum_participants,
    tell_activities,
)
from transforms.measures.selection import in_period, of_sponsor, open_requests, plans_ahead

LEADS = '[{"organisation":"b","role":"contributor"}]'
FOLLOWS = '[{"organisation":"a","role":"lead"}]'


def _records(*given: dict[str, Any]) -> pd.DataFrame:
    usual: dict[str, Any] = {
        "provider_id": "a", "record_kind": "activity", "record_state": "active", "lifecycle_status": "completed",
        "actual_start": "2026-03-02", "intensity": "universal_general",
    }  # fmt: skip
    rows = [usual | {"source_record_id": str(i)} | one for i, one in enumerate(given)]
    frame = pd.DataFrame(rows).reindex(columns=list(FIELDS))
    kinds = {"date": "datetime64[s]", "decimal": "float64", "integer": "Int64"}
    return frame.astype({name: kinds.get(field.kind, "str") for name, field in FIELDS.items()})


def _joint(*keys: tuple[str, str]) -> pd.DataFrame:
    (one, one_id), (other, other_id) = keys
    return pd.DataFrame(
        [(one, one_id, other, other_id, "declared")],
        columns=["provider_id_a", "source_record_id_a", "provider_id_b", "source_record_id_b", "disposition"],
    )


def _no_pairs() -> pd.DataFrame:
    return _joint(("a", "x"), ("b", "y")).iloc[:0]


PAIR = _joint(("a", "0"), ("b", "1"))


def test_an_activity_counts_under_each_of_its_elements_and_joint_work_once() -> None:
    records = _records(
        {"core_element": f"financing{MULTI}standards"}, {"provider_id": "b", "core_element": "financing"}
    )
    table = count_by_code(tell_activities(records, PAIR), "core_element")
    assert table.values.tolist() == [["financing", 2, 1], ["standards", 1, 1]]


def test_joint_event_hours_are_told_once_and_provider_hours_summed() -> None:
    records = _records(
        {"event_hours": 3.0, "provider_hours": 5.0, "partners": FOLLOWS},
        {"provider_id": "b", "event_hours": 2.0, "provider_hours": 4.0, "partners": LEADS},
        {"event_hours": None},
    )
    table = sum_hours_by_intensity(tell_activities(records, PAIR))
    assert table[["event_hours", "provider_hours", "without_hours"]].values.tolist() == [[2.0, 9.0, 1]]


def test_without_a_lead_the_largest_figure_counts() -> None:
    records = _records({"participants_total": 20}, {"provider_id": "b", "participants_total": 31})
    assert sum_participants(tell_activities(records, PAIR)) == 31
    assert sum_participants(tell_activities(records, _no_pairs())) == 51


def test_the_leads_figure_counts_even_when_smaller() -> None:
    lead = {"participants_total": 20, "partners": LEADS}
    records = _records(lead, {"provider_id": "b", "participants_total": 31, "partners": FOLLOWS})
    assert sum_participants(tell_activities(records, PAIR)) == 20


def test_the_fiscal_year_begins_in_october() -> None:
    records = _records({"actual_start": "2025-09-30"}, {"actual_start": "2025-10-01"})
    table = count_by_fiscal_year(tell_activities(records, _no_pairs()))
    assert table.values.tolist() == [[2025, 1, 1], [2026, 1, 1]]


def test_a_joint_activity_belongs_to_one_month() -> None:
    records = _records({"actual_start": "2026-03-01"}, {"provider_id": "b", "actual_start": "2026-02-28"})
    table = count_by_month(tell_activities(records, PAIR))
    assert [(str(month.date()), int(n)) for month, n in zip(table["month"], table["counted"], strict=True)] == [
        ("2026-02-01", 1)
    ]


def test_periods_add_up_since_work_belongs_to_the_one_in_which_it_began() -> None:
    records = _records({"actual_start": "2026-01-31", "actual_end": "2026-04-30"})
    assert len(in_period(records, date(2026, 1, 1), date(2026, 1, 31))) == 1
    assert in_period(records, date(2026, 2, 1), date(2026, 2, 28)).empty


def test_an_office_is_no_part_of_another_offices_name() -> None:
    records = _records({"sponsor_office": "ACF/OCC"}, {"sponsor_office": f"CDC{MULTI}ACF/CB"})
    assert of_sponsor(records, "ACF/CB").index.tolist() == [1]
    assert of_sponsor(records, "ACF").empty


def test_open_requests_are_those_that_are_not_closed_the_oldest_first() -> None:
    asked = {"record_kind": "request", "lifecycle_status": "requested", "actual_start": None}
    records = _records(
        {**asked, "requested_on": "2026-02-02"}, {**asked, "requested_on": "2026-01-02"},
        {**asked, "requested_on": "2026-01-01", "lifecycle_status": "declined"},
    )  # fmt: skip
    found = open_requests(records, date(2026, 3, 4))
    assert found["open_days"].tolist() == [61, 30]


def test_plans_reach_ninety_days_ahead_and_never_back() -> None:
    plan = {"record_kind": "plan", "lifecycle_status": "planned", "actual_start": None}
    days = ["2026-03-03", "2026-03-04", "2026-06-02", "2026-06-03"]
    found = plans_ahead(_records(*({**plan, "planned_start": day} for day in days)), date(2026, 3, 4))
    assert found.index.tolist() == [1, 2]


def test_cells_hold_each_activity_once() -> None:
    records = _records(
        {"jurisdiction": f"OH{MULTI}MI", "core_element": "financing"},
        {"provider_id": "b", "jurisdiction": "OH", "core_element": f"financing{MULTI}standards"},
    )
    cells = count_cells(tell_activities(records, PAIR), "jurisdiction", "core_element")
    assert cells.values.tolist() == [["MI", "financing", 1], ["OH", "financing", 1], ["OH", "standards", 1]]


def test_no_records_give_empty_tables() -> None:
    activities = tell_activities(_records(), _no_pairs())
    assert count_by_code(activities, "sector").empty
    assert count_by_month(activities).empty
    assert sum_hours_by_intensity(activities).empty
    assert count_cells(activities, "jurisdiction", "core_element").empty
    assert sum_participants(activities) == 0
