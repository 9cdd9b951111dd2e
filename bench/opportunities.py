"""Opportunities to work together, measured against DuckDB and polars on the same records in one run.

Run as `python -m bench.opportunities --records 100000 --records 1000000`. All count the pairs of records of different
providers whose windows overlap, for each place and core element that they share; a count that differs stops the run.
Seconds are of processor time, all threads together, beside seconds that passed.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeVar

import numpy as np

from bench.opportunity_peers import (
    WIDTHS,
    count_changed_with_duckdb,
    count_with_duckdb,
    count_with_polars,
    duckdb_with,
    polars_frame,
)  # fmt: skip
from bench.opportunity_records import TODAY, Spans, changed_records, draw_records
from contracts.errors import SumsDisagree
from transforms.overlaps.coding import Flags
from transforms.overlaps.matched import Work, describe_work
from transforms.overlaps.opportunities import Opportunities, find_opportunities
from transforms.overlaps.opportunity_cube import opportunity_cube
from transforms.overlaps.settings import OverlapSettings
from transforms.overlaps.sweep import count_meetings, meeting_pairs

ROOT = Path(__file__).resolve().parent.parent
FIGURES = ROOT / "build" / "bench-opportunities.json"
SETTINGS = OverlapSettings()
MOST_FOR_POLARS = 200_000
TIMES_DUCKDB, SHARE_OF_WHOLE = 3.0, 0.01
"""What is aimed at: so many times as fast as DuckDB's best width, and so small a share for a thousandth changed."""

Result = TypeVar("Result")


@dataclass
class Timed:
    """One thing that was measured: seconds of the processor and of the clock, and what was counted."""

    name: str
    cpu_seconds: float
    seconds: float
    counted: int


@dataclass
class Measured:
    """All figures for one number of records."""

    records: int
    rows: list[Timed] = field(default_factory=list)

    def time(self, name: str, work: Callable[[], Result], count: Callable[[Result], int]) -> Result:
        """Does the work, notes how long it took, and gives what came of it."""
        cpu, clock = time.process_time(), time.perf_counter()
        result = work()
        self.rows.append(Timed(name, time.process_time() - cpu, time.perf_counter() - clock, count(result)))
        row = self.rows[-1]
        print(f"  {name:<46} {row.cpu_seconds:9.3f} {row.seconds:9.3f} {row.counted:>13,}", flush=True)
        return result

    def of(self, start: str) -> list[Timed]:
        """The rows whose name begins so."""
        return [row for row in self.rows if row.name.startswith(start)]


ALL, CHANGED = "pairs, all: ", "pairs, a thousandth changed: "
BEST, GOING_ON, CUBE = "best pairs, all", "best pairs, a thousandth changed", "cube, all"


def measure(number: int) -> Measured:
    """Everything for so many records.

    Raises:
        SumsDisagree: two ways of counting the same pairs differ, or going on differs from searching everything.
    """
    print(f"{number:,} records{'':<36} processor     clock       counted", flush=True)
    measured = Measured(number)
    records = draw_records(number)
    work = measured.time("records described", lambda: describe_work(records, TODAY, SETTINGS), len)
    _measure_lists(measured, work, changed_records(number))
    spans = Spans.of(work)
    _measure_counts(measured, spans, changed_records(number))
    return measured


def _measure_lists(measured: Measured, work: Work, changed: Flags) -> None:
    """Best pairs of a world that then changes, and goes on from there."""
    after = measured.time(BEST, lambda: find_opportunities(work, TODAY, SETTINGS), len)
    previous = find_opportunities(_with_other_records(work, changed), TODAY, SETTINGS).standing
    going_on = measured.time(
        GOING_ON, lambda: find_opportunities(work, TODAY, SETTINGS, changed=changed, previous=previous), len
    )
    _check_same(after, going_on)
    measured.time(CUBE, lambda: opportunity_cube(work, TODAY, SETTINGS), lambda cube: int(cube["pairs"].sum()))


def _with_other_records(work: Work, changed: Flags) -> Work:
    """The same work with other records in the place of those that change."""
    records = work.records.copy()
    records.loc[changed, records.columns[2:]] = draw_records(int(changed.sum()), seed=9)[records.columns[2:]].to_numpy()
    return describe_work(records.astype(work.records.dtypes), TODAY, SETTINGS)


def _measure_counts(measured: Measured, spans: Spans, changed: Flags) -> None:
    order = np.lexsort((spans.first, spans.group))
    spans = Spans(*(getattr(spans, name)[order] for name in Spans.__dataclass_fields__))
    measured.time(ALL + "ours, every pair walked", lambda: _walk(spans), int)
    measured.time(ALL + "ours, counted without walking", lambda: _count(spans), int)
    measured.time(CHANGED + "ours", lambda: _walk_changed(spans, changed), int)
    with duckdb_with(spans, changed) as connection:
        for width in WIDTHS:
            measured.time(f"{ALL}DuckDB, {width} days", partial(count_with_duckdb, connection, width), int)
            measured.time(f"{CHANGED}DuckDB, {width} days", partial(count_changed_with_duckdb, connection, width), int)
    if measured.records <= MOST_FOR_POLARS:
        frame = polars_frame(spans)
        measured.time(ALL + "polars join_where", lambda: count_with_polars(frame), int)
    for kind in (ALL, CHANGED):
        if len({row.counted for row in measured.of(kind)}) != 1:
            raise SumsDisagree("the engines count different pairs", mend="compare what each counts on few records")


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


def summarize(measured: Measured) -> dict[str, float]:
    """Ratios of the clock's seconds and of the processor's, by name."""
    found: dict[str, float] = {}
    for unit in ("cpu_seconds", "seconds"):
        seconds = {row.name: getattr(row, unit) for row in measured.rows}
        walked, counted = seconds[ALL + "ours, every pair walked"], seconds[ALL + "ours, counted without walking"]
        best = min(value for name, value in seconds.items() if name.startswith(ALL + "DuckDB"))
        whole = counted + seconds[BEST] + seconds[CUBE]
        found |= {
            f"{unit}: DuckDB's best width over ours, every pair walked": best / walked,
            f"{unit}: DuckDB's best width over ours, count, best pairs and cube together": best / whole,
            f"{unit}: pairs of a thousandth changed, share of all walked": seconds[CHANGED + "ours"] / walked,
            f"{unit}: best pairs, a thousandth changed, share of all": seconds[GOING_ON] / seconds[BEST],
            f"{unit}: best pairs, a thousandth changed, share of the whole": seconds[GOING_ON] / whole,
        }
    return found


def main() -> None:
    """Measures, prints and writes build/bench-opportunities.json."""
    parser = argparse.ArgumentParser(prog="python -m bench.opportunities", description=__doc__)
    parser.add_argument("--records", type=int, action="append", help="how many; may be given several times")
    told = []
    for number in parser.parse_args().records or [100_000]:
        measured = measure(number)
        ratios = summarize(measured)
        print("\n".join(f"  {name:<88} {ratio:8.3f}" for name, ratio in ratios.items()), flush=True)
        told.append({"records": number, "rows": [asdict(row) for row in measured.rows], "ratios": ratios})
    FIGURES.parent.mkdir(exist_ok=True)
    aims = {"times_duckdb": TIMES_DUCKDB, "share_of_whole": SHARE_OF_WHOLE}
    FIGURES.write_text(json.dumps({"processors": os.cpu_count(), "aims": aims, "measured": told}, indent=1) + "\n")


if __name__ == "__main__":
    main()
