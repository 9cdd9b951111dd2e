"""Commands that ask the warehouse: the 22 questions, and any query."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Annotated

import pandas as pd
import typer

from cli.options import AsOfOption, HomeOption, read_moment
from cli.output import FileOption, Output, OutputOption, choose_output, give
from cli.screen import say, say_next, show
from contracts.errors import UsageWrong
from nights.settings import Settings

if TYPE_CHECKING:
    from nights.questions import Answer
    from reports.answer_file import About
    from warehouse.question import Question

SetOption = Annotated[
    list[str] | None, typer.Option("--set", help="Set a parameter, as fiscal_year=2026; may stand several times.")
]


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(ask)
    app.command()(sql)


def ask(
    number: Annotated[int | None, typer.Argument(help="Number of a question; all are listed when left out.")] = None,
    setting: SetOption = None,
    home: HomeOption = None,
    output: OutputOption = None,
    file: FileOption = None,
    as_of: AsOfOption = "",
) -> None:
    """Ask one of the 22 questions, with an analyst's rights; as of any past moment, too.

    Examples:

      concord ask

      concord ask 1

      concord ask 5 --set days=60 --output csv > requests.csv

      concord ask 13 --as-of 2026-03-02 --file duplicates.xlsx

    Exit codes: 0 done; 2 no such question, parameter, value or moment; 5 the warehouse is away.
    """
    from nights.questions import answer_question, find_question
    from warehouse.question import read_questions

    if number is None:
        _list(list(read_questions().values()))
        return
    question = find_question(number)
    form = choose_output(output, file)
    found = answer_question(
        Settings.from_environment(home=home), question, read_pairs(setting, "--set"), read_moment(as_of)
    )
    if form is Output.table:
        say(f"{number}. {question.title}")
        say(question.says)
        say("; ".join(f"{name}: {text}" for name, text in _facts(found).items() if name != "Says"))
    give(found.rows, form, file, about_answer(found))
    if form is Output.table:
        for column in question.columns:
            say(f"  {column.name}: {column.in_words}")
        say_next(*_next(found))


def sql(
    query: Annotated[str, typer.Argument(help="One SELECT over schema mart; - reads it from standard input.")],
    home: HomeOption = None,
    output: OutputOption = None,
    file: FileOption = None,
    as_of: AsOfOption = "",
) -> None:
    """Ask the warehouse with an analyst's rights; as of any past moment, too.

    Examples:

      concord sql "select provider_id, count(*) from record group by 1"

      concord sql --as-of 2026-03-02 "select count(*) from overlap"

      concord sql --output csv "select * from mart.overlap" > overlaps.csv

      concord sql --file overlaps.parquet "select * from mart.overlap"
    """
    from nights.status import ask as ask_marts
    from reports.answer_file import About

    form = choose_output(output, file)
    text = sys.stdin.read() if query == "-" else query
    rows = ask_marts(Settings.from_environment(home=home), text, read_moment(as_of))
    facts = {"Query": text.strip(), "As of": as_of or "now"}
    give(rows, form, file, About("An analyst's query", facts, _meanings(text)))
    if form is Output.table:
        say(f"{len(rows):,} rows")


def _meanings(query: str) -> dict[str, str]:
    """What columns mean in the views that a query names; a query's own columns have no meaning but the query's."""
    from warehouse.dictionary import describe_view
    from warehouse.mart.views import VIEWS

    named = [name for name in VIEWS if re.search(rf"\b{name}\b", query)]
    return {column: str(found.told) for name in named for column, found in describe_view(name).items()}


def read_pairs(texts: list[str] | None, option: str) -> dict[str, str]:
    """Name to value of texts as name=value.

    Raises:
        UsageWrong: one is written otherwise, or a name stands twice.
    """
    found: dict[str, str] = {}
    for text in texts or []:
        name, equals, value = text.partition("=")
        if not equals or not name.strip() or name.strip() in found:
            raise UsageWrong(f"{text!r} does not say one name and its value", where=option, mend="write it once, as "
                             "fiscal_year=2026")  # fmt: skip
        found[name.strip()] = value.strip()
    return found


def about_answer(found: Answer) -> About:
    """What stands beside an answer in a file."""
    from reports.answer_file import About

    return About(f"{found.question.number}. {found.question.title}", _facts(found), found.question.meanings)


def _facts(found: Answer) -> dict[str, str]:
    moment = f"{found.known.committed_at:%Y-%m-%d %H:%M:%S} UTC, load {found.known.load_number}"
    asked = {name.replace("_", " ").capitalize(): str(value) or "all" for name, value in found.values.items()}
    return {"Says": found.question.says, "Known at": moment, "Read as": "an analyst", **asked}


def _next(found: Answer) -> list[str]:
    number, key = found.question.number, found.question.key[0]
    lines = [f"concord trace ask {number}", f"concord ask {number} --file answer.xlsx"]
    if len(found.rows):
        lines.insert(0, f"concord trace ask {number} --where {key}={found.rows[key].iloc[0]}")
    return lines


def _list(questions: list[Question]) -> None:
    table = pd.DataFrame(
        {
            "number": [question.number for question in questions],
            "question": [question.title for question in questions],
            "parameters": [
                ", ".join(f"{p.name} ({p.default or 'all'})" for p in question.parameters) for question in questions
            ],
        }
    )
    show(table, "What analysts ask; every answer can be traced to its records")
    say_next("concord ask 1", "concord ask 5 --set days=60", "concord trace ask 1")
