"""Answers as files that other programs open: CSV, Parquet with the meanings of columns inside, and workbooks."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from contracts.errors import UsageWrong

MOST_SHEET_ROWS = 1_048_575
"""Rows of a sheet below its header."""

MOST_CELL_LETTERS = 32_767
MOST_EXACT = 2**53
"""Workbooks hold numbers as floating point: greater whole numbers are written as text."""

Formats = Mapping[type[date], Any]

_LITERAL = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


@dataclass(frozen=True)
class About:
    """What stands beside the rows of a file.

    Attributes:
        title: of the question or the query.
        facts: name to value: what it says, as of when it was asked, with which parameters.
        meanings: column to its meaning, unit and whether it adds up.
    """

    title: str
    facts: Mapping[str, str] = field(default_factory=dict)
    meanings: Mapping[str, str] = field(default_factory=dict)


def write_csv(rows: pd.DataFrame, target: Any) -> None:
    """Write rows as CSV; several values in a cell are joined by a comma."""
    shown(rows).to_csv(target, index=False)


def write_parquet(rows: pd.DataFrame, path: Path, about: About) -> None:
    """Write rows as Parquet: each column's meaning in its metadata (key `meaning`), title and facts in the file's."""
    table = pa.Table.from_pandas(rows.map(_without_json), preserve_index=False)
    fields = [
        one.with_metadata({"meaning": about.meanings[one.name]}) if about.meanings.get(one.name) else one
        for one in table.schema
    ]
    told = {"title": about.title, **about.facts}
    pyarrow.parquet.write_table(table.cast(pa.schema(fields, metadata=told)), path)


def write_workbook(rows: pd.DataFrame, path: Path, about: About) -> None:
    """Write rows as a workbook: a sheet with the rows, one with what they mean. No cell is a formula or a link.

    Raises:
        UsageWrong: a sheet does not hold so many rows.
    """
    if len(rows) > MOST_SHEET_ROWS:
        mend = "ask for less, or write CSV or Parquet"
        raise UsageWrong(f"a sheet holds {MOST_SHEET_ROWS:,} rows, and there are {len(rows):,}", mend=mend)
    with xlsxwriter.Workbook(str(path), {**_LITERAL, "remove_timezone": True}) as book:
        head = book.add_format({"bold": True})
        formats: Formats = {date: book.add_format({"num_format": "yyyy-mm-dd"}),
                   datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm"})}  # fmt: skip
        sheet = book.add_worksheet("Answer")
        _fill(sheet, [list(map(str, rows.columns)), *shown(rows).to_numpy(dtype=object).tolist()], formats)
        sheet.set_row(0, None, head)
        sheet.freeze_panes(1, 0)
        sheet.autofit(400)
        notes = book.add_worksheet("What it means")
        lines = [[about.title], *([name, text] for name, text in about.facts.items()), [], ["Column", "Meaning"]]
        _fill(notes, [*lines, *([str(name), about.meanings.get(str(name), "")] for name in rows.columns)], formats)
        notes.set_row(0, None, head)
        notes.set_column(0, 0, 30)
        notes.set_column(1, 1, 120)


def _fill(sheet: Worksheet, lines: list[list[Any]], formats: Formats) -> None:
    for at, line in enumerate(lines):
        for place, value in enumerate(line):
            _put(sheet, at, place, value, formats)


def _put(sheet: Worksheet, at: int, place: int, value: Any, formats: Formats) -> None:
    if _is_missing(value):
        return
    if isinstance(value, bool):
        sheet.write_boolean(at, place, value)
    elif isinstance(value, int | float | Decimal) and abs(float(value)) < MOST_EXACT:
        sheet.write_number(at, place, float(value))
    elif isinstance(value, datetime):
        moment = value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
        sheet.write_datetime(at, place, moment, formats[datetime])
    elif isinstance(value, date):
        sheet.write_datetime(at, place, value, formats[date])
    else:
        text = str(value)
        sheet.write_string(at, place, text if len(text) <= MOST_CELL_LETTERS else text[: MOST_CELL_LETTERS - 1] + "…")


def shown(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows with one value a cell: several joined by a comma, structures as JSON."""
    return rows.astype(object).map(_one_value)


def _one_value(value: Any) -> Any:
    if isinstance(value, list) and not any(isinstance(one, dict | list) for one in value):
        return ", ".join(map(str, value))
    return _without_json(value)


def _without_json(value: Any) -> Any:
    """A structure as JSON text; a list of plain values stays one."""
    is_structure = isinstance(value, dict) or (isinstance(value, list) and any(isinstance(v, dict) for v in value))
    return json.dumps(value, ensure_ascii=False, default=str) if is_structure else value


def _is_missing(value: Any) -> bool:
    return value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and value != value)
