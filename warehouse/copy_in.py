"""DataFrames into tables by COPY: Arrow writes PostgreSQL's text format, whole columns at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from psycopg import sql
from sqlalchemy.engine import Connection

from contracts.fields import MULTI
from transforms.parse.parsed import letters_of
from warehouse.connections import driver, translated_errors

Values: TypeAlias = pa.Array
"""The values of one column, in the form that COPY takes."""

SLICE_ROWS = 2_500
_TEXT = pa.large_string()
_WRITTEN = pa.string()
"""Type of columns that are written as COPY reads them, with nothing left to escape."""
_TAB, _NOTHING, _LINE_END = (pa.scalar(text, _TEXT) for text in ("\t", "", "\n"))
# What the text format writes with a backslash; the backslash itself goes first.
_ESCAPES = (("\\", "\\\\"), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t"))
# COPY reads two backslashes as one: \\x begins bytes in hexadecimal digits.
_HEX_MARK = np.frombuffer(rb"\\x", dtype=np.uint8)
_ARRAY_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"'})
_NUL = b"\0"
_STANDS_FOR_NUL = "\N{REPLACEMENT CHARACTER}".encode()


def copy_rows(connection: Connection, table: str, columns: Mapping[str, Values]) -> int:
    """Append rows to a table of schema core, in the connection's transaction.

    Args:
        table: name of the table.
        columns: name to values in the form that the functions of this module give.

    Returns:
        The number of rows that the server took.
    """
    statement = sql.SQL("COPY core.{} ({}) FROM STDIN (FORMAT text, ENCODING 'UTF8')").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with translated_errors(f"core.{table}"), driver(connection).cursor() as cursor:
        with cursor.copy(statement) as copy:
            for block in copy_blocks(columns):
                copy.write(block)
        return cursor.rowcount


def copy_blocks(columns: Mapping[str, Values]) -> Iterator[memoryview | bytes]:
    """The rows in PostgreSQL's text format, some thousand a block; a missing value is \\N, a blank text is blank."""
    rows = len(next(iter(columns.values())))
    for start in range(0, rows, SLICE_ROWS):
        *cells, last = [_escaped(values.slice(start, SLICE_ROWS)) for values in columns.values()]
        # The last cell brings the end of the line: joining it to whole lines would copy them all once more.
        ends = pc.binary_join_element_wise(pc.fill_null(last, "\\N"), _LINE_END, _NOTHING)
        lines = pc.binary_join_element_wise(*cells, ends, _TAB, null_handling="replace", null_replacement="\\N")
        _, offsets, content = lines.buffers()
        end = int(np.frombuffer(offsets, dtype=np.int64)[len(lines)])
        yield _without_nul(memoryview(content)[:end])


def _escaped(values: Values) -> Values:
    """Values as texts in which no character ends a cell or a row."""
    if not pa.types.is_large_string(values.type):
        return values.cast(_TEXT)
    # Hardly any column needs it, so its bytes are searched at once before any text is looked at.
    content = letters_of(values)
    for text, written in _ESCAPES:
        if text.encode() in content:
            values = pc.replace_substring(values, text, written)
    return values


def _without_nul(block: memoryview) -> memoryview | bytes:
    """The block as it is; where a text holds the one character that PostgreSQL refuses, with that one replaced."""
    if not np.any(np.frombuffer(block, dtype=np.uint8) == 0):
        return block
    return bytes(block).replace(_NUL, _STANDS_FOR_NUL)


def texts(column: pd.Series) -> Values:
    """Texts, missing where the column has no value."""
    return _whole(pa.array(column, type=_TEXT, from_pandas=True))


def json_texts(column: pd.Series) -> Values:
    """JSON as text; an escaped NUL, which PostgreSQL cannot hold as text, is replaced."""
    values = texts(column)
    if rb"\u0000" in letters_of(values):
        values = pc.replace_substring(values, r"\u0000", r"\ufffd")
    return values


def integers(column: pd.Series) -> Values:
    """Whole numbers, missing where the column has no value."""
    return _whole(pa.array(column, type=pa.int64(), from_pandas=True))


def decimals(column: pd.Series) -> Values:
    """Numbers, missing where the column has no value."""
    return _whole(pa.array(column, type=pa.float64(), from_pandas=True))


def dates(column: pd.Series) -> Values:
    """Days, missing where the column has no value."""
    return _whole(pa.array(pd.to_datetime(column), from_pandas=True)).cast(pa.date32(), safe=False)


def timestamps(column: pd.Series) -> Values:
    """Moments in UTC, missing where the column has no value."""
    moments = pa.array(pd.to_datetime(column, utc=True), type=pa.timestamp("us", tz="UTC"), from_pandas=True)
    # Few moments are many rows': each distinct one is written once.
    encoded = _whole(moments).dictionary_encode()
    written = [f"{text}Z" for text in encoded.dictionary.cast(pa.timestamp("us")).cast(_TEXT).to_pylist()]
    return pc.take(pa.array(written, _WRITTEN), encoded.indices)


def byte_strings(column: pd.Series) -> Values:
    """Bytes of equal length, in PostgreSQL's hexadecimal form; missing where the column has no value."""
    values, missing = column.to_numpy(dtype=object), column.isna().to_numpy()
    count = len(values) - int(missing.sum())
    if count == 0:
        return pa.nulls(len(values), _WRITTEN)
    digits = np.frombuffer(b"".join(values[~missing]).hex().encode(), dtype=np.uint8).reshape(count, -1)
    written = np.concatenate([np.broadcast_to(_HEX_MARK, (count, len(_HEX_MARK))), digits], axis=1)
    offsets = np.arange(count + 1, dtype=np.int32) * written.shape[1]
    filled = pa.StringArray.from_buffers(count, pa.py_buffer(offsets), pa.py_buffer(written))
    if count == len(values):
        return filled
    places = np.where(missing, 0, np.cumsum(~missing) - 1)
    return pc.take(filled, pa.array(places, mask=missing))


def text_lists(column: pd.Series) -> Values:
    """Cells whose values are joined by MULTI, as PostgreSQL arrays; each distinct cell is written once."""
    cells = texts(column)
    if cells.null_count == len(cells):
        return cells
    encoded = cells.dictionary_encode()
    literals = [array_literal(cell.split(MULTI)) for cell in encoded.dictionary.to_pylist()]
    return pc.take(_escaped(pa.array(literals, _TEXT)).cast(_WRITTEN), encoded.indices)


def array_literal(values: list[str]) -> str:
    """Texts as PostgreSQL writes an array of them; a list of one blank text is an empty array."""
    if values == [""]:
        return "{}"
    return "{" + ",".join(f'"{value.translate(_ARRAY_ESCAPES)}"' for value in values) + "}"


def repeated(value: str | int, rows: int) -> Values:
    """One value in every row."""
    return pa.repeat(pa.scalar(value, _TEXT if isinstance(value, str) else None), rows)


def _whole(values: pa.Array | pa.ChunkedArray) -> Values:
    return values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
