"""`python -m bench.night`: the night against its floor and a peer, in one run."""

from __future__ import annotations

import time

STARTED = time.perf_counter()

import argparse  # noqa: E402  (the imports are measured)
import contextlib  # noqa: E402
import json  # noqa: E402
import os  # noqa: E402
import platform  # noqa: E402
import shutil  # noqa: E402
import sys  # noqa: E402
import tempfile  # noqa: E402
from collections.abc import Iterator  # noqa: E402
from datetime import UTC, datetime, timedelta  # noqa: E402
from pathlib import Path  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent
WORKERS = 2
CHANGED_OF_FIFTY = 5


def main() -> None:
    """Measure and print."""
    options = _options()
    sys.path.insert(0, str(ROOT / "plugins"))
    from bench.night_files import Scale, write_deliveries, write_providers
    from bench.report import Measured, print_table

    home = Path(tempfile.mkdtemp(prefix="concord-bench-", dir="/var/tmp"))
    home.chmod(0o711)
    with _removed(home):
        scale = Scale(options.providers, options.rows, datetime.now(UTC).date())
        print(f"writing {scale.providers} providers of {scale.rows:,} rows", flush=True)
        write_providers(scale, home / "providers")
        write_deliveries(scale, home)
        measured = Measured(scale.providers, scale.rows, WORKERS, platform.python_version(), os.cpu_count() or 0)
        _measure(measured, scale, home, with_peer=not options.no_dlt)
        if not options.no_airflow:
            from bench.airflow_share import measure_airflow

            measured.airflow = measure_airflow(say=lambda line: print(line, flush=True))
    print_table(measured)
    target = ROOT / "build" / "bench-night.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(measured.as_dict(), indent=2) + "\n", encoding="utf-8")
    print(f"the same as JSON: {target}")


def _measure(measured, scale, home, *, with_peer):  # type: ignore[no-untyped-def]
    from bench.night_files import write_deliveries
    from nights.settings import Settings

    settings = Settings(home, home / "providers")
    before = time.perf_counter()
    from bench.night_work import run_night, start_workers, warm_up

    warm_up(scale.slugs[0], settings)
    measured.import_seconds = time.perf_counter() - before
    from bench.floor import copy_into_keyed_table, read_with_duckdb
    from bench.memory import MemoryWatch
    from warehouse.server import ADMIN, EmbeddedServer

    pool = start_workers(settings, WORKERS)
    server = EmbeddedServer(home)
    postmaster = int((server.cluster.folder / "postmaster.pid").read_text(encoding="ascii").split()[0])
    print("the first night", flush=True)
    with MemoryWatch(os.getpid(), postmaster) as ours, MemoryWatch(postmaster) as theirs:
        measured.first = run_night(pool, settings, scale.slugs, scale.night)
    measured.first_peak, measured.server_peak = ours.peak_bytes, theirs.peak_bytes
    changed = scale.slugs[: max(1, round(scale.providers * CHANGED_OF_FIFTY / 50))]
    measured.changed_providers = len(changed)
    write_deliveries(scale, home, changed=changed, only=changed)
    print("the second night", flush=True)
    with MemoryWatch(os.getpid(), postmaster) as ours:
        measured.second = run_night(pool, settings, scale.slugs, scale.night + timedelta(days=1))
    measured.second_peak = ours.peak_bytes
    pool.terminate()
    paths = sorted((home / "inbox").glob("*/*.csv"))
    measured.csv_bytes = sum(path.stat().st_size for path in paths)
    print("the floor", flush=True)
    measured.duckdb_seconds, measured.floor_rows = read_with_duckdb(paths)
    dsn = server.dsn(ADMIN)
    measured.copy_seconds = {count: copy_into_keyed_table(dsn, paths, count) for count in (1, 2)}
    if with_peer:
        from bench.peer import merge_with_dlt

        print("dlt", flush=True)
        measured.dlt_seconds, measured.dlt_rows = merge_with_dlt(dsn, paths, home / "dlt")


@contextlib.contextmanager
def _removed(home: Path) -> Iterator[None]:
    """Stop the home's server and remove all of it, whatever happens."""
    from warehouse.server import EmbeddedServer

    try:
        yield
    finally:
        EmbeddedServer(home).stop()
        shutil.rmtree(home, ignore_errors=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.night", description=__doc__)
    parser.add_argument("--providers", type=int, default=50)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--quick", action="store_true", help="10 providers of 2,000 rows")
    parser.add_argument("--no-dlt", action="store_true", help="leave the peer out")
    parser.add_argument("--no-airflow", action="store_true", help="leave Airflow's share out")
    options = parser.parse_args()
    if options.quick:
        options.providers, options.rows = 10, 2_000
    return options


if __name__ == "__main__":
    main()
