"""Workbooks: days in both of Excel's calendars, numbers as text, and an archive that is made to fill a disk."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, date, datetime

import xlsxwriter

from tests.night.small_reports import TEMPLATE, Row

DAYS = ("actual_start", "actual_end")


def as_workbook(rows: Sequence[Row], *, is_1904: bool = False, hours_as_text: bool = False) -> bytes:
    """Rows as a workbook whose days are Excel's own and whose hours are numbers, unless they are to be texts."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "date_1904": is_1904}) as book:
        book.set_properties({"created": datetime(2026, 3, 1, tzinfo=UTC)})  # the same rows, the same bytes
        day = book.add_format({"num_format": "mm/dd/yyyy"})
        sheet = book.add_worksheet("reports")
        sheet.write_row(0, 0, TEMPLATE)
        for at, row in enumerate(rows, 1):
            for column, name in enumerate(TEMPLATE):
                if name in DAYS:
                    sheet.write_datetime(at, column, date.fromisoformat(row[name]), day)
                elif name == "event_hours" and not hours_as_text:
                    sheet.write_number(at, column, float(row[name]))
                else:
                    sheet.write_string(at, column, row[name])
    return out.getvalue()


def bomb(rows: Sequence[Row]) -> bytes:
    """A workbook of a few dozen kilobytes whose sheet unpacks to 60 MB."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(as_workbook(rows))) as sound,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed,
    ):
        for entry in sound.infolist():
            padding = b" " * 60_000_000 if entry.filename == "xl/worksheets/sheet1.xml" else b""
            packed.writestr(entry.filename, sound.read(entry) + padding)
    return out.getvalue()
