"""What is offered is what the rules say of every pair, looked at one after the other."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from transforms.overlaps.matched import Work, describe_work
from transforms.overlaps.opportunities import find_opportunities
from transforms.overlaps.settings import OverlapSettings

TODAY = date(2026, 3, 4)
MANY = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))

A = {"provider_id": "a", "title": "Cost modeling", "plan": "2026-04-10"}
B = {"provider_id": "b", "title": "Blended funds", "plan": "2026-04-20"}


def _pairs(work: Work, found: Any) -> dict[Any, int]:
    keys = list(zip(work.records["provider_id"], work.records["source_record_id"], strict=True))
    sides = zip(found.left.tolist(), found.right.tolist(), found.score.tolist(), strict=True)
    return {(keys[left], keys[right]): score for left, right, score in sides}


def _offered(records: pd.DataFrame, today: date = TODAY, top: int = 10) -> dict[Any, int]:
    chosen = OverlapSettings(top=top)
    work = describe_work(records, today, chosen)
    return _pairs(work, find_opportunities(work, today, chosen))


@MANY
@given(data=st.data())
def test_what_is_offered_is_the_best_of_each_provider_at_each_place(data: Any, oracle: Any, make_records: Any) -> None:
    world, top = data.draw(oracle.worlds(most=24)), data.draw(st.integers(1, 4))
    expected = oracle.offered(oracle.every_opportunity(world, TODAY, OverlapSettings()), top)
    assert _offered(make_records(*world), top=top) == expected


@MANY
@given(data=st.data())
def test_pairs_with_a_stronger_label_give_their_room_to_the_next_best(
    data: Any, oracle: Any, make_records: Any
) -> None:
    world, chosen = data.draw(oracle.worlds(most=20)), OverlapSettings(top=1)
    work = describe_work(make_records(*world), TODAY, chosen)
    every = list(oracle.every_opportunity(world, TODAY, chosen))
    taken = frozenset(data.draw(st.sets(st.sampled_from(every)))) if every else frozenset()
    expected = oracle.offered(oracle.every_opportunity(world, TODAY, chosen, taken), 1)
    position = {oracle.key(record): at for at, record in enumerate(world)}
    codes = np.array([position[a] * len(work) + position[b] for a, b in taken], dtype=np.int64)
    assert _pairs(work, find_opportunities(work, TODAY, chosen, excluded=codes)) == expected


@MANY
@given(data=st.data())
def test_an_answered_pair_stays_for_as_long_as_the_rules_allow_it(data: Any, oracle: Any, make_records: Any) -> None:
    world = sorted(data.draw(oracle.worlds(most=24)), key=oracle.key)
    work = describe_work(make_records(*world), TODAY, OverlapSettings())
    left, right = np.triu_indices(len(work), 1)
    other = work.provider[left] != work.provider[right]
    found = find_opportunities(work, TODAY, OverlapSettings(), answered=(left * len(work) + right)[other])
    every = oracle.every_opportunity(world, TODAY, OverlapSettings())
    assert _pairs(work, found) == {pair: score for pair, (score, _) in every.items()}


def test_planned_products_alike_meet_whatever_the_place(make_records: Any) -> None:
    guide = {"record_kind": "product", "title": "Family engagement guide"}
    far = {**B, **guide, "jurisdiction": "TX"}
    assert len(_offered(make_records({**A, **guide}, far))) == 1
    assert not _offered(make_records({**A, **guide}, {**far, "title": "Blended funds"}))
    assert not _offered(make_records({**A, **guide}, {**far, "lifecycle_status": "completed"}))
    assert not _offered(make_records({**A, **guide}, {**far, "record_kind": "plan"}))


def test_a_product_of_the_same_words_ranks_before_one_of_some(make_records: Any) -> None:
    guide = {"record_kind": "product", "title": "Family engagement guide"}
    other = {**B, **guide, "source_record_id": "2", "title": "Family engagement webinar"}
    offered = _offered(make_records({**A, **guide}, other, {**B, **guide, "source_record_id": "3"}))
    assert max(offered, key=lambda pair: offered[pair])[1] == ("b", "3")


def test_the_score_is_the_sum_of_what_each_field_gave(make_records: Any) -> None:
    work = describe_work(make_records(A, B), TODAY, OverlapSettings())
    found = find_opportunities(work, TODAY, OverlapSettings())
    assert {name: one.gave.tolist() for name, one in found.compared.items()} == {
        "core_element": [15], "sector": [8], "window": [5], "place": [10], "status": [8],
    }  # fmt: skip
    assert found.score.tolist() == [46]


def test_work_in_two_shared_states_is_offered_in_each_of_them(make_records: Any) -> None:
    both = {"geographic_scope": "multi_state", "jurisdiction": ["OH", "MI"]}
    pair = ("a", "1"), ("b", "1")
    # In Ohio a third provider has better for either; in Michigan these two are each other's best.
    better = {**A, "provider_id": "c", "plan": None, "planned_start": "2026-04-10", "planned_end": "2026-04-20"}
    assert pair in _offered(make_records({**A, **both}, {**B, **both}, better), top=1)
    assert pair not in _offered(make_records({**A, **both}, B, better), top=1)


@pytest.mark.parametrize(("days", "meets"), [(30, True), (31, False)])
def test_windows_are_near_to_the_last_of_the_days_that_are_set(make_records: Any, days: int, meets: bool) -> None:
    later = str(date(2026, 4, 10) + timedelta(days=days))
    # A plan that names no other day is one of the expected length that its kind has.
    records = make_records({**A, "planned_end": "2026-04-10"}, {**B, "plan": later, "planned_end": later})
    assert bool(_offered(records)) is meets


def test_closer_subjects_at_another_time_do_not_hide_what_is_near(make_records: Any) -> None:
    wide = {"core_element": ["financing", "standards"]}
    far = [{**B, **wide, "source_record_id": f"F{n}", "plan": "2027-04-10"} for n in range(60)]
    assert list(_offered(make_records({**A, **wide}, B, *far), top=1)) == [(("a", "1"), ("b", "1"))]


@pytest.mark.parametrize("taken", range(9))
def test_however_many_of_the_best_are_taken_the_next_is_offered(make_records: Any, taken: int) -> None:
    chosen = OverlapSettings(top=1)
    work = describe_work(make_records(A, *({**B, "source_record_id": f"B{n}"} for n in range(9))), TODAY, chosen)
    offered = find_opportunities(work, TODAY, chosen, excluded=np.arange(1, taken + 1))
    assert offered.right.tolist() == [taken + 1]
