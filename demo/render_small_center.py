"""The small centre's file: Concord's own template as CSV, with only the columns that it has."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from contracts.fields import DELIVERABLE
from demo.cast import PROVIDERS
from demo.speech import say_number, speak
from demo.wrongs import Row

HEADER: tuple[str, ...] = tuple(name for name in DELIVERABLE if PROVIDERS["small_center"].carries(name))


def render_small_center(rows: Sequence[Row]) -> bytes:
    """The file as UTF-8 CSV; several values in a cell are separated by a semicolon."""
    text = io.StringIO()
    writer = csv.DictWriter(text, HEADER, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: _cell(value) for name, value in speak(row).items()})
    return text.getvalue().encode("utf-8")


def _cell(value: object) -> str:
    if isinstance(value, list):
        return ";".join(value)
    return say_number(value) if isinstance(value, (int, float)) else str(value or "")
