"""What was measured, as a table for people and as plain values."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from bench.night_work import NightWork

MOST_TIMES_FLOOR = 5.0
MOST_SECOND_SHARE = 0.05
MOST_BYTES = 2_000_000_000
MOST_AIRFLOW_SECONDS = 1.0


@dataclass(frozen=True)
class AirflowShare:
    """A run of the DAG under LocalExecutor beside the same work in process; seconds.

    Attributes:
        run_cpu: processor time of the run: of each part of Airflow (tasks count with the scheduler), of PostgreSQL.
        work_cpu: processor time of the same work, PostgreSQL's included.
    """

    providers: int
    run_seconds: float
    work_seconds: float
    run_cpu: dict[str, float] = field(default_factory=dict)
    work_cpu: float = 0.0

    @property
    def per_provider(self) -> float:
        """Seconds that Airflow adds for each provider."""
        return (self.run_seconds - self.work_seconds) / self.providers

    @property
    def cpu_per_provider(self) -> float:
        """The same by processor time."""
        return (sum(self.run_cpu.values()) - self.work_cpu) / self.providers


@dataclass
class Measured:
    """All figures of one run; seconds and bytes."""

    providers: int
    rows: int
    workers: int
    python: str
    cores: int
    import_seconds: float = 0.0
    csv_bytes: int = 0
    duckdb_seconds: float = 0.0
    floor_rows: int = 0
    floor_cpu_seconds: float = 0.0
    copy_seconds: dict[int, float] = field(default_factory=dict)
    first: NightWork = field(default_factory=NightWork)
    second: NightWork = field(default_factory=NightWork)
    changed_providers: int = 0
    first_peak: int = 0
    second_peak: int = 0
    server_peak: int = 0
    dlt_seconds: float | None = None
    dlt_rows: int = 0
    dlt_cpu_seconds: float = 0.0
    airflow: AirflowShare | None = None

    @property
    def floor_seconds(self) -> float:
        """Reading, and the quicker way of copying."""
        return self.duckdb_seconds + min(self.copy_seconds.values())

    @property
    def times_floor(self) -> float:
        """The first night as a multiple of the floor."""
        return self.first.seconds / self.floor_seconds

    @property
    def cpu_times_floor(self) -> float:
        """The same by processor time, which others' work on the machine disturbs less."""
        return self.first.cpu_seconds / self.floor_cpu_seconds

    @property
    def second_share(self) -> float:
        """The second night as a share of the first."""
        return self.second.seconds / self.first.seconds

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        plain = asdict(self)
        for night in (plain["first"], plain["second"]):
            night["rules"] = sorted(night["rules"])
        derived = {
            "floor_seconds": self.floor_seconds, "times_floor": self.times_floor,
            "processor_times_floor": self.cpu_times_floor, "second_share_of_first": self.second_share,
        }  # fmt: skip
        return {**plain, **derived}


def print_table(measured: Measured) -> None:
    """Print every figure with its goal."""
    for what, value, goal in lines_of(measured):
        print(f"{what:<52}{value:>22}  {goal}".rstrip() if value or goal else what)


def lines_of(m: Measured) -> list[tuple[str, str, str]]:
    """What was measured, its value, the goal."""
    rows = m.providers * m.rows
    title = f"{m.providers} providers, {m.rows:,} rows each, {m.csv_bytes / 1e6:,.0f} MB of CSV; {m.workers} processes"
    return [
        (title, "", ""),
        (f"imports and first use, once a process (Python {m.python})", _s(m.import_seconds), "on its own"),
        ("floor: DuckDB reads the files", _s(m.duckdb_seconds), ""),
        *((f"floor: COPY into a keyed table, {n} connection{'s' * (n > 1)}", _s(t), "") for n, t in
          m.copy_seconds.items()),
        ("floor (the quicker COPY)", _s(m.floor_seconds), ""),
        ("   processor time, PostgreSQL's included", _s(m.floor_cpu_seconds), ""),
        ("first night", _s(m.first.seconds), ""),
        *((f"   {stage} (sum of processes)", _s(seconds), "") for stage, seconds in _longest_first(m.first)),
        ("   overlaps", _s(m.first.overlap_seconds), ""),
        ("   processor time, PostgreSQL's included", _s(m.first.cpu_seconds), ""),
        ("   rows a second", f"{rows / m.first.seconds:,.0f}", ""),
        ("   rules; expectations run", f"{len(m.first.rules)}; {m.first.expectations:,}", "every rule"),
        ("   rows accepted; rejected", f"{m.first.counts.accepted:,}; {m.first.counts.rejected:,}", ""),
        ("   pairs found", f"{sum(m.first.overlaps.values()):,}", ""),
        ("first night / floor", f"{m.times_floor:.2f}", _goal(m.times_floor, MOST_TIMES_FLOOR, "5")),
        ("first night / floor, by processor time", f"{m.cpu_times_floor:.2f}", ""),
        *_peer_lines(m),
        (f"second night, {m.changed_providers} of {m.providers} changed in 1% of rows", _s(m.second.seconds), ""),
        *((f"   {stage} (sum of processes)", _s(seconds), "") for stage, seconds in _longest_first(m.second)),
        ("   overlaps", _s(m.second.overlap_seconds), ""),
        ("   processor time, PostgreSQL's included", _s(m.second.cpu_seconds), ""),
        ("second night / first", f"{m.second_share:.1%}", _goal(m.second_share, MOST_SECOND_SHARE, "5%")),
        ("peak memory of our processes (PSS), first night", _mb(m.first_peak), _goal(m.first_peak, MOST_BYTES, "2 GB")),
        ("peak memory of our processes (PSS), second night", _mb(m.second_peak), ""),
        ("peak memory of PostgreSQL (PSS)", _mb(m.server_peak), ""),
        *_airflow_lines(m),
    ]  # fmt: skip


def _peer_lines(m: Measured) -> list[tuple[str, str, str]]:
    if m.dlt_seconds is None:
        return [("dlt", "left out", "")]
    return [
        (f"dlt merges the same files ({m.dlt_rows:,} rows)", _s(m.dlt_seconds), ""),
        ("   processor time, PostgreSQL's included", _s(m.dlt_cpu_seconds), ""),
        ("first night / dlt", f"{m.first.seconds / m.dlt_seconds:.2f}", _goal(m.first.seconds, m.dlt_seconds, "1")),
    ]


def _airflow_lines(m: Measured) -> list[tuple[str, str, str]]:
    if m.airflow is None:
        return [("Airflow under LocalExecutor", "left out", "")]
    a = m.airflow
    return [
        (f"Airflow's run of {a.providers} small providers", _s(a.run_seconds), ""),
        *((f"   processor time, {part}", _s(seconds), "") for part, seconds in a.run_cpu.items()),
        ("   the same work in process", _s(a.work_seconds), ""),
        ("   processor time, PostgreSQL's included", _s(a.work_cpu), ""),
        ("Airflow adds a provider", _s(a.per_provider), _goal(a.per_provider, MOST_AIRFLOW_SECONDS, "1 s")),
        ("   by processor time", _s(a.cpu_per_provider), ""),
    ]


def _longest_first(work: NightWork) -> list[tuple[str, float]]:
    return sorted(work.stages.items(), key=lambda item: -item[1])


def _s(seconds: float) -> str:
    return f"{seconds:.2f} s"


def _mb(size: int) -> str:
    return f"{size / 1e6:,.0f} MB"


def _goal(value: float, most: float, said: str) -> str:
    return f"at most {said}: {'reached' if value <= most else 'MISSED'}"
