"""What readers answered by links: added by the role that may do nothing else, and taken in by the loader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import Connection

from warehouse.connections import transaction
from warehouse.link_tables import ANSWER, ANSWER_TAKEN
from warehouse.links import Link, read_links


@dataclass(frozen=True)
class Answer:
    """What somebody said by a link.

    Attributes:
        answer_id: the same however often one form is sent.
        judgement: one of `transforms.overlaps.judgements.JUDGEMENTS`; None where input is given.
        until: last day of a snooze.
        words: why, or the input.
        given_by: office or team; may be blank.
        sharing_level: who may see the input; None for judgements.
    """

    answer_id: str
    judgement: str | None
    until: date | None
    words: str
    given_by: str
    sharing_level: str | None
    answered_at: datetime


@dataclass(frozen=True)
class Outcome:
    """What became of an answer: taken or refused, and why; the input and the load that it became."""

    answer_id: str
    outcome: str
    message: str = ""
    input_id: str | None = None
    load_number: int | None = None


def add_answer(connection: Connection, link: Link, answer: Answer) -> None:
    """Add an answer, in the connection's transaction; one that is there already is left alone.

    Raises:
        sqlalchemy.exc.DBAPIError: the database refuses it, since the link does not hold.
    """
    row = {**vars(answer), "link_id": link.link_id, "reader_kind": link.reader_kind, "reader": link.reader}
    # Without a target: its columns would have to be read for it.
    connection.execute(insert(ANSWER).values(row).on_conflict_do_nothing())


def waiting_answers(connection: Connection) -> list[tuple[Link, Answer]]:
    """Answers that were not taken in yet, in the order in which they were given."""
    query = (
        sa.select(ANSWER)
        .where(~sa.exists().where(ANSWER_TAKEN.c.answer_id == ANSWER.c.answer_id))
        .order_by(ANSWER.c.answered_at, ANSWER.c.answer_id)
    )
    rows = connection.execute(query).mappings().all()
    links = {link.link_id: link for link in read_links(connection, [row["link_id"] for row in rows])}
    return [(links[row["link_id"]], _of_row(row)) for row in rows]


def note_outcomes(connection: Connection, outcomes: Sequence[Outcome], *, at: datetime) -> None:
    """Note what became of answers, in one transaction that is committed here."""
    rows: list[dict[str, Any]] = [
        {"answer_id": one.answer_id, "outcome": one.outcome, "message": one.message, "input_id": one.input_id,
         "known_from_load": one.load_number, "taken_at": at} for one in outcomes
    ]  # fmt: skip
    if rows:
        with transaction(connection):
            connection.execute(insert(ANSWER_TAKEN).values(rows).on_conflict_do_nothing())


def _of_row(row: sa.RowMapping) -> Answer:
    names = ("answer_id", "judgement", "until", "words", "given_by", "sharing_level", "answered_at")
    return Answer(**{name: row[name] for name in names})
