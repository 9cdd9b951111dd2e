"""The questions that analysts ask, each one documented query over the marts in `warehouse/questions/NN_name.sql`.

A file is one query. Comments at its head tell what the answer says; its first part ends with a CTE `records`: the
records behind each row of the answer, which `-- answer` then counts. So an answer and its trace cannot tell different
things. Views are named without a schema: the same text asks the present and the past.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, cast, get_args

FOLDER = Path(__file__).parent / "questions"

Kind = Literal["integer", "date", "office", "provider"]

_FILE = re.compile(r"(\d\d)_(\w+)\.sql")
_PARAMETER = re.compile(r"(\w+) \((\w+)\) = (.+?): (.+)")
_COLUMN = re.compile(r"(\w+)(?: \(([^)]+?)(?:, ((?:not )?additive[^)]*))?\))?: (.+)")


@dataclass(frozen=True)
class Parameter:
    """What may be set in a question.

    Attributes:
        kind: integer, date, office or provider.
        default: SQL over the marts that gives its value where none is set.
    """

    name: str
    kind: Kind
    default: str
    meaning: str


@dataclass(frozen=True)
class Column:
    """A column of an answer.

    Attributes:
        unit: what a number counts; blank for all else.
        adds: of a number, whether its sum over rows means what one row means: "additive", "not additive", in words.
    """

    name: str
    meaning: str
    unit: str = ""
    adds: str = ""

    @property
    def in_words(self) -> str:
        """Meaning, unit and whether it adds up, in one line."""
        unit = f" ({self.unit})" if self.unit else ""
        return self.meaning + unit + (f"; {self.adds}" if self.adds else "")


@dataclass(frozen=True)
class Question:
    """One question.

    Attributes:
        number: 1 to 22.
        says: what the answer tells, and what not.
        key: columns that tell the rows of the answer apart; the rows of `records` have them, too.
        head: the query up to its answer: it ends with the CTE `records`.
        answer: the rest, over `records`.
    """

    number: int
    name: str
    title: str
    says: str
    key: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    columns: tuple[Column, ...]
    head: str
    answer: str

    @property
    def query(self) -> str:
        """The whole query, with parameters as :name."""
        return f"{self.head}\n{self.answer}"

    @property
    def rows(self) -> str:
        """The query for the records behind the answer: its key columns, and what identifies each record."""
        return f"{self.head}\nSELECT * FROM records ORDER BY {', '.join(self.key)}"

    @property
    def meanings(self) -> dict[str, str]:
        """Column to its meaning in words."""
        return {column.name: column.in_words for column in self.columns}


@cache
def read_questions() -> dict[int, Question]:
    """Number to question, in the order of numbers.

    Raises:
        ValueError: a file is not written as this module says.
    """
    found = [read_question(path.name, path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.sql"))]
    return {question.number: question for question in found}


def read_question(file_name: str, text: str) -> Question:
    """A question from its file.

    Raises:
        ValueError: the file is not written as this module says.
    """
    named = _FILE.fullmatch(file_name)
    told, records, query = text.partition("-- records\n")
    head, answer, rest = query.partition("-- answer\n")
    if not (named and records and answer):
        raise ValueError(f"{file_name}: it needs NN_name.sql, a line '-- records' and a line '-- answer'")
    lines = list(_header_lines(told))
    once = {word: text for word, text in lines if word in ("title", "says", "key")}
    if set(once) != {"title", "says", "key"}:
        raise ValueError(f"{file_name}: its head needs title, says and key")
    return Question(
        int(named[1]), named[2], once["title"], once["says"], tuple(once["key"].split(", ")),
        tuple(_read_parameter(file_name, text) for word, text in lines if word == "parameter"),
        tuple(_read_column(file_name, text) for word, text in lines if word == "column"),
        head.strip(), rest.strip(),
    )  # fmt: skip


def _header_lines(told: str) -> Iterator[tuple[str, str]]:
    """Word and text of each line of a head; a line that is indented goes on with the one before."""
    whole = re.sub(r"\n--   +", " ", told)
    for line in whole.splitlines():
        found = re.fullmatch(r"-- (title|says|key|parameter|column):? (.+)", line)
        if not found:
            raise ValueError(f"this line of a head is none that is known: {line}")
        yield found[1], found[2]


def _read_parameter(file_name: str, text: str) -> Parameter:
    found = _PARAMETER.fullmatch(text)
    if not found or found[2] not in get_args(Kind):
        raise ValueError(f"{file_name}: a parameter is written 'name (integer) = default: meaning', not {text}")
    return Parameter(found[1], cast(Kind, found[2]), found[3], found[4])


def _read_column(file_name: str, text: str) -> Column:
    found = _COLUMN.fullmatch(text)
    if not found:
        raise ValueError(f"{file_name}: a column is written 'name (unit, additive): meaning', not {text}")
    return Column(found[1], found[4], found[2] or "", found[3] or "")
