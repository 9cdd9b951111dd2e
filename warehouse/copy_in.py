"""DataFrames into tables by COPY: columns are written as CSV by Arrow, whole columns at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from psycopg import sql
from pyarrow import csv
from sqlalchemy.engine import Connection

from contracts.fields import MULTI
from warehouse.connections import driver, translated_errors

Values = pa.Array
"""The values of one column, in the form that COPY takes."""

SLICE_ROWS = 10_000
_WRITE = csv.WriteOptions(include_header=False, quoting_style="needed")
_HEX_DIGITS = np.frombuffer(b"0123456789abcdef", dtype=np.uint8)
_ARRAY_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"'})
_NOT_TEXT = "\0"
_STANDS_FOR_NUL = "\N{REPLACEMENT CHARACTER}"


def copy_rows(connection: Connection, table: str, columns: Mapping[str, pa.Array]) -> int:
    """Append rows to a table of schema core, in the connection's transaction.

    Args:
        table: name of the table.
        columns: name to values in the form that the functions of this module give.

    Returns:
        The number of rows that the server took.
    """
    statement = sql.SQL("COPY core.{} ({}) FROM STDIN (FORMAT csv, ENCODING 'UTF8')").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with translated_errors(f"core.{table}"), driver(connection).cursor() as cursor:
        with cursor.copy(statement) as copy:
            for block in csv_blocks(columns):
                copy.write(block)
        return cursor.rowcount


def csv_blocks(columns: Mapping[str, pa.Array]) -> Iterator[memoryview | bytes]:
    """The rows as CSV in blocks: texts quoted, so that a blank text differs from a missing one, which is not."""
    table = pa.table(dict(columns))
    for start in range(0, len(table), SLICE_ROWS):
        sink = pa.BufferOutputStream()
        csv.write_csv(table.slice(start, SLICE_ROWS), sink, _WRITE)
        block = memoryview(sink.getvalue()).cast("B")
        yield _without_nul(block)


def _without_nul(block: memoryview) -> memoryview | bytes:
    """The block as it is; where a text holds the one character that PostgreSQL refuses, with that one replaced."""
    if not np.any(np.frombuffer(block, dtype=np.uint8) == 0):
        return block
    return bytes(block).replace(_NOT_TEXT.encode(), _STANDS_FOR_NUL.encode())


def texts(column: pd.Series) -> pa.Array:
    """Texts, missing where the column has no value."""
    return _whole(pa.array(column, type=pa.large_string(), from_pandas=True))


def json_texts(column: pd.Series) -> pa.Array:
    """JSON as text; an escaped NUL, which PostgreSQL cannot hold as text, is replaced."""
    values = texts(column)
    if pc.any(pc.match_substring(values, r"\u0000")).as_py():
        values = pc.replace_substring(values, r"\u0000", r"\ufffd")
    return values


def integers(column: pd.Series) -> pa.Array:
    """Whole numbers, missing where the column has no value."""
    return _whole(pa.array(column, type=pa.int64(), from_pandas=True))


def decimals(column: pd.Series) -> pa.Array:
    """Numbers, missing where the column has no value."""
    return _whole(pa.array(column, type=pa.float64(), from_pandas=True))


def dates(column: pd.Series) -> pa.Array:
    """Days, missing where the column has no value."""
    return _whole(pa.array(pd.to_datetime(column), from_pandas=True)).cast(pa.date32(), safe=False)


def timestamps(column: pd.Series) -> pa.Array:
    """Moments in UTC, missing where the column has no value."""
    moments = pd.to_datetime(column, utc=True)
    return _whole(pa.array(moments, type=pa.timestamp("us", tz="UTC"), from_pandas=True))


def byte_strings(column: pd.Series) -> pa.Array:
    """Bytes of equal length, in PostgreSQL's hexadecimal form; missing where the column has no value."""
    missing = column.isna().to_numpy()
    present = b"".join(column[~missing])
    count = len(column) - int(missing.sum())
    if count == 0:
        return pa.nulls(len(column), pa.string())
    width = len(present) // count
    octets = np.frombuffer(present, dtype=np.uint8).reshape(count, width)
    digits = np.empty((count, 2 + 2 * width), dtype=np.uint8)
    digits[:, 0], digits[:, 1] = ord("\\"), ord("x")
    digits[:, 2::2], digits[:, 3::2] = _HEX_DIGITS[octets >> 4], _HEX_DIGITS[octets & 15]
    offsets = np.arange(count + 1, dtype=np.int32) * digits.shape[1]
    filled = pa.StringArray.from_buffers(count, pa.py_buffer(offsets), pa.py_buffer(digits))
    if count == len(column):
        return filled
    places = np.where(missing, 0, np.cumsum(~missing) - 1)
    return pc.take(filled, pa.array(places, mask=missing))


def text_lists(column: pd.Series) -> pa.Array:
    """Cells whose values are joined by MULTI, as PostgreSQL arrays; each distinct cell is written once."""
    encoded = texts(column).dictionary_encode()
    literals = [array_literal(cell.split(MULTI)) for cell in encoded.dictionary.to_pylist()]
    return pc.take(pa.array(literals, pa.large_string()), encoded.indices)


def array_literal(values: list[str]) -> str:
    """Texts as PostgreSQL writes an array of them; a list of one blank text is an empty array."""
    if values == [""]:
        return "{}"
    return "{" + ",".join(f'"{value.translate(_ARRAY_ESCAPES)}"' for value in values) + "}"


def repeated(value: str | int, rows: int) -> pa.Array:
    """One value in every row."""
    return pa.repeat(pa.scalar(value), rows)


def missing(rows: int) -> pa.Array:
    """No value in any row."""
    return pa.nulls(rows, pa.string())


def _whole(values: pa.Array | pa.ChunkedArray) -> pa.Array:
    return values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
