"""Both sides of joint work are held against each other, and each discrepancy is a row that people can act on."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date
from typing import Any

import pandas as pd
import pytest

from contracts.fields import MULTI
from transforms.overlaps.declarations import find_declared
from transforms.overlaps.declared_pairs import judge_declared
from transforms.overlaps.matched import chosen_rows, describe_work, may_be_matched
from transforms.overlaps.provider_names import build_directory
from transforms.overlaps.reconciliation import DISCREPANCY_COLUMNS, reconcile
from transforms.overlaps.settings import OverlapSettings

NAMES = {"a": "Center A", "b": "Center B", "c": "Center C"}
A = {"provider_id": "a", "joint_project_id": "JP-7"}
B = {"provider_id": "b", "joint_project_id": "JP-7", "source_record_id": "2"}
ELSEWHERE = {"provider_id": "b", "source_record_id": "9", "jurisdiction": "TX"}


def _reconciled(records: pd.DataFrame, current: Collection[str] = "abc", today: date = date(2026, 3, 4)) -> Any:
    settings = OverlapSettings(names=NAMES)
    work = describe_work(chosen_rows(records, may_be_matched(records)), today, settings)
    declared = judge_declared(work, find_declared(work, settings, build_directory(NAMES, work.providers)))
    return reconcile(work, declared, settings, current=current)


def _only(found: pd.DataFrame) -> Any:
    assert len(found) == 1, found
    return found.iloc[0]


def test_two_reports_that_tell_the_same_need_nothing(make_records: Any) -> None:
    found = _reconciled(make_records(A, B))
    assert found.empty
    assert list(found.columns) == list(DISCREPANCY_COLUMNS)


def test_hours_that_differ_are_a_row_with_both_values_and_who_should_act(make_records: Any) -> None:
    row = _only(_reconciled(make_records({**A, "event_hours": 3.0}, {**B, "event_hours": 4.5})))
    assert (row["kind"], row["value_a"], row["value_b"]) == ("hours_differ", "3", "4.5")
    assert row["who"].split(MULTI) == ["a", "b"]
    assert row["sentence"] == (
        "Center A reports 3 hours and Center B 4.5 hours for a joint session on financing in Ohio on March 2, 2026: "
        "one of them should be corrected."
    )


def test_hours_that_each_provider_worked_are_its_own_affair(make_records: Any) -> None:
    records = make_records({**A, "event_hours": None}, {**B, "event_hours": None})
    assert _reconciled(records.assign(provider_hours=[3.0, 40.0])).empty


def test_participants_that_differ_are_never_added(make_records: Any) -> None:
    row = _only(_reconciled(make_records({**A, "participants_total": 20}, {**B, "participants_total": 31})))
    assert (row["kind"], row["value_a"], row["value_b"]) == ("participants_differ", "20", "31")
    assert "the lead's figure or the larger one counts, and never their sum" in row["sentence"]


@pytest.mark.parametrize("missing", [{"event_hours": None}, {"participants_total": None}])
def test_what_one_side_does_not_tell_is_no_discrepancy(make_records: Any, missing: Any) -> None:
    assert _reconciled(make_records(A, {**B, **missing})).empty


def test_other_first_days_are_a_row(make_records: Any) -> None:
    row = _only(_reconciled(make_records(A, {**B, "day": "2026-03-04"})))
    assert (row["kind"], row["value_a"], row["value_b"]) == ("dates_differ", "2026-03-02", "2026-03-04")
    assert row["sentence"].startswith("Center A gives March 2, 2026 for a joint session on financing in Ohio, and")


def test_other_last_days_are_a_row(make_records: Any) -> None:
    kind = {"record_kind": "engagement"}
    one, other = {**A, **kind, "actual_end": "2026-04-30"}, {**B, **kind, "actual_end": "2026-05-29"}
    row = _only(_reconciled(make_records(one, other)))
    assert (row["value_a"], row["value_b"]) == ("2026-03-02 to 2026-04-30", "2026-03-02 to 2026-05-29")


@pytest.mark.parametrize(
    ("precision", "start", "end", "differs"),
    [
        ("month", "2026-03-01", "2026-03-01", False),
        ("quarter", "2026-01-01", "2026-01-01", False),
        ("year", "2026-01-01", "2026-01-01", False),
        ("month", "2026-02-01", "2026-03-01", True),
        ("month", "2026-03-01", "2026-04-01", True),
    ],
)
def test_dates_differ_only_beyond_the_precision_in_which_they_were_said(
    make_records: Any, precision: str, start: str, end: str, differs: bool
) -> None:
    coarse = {"actual_start": start, "actual_end": end, "actual_start_precision": precision,
              "actual_end_precision": precision}  # fmt: skip
    assert bool(len(_reconciled(make_records(A, {**B, **coarse})))) == differs


def test_a_side_that_is_behind_should_bring_its_state_up_to_date(make_records: Any) -> None:
    behind = {**B, "record_kind": "plan", "lifecycle_status": "scheduled", "participants_total": None}
    row = _only(_reconciled(make_records(A, behind)))
    assert (row["kind"], row["value_a"], row["value_b"]) == ("status_differs", "completed", "scheduled")
    assert row["who"] == "b"
    assert "Center A has a joint session" in row["sentence"]


def test_both_should_act_where_one_says_that_it_was_called_off(make_records: Any) -> None:
    row = _only(_reconciled(make_records(A, {**B, "lifecycle_status": "cancelled"})))
    assert row["who"].split(MULTI) == ["a", "b"]


@pytest.mark.parametrize("alike", [("planned", "scheduled"), ("requested", "triaged")])
def test_states_that_mean_the_same_do_not_differ(make_records: Any, alike: tuple[str, str]) -> None:
    one, other = ({**side, "plan": "2026-05-04", "lifecycle_status": said}
                  for side, said in zip((A, B), alike, strict=True))  # fmt: skip
    assert _reconciled(make_records(one, other)).empty


def test_an_engagement_is_not_held_against_a_session_of_it(make_records: Any) -> None:
    engaged = {**A, "record_kind": "engagement", "event_hours": 60.0, "participants_total": 200, "day": "2026-01-02",
               "lifecycle_status": "in_progress"}  # fmt: skip
    assert _reconciled(make_records(engaged, B)).empty


def test_a_named_partner_that_reports_nothing_is_asked_to(make_records: Any) -> None:
    row = _only(_reconciled(make_records({"names": ["Center B"]}, ELSEWHERE)))
    assert (row["kind"], row["provider_id_a"], row["source_record_id_a"]) == ("not_reported_back", "a", "1")
    assert (row["provider_id_b"], row["who"]) == ("b", "b")
    assert pd.isna(row["source_record_id_b"])
    assert row["sentence"] == (
        "Center A names Center B as a partner in a joint session on financing in Ohio on March 2, 2026; Center B "
        "shares no report that fits. Center B should report it, or tell Center A that it took no part."
    )


def test_a_partner_whose_identifier_is_cited_is_asked_too(make_records: Any) -> None:
    assert _only(_reconciled(make_records({"partner_source_ref": "Center B: 77"}, ELSEWHERE)))["who"] == "b"


@pytest.mark.parametrize(
    "unasked",
    [
        {"plan": "2026-04-06"},
        {"lifecycle_status": "cancelled"},
        {"names": ["Center D"]},
        {"names": ["Center A"]},
        {"sharing_level": "sponsor_only"},
    ],
)
def test_nobody_is_asked_for_what_is_only_planned_called_off_or_names_nobody(make_records: Any, unasked: Any) -> None:
    assert _reconciled(make_records({"names": ["Center B"], **unasked}, ELSEWHERE)).empty


def test_a_partner_whose_report_is_not_in_is_not_said_to_report_nothing(make_records: Any) -> None:
    assert _reconciled(make_records({"names": ["Center B"]}, ELSEWHERE), current="ac").empty


def test_a_report_that_may_be_it_is_not_missed(make_records: Any) -> None:
    """In other words and with other codes, but nearly on that day, in that place and on a shared subject."""
    other = {"provider_id": "b", "title": "Budget clinic", "core_element": ["financing", "standards"]}
    named = {"names": ["Center B"]}
    assert _reconciled(make_records(named, {**other, "day": "2026-03-04"})).empty
    assert len(_reconciled(make_records(named, {**other, "day": "2026-03-06"}))) == 1
    assert len(_reconciled(make_records(named, {**other, "day": "2026-03-04", "jurisdiction": "TX"}))) == 1


def test_a_report_that_answers_another_session_does_not_answer_this_one(make_records: Any) -> None:
    first, second = {"names": ["Center B"]}, {"names": ["Center B"], "source_record_id": "2", "day": "2026-03-04"}
    row = _only(_reconciled(make_records(first, second, {"provider_id": "b"})))
    assert (row["kind"], row["source_record_id_a"]) == ("not_reported_back", "2")


def test_what_it_says_of_a_pair_follows_from_its_two_records(
    make_records: Any, random_records: Callable[[int, int], pd.DataFrame]
) -> None:
    pair = make_records({**A, "event_hours": 9.0, "provider_id": "x"}, {**B, "provider_id": "y"})
    beside = pd.concat([pair, random_records(5, 200)], ignore_index=True)
    found = _reconciled(beside)
    kept = found[found["provider_id_a"].eq("x") & found["provider_id_b"].eq("y")].reset_index(drop=True)
    pd.testing.assert_frame_equal(kept, _reconciled(pair))
    assert len(kept) == 1


def test_the_day_on_which_it_is_asked_changes_nothing(random_records: Callable[[int, int], pd.DataFrame]) -> None:
    """So that only changed records, declarations and reports that come in change a row."""
    records = random_records(5, 300)
    found = _reconciled(records, current={"p1", "p2"})
    assert {"not_reported_back", "hours_differ"} < set(found["kind"])
    pd.testing.assert_frame_equal(_reconciled(records, {"p1", "p2"}, date(2027, 1, 1)), found)
