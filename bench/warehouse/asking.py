"""Asking one question in four ways: its rows, and the medians of its seconds."""

from __future__ import annotations

import re
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Self

import duckdb
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bench.processors import spent_by
from bench.warehouse.plain import SCHEMA
from bench.warehouse.world import World
from contracts.errors import WarehouseUnavailable
from warehouse.mart.moments import MART, PAST, SETTING
from warehouse.question import Question

Row = tuple[Any, ...]

PATHS = {"now": MART, "then": f"{PAST}, {MART}", "floor": f"{SCHEMA}, {MART}"}
"""Way of asking PostgreSQL to the schemas in which views and tables are looked for."""

WAYS = (*PATHS, "duckdb")


class Spent(NamedTuple):
    """Medians: seconds by the clock, and of processor time of the server."""

    clock: float
    processor: float


@dataclass
class Asked:
    """A question, and what it took by the way in which it was asked; None where it gave no answer."""

    question: Question
    spent: dict[str, Spent | None] = field(default_factory=dict)

    def seconds(self, way: str) -> float | None:
        """Seconds by the clock."""
        spent = self.spent.get(way)
        return None if spent is None else spent.clock

    def ratio(self, way: str, other: str) -> float | None:
        """How many times longer one way takes than another."""
        one, two = self.seconds(way), self.seconds(other)
        return None if one is None or not two else one / two

    def line(self) -> str:
        """In one line, while it goes on."""
        told = ", ".join(f"{way} {_told(self.seconds(way))}" for way in WAYS)
        return f"  {self.question.number:2} {self.question.title}: {told}"

    def row(self) -> str:
        """As a row of the table."""
        now = self.spent.get("now")
        cells = [
            f"{self.question.number} {self.question.title}", _told(self.seconds("now")),
            _told(now and now.processor), _told(self.seconds("then")), _told(self.ratio("then", "now"), 1),
            _told(self.seconds("floor")), _told(self.ratio("now", "floor"), 1), _told(self.seconds("duckdb")),
        ]  # fmt: skip
        return f"| {' | '.join(cells)} |"

    def as_dict(self) -> dict[str, Any]:
        """As JSON holds it."""
        spent = {way: spent and spent._asdict() for way, spent in self.spent.items()}
        return {"number": self.question.number, "title": self.question.title, "spent": spent}


class Asker:
    """Asks questions of a world on connections of its own, until it is left.

    Args:
        runs: how often each is asked, beside once to warm up.
        most_seconds: a query that takes longer is given up.
    """

    def __init__(self, world: World, runs: int = 1, most_seconds: float = 60) -> None:
        self._world, self._runs, self._most_seconds = world, runs, most_seconds
        self._opened = ExitStack()

    def __enter__(self) -> Self:
        self._analyst = self._opened.enter_context(self._world.analyst.connect())
        self._owner = self._opened.enter_context(self._world.owner.connect())
        self._duckdb = self._opened.enter_context(duckdb.connect(config={"threads": 2}))
        self._duckdb.execute("SET TimeZone = 'UTC'")
        self._duckdb.execute("CREATE SCHEMA mart")
        for path in self._world.parquet.glob("*.parquet"):
            self._duckdb.execute(f"CREATE VIEW {path.stem} AS SELECT * FROM read_parquet('{path}')")  # noqa: S608
        return self

    def __exit__(self, *error: object) -> None:
        self._opened.close()

    def ask(self, question: Question) -> Asked:
        """Ask in every way, and take the time."""
        return Asked(question, {way: self._median(question, way) for way in WAYS})

    def rows(self, question: Question, way: str) -> Sequence[Row]:
        """The answer in one way.

        Raises:
            DBAPIError, WarehouseUnavailable, duckdb.Error: there is none.
        """
        try:
            return self._ready(question, way)()
        finally:
            self._analyst.rollback()
            self._owner.rollback()

    def _median(self, question: Question, way: str) -> Spent | None:
        try:
            ask = self._ready(question, way)
            ask()
            spent = [self._time(ask) for _ in range(self._runs)]
        except (WarehouseUnavailable, sa.exc.DBAPIError, duckdb.Error) as error:
            print(f"    {question.number} {way}: {str(error).splitlines()[0][:160]}")
            return None
        finally:
            self._analyst.rollback()
            self._owner.rollback()
        return Spent(*(round(statistics.median(values), 4) for values in zip(*spent, strict=True)))

    def _time(self, ask: Callable[[], object]) -> tuple[float, float]:
        roots = {"server": self._world.postmaster}
        began, before = time.perf_counter(), spent_by(roots)["server"]
        ask()
        return time.perf_counter() - began, spent_by(roots)["server"] - before

    def _ready(self, question: Question, way: str) -> Callable[[], Sequence[Row]]:
        """What asks once; inside a transaction that the caller ends."""
        if way == "duckdb":
            values = self._see(self._owner, "floor", question)
            written = re.sub(r"(?<!:):(\w+)", r"$\1", question.query)
            return lambda: self._duckdb.execute(written, values).fetchall()
        connection = self._owner if way == "floor" else self._analyst
        seen, query = self._see(connection, way, question), sa.text(question.query)
        return lambda: [tuple(row) for row in connection.execute(query, seen)]

    def _see(self, connection: Connection, way: str, question: Question) -> Mapping[str, Any]:
        """Let a connection see the schemas of a way; returns the question's parameters, as they are by default."""
        moment = self._world.moment.isoformat() if way == "then" else ""
        limit = str(int(self._most_seconds * 1000))
        settings = {"search_path": PATHS[way], SETTING: moment, "statement_timeout": limit}
        for name, value in settings.items():
            connection.execute(sa.select(sa.func.set_config(name, value, True)))
        return {
            one.name: connection.execute(sa.text(f"SELECT {one.default}")).scalar_one() for one in question.parameters
        }


def _told(value: float | None, digits: int = 2) -> str:
    return "–" if value is None else f"{value:.{digits}f}"
