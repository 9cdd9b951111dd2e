"""The last step of every reader: text columns become a checked table of strings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from contracts.errors import DeliveryUnreadable
from contracts.fields import MULTI
from transforms.parse.options import MAX_CELLS, ReadOptions
from transforms.parse.parsed import Account, Block, Rows, text_column

_LONE = re.compile("[\ud800-\udfff]")
Mask = npt.NDArray[np.bool_]
Column: TypeAlias = Any
"""An Arrow array of large strings; Arrow has no types of its own."""


def text_array(values: Sequence[str]) -> Column:
    """An Arrow column of texts; broken characters, which JSON can spell, become NUL and so break their row."""
    try:
        return pa.array(values, type=pa.large_string())
    except UnicodeError:
        return pa.array([_LONE.sub("\0", value) for value in values], type=pa.large_string())


def refuse_sprawl(rows: int, columns: int, where: str) -> None:
    """Refuse a table that would fill the memory, mostly with blanks.

    Raises:
        DeliveryUnreadable: more than MAX_CELLS cells.
    """
    if rows * columns > MAX_CELLS:
        raise DeliveryUnreadable(
            f"{rows:,} rows by {columns:,} columns are more than {MAX_CELLS:,} cells",
            where=where,
            mend="clear stray cells far from the table, skip paths that are not needed, or send smaller files",
        )


def make_block(
    columns: Mapping[str, Column], numbers: Rows, sheet: str, options: ReadOptions, account: Account
) -> Block:
    """Checks every row and sets the broken ones apart.

    Rows with a cell that is too long or holds an unreadable character are broken; the mark that joins several values
    is taken out of cells that hold it by themselves (readers of formats with lists do so before they join).
    """
    kept: Mask = np.ones(len(numbers), dtype=bool)
    for reason, wrong in _unreadable_cells(columns, options):
        for index in np.flatnonzero(wrong & kept):
            account.reject(int(numbers[index]), reason, row_text(columns.values(), int(index)), sheet)
        kept &= ~wrong
    if not kept.all():
        columns = {name: column.filter(pa.array(kept)) for name, column in columns.items()}
        numbers = numbers[kept]
    frame = pd.DataFrame({name: text_column(column) for name, column in columns.items()}, index=range(len(numbers)))
    return Block(account.part, sheet, frame, numbers)


def drop_lines(
    columns: Sequence[Column], numbers: Rows, sheet: str, options: ReadOptions, account: Account
) -> tuple[list[Column], Rows]:
    """Leaves out blank lines (uncounted: they hold nothing) and footers (counted, with their text)."""
    filled = count_filled(columns, len(numbers), enough=2)
    kept = filled > 0
    patterns = [re.compile(footer) for footer in options.footers]
    for index in np.flatnonzero(filled == 1) if patterns else ():
        text = row_text(columns, int(index))
        if any(pattern.search(text) for pattern in patterns):
            account.leave_out(int(numbers[index]), "footer", text, sheet)
            kept[index] = False
    if kept.all():
        return list(columns), numbers
    return [column.filter(pa.array(kept)) for column in columns], numbers[kept]


def clear_marks(columns: Mapping[str, Column], account: Account, sheet: str = "") -> dict[str, Column]:
    """Replaces the mark that joins values, where a cell of a format without lists holds it, by a blank."""
    cleared = dict(columns)
    for name, column in columns.items():
        if _may_hold(column, ord(MULTI)):
            cleared[name] = pc.replace_substring(column, MULTI, " ")
            message = "a control character (unit separator) was read as a blank"
            account.note("control_character", message, column=name, sheet=sheet)
    return cleared


def count_filled(columns: Sequence[Column], rows: int, enough: int) -> npt.NDArray[np.int32]:
    """How many cells of each row hold more than white space; not counted further once every row has enough."""
    filled = np.zeros(rows, dtype=np.int32)
    for column in columns:
        filled += filled_cells(column)
        if filled.min(initial=enough) >= enough:
            break
    return filled


def filled_cells(column: Column) -> Mask:
    """Whether each cell holds more than white space."""
    return _mask(pc.not_equal(pc.utf8_trim_whitespace(column), ""))


def row_text(columns: Iterable[Column], index: int) -> str:
    """The filled cells of a row in one line, for people."""
    return ", ".join(text for column in columns if (text := column[index].as_py().strip()))


def _unreadable_cells(columns: Mapping[str, Column], options: ReadOptions) -> list[tuple[str, Mask]]:
    found: list[tuple[str, Mask]] = []
    for name, column in columns.items():
        if not len(column):
            continue
        if pc.max(pc.binary_length(column)).as_py() > options.max_cell_chars:
            wrong = pc.greater(pc.utf8_length(column), options.max_cell_chars)
            found.append((f"column {name}: a cell has more than {options.max_cell_chars:,} characters", _mask(wrong)))
        if _may_hold(column, 0):
            wrong = pc.match_substring(column, "\0")
            found.append((f"column {name}: a character that is no text (NUL byte)", _mask(wrong)))
    return found


def _mask(values: pa.Array) -> Mask:
    return np.asarray(values.to_numpy(zero_copy_only=False), dtype=bool)


def _may_hold(column: Column, byte: int) -> bool:
    # The buffer may reach beyond a slice; a false alarm only costs the exact search.
    buffer = column.buffers()[2]
    return buffer is not None and bool((np.frombuffer(buffer, dtype=np.uint8) == byte).any())
