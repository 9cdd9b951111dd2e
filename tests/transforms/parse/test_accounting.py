"""Every line of a delivery is a row, broken, or left out; and nothing but our own errors comes out."""

from __future__ import annotations

import csv
import io
import json
from typing import Literal

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from contracts.errors import ConcordError, DeliveryEmpty
from transforms.parse import ReadOptions, parse_parts
from transforms.parse.csv import _read_carefully, _read_clean, _Shape
from transforms.parse.parsed import Account

CELL = st.one_of(
    st.sampled_from(["", "", " ", "x", "Exported on 1 May", "1,5", 'say "hi"', "two\nlines", "é", "a\0b", "y" * 60]),
    st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=8),
)
LINES = st.lists(st.lists(CELL, min_size=1, max_size=6), min_size=1, max_size=20)


@settings(deadline=None, max_examples=120)
@given(LINES, st.sampled_from(["\n", "\r\n"]))
def test_rows_and_broken_and_left_out_are_all_lines_with_data(lines: list[list[str]], line_end: str) -> None:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator=line_end, quoting=csv.QUOTE_ALL)
    writer.writerows([["id", "title", "state"], *lines])
    delivered = sum(any(cell.strip() for cell in line) for line in lines)
    options = ReadOptions(kind="csv", footers=("^Exported on",), max_cell_chars=50)
    try:
        parsed = parse_parts([("a.csv", buffer.getvalue().encode())], options)
    except DeliveryEmpty:
        footers = sum([cell for cell in line if cell.strip()] == ["Exported on 1 May"] for line in lines)
        assert delivered == footers
        return
    assert len(parsed.rows) + len(parsed.broken) + len(parsed.left_out) == delivered
    seen = [*parsed.origin["row"], *parsed.broken["row"], *parsed.left_out["row"]]
    assert sorted(seen) == [i for i, line in enumerate(lines, 2) if any(cell.strip() for cell in line)]


@settings(deadline=None, max_examples=250)
@given(st.text(alphabet='ab ,"\n\r', max_size=60))
@example('a,b\n"x"y"z,1\n')
@example('"""')
@example('a,b\n1,2,"x""\n3,4')
def test_the_fast_and_the_careful_reading_agree(body: str) -> None:
    results = []
    for reader in ("fast", "careful"):
        account = Account("a")
        shape = _Shape(2, 2, account)
        if reader == "fast":
            result = _read_clean(body.encode(), ",", shape) if body.strip() else None
            if result is None:
                return
        else:
            result = _read_carefully(body, ",", shape)
        columns, numbers = result
        # Blank lines are dropped by both in the end; the fast reading may still carry them here.
        rows = [
            row
            for row in zip(numbers.tolist(), *[c.to_pylist() for c in columns], strict=True)
            if any(map(str.strip, row[1:]))
        ]
        results.append((rows, account.broken, shape.short))
    assert results[0] == results[1]


KINDS: list[Literal["csv", "xlsx", "json", "jsonl", "xml", "concord"]] = [
    "csv",
    "xlsx",
    "json",
    "jsonl",
    "xml",
    "concord",
]
STARTS = [
    b"",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"PK\x03\x04",
    b"\x1f\x8b\x08\x00",
    b"<a>",
    b"<?xml version='1.0'?><r>",
    b"[{",
    b'{"a":',
    b'a,b\n"',
]


@pytest.mark.parametrize("kind", KINDS)
@settings(deadline=None, max_examples=60)
@given(start=st.sampled_from(STARTS), rest=st.binary(max_size=300))
def test_random_bytes_give_a_table_or_our_own_error(kind: str, start: bytes, rest: bytes) -> None:
    options = ReadOptions(kind=kind, record_path="r" if kind == "xml" else "")  # type: ignore[arg-type]
    try:
        parsed = parse_parts([("noise", start + rest)], options)
    except ConcordError:
        return
    assert len(parsed.rows) == len(parsed.origin)
    assert all(isinstance(dtype, pd.StringDtype) for dtype in parsed.rows.dtypes)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "b", "a.b", "c[]"]), inner, max_size=3)
    ),
    max_leaves=12,
)


@settings(deadline=None, max_examples=80)
@given(st.lists(JSON, min_size=1, max_size=6))
def test_every_json_record_is_a_row_or_broken(records: list[object]) -> None:
    for kind, text in (("json", json.dumps(records)), ("jsonl", "\n".join(json.dumps(record) for record in records))):
        parsed = parse_parts([("a", text.encode())], ReadOptions(kind=kind))  # type: ignore[arg-type]
        assert len(parsed.rows) + len(parsed.broken) == len(records)
        objects = [i for i, record in enumerate(records, 1) if isinstance(record, dict)]
        assert set(parsed.origin["row"]) <= set(objects)
