"""Finds the row that names the columns, and names the columns by it."""

from __future__ import annotations

from collections.abc import Sequence

from contracts.errors import DeliveryUnreadable
from transforms.parse.options import MAX_COLUMNS, ReadOptions
from transforms.parse.parsed import Account
from transforms.parse.table import Column, filled_cells

SEARCHED_ROWS = 30


def tidy_name(text: str) -> str:
    """A column's name as a contract writes it: line breaks and repeated blanks become one blank."""
    return " ".join(text.replace("﻿", "").split())


def find_header(rows: Sequence[Sequence[str]], options: ReadOptions) -> int | None:
    """Index of the header among the first rows; None where there is none.

    The declared row, else the one of the first 30 with most of the expected names, else the first with any text.
    """
    if options.header_row is not None:
        index = options.header_row - 1
        return index if index < len(rows) and any(map(str.strip, rows[index])) else None
    searched = rows[:SEARCHED_ROWS]
    scores = [count_expected(row, options) for row in searched]
    if scores and max(scores) > 0:
        return scores.index(max(scores))
    return next((i for i, row in enumerate(rows) if any(map(str.strip, row))), None)


def count_expected(row: Sequence[str], options: ReadOptions) -> int:
    """How many of the names that the contract expects stand in a row."""
    return len({tidy_name(cell) for cell in row} & options.expected_columns) if options.expected_columns else 0


def name_columns(header: Sequence[str], account: Account, row: int, sheet: str = "") -> list[str]:
    """A name for each column, all different: repeated ones are numbered, "" where the header is blank.

    Raises:
        DeliveryUnreadable: more columns than any report has.
    """
    if len(header) > MAX_COLUMNS:
        raise DeliveryUnreadable(
            f"{len(header):,} columns; {MAX_COLUMNS:,} are the limit", where=f"{account.part}, row {row}"
        )
    names: list[str] = []
    taken = {tidy_name(cell) for cell in header}
    for cell in header:
        name = tidy_name(cell)
        if name and name in names:
            again = _next_free(name, taken)
            account.note(
                "duplicate_column", f"column {name} appears again; read as {again}", row=row, column=again, sheet=sheet
            )
            name = again
            taken.add(again)
        names.append(name)
    return names


def _next_free(name: str, taken: set[str]) -> str:
    number = 2
    while f"{name} ({number})" in taken:
        number += 1
    return f"{name} ({number})"


def name_table(
    names: Sequence[str], columns: Sequence[Column], account: Account, row: int, sheet: str = ""
) -> dict[str, Column]:
    """The columns by name: an unnamed one with values is `column 3`, one that is blank throughout is dropped."""
    table: dict[str, Column] = {}
    for number, (name, column) in enumerate(zip(names, columns, strict=True), 1):
        if name:
            table[name] = column
        elif filled_cells(column).any():
            free = f"column {number}"
            free = free if free not in names else _next_free(free, set(names))
            table[free] = column
            account.note("unnamed_column", f"column {number} has values but no name", row=row, column=free, sheet=sheet)
    return table
