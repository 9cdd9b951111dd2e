"""What was measured of opportunities: seconds, what was counted, and what they come to beside each other."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from contracts.errors import SumsDisagree

SHORT = 5.0
"""Seconds below which work is done three times: its first time is not its usual one."""

Result = TypeVar("Result")


@dataclass
class Timed:
    """One thing that was measured: seconds of the processor and of the clock, and what was counted."""

    name: str
    cpu_seconds: float
    seconds: float
    counted: int


@dataclass(frozen=True)
class Ratio:
    """What two things come to, one over the other: in seconds of the processor, and of the clock."""

    name: str
    cpu: float
    clock: float


@dataclass
class Measured:
    """All figures for one number of records."""

    records: int
    rows: list[Timed] = field(default_factory=list)

    def time(self, name: str, work: Callable[[], Result], count: Callable[[Result], int]) -> Result:
        """Does the work, short work three times, notes the least time that it took, and gives what came of it."""
        cpu, clock, result = _timed(work)
        for _ in range(2 if clock < SHORT else 0):
            again, passed, result = _timed(work)
            cpu, clock = min(cpu, again), min(clock, passed)
        self.rows.append(Timed(name, cpu, clock, count(result)))
        print(f"  {name:<56} {cpu:9.3f} {clock:9.3f} {count(result):>13,}", flush=True)
        return result

    def check(self) -> None:
        """Raises SumsDisagree where two engines came to different counts of the same."""
        for kind in (ALL, CHANGED, BEST, CUBE):
            counted = {row.name: row.counted for row in self.of(kind)}
            if len(set(counted.values())) > 1:
                raise SumsDisagree(f"the engines count different pairs: {counted}", mend="count few records by hand")

    def of(self, start: str) -> list[Timed]:
        """The rows whose name begins so."""
        return [row for row in self.rows if row.name.startswith(start)]


def _timed(work: Callable[[], Result]) -> tuple[float, float, Result]:
    cpu, clock = time.process_time(), time.perf_counter()
    result = work()
    return time.process_time() - cpu, time.perf_counter() - clock, result


ALL, CHANGED = "pairs, all: ", "pairs, a thousandth changed: "
BEST, GOING_ON, CUBE = "best pairs, all: ", "best pairs, a thousandth changed: ", "cube, all: "
OURS, DUCKDB = "ours", "DuckDB"
WALKED, COUNTED = "ours, every pair walked", "ours, counted without walking"


def summarize(measured: Measured) -> list[Ratio]:
    """How many times as fast as DuckDB, and which share of a whole search a thousandth changed costs."""

    def seconds(*names: str) -> tuple[float, float]:
        rows = [min(measured.of(name), key=lambda row: row.seconds) for name in names]
        return sum(row.cpu_seconds for row in rows), sum(row.seconds for row in rows)

    whole = seconds(ALL + COUNTED, BEST + OURS, CUBE + OURS)
    peer = seconds(ALL + DUCKDB, BEST + DUCKDB, CUBE + DUCKDB)
    return [
        _ratio("times as fast as DuckDB's best width, every pair walked", seconds(ALL + DUCKDB), seconds(ALL + WALKED)),
        _ratio("times as fast as DuckDB's best width, counted", seconds(ALL + DUCKDB), seconds(ALL + COUNTED)),
        _ratio("times as fast as DuckDB, best pairs", seconds(BEST + DUCKDB), seconds(BEST + OURS)),
        _ratio("times as fast as DuckDB, cube", seconds(CUBE + DUCKDB), seconds(CUBE + OURS)),
        _ratio("times as fast as DuckDB, all three", peer, whole),
        _ratio("a thousandth changed: share of walking all pairs", seconds(CHANGED + OURS), seconds(ALL + WALKED)),
        _ratio("  the same share in DuckDB", seconds(CHANGED + DUCKDB), seconds(ALL + DUCKDB)),
        _ratio("a thousandth changed: share of finding all best pairs", seconds(GOING_ON + OURS), seconds(BEST + OURS)),
        _ratio("  share of DuckDB's best pairs", seconds(GOING_ON + OURS), seconds(BEST + DUCKDB)),
        _ratio("  share of a whole search: counted, best pairs, cube", seconds(GOING_ON + OURS), whole),
    ]  # fmt: skip


def _ratio(name: str, one: tuple[float, float], other: tuple[float, float]) -> Ratio:
    return Ratio(name, one[0] / other[0], one[1] / other[1])
