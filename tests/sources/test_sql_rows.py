"""How values of a database become text, and from where a table is read the next time."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from concord_sources.sql_cursor import next_start
from concord_sources.sql_rows import write_line


def at(hour: int) -> datetime:
    return datetime(2026, 3, 10, hour, tzinfo=UTC)


def test_every_kind_of_value_has_one_text() -> None:
    line = write_line(
        {
            "b": True, "a": Decimal("1E+2"), "c": date(2026, 3, 1), "d": float("nan"), "e": [Decimal("0.10"), None],
            "f": timedelta(minutes=1), "g": b"\x00\xff", "h": {"x": 1}, "i": at(1).replace(tzinfo=None),
        }
    )  # fmt: skip
    assert json.loads(line) == {
        "a": "100", "b": True, "c": "2026-03-01", "d": "nan", "e": ["0.10", None], "f": 60.0, "g": "00ff",
        "h": {"x": 1}, "i": "2026-03-10T01:00:00",
    }  # fmt: skip
    assert line.index(b'"a"') < line.index(b'"b"')


def test_the_next_reading_starts_before_the_last_change_and_never_in_the_future() -> None:
    clock = at(10)
    assert next_start(at(5), clock) == at(4)
    assert next_start(at(23), clock) == at(9)
    assert next_start(date(2026, 3, 9), clock) == date(2026, 3, 9)
    assert next_start(date(2027, 1, 1), clock) == date(2026, 3, 10)
    assert next_start(None, clock) is None
