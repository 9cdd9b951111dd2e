"""What a sponsor report says: each figure, each effort once, and what is missing."""

from __future__ import annotations

import json
from typing import Any

from reports.sponsor import collect_sponsor_report


def test_every_declared_effort_of_the_office_is_listed_exactly_once(inputs: Any, pair: Any) -> None:
    other = {"sponsor_office": "ACF/OCC"}
    records = [{}, {"provider_id": "b", **other}, {"provider_id": "c", **other}, {}, {"provider_id": "b", **other},
               {"provider_id": "b", **other}, {"provider_id": "c", **other}]  # fmt: skip
    pairs = [pair("a0", "b1"), pair("b1", "c2"), pair("a0", "c2"), pair("a3", "b4"), pair("b5", "c6")]
    efforts = collect_sponsor_report(inputs(records, pairs))["efforts"]
    assert sorted(effort["records"] for effort in efforts) == [["a/0", "b/1", "c/2"], ["a/3", "b/4"]]
    assert efforts[0]["partners"] == ["Center A", "Center B", "Center C"]


def test_an_effort_of_two_offices_stands_in_both_reports(inputs: Any, pair: Any) -> None:
    records = [{}, {"provider_id": "b", "sponsor_office": "ACF/OCC"}]
    for office in ("ACF/OHS", "ACF/OCC"):
        assert len(collect_sponsor_report(inputs(records, [pair("a0", "b1")], office=office))["efforts"]) == 1


def test_an_effort_that_ended_before_the_period_is_left_out(inputs: Any, pair: Any) -> None:
    past = {"actual_start": "2025-03-02", "actual_end": "2025-09-30"}
    records = [past, {**past, "provider_id": "b"}]
    assert collect_sponsor_report(inputs(records, [pair("a0", "b1")]))["efforts"] == []
    records[0] = {**past, "lifecycle_status": "in_progress"}
    assert len(collect_sponsor_report(inputs(records, [pair("a0", "b1")]))["efforts"]) == 1


def test_what_partners_tell_differently_is_named_with_who_tells_it(inputs: Any, pair: Any) -> None:
    fields = [
        {"field": "event_hours", "result": "differs", "a": "3", "b": "4"},
        {"field": "first_day", "result": "differs", "a": "2026-03-02", "b": "2026-Q2"},
        {"field": "title", "result": "differs", "a": None, "b": None},
    ]
    told = pair("a0", "b1", contributions=fields, declared_by="a")
    effort = collect_sponsor_report(inputs([{}, {"provider_id": "b", "lifecycle_status": "in_progress"}], [told]))[
        "efforts"
    ][0]
    assert effort["to_reconcile"] == [
        "Hours: 3 (Center A); 4 (Center B)",
        "First day: March 2, 2026 (Center A); April to June 2026 (Center B)",
        "Center B does not name Center A",
    ]
    assert effort["status"] == "Completed (Center A); In progress (Center B)"


def test_reported_minus_duplicates_is_counted(inputs: Any, pair: Any) -> None:
    records = [{}, {"provider_id": "b"}, {}, {"provider_id": "c"}, {}]
    pairs = [pair("a0", "b1"), pair("a2", "c3", "same_activity")]
    count = collect_sponsor_report(inputs(records, pairs))["count"]
    assert count == {"reported": 5, "duplicates": 1, "counted": 4, "probable": 1, "least": 3}


def test_what_people_confirmed_as_the_same_is_subtracted_and_what_they_only_propose_is_not(
    inputs: Any, pair: Any
) -> None:
    records = [{}, {"provider_id": "b"}, {}, {"provider_id": "c"}]
    told = [{**pair("a0", "b1", "same_activity"), "disposition": "confirmed"},
            {**pair("a2", "c3", "same_activity"), "disposition": "proposed"}]  # fmt: skip
    data = collect_sponsor_report(inputs(records, told))
    assert data["count"] == {"reported": 4, "duplicates": 1, "counted": 3, "probable": 1, "least": 2}
    assert [effort["records"] for effort in data["efforts"]] == [["a/0", "b/1"]]


def test_joint_work_that_only_the_sponsor_sees_is_counted_once_in_its_own_figures_alone(inputs: Any) -> None:
    joint = {"joint_project_id": "JP-1"}
    records = [{**joint, "sharing_level": "sponsor_only"}, {**joint, "provider_id": "b"}]
    report = collect_sponsor_report(inputs(records))
    assert (report["count"]["reported"], report["count"]["counted"]) == (2, 1)
    assert report["partners_count"]["reported"] == report["partners_count"]["counted"] == 1
    every = collect_sponsor_report(inputs(records, office=None))
    assert every["count"]["duplicates"] == 0, "no office, no view of what only one office may see"


def test_joint_work_with_other_offices_is_told_beside_the_offices_own_count(inputs: Any, pair: Any) -> None:
    other = {"provider_id": "b", "sponsor_office": "ACF/OCC"}
    data = collect_sponsor_report(inputs([{}, other, {}, other], [pair("a0", "b1"), pair("a2", "b3", "same_activity")]))
    assert data["count"]["duplicates"] == 0
    assert data["with_others"] == {"declared": 1, "probable": 1}
    assert data["partners_count"] == {"reported": 4, "duplicates": 1, "counted": 3, "probable": 1, "least": 2}


def test_program_specific_work_counts_for_its_sponsor_and_stands_in_no_effort_or_gap(inputs: Any) -> None:
    data = collect_sponsor_report(inputs([{"scope_class": "program_specific"}]))
    assert data["count"]["reported"] == 1
    assert data["withheld"]["outside_scope"] == 1
    assert all(cell == "none" for row in data["gaps"]["rows"] for cell in row["cells"])


def test_nothing_that_a_provider_keeps_to_itself_or_shares_with_another_sponsor_leaves_a_trace(
    inputs: Any, pair: Any
) -> None:
    seen = [{}, {"provider_id": "b", "sponsor_office": "ACF/OCC"}]
    hidden = {"jurisdiction": "TX", "core_element": "governance", "title": "Secret"}
    secret = [
        {**hidden, "sharing_level": "provider_only"},
        {**hidden, "provider_id": "b", "sponsor_office": "ACF/OCC", "sharing_level": "sponsor_only"},
        {**hidden, "provider_id": "b", "sponsor_office": "ACF/OCC", "scope_class": "undetermined"},
    ]
    pairs = [pair("a0", "b1"), pair("a2", "b3"), pair("a0", "b4", "coordination_opportunity")]
    beside = collect_sponsor_report(inputs([*seen, *secret], pairs))
    assert beside == collect_sponsor_report(inputs(seen, pairs[:1]))


def test_titles_stand_only_where_the_contract_clears_them(inputs: Any, pair: Any) -> None:
    plan = {"record_kind": "plan", "lifecycle_status": "planned", "actual_start": None, "planned_start": "2026-04-01",
            "planned_start_precision": "month", "title": "Working with Jane Roe"}  # fmt: skip
    own = {"provider_id": "b", **plan}
    data = collect_sponsor_report(inputs([own, {**own, "provider_id": "c"}], [pair("b0", "c1")]))
    assert "Jane" not in json.dumps(data)
    assert data["efforts"][0]["what"] == "Financing training in Ohio, April 2026"
    cleared = collect_sponsor_report(inputs([{**plan, "title": "Working with counties"}]))
    assert cleared["plans"]["shown"][0]["what"] == "Working with counties"


def test_late_and_missing_providers_are_named_and_make_gaps_unknown(inputs: Any) -> None:
    late = {"last_good_at": "2026-02-20T00:00Z", "tries": 3}
    data = collect_sponsor_report(inputs([{}], b=late, c={"last_good_at": None, "is_current": False}))
    states = [(row["name"], row["state"], row["age_days"]) for row in data["submissions"]]
    assert states == [("Center C", "missing", None), ("Center B", "late", 12), ("Center A", "in", 0)]
    assert {cell for row in data["gaps"]["rows"] if row["code"] == "TX" for cell in row["cells"]} == {"unknown"}


def test_a_provider_that_is_not_current_loses_its_plans_and_keeps_its_history(inputs: Any) -> None:
    plan = {"record_kind": "plan", "lifecycle_status": "planned", "actual_start": None, "planned_start": "2026-04-01"}
    data = collect_sponsor_report(inputs([{}, plan], a={"last_good_at": "2025-12-01T00:00Z", "is_current": False}))
    assert (data["plans"]["total"], data["count"]["reported"]) == (0, 1)


def test_opportunities_of_the_office_are_listed_the_strongest_first(inputs: Any, pair: Any) -> None:
    records = [{}, {"provider_id": "b"}, {"provider_id": "c", "sponsor_office": "CDC"},
               {"provider_id": "b", "sponsor_office": "CDC"}]  # fmt: skip
    weak = {**pair("a0", "b1", "coordination_opportunity"), "score": 0.3}
    strong = {**pair("a0", "c2", "coordination_opportunity"), "score": 0.8}
    foreign = {**pair("b3", "c2", "coordination_opportunity"), "score": 0.9}
    found = collect_sponsor_report(inputs(records, [weak, strong, foreign]))["invitations"]
    assert (found["total"], [one["band"] for one in found["shown"]]) == (2, ["Strong", "Possible"])


def test_an_activity_in_two_states_is_said_to_make_the_states_exceed_the_total(inputs: Any) -> None:
    data = collect_sponsor_report(inputs([{"jurisdiction": "OH\x1fMI"}, {}]))
    assert data["multi_state"] == {"activities": 1, "sum": 3, "placed": 2}
    assert [(row["name"], row["counted"]) for row in data["places"]] == [("Ohio", 2), ("Michigan", 1)]


def test_the_data_are_plain_and_survive_being_kept_as_json(inputs: Any, pair: Any) -> None:
    data = collect_sponsor_report(inputs([{}, {"provider_id": "b"}], [pair("a0", "b1")]))
    assert json.loads(json.dumps(data)) == data
