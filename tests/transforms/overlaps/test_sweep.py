"""Pairs of spans that meet, found by one sweep, are those that a look at every pair finds."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.overlaps import sweep

SPANS = st.lists(st.tuples(st.integers(0, 3), st.integers(-9, 9), st.integers(0, 6)), max_size=40)


@pytest.mark.parametrize("at_once", [1, 7, 200_000])
@settings(deadline=None)
@given(spans=SPANS)
def test_each_pair_that_meets_comes_once_the_earlier_start_first(
    at_once: int, spans: list[tuple[int, int, int]]
) -> None:
    group, start, length = (np.array(side, dtype=np.int64) for side in zip(*spans, strict=True)) if spans else (
        np.zeros(0, dtype=np.int64) for _ in range(3)
    )
    reach = start + length
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sweep, "AT_ONCE", at_once)
        found = [pair for one, other in sweep.meeting_pairs(group, start, reach)
                 for pair in zip(one.tolist(), other.tolist(), strict=True)]  # fmt: skip
    meets = {
        frozenset(pair) for pair in combinations(range(len(spans)), 2)
        if group[pair[0]] == group[pair[1]] and start[list(pair)].max() <= reach[min(pair, key=lambda at: start[at])]
    }  # fmt: skip
    assert {frozenset(pair) for pair in found} == meets
    assert len(found) == len(meets) == sweep.count_meetings(group, start, reach)
    assert all(start[one] <= start[other] for one, other in found)


@pytest.mark.parametrize("at_once", [1, 3, 1_000])
@settings(deadline=None)
@given(spans=SPANS, chosen=st.sets(st.integers(0, 39)))
def test_the_pairs_of_some_entries_are_those_of_all_pairs_that_one_of_them_is_in(
    at_once: int, spans: list[tuple[int, int, int]], chosen: set[int]
) -> None:
    group, start, length = np.array(spans, dtype=np.int64).reshape(-1, 3).T
    some = np.array(sorted(at for at in chosen if at < len(spans)), dtype=np.int64)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sweep, "_ENTRIES_AT_ONCE", at_once)
        found = [pair for one, other in sweep.meetings_of(some, group, start, start + length)
                 for pair in zip(one.tolist(), other.tolist(), strict=True)]  # fmt: skip
    every = [frozenset(pair) for one, other in sweep.meeting_pairs(group, start, start + length)
             for pair in zip(one.tolist(), other.tolist(), strict=True)]  # fmt: skip
    assert {frozenset(pair) for pair in found} == {pair for pair in every if pair & set(some.tolist())}
    assert all(one in chosen and one != other for one, other in found)
