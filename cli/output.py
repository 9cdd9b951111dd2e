"""Where rows go: to the screen, or into a file that other programs open."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import pandas as pd
import typer

from cli.screen import say, show
from contracts.errors import UsageWrong

if TYPE_CHECKING:
    from reports.answer_file import About


class Output(StrEnum):
    """How rows are given."""

    table = "table"
    csv = "csv"
    parquet = "parquet"
    xlsx = "xlsx"


OutputOption = Annotated[
    Output | None, typer.Option("--output", help="table, csv, parquet or xlsx; else by the name of --file, else table.")
]
FileOption = Annotated[
    Path | None, typer.Option("--file", help="File to write; parquet and xlsx need one.")
]


def choose_output(output: Output | None, file: Path | None) -> Output:
    """The form that is asked for: by --output, else by the file's suffix.

    Raises:
        UsageWrong: form and file do not go together, or the file's folder is missing.
    """
    if file is None:
        if output in (Output.parquet, Output.xlsx):
            raise UsageWrong(f"{output} needs a file", where="--output", mend=f"add --file answer.{output}")
        return output or Output.table
    if not file.parent.is_dir() or file.is_dir():
        raise UsageWrong("it cannot be written there", where=str(file), mend="name a file in a folder that exists")
    suffix = file.suffix.removeprefix(".").lower()
    if output is None:
        if suffix not in (Output.csv, Output.parquet, Output.xlsx):
            raise UsageWrong("its name does not say what it is to be", where=str(file), mend="end it in .csv, .parquet "
                             "or .xlsx, or add --output")  # fmt: skip
        return Output(suffix)
    if output is Output.table:
        raise UsageWrong("a table goes to the screen", where="--file", mend="choose csv, parquet or xlsx")
    return output


def give(rows: pd.DataFrame, output: Output, file: Path | None, about: About) -> None:
    """Give rows as `choose_output` chose."""
    from reports.answer_file import shown, write_csv, write_parquet, write_workbook

    if output is Output.table:
        show(shown(rows))
    elif output is Output.csv:
        write_csv(rows, file or sys.stdout)
    elif file is not None:
        {Output.parquet: write_parquet, Output.xlsx: write_workbook}[output](rows, file, about)
    if file is not None:
        say(f"Wrote {len(rows):,} rows to {file}")
