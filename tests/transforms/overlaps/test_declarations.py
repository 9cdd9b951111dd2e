"""Joint work is what the records themselves declare, and each report has at most one counterpart at a partner."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from transforms.overlaps.declarations import WAYS, find_declared
from transforms.overlaps.declared_pairs import evidence_of_declared, judge_declared, sentences_of_declared
from transforms.overlaps.matched import chosen_rows, describe_work, may_be_matched
from transforms.overlaps.provider_names import HeldName, build_directory
from transforms.overlaps.settings import OverlapSettings

TODAY = date(2026, 3, 4)
NAMES = {"a": "Center A", "b": "Home Visiting Resource Center (HVRC)", "c": "Center C"}

Pair = tuple[str, str, str]


def _work(records: pd.DataFrame) -> Any:
    return describe_work(chosen_rows(records, may_be_matched(records)), TODAY, OverlapSettings(names=NAMES))


def _declared(records: pd.DataFrame, held: Sequence[HeldName] = (), most: int = 200) -> Any:
    settings = OverlapSettings(names=NAMES, most_in_project=most)
    return find_declared(_work(records), settings, build_directory(NAMES, (), held))


def _pairs(records: pd.DataFrame, held: Sequence[HeldName] = ()) -> set[Pair]:
    """Left record, right record, ways."""
    found, work = _declared(records, held), _work(records)
    keys = [f"{p}{r}" for p, r in zip(work.records["provider_id"], work.records["source_record_id"], strict=True)]
    ways = (found.by_left | found.by_right).tolist()
    return {
        (keys[a], keys[b], "+".join(name for bit, name in WAYS.items() if way & bit))
        for a, b, way in zip(found.left.tolist(), found.right.tolist(), ways, strict=True)
    }


@pytest.mark.parametrize("other", ["JP-7", "jp 7", "JP_7", " jp7 ", "#JP-7"])
def test_a_project_id_is_one_however_it_is_typed(make_records: Any, other: str) -> None:
    far = {"provider_id": "b", "joint_project_id": other, "jurisdiction": "MI", "day": "2026-03-04"}
    assert _pairs(make_records({"joint_project_id": "JP-7"}, far)) == {("a1", "b1", "project")}


@pytest.mark.parametrize("other", ["JP-77", "JP-7-1", "J-7", "07"])
def test_project_ids_with_other_letters_or_numbers_are_others(make_records: Any, other: str) -> None:
    assert not _pairs(make_records({"joint_project_id": "JP-7"}, {"provider_id": "b", "joint_project_id": other}))


@pytest.mark.parametrize("text", ["N/A", "n.a.", "TBD", "none", "-", "?", "Unknown", "0", "to be determined"])
def test_what_stands_for_no_project_links_nothing_and_is_noted(make_records: Any, text: str) -> None:
    found = _declared(make_records({"joint_project_id": text}, {"provider_id": "b", "joint_project_id": text}))
    assert len(found) == 0
    assert found.placeholders == [(text, 2)]


def test_an_id_on_too_many_records_names_no_project_and_is_noted(make_records: Any) -> None:
    rows = [{"provider_id": p, "source_record_id": str(i), "joint_project_id": "FY 2026"} for p in "ab" for i in (1, 2)]
    assert len(_declared(make_records(*rows), most=4)) == 2
    found = _declared(make_records(*rows), most=3)
    assert (len(found), found.placeholders) == (0, [("FY 2026", 4)])


def test_ten_sessions_of_two_partners_are_ten_pairs_and_not_a_hundred(make_records: Any) -> None:
    days = [str(day.date()) for day in pd.date_range("2026-01-05", periods=10, freq="7D")]
    rows = [
        {"provider_id": p, "source_record_id": f"{i}", "joint_project_id": "JP-7", "day": day}
        for p in "ab" for i, day in enumerate(days)
    ]  # fmt: skip
    assert _pairs(make_records(*rows)) == {(f"a{i}", f"b{i}", "project") for i in range(10)}


def test_engagements_meet_engagements_and_sessions_meet_sessions(make_records: Any) -> None:
    project = {"joint_project_id": "JP-7"}
    records = make_records(
        {**project, "source_record_id": "engaged", "record_kind": "engagement", "day": "2026-01-01"},
        {**project, "source_record_id": "met"},
        {**project, "provider_id": "b", "source_record_id": "engaged", "record_kind": "engagement"},
        {**project, "provider_id": "b", "source_record_id": "met", "day": "2026-03-03"},
    )
    assert _pairs(records) == {("aengaged", "bengaged", "project"), ("amet", "bmet", "project")}


def test_sessions_of_a_project_weeks_apart_are_one_only_where_each_partner_has_one(make_records: Any) -> None:
    one = {"joint_project_id": "JP-7", "day": "2026-02-02"}
    other = {"joint_project_id": "JP-7", "provider_id": "b", "day": "2026-02-20"}
    assert len(_pairs(make_records(one, other))) == 1
    assert not _pairs(make_records(one, other, {**one, "source_record_id": "2", "day": "2026-04-06"}))


@pytest.mark.parametrize(
    "cited",
    ["HVRC: B-9", "hvrc b-9", "Home Visiting Resource Center #B-9", "b/B-9", "Home Visiting Resource Center B- 9"],
)
def test_a_reference_may_name_the_provider_before_the_identifier(make_records: Any, cited: str) -> None:
    far = {"provider_id": "b", "source_record_id": "B-9", "jurisdiction": "MI", "title": "Something else",
           "day": "2025-01-02"}  # fmt: skip
    assert _pairs(make_records({"partner_source_ref": cited}, far)) == {("a1", "bB-9", "reference")}
    assert not _pairs(make_records({"partner_source_ref": "B-9"}, far)), "identifiers of others may be alike"


def test_a_reference_that_names_a_provider_cites_no_other_one(make_records: Any) -> None:
    near = {"provider_id": "c", "source_record_id": "B-9", "title": "Other", "core_element": "standards"}
    theirs = {"provider_id": "b", "jurisdiction": "MI"}
    assert not _pairs(make_records({"partner_source_ref": "HVRC: B-9"}, near, theirs))


def test_what_is_cited_counts_before_what_is_only_named(make_records: Any) -> None:
    records = make_records(
        {"names": ["HVRC"], "partner_source_ref": "2"}, {"provider_id": "b"},
        {"provider_id": "b", "source_record_id": "2", "title": "Other", "day": "2026-03-09"},
    )  # fmt: skip
    assert _pairs(records) == {("a1", "b2", "reference+name")}


def test_a_shared_project_counts_before_what_is_only_named(make_records: Any) -> None:
    records = make_records(
        {"names": ["HVRC"], "joint_project_id": "JP-1"}, {"provider_id": "b"},
        {"provider_id": "b", "source_record_id": "2", "joint_project_id": "JP-1", "title": "Other",
         "core_element": "standards", "sector": "health", "day": "2026-03-05"},
    )  # fmt: skip
    assert _pairs(records) == {("a1", "b2", "project")}


def test_a_named_partner_is_linked_by_its_nearest_report_alone(make_records: Any) -> None:
    rows = [{"provider_id": "b", "source_record_id": str(i), "day": f"2026-03-0{i}"} for i in (1, 3, 6)]
    assert _pairs(make_records({"names": ["HVRC"], "day": "2026-03-05"}, *rows)) == {("a1", "b6", "name")}


def test_sessions_of_a_series_meet_their_own_counterparts(make_records: Any) -> None:
    rows = [
        {"provider_id": p, "source_record_id": str(i), "day": f"2026-03-{i:02}", **names}
        for p, days, names in (("a", (2, 9), {"names": ["b"]}), ("b", (3, 9), {})) for i in days
    ]  # fmt: skip
    assert _pairs(make_records(*rows)) == {("a2", "b3", "name"), ("a9", "b9", "name")}


@pytest.mark.parametrize(
    "unlike",
    [
        {"jurisdiction": "MI"},
        {"day": "2026-03-20"},
        {"core_element": "standards", "sector": "health"},
        {"title": "Budget clinic", "day": "2026-03-05", "event_hours": 1.0},
        {"title": "Fiscal mapping workshop 3"},
    ],
)
def test_other_work_of_a_named_partner_is_not_joint(make_records: Any, unlike: Any) -> None:
    mine = {"names": ["b"], "title": "Fiscal mapping workshop 2"}
    assert not _pairs(make_records(mine, {"provider_id": "b", **unlike}))


def test_two_reports_that_a_third_names_together_are_joint(make_records: Any) -> None:
    records = make_records({"names": ["b", "Center C"]}, {"provider_id": "b"}, {"provider_id": "c"})
    assert _pairs(records) == {("a1", "b1", "name"), ("a1", "c1", "name"), ("b1", "c1", "third")}
    found, work = _declared(records), _work(records)
    pairs = judge_declared(work, found)
    told = dict(zip(found.third.tolist(), sentences_of_declared(work, pairs, NAMES), strict=True))
    assert "Center A names Home Visiting Resource Center (HVRC) and Center C as partners" in told[0]
    assert pairs.declared_by == ["a", "a", "third"]


def test_what_people_hold_for_different_work_is_declared_by_nothing_and_leaves_room(make_records: Any) -> None:
    tie = {"joint_project_id": "JP-1"}
    near = {**tie, "provider_id": "b"}
    next_best = {**near, "source_record_id": "2", "day": "2026-03-04"}
    work = _work(make_records({**tie, "partner_source_ref": "HVRC: 1"}, near, next_best))
    settings, directory = OverlapSettings(names=NAMES), build_directory(NAMES)
    assert find_declared(work, settings, directory).right.tolist() == [1]
    assert find_declared(work, settings, directory, np.array([1])).right.tolist() == [2]


def test_a_third_one_joins_no_pair_that_people_hold_for_different_work(make_records: Any) -> None:
    work = _work(make_records({"names": ["b", "Center C"]}, {"provider_id": "b"}, {"provider_id": "c"}))
    found = find_declared(work, OverlapSettings(names=NAMES), build_directory(NAMES), np.array([5]))
    assert list(zip(found.left.tolist(), found.right.tolist(), strict=True)) == [(0, 1), (0, 2)]


def test_a_record_declares_nothing_with_its_own_provider(make_records: Any) -> None:
    both = {"names": ["Center A"], "joint_project_id": "JP-1", "partner_source_ref": ["1", "2"]}
    assert not _pairs(make_records(both, {**both, "source_record_id": "2"}))


def _evidence(records: pd.DataFrame) -> Any:
    work = _work(records)
    pairs = judge_declared(work, _declared(records))
    return json.loads(evidence_of_declared(work, pairs, "rules-1")[0])


def test_evidence_says_in_which_ways_and_by_whom(make_records: Any) -> None:
    named = {"names": ["b"], "partner_source_ref": "HVRC 1", "joint_project_id": "JP-1"}
    told = _evidence(make_records(named, {"provider_id": "b", "joint_project_id": "JP 1", "names": ["Center A"]}))
    assert told["declared_by"] == "both"
    assert told["ways"] == [
        {"way": "project", "by": "both"}, {"way": "reference", "by": "a"}, {"way": "name", "by": "both"}
    ]  # fmt: skip
    assert _evidence(make_records({"names": ["b"]}, {"provider_id": "b"}))["declared_by"] == "a"


def test_a_side_that_names_the_other_anywhere_is_not_silent(make_records: Any) -> None:
    citing = {"provider_id": "b", "partner_source_ref": "Center A: 1", "jurisdiction": "TX"}
    assert _evidence(make_records({}, citing))["declared_by"] == "b"
    assert _evidence(make_records({"names": ["HVRC"]}, citing))["declared_by"] == "both"


def test_figures_of_an_engagement_are_not_compared_with_those_of_a_session(make_records: Any) -> None:
    mine = {"joint_project_id": "JP-1", "event_hours": 40.0, "record_kind": "engagement"}
    theirs = {"provider_id": "b", "joint_project_id": "JP-1"}
    fields = {row["field"] for row in _evidence(make_records(mine, theirs))["contributions"]}
    assert not fields & {"event_hours", "participants_total", "first_day"}


def test_the_score_is_the_sum_of_what_each_field_gave(random_records: Callable[[int, int], pd.DataFrame]) -> None:
    work = _work(random_records(4, 400))
    pairs = judge_declared(work, find_declared(work, OverlapSettings(), build_directory({}, work.providers)))
    texts = evidence_of_declared(work, pairs, "rules-1")
    assert len(texts) > 10
    for text, score in zip(texts, pairs.judged.score.tolist(), strict=True):
        told = json.loads(text, parse_float=lambda number: round(float(number) * 100))
        assert told["score"] == score == sum(row["gave"] for row in told["contributions"])


def test_the_order_of_the_records_changes_no_pair(random_records: Callable[[int, int], pd.DataFrame]) -> None:
    records = random_records(7, 400)
    assert _pairs(records) == _pairs(records.sample(frac=1, random_state=3).reset_index(drop=True)) != set()


def test_a_report_has_at_most_one_counterpart_that_was_not_cited(
    random_records: Callable[[int, int], pd.DataFrame],
) -> None:
    for seed in range(4):
        pairs = [(a, b) for a, b, ways in _pairs(random_records(seed, 500)) if "reference" not in ways]
        for one, other in ((0, 1), (1, 0)):
            keys = [(pair[one], pair[other][:2]) for pair in pairs]
            assert len(keys) == len(set(keys))
