"""The engines that are compared count the same pairs, offer the same pairs, and fill the same cube."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bench.opportunities import measure
from bench.opportunity_figures import ALL, BEST, CHANGED, CUBE, GOING_ON, Measured, summarize
from bench.opportunity_peers import count_with_polars, polars_frame
from bench.opportunity_records import TODAY, Spans, changed_records, draw_records
from contracts.errors import SumsDisagree
from transforms.overlaps.matched import describe_work
from transforms.overlaps.settings import OverlapSettings

RECORDS = 4_000


@pytest.fixture(scope="module")
def measured() -> Measured:
    return measure(RECORDS, with_polars=False)


def test_every_engine_counts_the_same_pairs(measured: Measured) -> None:
    counted = {kind: {row.counted for row in measured.of(kind)} for kind in (ALL, CHANGED, BEST, GOING_ON, CUBE)}
    assert all(len(numbers) == 1 and numbers.pop() > 0 for numbers in counted.values())
    assert len(measured.of(ALL)) == 6


def test_a_count_that_differs_stops_the_measurement(measured: Measured) -> None:
    row = measured.of(BEST)[0]
    wrong = replace(row, counted=row.counted + 1)
    with pytest.raises(SumsDisagree, match="different"):
        Measured(RECORDS, [*measured.rows, wrong]).check()


def test_figures_say_how_many_times_as_fast_and_which_share_a_thousandth_costs(measured: Measured) -> None:
    told = summarize(measured)
    assert sum("times as fast" in ratio.name for ratio in told) == sum("share" in ratio.name for ratio in told) == 5
    assert all(ratio.cpu > 0 and ratio.clock > 0 for ratio in told)


def test_polars_counts_them_too() -> None:
    pytest.importorskip("polars", reason="polars comes with requirements/bench.in")
    spans = Spans.of(describe_work(draw_records(RECORDS), TODAY, OverlapSettings()))
    counted = 0
    for one in range(len(spans.group)):
        meets = (spans.group == spans.group[one]) & (spans.provider != spans.provider[one])
        counted += int((meets & (spans.first <= spans.last[one]) & (spans.last >= spans.first[one])).sum())
    assert count_with_polars(polars_frame(spans)) == counted // 2


def test_records_are_the_same_for_the_same_seed_and_a_thousandth_changes() -> None:
    assert draw_records(500).equals(draw_records(500))
    assert not draw_records(500).equals(draw_records(500, seed=1))
    assert changed_records(5_000).sum() == 5
