"""What is shared with its sponsor alone is linked by joint projects alone, for that sponsor's own figures alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import product
from typing import Any

import pandas as pd
import pytest

from contracts.codes import IN_SCOPE, SCOPE_CLASS, SHARING_LEVEL
from transforms.overlaps.counting import count_activities
from transforms.overlaps.settings import OverlapSettings
from transforms.overlaps.sponsor_links import LINK_COLUMNS, sponsor_links

TODAY = date(2026, 3, 4)
OFFICE = "ACF/OCC"
A = {"provider_id": "a", "joint_project_id": "JP-1", "sharing_level": "sponsor_only"}
B = {"provider_id": "b", "joint_project_id": "jp 1"}


def _links(
    records: pd.DataFrame, offices: list[str], office: str = OFFICE, seen_by_all: Sequence[Sequence[str]] = ()
) -> pd.DataFrame:
    funded = records.assign(sponsor_office=pd.Series(offices, index=records.index, dtype="str"))
    seen = pd.DataFrame(seen_by_all, columns=list(LINK_COLUMNS), dtype="str")
    return sponsor_links(funded, seen, office, today=TODAY, settings=OverlapSettings())


def test_a_sponsor_only_record_is_linked_to_shared_work_of_its_joint_project(make_records: Any) -> None:
    found = _links(make_records(A, B), [OFFICE, "SAMHSA"])
    assert found.values.tolist() == [["a", "1", "b", "1", "declared_joint", "declared"]]
    assert list(found.columns) == list(LINK_COLUMNS)


def test_it_is_in_no_other_offices_figures(make_records: Any) -> None:
    assert _links(make_records(A, B), [OFFICE, "SAMHSA"], office="SAMHSA").empty


@pytest.mark.parametrize("offices", [[OFFICE, "SAMHSA"], ["SAMHSA", OFFICE], ["SAMHSA", "SAMHSA"]])
def test_two_sponsor_only_records_are_linked_where_the_office_pays_for_both(make_records: Any, offices: Any) -> None:
    records = make_records(A, {**B, "sharing_level": "sponsor_only"})
    assert _links(records, offices).empty
    assert len(_links(records, [OFFICE, OFFICE])) == 1


@pytest.mark.parametrize(
    "tie", [{"names": ["Center B"]}, {"partner_source_ref": "1", "names": ["b"]}, {}, {"joint_project_id": "n/a"}]
)
def test_nothing_but_a_joint_project_links_it(make_records: Any, tie: Any) -> None:
    mine = {**A, "joint_project_id": None, **tie}
    assert _links(make_records(mine, {**B, "joint_project_id": tie.get("joint_project_id")}), [OFFICE] * 2).empty


@pytest.mark.parametrize(("scope", "level"), list(product(SCOPE_CLASS, SHARING_LEVEL)))
@pytest.mark.parametrize("side", [0, 1])
def test_every_scope_and_sharing_level(make_records: Any, scope: str, level: str, side: int) -> None:
    """Linked: in scope, one side for its sponsor alone, and neither kept to its provider."""
    pair = [{**A}, {**B, "sharing_level": "sponsor_only"}]
    pair[side] |= {"scope_class": scope, "sharing_level": level}
    linked = not _links(make_records(*pair), [OFFICE, OFFICE]).empty
    assert linked == (scope in IN_SCOPE and level != "provider_only")


def test_pairs_that_all_partners_see_are_not_told_again_and_hold_first(make_records: Any) -> None:
    shared = {**A, "sharing_level": "partners", "source_record_id": "2"}
    assert _links(make_records(shared, B), [OFFICE, OFFICE]).empty
    records = make_records(A, B, {**shared, "event_hours": 9.0})
    counterpart = [["a", "2", "b", "1", "declared_joint", "declared"]]
    assert len(_links(records, [OFFICE] * 3)) == 1
    assert _links(records, [OFFICE] * 3, seen_by_all=counterpart).empty
    assert len(_links(records, [OFFICE] * 3, seen_by_all=[[*counterpart[0][:4], "same_activity", "probable"]])) == 1


def test_an_office_that_may_not_see_titles_gets_the_same_links(make_records: Any) -> None:
    records = make_records(A, B).drop(columns=["title_key", "title"])
    assert len(_links(records, [OFFICE, OFFICE])) == 1


def test_a_retracted_record_is_linked_to_nothing(make_records: Any) -> None:
    assert _links(make_records({**A, "record_state": "retracted"}, B), [OFFICE, OFFICE]).empty


def test_the_office_counts_the_joint_activity_once(make_records: Any) -> None:
    records = make_records(A, B)
    count = count_activities(records, _links(records, [OFFICE, OFFICE]))
    assert (count.reported, count.duplicates, count.counted) == (2, 1, 1)
