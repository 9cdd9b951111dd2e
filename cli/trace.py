"""Commands that go back from a figure to records, deliveries, files and rows."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.ask import SetOption, about_answer, read_pairs
from cli.options import AsOfOption, HomeOption, read_moment
from cli.output import FileOption, Output, OutputOption, choose_output, give
from cli.screen import say, say_next, show
from nights.settings import Settings

WhereOption = Annotated[
    list[str] | None,
    typer.Option("--where", help="Only what is behind the row with this value, as sponsor_office=CDC; may repeat."),
]

EXAMPLES = """From any figure back to records, deliveries, files and rows.

Examples:

  concord trace ask 1 --where fiscal_year=2026

  concord trace record family_support_network FS-0012
"""

trace = typer.Typer(name="trace", help=EXAMPLES, no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    trace.command("ask")(trace_ask)
    trace.command("record")(trace_record)
    trace.command("delivery")(trace_delivery)
    app.add_typer(trace)


def trace_ask(
    number: Annotated[int, typer.Argument(help="Number of the question.")],
    where: WhereOption = None,
    setting: SetOption = None,
    home: HomeOption = None,
    output: OutputOption = None,
    file: FileOption = None,
    as_of: AsOfOption = "",
) -> None:
    """The records behind an answer, or behind some of its rows; counted again, they give its figures.

    Examples:

      concord trace ask 1 --where fiscal_year=2026 --where sponsor_office=ACF/OHS

      concord trace ask 20 --output csv > deliveries.csv

    Exit codes: 0 done; 2 no such question, column or value; 5 the warehouse is away.
    """
    from nights.questions import find_question
    from nights.questions import trace_answer as find_rows

    question = find_question(number)
    form = choose_output(output, file)
    asked, wanted = read_pairs(setting, "--set"), read_pairs(where, "--where")
    found = find_rows(Settings.from_environment(home=home), question, asked, wanted, read_moment(as_of))
    give(found.rows, form, file, about_answer(found))
    if form is not Output.table:
        return
    say(f"{len(found.rows):,} rows behind {number}. {question.title}")
    if len(found.rows):
        first = found.rows.iloc[0]
        if "source_record_id" in found.rows.columns:
            say_next(f"concord trace record {first['provider_id']} {_quoted(first['source_record_id'])}")
        elif isinstance(first.get("delivery_id"), str):
            say_next(f"concord trace delivery {first['delivery_id']}")
    else:
        say_next(f"concord ask {number}")


def trace_record(
    provider: Annotated[str, typer.Argument(help="Slug of the provider.")],
    record: Annotated[str, typer.Argument(help="Its identifier of the record.")],
    home: HomeOption = None,
    output: OutputOption = None,
    file: FileOption = None,
    as_of: AsOfOption = "",
) -> None:
    """A record's versions: what changed when, and the delivery, file, sheet and row that told it.

    Examples:

      concord trace record family_support_network FS-0012

      concord trace record family_support_network FS-0012 --output csv

    Exit codes: 0 done; 2 no such provider or record; 5 the warehouse is away.
    """
    from nights.trace import trace_record as find_versions
    from reports.answer_file import About

    form = choose_output(output, file)
    found = find_versions(Settings.from_environment(home=home), provider, record, read_moment(as_of))
    if form is not Output.table:
        give(found, form, file, About(f"Versions of {provider} {record}"))
        return
    for version in found.to_dict("records"):
        say(f"Version {version.pop('version')}")
        for name, value in version.items():
            if value is not None and value == value and value != "":
                say(f"  {str(name).replace('_', ' '):16} {value}")
    deliveries = [one for one in found["delivery_id"] if isinstance(one, str)]
    if deliveries:
        say_next(f"concord trace delivery {deliveries[-1]}")


def trace_delivery(
    delivery: Annotated[str, typer.Argument(help="Its identifier, as submissions and versions show it.")],
    home: HomeOption = None,
    output: OutputOption = None,
    file: FileOption = None,
    as_of: AsOfOption = "",
) -> None:
    """A delivery: its verdict, files, sums and receipt, and the rows that it changed or that were rejected.

    As a file it gives those rows.

    Examples:

      concord trace delivery 2026-03-02.small_center.eab6c8070132.74fada

    Exit codes: 0 done; 2 no such delivery; 5 the warehouse is away.
    """
    from nights.trace import trace_delivery as find_delivery
    from reports.answer_file import About

    form = choose_output(output, file)
    files, rows = find_delivery(Settings.from_environment(home=home), delivery, read_moment(as_of))
    if form is not Output.table:
        give(rows, form, file, About(f"Rows of {delivery}"))
        return
    for name, value in files.drop(columns=["place", "part", "file_sha256", "file_bytes"]).iloc[0].items():
        if value is not None and value == value:
            say(f"{str(name).replace('_', ' '):18} {value}")
    show(files[["place", "part", "file_sha256", "file_bytes"]], "Files")
    show(rows.head(20), f"{len(rows):,} rows that it changed or that were rejected" + (", the first 20"
         if len(rows) > 20 else ""))  # fmt: skip
    say_next(f"concord trace delivery {delivery} --output csv")


def _quoted(text: str) -> str:
    return f'"{text}"' if " " in text else text
