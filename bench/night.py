"""`python -m bench.night`: the night against its floor and a peer, in one run, as a table and as JSON."""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.airflow_share import measure_airflow
from bench.floor import copy_into_keyed_table, read_with_duckdb
from bench.memory import MemoryWatch
from bench.night_files import write_deliveries, write_providers
from bench.night_rows import Scale
from bench.night_work import run_night, start_workers, warm_up
from bench.processors import Processors, postmaster_of
from bench.report import Measured, print_table
from nights.settings import ROOT, Settings
from warehouse.server import ADMIN, EmbeddedServer

WORKERS = 2
SHARE_CHANGED = 0.1
"""Of the providers, on the second night."""

_FIRST_USE = "import sys; from bench.night_work import warm_up; warm_up(sys.argv[1], *sys.argv[2:])"


def main() -> None:
    """Measure and print."""
    options = _options()
    scale = Scale(options.providers, options.rows, datetime.now(UTC).date())
    measured = Measured(scale.providers, scale.rows, WORKERS, platform.python_version(), os.cpu_count() or 0)
    with _temporary_home() as home:
        _measure(measured, scale, home, with_peer=not options.no_dlt)
    if not options.no_airflow:
        measured.airflow = measure_airflow(WORKERS, say=_say)
    print_table(measured)
    target = ROOT / "build" / "bench-night.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(measured.as_dict(), indent=2) + "\n", encoding="utf-8")
    print(f"the same as JSON: {target.relative_to(ROOT)}")


def _measure(measured: Measured, scale: Scale, home: Path, *, with_peer: bool) -> None:
    settings = Settings(home, home / "providers")
    _say(f"writing {scale.providers} files of {scale.rows:,} rows")
    write_providers(scale, settings.providers)
    paths = write_deliveries(scale, home)
    measured.csv_bytes = sum(path.stat().st_size for path in paths)
    measured.import_seconds = _time_first_use(scale, home)
    warm_up(scale.slugs[0], home, settings.providers)
    _measure_nights(measured, scale, settings)
    _say("the floor")
    server = EmbeddedServer(home)
    postmaster = postmaster_of(server)
    spent = Processors(postmaster)
    measured.duckdb_seconds, measured.floor_rows = read_with_duckdb(paths)
    measured.copy_seconds[1] = copy_into_keyed_table(server.dsn(ADMIN), paths, 1)
    measured.floor_cpu_seconds = spent.since()[1]
    measured.copy_seconds[2] = copy_into_keyed_table(server.dsn(ADMIN), paths, 2)
    if with_peer:
        from bench.peer import merge_with_dlt

        _say("dlt")
        spent = Processors(postmaster)
        measured.dlt_seconds, measured.dlt_rows = merge_with_dlt(server.dsn(ADMIN), paths, home / "dlt")
        measured.dlt_cpu_seconds = spent.since()[1]


def _measure_nights(measured: Measured, scale: Scale, settings: Settings) -> None:
    with start_workers(settings, WORKERS) as pool:
        postmaster = postmaster_of(EmbeddedServer(settings.home))
        _say("the first night")
        spent = Processors(postmaster)
        with MemoryWatch(os.getpid()) as ours, MemoryWatch(postmaster) as theirs:
            measured.first = run_night(pool, settings, scale.slugs, scale.night)
        measured.first.cpu_seconds = spent.since()[1]
        measured.first_peak, measured.server_peak = ours.peak_bytes, theirs.peak_bytes
        changed = scale.slugs[: max(1, round(scale.providers * SHARE_CHANGED))]
        measured.changed_providers = len(changed)
        write_deliveries(scale, settings.home, changed=changed, only=changed)
        _say("the second night")
        spent = Processors(postmaster)
        with MemoryWatch(os.getpid()) as ours:
            measured.second = run_night(pool, settings, scale.slugs, scale.night + timedelta(days=1))
        measured.second.cpu_seconds = spent.since()[1]
        measured.second_peak = ours.peak_bytes


def _time_first_use(scale: Scale, home: Path) -> float:
    """Seconds that a new process takes to import everything and to judge its first rows."""
    started = time.perf_counter()
    command = [sys.executable, "-c", _FIRST_USE, scale.slugs[0], str(home), str(home / "providers")]
    subprocess.run(command, check=True, cwd=ROOT)
    return time.perf_counter() - started


@contextmanager
def _temporary_home() -> Iterator[Path]:
    """A home that is removed, its server stopped, whatever happens."""
    home = Path(tempfile.mkdtemp(prefix="concord-bench-", dir="/var/tmp"))
    home.chmod(0o711)
    try:
        yield home
    finally:
        EmbeddedServer(home).stop()
        shutil.rmtree(home, ignore_errors=True)


def _say(line: str) -> None:
    print(line, flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.night", description=__doc__)
    parser.add_argument("--providers", type=int, default=50)
    parser.add_argument("--rows", type=int, default=20_000, help="rows of each provider")
    parser.add_argument("--quick", action="store_true", help="10 providers of 2,000 rows")
    parser.add_argument("--no-dlt", action="store_true", help="leave the peer out")
    parser.add_argument("--no-airflow", action="store_true", help="leave Airflow's share out")
    options = parser.parse_args()
    if options.quick:
        options.providers, options.rows = 10, 2_000
    return options


if __name__ == "__main__":
    main()
