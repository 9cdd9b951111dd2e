"""The cube counts every opportunity, though nobody ever lists them."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from transforms.overlaps.matched import describe_work
from transforms.overlaps.opportunity_cube import opportunity_cube
from transforms.overlaps.settings import OverlapSettings

TODAY = date(2026, 3, 4)
MANY = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


def _counted(oracle: Any, world: list[dict[str, Any]], excluded: frozenset[Any]) -> dict[Any, tuple[int, int, int]]:
    """Cells from a list of all pairs."""
    record_of = {oracle.key(record): record for record in world}
    cells = defaultdict(list)
    for pair, (_, places) in oracle.every_opportunity(world, TODAY, OverlapSettings(), excluded).items():
        one, other = (record_of[key] for key in pair)
        begin = max(TODAY, *(oracle.window(record, TODAY, OverlapSettings())[0] for record in (one, other)))
        for place in places:
            for element in oracle.shared(one, other, "core_element"):
                cells[place, element, begin.replace(day=1)].append(pair)
    keys = {cell: {key for pair in pairs for key in pair} for cell, pairs in cells.items()}
    return {cell: (len(pairs), len({key[0] for key in keys[cell]}), len(keys[cell])) for cell, pairs in cells.items()}


def _cells(cube: pd.DataFrame) -> dict[Any, tuple[int, int, int]]:
    rows = cube.assign(month=cube["month"].dt.date).itertuples(index=False)
    return {(row[0], row[1], row[2]): (row[3], row[4], row[5]) for row in rows}


@MANY
@given(data=st.data())
def test_each_cell_counts_the_pairs_that_the_rules_allow(data: Any, oracle: Any, make_records: Any) -> None:
    world = data.draw(oracle.worlds(most=24))
    every = list(oracle.every_opportunity(world, TODAY, OverlapSettings()))
    taken = frozenset(data.draw(st.sets(st.sampled_from(every)))) if every else frozenset()
    work = describe_work(make_records(*world), TODAY, OverlapSettings())
    position = {oracle.key(record): at for at, record in enumerate(world)}
    others = [(0, at) for at in range(1, len(work)) if work.provider[0] < work.provider[at]]
    # Pairs of a stronger label need not be opportunities at all.
    others = [(a, b) for a, b in others if (oracle.key(world[a]), oracle.key(world[b])) not in every]
    pairs = [*((position[a], position[b]) for a, b in taken), *others]
    codes = np.array([a * len(work) + b for a, b in pairs], dtype=np.int64)
    cube = opportunity_cube(work, TODAY, OverlapSettings(), codes)
    assert _cells(cube) == _counted(oracle, world, taken)


def test_a_pair_of_two_states_and_two_elements_is_in_four_cells(make_records: Any) -> None:
    wide = {"jurisdiction": ["OH", "MI"], "geographic_scope": "multi_state", "core_element": ["financing", "standards"]}
    records = make_records({**wide, "plan": "2026-03-20"}, {**wide, "provider_id": "b", "plan": "2026-04-02"})
    cube = opportunity_cube(describe_work(records, TODAY, OverlapSettings()), TODAY, OverlapSettings())
    assert cube[["jurisdiction", "core_element"]].to_numpy().tolist() == [
        ["MI", "financing"], ["MI", "standards"], ["OH", "financing"], ["OH", "standards"],
    ]  # fmt: skip
    assert cube["month"].eq(pd.Timestamp("2026-04-01")).all()
    assert cube[["pairs", "providers", "records"]].eq([1, 2, 2]).all().all()


def test_what_has_begun_is_counted_in_this_month(make_records: Any) -> None:
    running = {"record_kind": "engagement", "lifecycle_status": "in_progress", "actual_start": "2025-06-01",
               "actual_end": None}  # fmt: skip
    records = make_records(running, {**running, "provider_id": "b"})
    cube = opportunity_cube(describe_work(records, TODAY, OverlapSettings()), TODAY, OverlapSettings())
    assert cube["month"].tolist() == [pd.Timestamp("2026-03-01")]


def test_nothing_to_count_gives_an_empty_cube(make_records: Any) -> None:
    cube = opportunity_cube(describe_work(make_records(), TODAY, OverlapSettings()), TODAY, OverlapSettings())
    assert cube.columns.tolist() == ["jurisdiction", "core_element", "month", "pairs", "providers", "records"]
    assert cube.empty
