"""Opportunities to work together, measured against DuckDB and polars on the same records in one run.

Run as `python -m bench.opportunities --records 100000 --records 1000000`. All count the pairs of records of different
providers whose windows overlap, for each place and core element that they share; a count that differs stops the run.
Seconds are of processor time, all threads together, beside seconds that passed.
"""

from __future__ import annotations

import argparse
import json
import os
from dataclasses import asdict
from functools import partial
from pathlib import Path

import duckdb
import numpy as np

from bench.opportunity_figures import (
    ALL,
    BEST,
    CHANGED,
    COUNTED,
    CUBE,
    DUCKDB,
    GOING_ON,
    OURS,
    WALKED,
    Measured,
    summarize,
)  # fmt: skip
from bench.opportunity_peers import (
    MEMORY,
    THREADS,
    WIDTHS,
    count_changed_with_duckdb,
    count_with_duckdb,
    count_with_polars,
    duckdb_with,
    polars_frame,
)  # fmt: skip
from bench.opportunity_records import TODAY, Spans, changed_records, draw_records
from bench.opportunity_sql import add_alive, best_pairs_with_duckdb, cube_with_duckdb
from contracts.errors import SumsDisagree
from transforms.overlaps.coding import Flags
from transforms.overlaps.matched import Work, describe_work
from transforms.overlaps.opportunities import Opportunities, find_opportunities
from transforms.overlaps.opportunity_cube import opportunity_cube
from transforms.overlaps.settings import OverlapSettings
from transforms.overlaps.sweep import count_meetings, meeting_pairs
from transforms.overlaps.windows import day_number

ROOT = Path(__file__).resolve().parent.parent
FIGURES = ROOT / "build" / "bench-opportunities.json"
SETTINGS = OverlapSettings()
MOST_FOR_POLARS = 200_000
TIMES_DUCKDB, SHARE_OF_WHOLE = 3.0, 0.01
"""What is aimed at: so many times as fast as DuckDB's best width, and so small a share for a thousandth changed."""


def measure(number: int, *, with_polars: bool = True) -> Measured:
    """Everything for so many records.

    Raises:
        SumsDisagree: two ways of counting the same pairs differ, or going on differs from searching everything.
    """
    print(f"{number:,} records{'':<46} processor     clock       counted", flush=True)
    measured = Measured(number)
    records = draw_records(number)
    work = measured.time("records described", lambda: describe_work(records, TODAY, SETTINGS), len)
    _measure_lists(measured, work, changed_records(number))
    _measure_lists_of_duckdb(measured, work)
    spans = _in_order(Spans.of(work))
    _measure_counts(measured, spans, changed_records(number))
    if with_polars and number <= MOST_FOR_POLARS:
        frame = polars_frame(spans)
        measured.time(ALL + "polars join_where", lambda: count_with_polars(frame), int)
    measured.check()
    return measured


def _measure_lists(measured: Measured, work: Work, changed: Flags) -> None:
    """Best pairs of a world that then changes, and goes on from there."""
    after = measured.time(BEST + OURS, lambda: find_opportunities(work, TODAY, SETTINGS), len)
    previous = find_opportunities(_with_other_records(work, changed), TODAY, SETTINGS).standing
    going_on = measured.time(
        GOING_ON + OURS, lambda: find_opportunities(work, TODAY, SETTINGS, changed=changed, previous=previous), len
    )
    _check_same(after, going_on)
    measured.time(CUBE + OURS, lambda: opportunity_cube(work, TODAY, SETTINGS), lambda cube: int(cube["pairs"].sum()))


def _measure_lists_of_duckdb(measured: Measured, work: Work) -> None:
    with duckdb.connect(config={"memory_limit": MEMORY, "threads": THREADS}) as connection:
        add_alive(connection, work, TODAY, SETTINGS)
        measured.time(BEST + DUCKDB, partial(best_pairs_with_duckdb, connection, SETTINGS), int)
        measured.time(CUBE + DUCKDB, partial(cube_with_duckdb, connection, day_number(TODAY), SETTINGS), int)


def _with_other_records(work: Work, changed: Flags) -> Work:
    """The same work with other records in the place of those that change."""
    records = work.records.copy()
    records.loc[changed, records.columns[2:]] = draw_records(int(changed.sum()), seed=9)[records.columns[2:]].to_numpy()
    return describe_work(records.astype(work.records.dtypes), TODAY, SETTINGS)


def _measure_counts(measured: Measured, spans: Spans, changed: Flags) -> None:
    measured.time(ALL + WALKED, lambda: _walk(spans), int)
    measured.time(ALL + COUNTED, lambda: _count(spans), int)
    measured.time(CHANGED + OURS, lambda: _walk_changed(spans, changed), int)
    with duckdb_with(spans, changed) as connection:
        for width in WIDTHS:
            measured.time(f"{ALL}DuckDB, {width} days", partial(count_with_duckdb, connection, width), int)
            measured.time(f"{CHANGED}DuckDB, {width} days", partial(count_changed_with_duckdb, connection, width), int)


def _in_order(spans: Spans) -> Spans:
    """By place and core element, then by first day."""
    order = np.lexsort((spans.first, spans.group))
    return Spans(*(getattr(spans, name)[order] for name in Spans.__dataclass_fields__))


def _walk(spans: Spans) -> int:
    provider = spans.provider.astype(np.int8)
    meetings = meeting_pairs(spans.group, spans.first, spans.last)
    return sum(int(np.count_nonzero(provider[left] != provider[right])) for left, right in meetings)


def _count(spans: Spans) -> int:
    own = spans.group * (int(spans.provider.max()) + 1) + spans.provider
    return count_meetings(spans.group, spans.first, spans.last) - count_meetings(own, spans.first, spans.last)


def _walk_changed(spans: Spans, changed: Flags) -> int:
    """Pairs with a changed record on either side: each changed span with those of its group; spans are in order."""
    group, touched = spans.group, changed[spans.record]
    at = np.flatnonzero(touched)
    begins, ends = (np.searchsorted(group, group[at], side=side) for side in ("left", "right"))
    counted = 0
    for one, begin, end in zip(at.tolist(), begins.tolist(), ends.tolist(), strict=True):
        meets = (spans.first[begin:end] <= spans.last[one]) & (spans.last[begin:end] >= spans.first[one])
        meets &= spans.provider[begin:end] != spans.provider[one]
        # Two changed spans meet once.
        meets[: one - begin] &= ~touched[begin:one]
        counted += int(np.count_nonzero(meets))
    return counted


def _check_same(one: Opportunities, other: Opportunities) -> None:
    same = all(np.array_equal(getattr(one, name), getattr(other, name)) for name in ("left", "right", "score"))
    if not same:
        raise SumsDisagree("going on from the last search differs from a search of everything", mend="report this")


def main() -> None:
    """Measures, prints and writes build/bench-opportunities.json."""
    parser = argparse.ArgumentParser(prog="python -m bench.opportunities", description=__doc__)
    parser.add_argument("--records", type=int, action="append", help="how many; may be given several times")
    told = []
    for number in parser.parse_args().records or [100_000]:
        measured = measure(number)
        ratios = summarize(measured)
        print("\n".join(f"  {one.name:<56} {one.cpu:9.3f} {one.clock:9.3f}" for one in ratios), flush=True)
        told.append({"records": number, "rows": [asdict(row) for row in measured.rows],
                     "ratios": [asdict(one) for one in ratios]})  # fmt: skip
    FIGURES.parent.mkdir(exist_ok=True)
    aims = {"times_duckdb": TIMES_DUCKDB, "share_of_whole": SHARE_OF_WHOLE}
    FIGURES.write_text(json.dumps({"processors": os.cpu_count(), "aims": aims, "measured": told}, indent=1) + "\n")


if __name__ == "__main__":
    main()
