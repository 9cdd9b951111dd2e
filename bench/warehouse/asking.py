"""Asking one question several times, and the median of the seconds."""

from __future__ import annotations

import re
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from contracts.errors import WarehouseUnavailable
from warehouse.mart.moments import SETTING
from warehouse.question import Question

WAYS = ("now", "then", "floor", "duckdb")


@dataclass
class Asked:
    """A question, and seconds by the way in which it was asked; None where it gave no answer."""

    question: Question
    seconds: dict[str, float | None] = field(default_factory=dict)

    def ratio(self, way: str, other: str) -> float | None:
        """How many times longer one way takes than another."""
        one, two = self.seconds.get(way), self.seconds.get(other)
        return None if one is None or not two else one / two

    def line(self) -> str:
        """In one line, while it goes on."""
        told = ", ".join(f"{way} {_seconds(self.seconds.get(way))}" for way in WAYS)
        return f"  {self.question.number:2} {self.question.title}: {told}"

    def row(self) -> str:
        """As a row of the table."""
        then, floor = (self.ratio(*pair) for pair in (("then", "now"), ("now", "floor")))
        cells = [f"{self.question.number} {self.question.title}", _seconds(self.seconds["now"]),
                 _seconds(self.seconds["then"]), _times(then), _seconds(self.seconds["floor"]), _times(floor),
                 _seconds(self.seconds["duckdb"])]  # fmt: skip
        return f"| {' | '.join(cells)} |"

    def as_dict(self) -> dict[str, Any]:
        """As JSON holds it."""
        return {"number": self.question.number, "title": self.question.title, "seconds": self.seconds}


def ask_postgres(
    connection: Connection, question: Question, path: str, runs: int, moment: datetime | None = None
) -> float | None:
    """Median seconds of a question over the schemas of a search path; None where it takes longer than allowed."""
    try:
        connection.execute(sa.text("SELECT set_config('search_path', :path, true)"), {"path": path})
        told = "" if moment is None else moment.isoformat()
        connection.execute(sa.text(f"SELECT set_config('{SETTING}', :moment, true)"), {"moment": told})
        values = {
            one.name: connection.execute(sa.text(f"SELECT {one.default}")).scalar_one()
            for one in question.parameters
        }
        query = sa.text(question.query)
        return _median(lambda: connection.execute(query, values).all(), runs)
    except (WarehouseUnavailable, sa.exc.DBAPIError) as error:
        print(f"    {question.number} on {path}: {str(error).splitlines()[0][:160]}")
        return None
    finally:
        connection.rollback()


def ask_duckdb(connection: Connection, question: Question, folder: Path, runs: int) -> float | None:
    """Median seconds of the same text in DuckDB over Parquet; None where DuckDB does not speak it."""
    connection.execute(sa.text("SELECT set_config('search_path', 'plain, mart', true)"))
    values = {
        one.name: connection.execute(sa.text(f"SELECT {one.default}")).scalar_one()
        for one in question.parameters
    }
    connection.rollback()
    with duckdb.connect(config={"threads": 2}) as peer:
        peer.execute("CREATE SCHEMA mart")
        peer.execute("CREATE MACRO mart.today() AS current_date")
        for path in folder.glob("*.parquet"):
            peer.execute(f"CREATE VIEW {path.stem} AS SELECT * FROM read_parquet('{path}')")  # noqa: S608  (ours)
        query = re.sub(r"(?<!:):(\w+)", r"$\1", question.query)
        try:
            return _median(lambda: peer.execute(query, values).fetchall(), runs)
        except duckdb.Error:
            return None


def _median(ask: Callable[[], object], runs: int) -> float:
    ask()
    spent = []
    for _ in range(runs):
        began = time.perf_counter()
        ask()
        spent.append(time.perf_counter() - began)
    return round(statistics.median(spent), 4)


def _seconds(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _times(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}"
