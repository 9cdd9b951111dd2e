"""A search that goes on from the previous one finds what a search of everything finds, to the row."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from transforms.overlaps.matched import Work, describe_work
from transforms.overlaps.opportunities import Opportunities, find_opportunities
from transforms.overlaps.opportunity_lists import best_of_groups
from transforms.overlaps.opportunity_standing import Standing, positions_in, rank_all
from transforms.overlaps.settings import OverlapSettings

TODAY = date(2026, 3, 4)
MANY = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
CHOSEN = OverlapSettings(top=2)
KEY = ["provider_id", "source_record_id"]


def _rows(work: Work, found: Opportunities) -> pd.DataFrame:
    sides = [work.records[KEY].take(side).add_suffix(f"_{at}").reset_index(drop=True)
             for side, at in ((found.left, "a"), (found.right, "b"))]  # fmt: skip
    gave = {name: one.gave for name, one in found.compared.items() if one.gave.any()}
    rows = pd.concat([*sides, pd.DataFrame(gave)], axis=1)
    return rows.sort_values([f"{name}_{side}" for side in "ab" for name in KEY], ignore_index=True)


def _codes(work: Work, pairs: set[Any]) -> Any:
    position = {key: at for at, key in enumerate(zip(*(work.records[name] for name in KEY), strict=True))}
    known = [(position[a], position[b]) for a, b in pairs if a in position and b in position and a < b]
    return np.array([a * len(work) + b for a, b in known], dtype=np.int64)


def _goes_on(before: tuple[Work, Standing | None], work: Work, changed: set[Any]) -> tuple[Any, Standing]:
    old, standing = before
    assert standing is not None
    flags = np.array([key in changed for key in zip(*(work.records[n] for n in KEY), strict=True)], dtype=bool)
    return flags, standing.moved(work, positions_in(work, old.records))


@MANY
@given(data=st.data())
def test_any_changes_on_any_days_lead_where_a_whole_search_leads(data: Any, oracle: Any, make_records: Any) -> None:
    today, chosen = TODAY, CHOSEN
    world = {oracle.key(record): record for record in data.draw(oracle.worlds(most=24))}
    excluded: set[Any] = set()
    work = describe_work(make_records(*world.values()), today, chosen)
    standing = find_opportunities(work, today, chosen).standing
    for _ in range(data.draw(st.integers(1, 3))):
        keys = sorted(world)
        gone = data.draw(st.sets(st.sampled_from(keys), max_size=3)) if keys else set()
        fresh = [data.draw(oracle.record_of(number)) for number in data.draw(st.sets(st.integers(0, 30), max_size=4))]
        changed = {oracle.key(record) for record in fresh} | gone
        world = {key: record for key, record in world.items() if key not in gone}
        world |= {oracle.key(record): record for record in fresh}
        world = dict(data.draw(st.permutations(sorted(world.items()))))
        today += timedelta(days=data.draw(st.sampled_from([0, 1, 1, 9, 40])))
        pairs = [(a, b) for a in sorted(world) for b in sorted(world) if a[0] < b[0]]
        excluded = data.draw(st.sets(st.sampled_from(pairs), max_size=9)) if pairs else set()
        before = work, standing
        work = describe_work(make_records(*world.values()), today, chosen)
        codes = _codes(work, excluded)
        whole = find_opportunities(work, today, chosen, excluded=codes)
        flags, moved = _goes_on(before, work, changed)
        found = find_opportunities(work, today, chosen, excluded=codes, changed=flags, previous=moved)
        pd.testing.assert_frame_equal(_rows(work, found), _rows(work, whole))
        standing = found.standing


def test_only_groups_that_lost_too_many_pairs_are_ranked_anew(
    random_records: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = random_records(1, 300).query("scope_class != 'program_specific'").reset_index(drop=True)
    work = describe_work(records, TODAY, CHOSEN)
    standing = find_opportunities(work, TODAY, CHOSEN).standing
    ranked = []

    def watched(scene: Any, most: int, wanted: Any = None) -> Any:
        ranked.append(wanted)
        return best_of_groups(scene, most, wanted)

    monkeypatch.setattr("transforms.overlaps.opportunity_standing.best_of_groups", watched)
    nothing = np.zeros(len(work), dtype=bool)
    same = find_opportunities(work, TODAY, CHOSEN, changed=nothing, previous=standing)
    assert ranked == []
    one = nothing.copy()
    one[same.left[0]] = True
    find_opportunities(work, TODAY, CHOSEN, changed=one, previous=standing)
    assert all(0 < groups.sum() < groups.size / 4 for groups in ranked)


@pytest.mark.parametrize("days", [0, 1, 29, 30, 31, 200])
def test_work_that_goes_on_reaches_what_begins_after_a_day_has_passed(make_records: Any, days: int) -> None:
    running = {"provider_id": "a", "record_kind": "engagement", "lifecycle_status": "in_progress",
               "actual_start": "2025-03-01", "actual_end": None}  # fmt: skip
    later = [{"provider_id": "b", "source_record_id": str(n), "title": f"Session {n}",
              "plan": str(TODAY + timedelta(days=n))} for n in range(90)]  # fmt: skip
    chosen, records = OverlapSettings(top=200), make_records(running, *later)
    before = describe_work(records, TODAY, chosen)
    standing = find_opportunities(before, TODAY, chosen).standing
    today = TODAY + timedelta(days=days)
    work = describe_work(records, today, chosen)
    whole = find_opportunities(work, today, chosen)
    none = np.zeros(len(work), dtype=bool)
    found = find_opportunities(work, today, chosen, changed=none, previous=standing)
    pd.testing.assert_frame_equal(_rows(work, found), _rows(work, whole))


def test_a_list_never_holds_a_pair_while_better_ones_are_not_held(make_records: Any) -> None:
    chosen, running = OverlapSettings(top=1), {"record_kind": "engagement", "lifecycle_status": "in_progress"}
    one = {"provider_id": "a", "source_record_id": "A", **running}
    others = {f"B{n}": {"provider_id": "b", "source_record_id": f"B{n}", **running} for n in range(1, 10)}
    work = describe_work(make_records(one, *others.values()), TODAY, chosen)
    standing = find_opportunities(work, TODAY, chosen).standing
    # All are alike, so the smallest key is offered. B1 and B2 are held; B9 must not come in between them and B3.
    for gone, changed, offered in (("B2", {("b", "B9")}, "B1"), ("B1", set(), "B3")):
        del others[gone]
        before = work, standing
        work = describe_work(make_records(one, *others.values()), TODAY, chosen)
        flags, moved = _goes_on(before, work, changed)
        found = find_opportunities(work, TODAY, chosen, changed=flags, previous=moved)
        assert _rows(work, found)["source_record_id_b"].tolist() == [offered]
        standing = found.standing


def test_other_settings_or_an_earlier_day_make_a_whole_search(make_records: Any, monkeypatch: Any) -> None:
    work = describe_work(make_records({"provider_id": "a"}, {"provider_id": "b"}), TODAY, CHOSEN)
    standing = find_opportunities(work, TODAY, CHOSEN).standing
    whole = []

    def watched(*given: Any) -> Any:
        whole.append(1)
        return rank_all(*given)

    monkeypatch.setattr("transforms.overlaps.opportunities.rank_all", watched)
    none = np.zeros(2, dtype=bool)
    find_opportunities(work, TODAY, OverlapSettings(top=2, names={"a": "A"}), changed=none, previous=standing)
    assert whole == []
    find_opportunities(work, TODAY, OverlapSettings(top=3), changed=none, previous=standing)
    find_opportunities(work, TODAY - timedelta(days=1), CHOSEN, changed=none, previous=standing)
    assert whole == [1, 1]
