"""`python -m bench.warehouse`: the analysts' questions on years of nights, now and in the past, as a table and as JSON.

Each question is asked as an analyst of `mart` and of `past` (as of the middle of the history); then of plain tables
without history or rights that hold the rows which the analyst sees (the floor), and of DuckDB over the same rows as
Parquet. Medians of several runs on one connection, after one that warms up: seconds by the clock, and of processor time
of the whole server, which stays comparable while others use the machine.
"""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime
from pathlib import Path

from bench.warehouse.asking import Asked, Asker
from bench.warehouse.history import Scale
from bench.warehouse.plain import measured_questions
from bench.warehouse.world import World, open_world
from nights.settings import ROOT

GOAL_SECONDS = 1.0
GOAL_PAST = 2.0


def main() -> None:
    """Measure and print."""
    options = _options()
    scale = Scale(options.records, datetime.now(UTC).date(), years=options.years)
    with open_world(scale, options.home, _say) as world:
        asked = _measure(world, options)
    print("\n".join(tell(asked)))
    target = ROOT / "build" / "bench-warehouse.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps([one.as_dict() for one in asked], indent=1) + "\n", encoding="utf-8")
    print(f"the same as JSON: {target.relative_to(ROOT)}")


def _measure(world: World, options: argparse.Namespace) -> list[Asked]:
    questions = measured_questions()
    chosen = [questions[number] for number in options.question or questions]
    _say(f"asking {len(chosen)} questions, {options.runs} times each")
    told = []
    with Asker(world, options.runs, options.most_seconds) as asker:
        for question in chosen:
            told.append(asker.ask(question))
            _say(told[-1].line())
    return told


def tell(asked: list[Asked]) -> list[str]:
    """The table as Markdown, and what it comes to."""
    lines = [
        "| question | now, s | processor, s | as of then, s | then / now | floor, s | now / floor | DuckDB, s |",
        "|---|---|---|---|---|---|---|---|",
        *(one.row() for one in asked),
    ]
    now = [one.seconds("now") for one in asked]
    within = sum(seconds is not None and seconds < GOAL_SECONDS for seconds in now)
    past = [one.ratio("then", "now") for one in asked]
    near = sum(ratio is not None and ratio <= GOAL_PAST for ratio in past)
    told = f"{within} of {len(asked)} under {GOAL_SECONDS:g} s; {near} of {len(asked)} at most {GOAL_PAST:g} times that"
    return [*lines, told + " in the past"]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench.warehouse", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--years", type=int, default=3)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--most-seconds", type=float, default=60, help="a query that takes longer is given up")
    parser.add_argument("--question", type=int, action="append", help="only this one; may be given several times")
    parser.add_argument("--home", type=Path, help="build there and keep it, or ask what was built there before")
    return parser.parse_args()


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    main()
