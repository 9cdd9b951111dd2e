"""Asking the 22 questions of a home, and finding the records behind an answer; with an analyst's rights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from contracts.codes import SPONSOR_OFFICE
from contracts.errors import UsageWrong, WarehouseUnavailable
from nights.settings import Settings
from nights.warehouse_access import open_for_analyst
from warehouse.question import Parameter, Question, read_questions
from warehouse.reading import Known, read_query, see_marts

MOST = 100_000
"""A number that is set may not be greater: days and nights are added to dates."""


@dataclass(frozen=True)
class Answer:
    """What a question gave.

    Attributes:
        values: parameter to the value that it was asked with, defaults included.
        known: up to which moment of knowledge it tells.
        rows: of the answer, or the records behind it.
    """

    question: Question
    values: dict[str, Any]
    known: Known
    rows: pd.DataFrame


def find_question(number: int) -> Question:
    """The question with a number.

    Raises:
        UsageWrong: there is none.
    """
    questions = read_questions()
    if number not in questions:
        raise UsageWrong(f"there is no question {number}", mend="concord ask lists them: 1 to 22")
    return questions[number]


def answer_question(
    settings: Settings, question: Question, given: Mapping[str, str], as_of: datetime | None = None
) -> Answer:
    """Ask a question, now or as of a moment.

    Args:
        given: parameter to its value as it was written.

    Raises:
        UsageWrong: an unknown parameter or value; or nothing was known yet at the moment.
    """
    return _read(settings, question, question.query, given, as_of)


def trace_answer(
    settings: Settings,
    question: Question,
    given: Mapping[str, str],
    where: Mapping[str, str],
    as_of: datetime | None = None,
) -> Answer:
    """The records behind an answer, or behind those of its rows that have these values in these columns.

    Raises:
        UsageWrong: as `answer_question`; or a column that the records do not have.
    """
    found = _read(settings, question, question.rows, given, as_of)
    kept = found.rows
    for column, value in where.items():
        if column not in kept.columns:
            raise _unlike(column, "column of its records", list(map(str, kept.columns)), "--where")
        kept = kept[kept[column].map(_as_written) == value]
    return Answer(question, found.values, found.known, kept.reset_index(drop=True))


def _as_written(value: Any) -> str:
    """A value as the screen and files show it."""
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if value is None or value is pd.NA or value is pd.NaT or value != value:
        return ""
    text = str(value)
    return text.lower() if text in ("True", "False") else text.removesuffix(".0")


def _read(
    settings: Settings, question: Question, query: str, given: Mapping[str, str], as_of: datetime | None
) -> Answer:
    with open_for_analyst(settings).connect() as connection:
        connection.execute(sa.text("SET TRANSACTION READ ONLY"))
        see_marts(connection, as_of)
        try:
            known = _known(connection)
            values = _values(connection, question, given)
            return Answer(question, values, known, read_query(connection, query, values))
        except (sa.exc.DBAPIError, WarehouseUnavailable) as error:
            raise past_refuses(error) or _ours(error) from None


def past_refuses(error: Exception) -> UsageWrong | None:
    """What the marts of the past say of a moment at which nothing was known yet; None where it is another error."""
    diag: Any = getattr(getattr(error, "orig", None) or error.__cause__ or error, "diag", None)
    if diag is None or diag.sqlstate != "22023":
        return None
    return UsageWrong(str(diag.message_primary), where="--as-of", mend=f"name a later moment: {diag.message_hint}")


def _ours(error: sa.exc.DBAPIError | WarehouseUnavailable) -> WarehouseUnavailable:
    """What else goes wrong with a query of ours is ours to mend."""
    if isinstance(error, WarehouseUnavailable):
        return error
    return WarehouseUnavailable(str(error.orig).split("\n")[0], mend="tell the keepers of Concord")


def _known(connection: Connection) -> Known:
    """The last load in what the session sees; views named without a schema are those of the present or the past."""
    found = read_query(connection, "SELECT load_number, committed_at FROM load ORDER BY load_number DESC LIMIT 1")
    if found.empty:
        raise UsageWrong("no night has run on this home", mend="run concord night, or name another --home")
    return Known(int(found["load_number"].iloc[0]), found["committed_at"].iloc[0].to_pydatetime())


def _values(connection: Connection, question: Question, given: Mapping[str, str]) -> dict[str, Any]:
    """Each parameter with the value that is given, else with what its default gives."""
    names = [parameter.name for parameter in question.parameters]
    for name in given:
        if name not in names:
            raise _unlike(name, f"parameter of question {question.number}", names, "--set")
    if not names:
        return {}
    defaults = ", ".join(f"{p.default} AS {p.name}" for p in question.parameters)
    row = read_query(connection, f"SELECT {defaults}").iloc[0]
    values = {name: row[name].item() if hasattr(row[name], "item") else row[name] for name in names}
    for parameter in question.parameters:
        if parameter.name in given:
            values[parameter.name] = _read_value(connection, parameter, given[parameter.name])
    return values


def _read_value(connection: Connection, parameter: Parameter, text: str) -> Any:
    where = f"--set {parameter.name}={text}"
    if parameter.kind == "date":
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise UsageWrong(f"{text!r} is no day", where=where, mend="write it as 2026-03-02") from None
    if parameter.kind == "integer":
        if not text.isdecimal() or not 0 < int(text) < MOST:
            raise UsageWrong(f"{text!r} is no whole number above 0", where=where, mend=parameter.meaning)
        return int(text)
    if text and parameter.kind == "office" and text not in SPONSOR_OFFICE:
        raise _unlike(text, "sponsor office", list(SPONSOR_OFFICE), where)
    if text and parameter.kind == "provider":
        known = read_query(connection, "SELECT provider_id FROM provider_status ORDER BY 1")["provider_id"].tolist()
        if text not in known:
            raise _unlike(text, "provider that this home knows", known, where)
    return text


def _unlike(word: str, what: str, known: list[str], where: str) -> UsageWrong:
    near = get_close_matches(word, known, 1)
    meant = f"did you mean {near[0]}? " if near else ""
    listed = f"there are {', '.join(known)}" if known else "it has none"
    return UsageWrong(f"{word!r} is no {what}", where=where, mend=meant + listed)
