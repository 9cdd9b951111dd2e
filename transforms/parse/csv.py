"""CSV to a table of strings: Arrow for the clean rows, an exact splitter for the others."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice

import numpy as np
import pyarrow as pa
import pyarrow.csv as arrow_csv

from contracts.errors import DeliveryUnreadable
from contracts.fields import MULTI
from transforms.parse.header import SEARCHED_ROWS, count_expected, find_header, name_columns, name_table
from transforms.parse.options import ReadOptions
from transforms.parse.parsed import Account, Block, Rows
from transforms.parse.records import Record, split_records
from transforms.parse.table import Column, clear_marks, drop_lines, make_block, text_array
from transforms.parse.text import decode_text, refuse_other_format

DELIMITERS = (",", ";", "\t", "|")
_SEPARATOR_LINE = re.compile(r"sep=(.)[\r\n]", re.IGNORECASE)


@dataclass
class _Shape:
    """Width and first row number of a table's body, and its rows that are too short."""

    width: int
    first: int
    account: Account
    short: list[int] = field(default_factory=list)

    def fit(self, record: Record, number: int) -> list[str] | None:
        """The record's cells at the table's width; None for a blank line and for a broken row, which is counted."""
        cells = record.cells
        if not record.closed:
            self.account.reject(number, "a quote opens in this row and is never closed", record.cells[0])
            return None
        if not any(map(str.strip, cells)):
            return None
        if any(map(str.strip, cells[self.width :])):
            self.account.reject(number, f"{len(cells)} cells where the header has {self.width}", ", ".join(cells))
            return None
        if len(cells) < self.width:
            self.short.append(number)
        return (cells + [""] * (self.width - len(cells)))[: self.width]


def parse_csv(content: bytes, options: ReadOptions, account: Account) -> list[Block]:
    """The table of one CSV part.

    Raises:
        DeliveryUnreadable: another format, no text, or more columns than any report has.
    """
    refuse_other_format(content, "csv", account.part)
    text = decode_text(content, options.encoding, account)
    text, delimiter = _take_delimiter(text, options)
    _refuse_bad_delimiter(delimiter, account)
    head = _read_head(text, delimiter, options)
    index = find_header([record.cells for record in head], options)
    if index is None:
        return []
    names = name_columns(head[index].cells, account, index + 1)
    shape = _Shape(len(names), index + 2, account)
    columns, numbers = _read_body(text, head[index].end, delimiter, shape)
    if shape.short:
        account.note(
            "short_row", f"{len(shape.short)} rows have fewer cells than the header; read as blank", row=shape.short[0]
        )
    columns, numbers = drop_lines(columns, numbers, "", options, account)
    table = name_table(names, columns, account, index + 1)
    if MULTI in text:
        table = clear_marks(table, account)
    return [make_block(table, numbers, "", options, account)]


def _refuse_bad_delimiter(delimiter: str, account: Account) -> None:
    if len(delimiter) != 1 or delimiter in '"\r\n' or ord(delimiter) > 127:
        raise DeliveryUnreadable(
            f"the delimiter {delimiter!r} cannot separate cells", where=account.part, mend="declare one character"
        )


def _take_delimiter(text: str, options: ReadOptions) -> tuple[str, str]:
    # Spreadsheets write the line `sep=;` before the header; it stays in place as a blank line, so rows keep numbers.
    said = _SEPARATOR_LINE.match(text)
    if said:
        return text[5:], options.delimiter or said[1]
    return text, options.delimiter or sniff_delimiter(text, options)


def sniff_delimiter(text: str, options: ReadOptions) -> str:
    """The delimiter that finds most expected names, then splits the header most finely, then most of the rows."""

    def fitness(delimiter: str) -> tuple[int, int, float]:
        rows = [record.cells for record in _read_head(text, delimiter, options)]
        index = find_header(rows, options)
        if index is None:
            return 0, 0, 0.0
        split = sum(len(cells) > 1 for cells in rows) / len(rows)
        return count_expected(rows[index], options), sum(bool(cell.strip()) for cell in rows[index]), split

    return max(DELIMITERS, key=fitness)


def _read_head(text: str, delimiter: str, options: ReadOptions) -> list[Record]:
    return list(islice(split_records(text, delimiter), max(SEARCHED_ROWS, options.header_row or 0)))


def _read_body(text: str, start: int, delimiter: str, shape: _Shape) -> tuple[list[Column], Rows]:
    body = text[start:]
    if not body.strip():
        return [text_array([])] * shape.width, np.empty(0, dtype=np.int64)
    fast = _read_clean(body.encode("utf-8", "replace"), delimiter, shape)
    return fast if fast is not None else _read_carefully(body, delimiter, shape)


def _read_carefully(body: str, delimiter: str, shape: _Shape) -> tuple[list[Column], Rows]:
    rows, numbers = _fit_all(enumerate(split_records(body, delimiter), shape.first), shape)
    return _columns_of(rows, shape.width), numbers


def _fit_all(records: enumerate[Record] | list[tuple[int, Record]], shape: _Shape) -> tuple[list[list[str]], Rows]:
    fitted = [(number, cells) for number, record in records if (cells := shape.fit(record, number)) is not None]
    return [cells for _, cells in fitted], np.array([number for number, _ in fitted], dtype=np.int64)


def _columns_of(rows: Sequence[Sequence[str]], width: int) -> list[Column]:
    return [text_array(column) for column in zip(*rows, strict=True)] if rows else [text_array([])] * width


def _read_clean(body: bytes, delimiter: str, shape: _Shape) -> tuple[list[Column], Rows] | None:
    """Reads with Arrow and fits the rows of another width by hand; None where Arrow cannot be trusted."""
    odd: list[arrow_csv.InvalidRow] = []

    def set_apart(row: arrow_csv.InvalidRow) -> str:
        odd.append(row)
        return "skip"

    names = [str(i) for i in range(shape.width)]
    try:
        table = arrow_csv.read_csv(
            pa.BufferReader(body),
            # One block: a record never straddles two, and Arrow then counts the records.
            read_options=arrow_csv.ReadOptions(use_threads=False, block_size=len(body) + 16, column_names=names),
            parse_options=arrow_csv.ParseOptions(
                delimiter=delimiter,
                newlines_in_values=True,
                ignore_empty_lines=False,
                invalid_row_handler=set_apart,
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.large_string()),
                strings_can_be_null=False,
                null_values=[],
                check_utf8=False,
            ),
        )
    except pa.ArrowException:
        return None
    columns: list[Column] = [pa.concat_arrays(column.chunks) for column in table.columns] if table.num_rows else []
    if _may_end_in_open_quote(body, columns, odd, delimiter):
        return None
    return _merge_odd(columns, table.num_rows, odd, delimiter, shape)


def _may_end_in_open_quote(body: bytes, columns: list[Column], odd: list[arrow_csv.InvalidRow], delimiter: str) -> bool:
    # Arrow takes an open quote at the end of the file for a cell, however many lines it swallowed.
    last = columns[-1][-1].as_py() if columns else ""
    swallowed = body.endswith(b'"' + last.replace('"', '""').encode())
    return b'"' in body and (
        swallowed or any(not record.closed for row in odd[-1:] for record in _split(row, delimiter))
    )


def _split(row: arrow_csv.InvalidRow, delimiter: str) -> list[Record]:
    return list(split_records(row.text, delimiter))


def _merge_odd(
    columns: list[Column], rows: int, odd: list[arrow_csv.InvalidRow], delimiter: str, shape: _Shape
) -> tuple[list[Column], Rows]:
    count = rows + len(odd)
    numbers = np.arange(1, count + 1, dtype=np.int64)
    if not odd:
        return columns, numbers + shape.first - 1
    apart = np.array([row.number for row in odd], dtype=np.int64)
    clean = np.delete(numbers, apart - 1) + shape.first - 1
    records = [(row.number + shape.first - 1, _split(row, delimiter)[0]) for row in odd]
    fitted, fitted_numbers = _fit_all(records, shape)
    if not len(fitted):
        return columns or [text_array([])] * shape.width, clean
    joined = np.concatenate([clean, fitted_numbers])
    order = np.argsort(joined, kind="stable")
    extra = _columns_of(fitted, shape.width)
    merged = [pa.concat_arrays([a, b]) for a, b in zip(columns, extra, strict=True)] if columns else extra
    return [column.take(pa.array(order)) for column in merged], joined[order]
