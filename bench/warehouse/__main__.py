"""`python -m bench.warehouse`: the analysts' questions on years of nights, now and in the past, as a table and as JSON.

Each question is asked of `mart`, of `past` (as of the middle of the history), of plain tables without history that hold
the same rows (the floor: no rights, no versions), and of DuckDB over the same rows as Parquet. Medians of several runs,
on one connection, after one that warms up; seconds are of the clock, so leave the machine alone meanwhile.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.warehouse.asking import Asked, ask_duckdb, ask_postgres
from bench.warehouse.history import Scale, write_history
from bench.warehouse.plain import export_plain, make_plain
from nights.settings import ROOT
from warehouse.connections import engine
from warehouse.question import read_questions
from warehouse.server import ADMIN, ANALYST, EmbeddedServer
from warehouse.upgrade import upgrade

GOAL_SECONDS = 1.0
GOAL_PAST = 2.0


def main() -> None:
    """Measure and print."""
    options = _options()
    home = Path(tempfile.mkdtemp(prefix="concord-bench-", dir="/var/tmp"))
    home.chmod(0o711)
    server = EmbeddedServer(home)
    try:
        server.start()
        asked = _measure(server, home, options)
    finally:
        server.stop()
        shutil.rmtree(home, ignore_errors=True)
    print("\n".join(tell(asked)))
    target = ROOT / "build" / "bench-warehouse.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps([one.as_dict() for one in asked], indent=1) + "\n", encoding="utf-8")
    print(f"the same as JSON: {target.relative_to(ROOT)}")


def _measure(server: EmbeddedServer, home: Path, options: argparse.Namespace) -> list[Asked]:
    scale = Scale(options.records, datetime.now(UTC).date(), years=options.years)
    administrator = engine(server.url(ADMIN))
    upgrade(administrator)
    _say(f"writing {scale.records:,} records over {scale.nights:,} nights, {scale.loads:,} loads")
    with administrator.connect() as connection:
        write_history(connection, scale)
    _say("the same rows as plain tables, and as Parquet")
    with administrator.connect() as connection:
        make_plain(connection)
    with administrator.connect() as connection:
        export_plain(connection, home / "parquet")
    moment = datetime.combine(scale.last - timedelta(days=scale.nights // 2), datetime.min.time(), UTC)
    asked = [Asked(question) for question in read_questions().values()]
    _say(f"asking {len(asked)} questions, {options.runs} times each")
    analyst = engine(server.url(ANALYST), statement_timeout_seconds=options.most_seconds)
    plain = engine(server.url(ADMIN), statement_timeout_seconds=options.most_seconds)
    with analyst.connect() as connection, plain.connect() as unhistoried:
        for one in asked:
            one.seconds["now"] = ask_postgres(connection, one.question, "mart", options.runs)
            one.seconds["then"] = ask_postgres(connection, one.question, "past, mart", options.runs, moment)
            one.seconds["floor"] = ask_postgres(unhistoried, one.question, "plain, mart", options.runs)
            one.seconds["duckdb"] = ask_duckdb(unhistoried, one.question, home / "parquet", options.runs)
            _say(one.line())
    for made in (administrator, analyst, plain):
        made.dispose()
    return asked


def tell(asked: list[Asked]) -> list[str]:
    """The table as Markdown, and what it comes to."""
    lines = [
        "| question | now, s | as of then, s | then / now | floor, s | now / floor | DuckDB over Parquet, s |",
        "|---|---|---|---|---|---|---|",
        *(one.row() for one in asked),
    ]
    timed = [one for one in asked if one.seconds["now"] is not None]
    within = sum((one.seconds["now"] or GOAL_SECONDS) < GOAL_SECONDS for one in timed)
    past = [ratio for one in timed if (ratio := one.ratio("then", "now")) is not None]
    near = sum(ratio <= GOAL_PAST for ratio in past)
    told = f"{within} of {len(asked)} under {GOAL_SECONDS:g} s; {near} of {len(asked)} at most {GOAL_PAST:g} times that"
    return [*lines, told + " in the past"]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.warehouse", description=__doc__)
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--years", type=int, default=3)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--most-seconds", type=float, default=60, help="a query that takes longer is given up")
    return parser.parse_args()


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    main()
