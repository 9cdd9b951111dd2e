"""A night's whole work by two warm processes: what the DAG's tasks do, without Airflow between them."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from multiprocessing.pool import Pool
from pathlib import Path

from bench import stages
from nights.ingest import ingest_delivery
from nights.overlaps import find_night_overlaps
from nights.pull import pull_report
from nights.settings import Settings
from nights.warehouse_access import open_warehouse
from transforms.accounting import Counts


@dataclass(frozen=True)
class ProviderWork:
    """What came of one provider: verdict ("unchanged" where the pull found nothing new), counts, rules asked."""

    provider: str
    verdict: str
    counts: Counts
    expectations: int
    rules: frozenset[str]
    seconds: dict[str, float]


@dataclass
class NightWork:
    """One measured night.

    Attributes:
        seconds: of the whole night by the clock; overlap_seconds of them for the overlaps.
        stages: seconds by stage, summed over the processes.
        cpu_seconds: of our processes and the server; measured outside.
    """

    seconds: float = 0.0
    overlap_seconds: float = 0.0
    cpu_seconds: float = 0.0
    verdicts: dict[str, int] = field(default_factory=dict)
    counts: Counts = field(default_factory=Counts)
    expectations: int = 0
    rules: frozenset[str] = frozenset()
    stages: dict[str, float] = field(default_factory=dict)
    overlaps: dict[str, int] = field(default_factory=dict)


def warm_up(provider: str, home: str | Path, providers: str | Path) -> None:
    """Load every library and make every suite once, without a warehouse: what a process pays before its first night."""
    from concord_sources import drop_folder  # noqa: F401  (imported by the first pull otherwise)
    from contracts.contract_file import read_contract
    from expectations.verdict import judge_delivery
    from transforms.known import Known

    contract = read_contract(Path(providers), provider)
    path = Path(home) / contract.source.path.replace("*", "reports")
    lines = path.read_bytes().split(b"\n")[:400]
    judge_delivery(
        [("reports.csv", b"\n".join(lines))], contract, received_at=datetime.now(UTC),
        night=datetime.now(UTC).date(), known=Known(),
    )  # fmt: skip


def start_workers(settings: Settings, count: int) -> Pool:
    """Processes forked from this one, each with its own connections."""
    open_warehouse(settings).dispose()
    pool = multiprocessing.get_context("fork").Pool(count, _begin, (settings,))
    pool.map(_wait_a_little, range(count), chunksize=1)
    return pool


def run_night(pool: Pool, settings: Settings, providers: Sequence[str], night: date) -> NightWork:
    """Pull and ingest every provider in the pool, then find overlaps here."""
    work = NightWork()
    started = time.perf_counter()
    for one in pool.imap_unordered(_work_one, [(settings, provider, night) for provider in providers]):
        work.verdicts[one.verdict] = work.verdicts.get(one.verdict, 0) + 1
        work.counts += one.counts
        work.expectations += one.expectations
        work.rules |= one.rules
        for stage, seconds in one.seconds.items():
            work.stages[stage] = work.stages.get(stage, 0.0) + seconds
    overlaps = time.perf_counter()
    work.overlaps = find_night_overlaps(settings, night)
    ended = time.perf_counter()
    work.seconds, work.overlap_seconds = ended - started, ended - overlaps
    return work


def _begin(settings: Settings) -> None:
    open_warehouse.cache_clear()
    with open_warehouse(settings).connect():
        stages.time_stages()


def _wait_a_little(_: int) -> None:
    """Long enough that each process takes one and is known to be ready."""
    time.sleep(0.2)


def _work_one(task: tuple[Settings, str, date]) -> ProviderWork:
    settings, provider, night = task
    pulled = pull_report(settings, provider, night)
    verdict, counts, expectations, rules = "unchanged", Counts(), 0, frozenset[str]()
    if pulled.has_work:
        judged = ingest_delivery(settings, provider, pulled.receipt_path, night)
        verdict, counts = judged.verdict, judged.counts
        outcomes = [outcome for run in judged.suites for outcome in getattr(run, "outcomes", ())]
        expectations, rules = len(outcomes), frozenset(outcome.rule for outcome in outcomes)
    return ProviderWork(
        provider, verdict, counts, expectations, rules, stages.take_spent()
    )
