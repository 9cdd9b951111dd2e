"""The log of input: what somebody gave, and what was answered to it; added to, never changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from contracts.errors import SumsDisagree
from warehouse.connections import transaction
from warehouse.kind_tables import INPUT, INPUT_ANSWER
from warehouse.loads import LoadFacts, RecordedLoad, lock_loads, next_load

KIND = "input"
"""Kind of a load that brings input or answers to it."""

T = TypeVar("T", bound="Given | Answer")


@dataclass(frozen=True)
class Given:
    """What somebody gave.

    Attributes:
        input_id: blank until it is noted; the warehouse numbers it.
        about: PROVIDER/RECORD, two of them joined by ' + ', an edition, or blank.
        noted_at: when it was noted here, UTC.
    """

    given_on: date
    from_kind: str
    from_whom: str
    given_by: str
    about_kind: str
    about: str
    input_text: str
    sharing_level: str
    noted_at: datetime
    input_id: str = ""


@dataclass(frozen=True)
class Answer:
    """What somebody answered, or who sees to it from now on."""

    input_id: str
    disposition: str
    owner_name: str
    note: str
    answered_by: str
    answered_at: datetime


@dataclass(frozen=True)
class Told:
    """Input and answers that one load brings, in their order."""

    given: tuple[Given, ...] = ()
    answers: tuple[Answer, ...] = ()

    def as_tree(self) -> dict[str, Any]:
        """All of it as a tree that JSON can hold."""
        return {"given": [_tree(one) for one in self.given], "answers": [_tree(one) for one in self.answers]}

    @classmethod
    def from_tree(cls, tree: Mapping[str, Any]) -> Told:
        """What `as_tree` gave."""
        return cls(
            tuple(_from_tree(Given, one) for one in tree["given"]),
            tuple(_from_tree(Answer, one) for one in tree["answers"]),
        )


def add_told(
    connection: Connection, told: Told, *, night: date, code_version: str, recorded: RecordedLoad | None = None
) -> Told:
    """Add input and answers under one load, in one transaction that is committed here.

    Args:
        recorded: number and moment of the load in an earlier warehouse, for a replay.

    Returns:
        The same, numbered: in-<load>, and in-<load>.<place> from the second one on.

    Raises:
        SumsDisagree: an answer is to no input; nothing is added.
    """
    with transaction(connection):
        lock_loads(connection)
        with next_load(connection, LoadFacts(KIND, night, code_version), recorded) as number:
            given = [_numbered(one, number, place) for place, one in enumerate(told.given)]
            _insert(connection, INPUT, given, number)
            _require_known(connection, told.answers)
            _insert(connection, INPUT_ANSWER, told.answers, number)
    return Told(tuple(given), told.answers)


def told_of_load(connection: Connection, number: int) -> Told:
    """The input and answers that one load brought, in their order."""
    given, answers = (
        connection.execute(sa.select(table).where(table.c.known_from_load == number).order_by(table.c.position))
        .mappings()
        .all()
        for table in (INPUT, INPUT_ANSWER)
    )
    return Told(tuple(_of_row(Given, row) for row in given), tuple(_of_row(Answer, row) for row in answers))


def known_inputs(connection: Connection) -> dict[str, Given]:
    """All input by its number."""
    rows = connection.execute(sa.select(INPUT)).mappings()
    return {row["input_id"]: _of_row(Given, row) for row in rows}


def last_answer(connection: Connection, input_id: str) -> Answer | None:
    """The answer that counts; None while nobody answered."""
    query = (
        sa.select(INPUT_ANSWER)
        .where(INPUT_ANSWER.c.input_id == input_id)
        .order_by(INPUT_ANSWER.c.known_from_load.desc(), INPUT_ANSWER.c.position.desc())
        .limit(1)
    )
    row = connection.execute(query).mappings().first()
    return None if row is None else _of_row(Answer, row)


def _numbered(one: Given, number: int, place: int) -> Given:
    made = f"in-{number}" if place == 0 else f"in-{number}.{place + 1}"
    return one if one.input_id else Given(**{**vars(one), "input_id": made})


def _insert(connection: Connection, table: sa.Table, told: Sequence[Given | Answer], number: int) -> None:
    rows = [{**vars(one), "known_from_load": number, "position": place} for place, one in enumerate(told)]
    if rows:
        connection.execute(sa.insert(table), rows)


def _require_known(connection: Connection, answers: Sequence[Answer]) -> None:
    known = known_inputs(connection) if answers else {}
    for answer in answers:
        if answer.input_id not in known:
            raise SumsDisagree(f"{answer.input_id} was answered and never given", mend="answer input that is listed")


def _tree(one: Given | Answer) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in vars(one).items()}


def _from_tree(kind: type[T], tree: Mapping[str, Any]) -> T:
    moments = {name: datetime.fromisoformat(tree[name]) for name in ("noted_at", "answered_at") if name in tree}
    days = {name: date.fromisoformat(tree[name]) for name in ("given_on",) if name in tree}
    return kind(**{**tree, **moments, **days})


def _of_row(kind: type[T], row: sa.RowMapping) -> T:
    return kind(**{field.name: row[field.name] for field in fields(kind)})
