"""The child-care centre's workbook: title rows with merged cells above the header, Excel dates, two sheets."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import xlsxwriter

from contracts.jurisdictions import JURISDICTIONS
from demo.numbering import KEY_JOINER
from demo.speech import speak
from demo.wrongs import Row

COLUMNS: tuple[tuple[str, str], ...] = (
    ("Work Order", ""), ("Line", ""), ("Kind of Record", "record_kind"), ("Answers Request", "parent_record_id"),
    ("Status", "lifecycle_status"), ("Title of Work", "title"), ("Description", "summary"),
    ("Scope of Work", "scope_class"), ("May Be Shared With", "sharing_level"), ("Program", "program"),
    ("Reach", "geographic_scope"), ("State or Territory", "jurisdiction"), ("Recipient Kind", "recipient_type"),
    ("Recipient", "recipient_name"), ("Requested", "requested_on"), ("Planned From", "planned_start"),
    ("Planned To", "planned_end"), ("Delivered From", "actual_start"), ("Delivered To", "actual_end"),
    ("Sectors", "sector"), ("System Elements", "core_element"), ("Families", "population_focus"), ("Topics", "topic"),
    ("Depth", "intensity"), ("Form of TA", "ta_type"), ("Mode", "delivery_mode"), ("Event Hours", "event_hours"),
    ("Staff Hours", "provider_hours"), ("In the Room", "participants_in_person"), ("Online", "participants_virtual"),
    ("People", "participants_total"), ("Partners", "partners"), ("Joint Project", "joint_project_id"),
)  # fmt: skip
"""Column of the workbook and the canonical field that it holds; the first two together are the key."""

RENAMED = {"Event Hours": "Event Hours (new)"}
"""A name that the contract does not know, for the night on which the header changes."""

SHEETS = ("Delivered TA", "Requested and Planned TA")
HEADER_ROW = 4

# The same in every rendering, so that the same rows give the same bytes; workbooks know no time zones.
WRITTEN = datetime(2026, 1, 5, 8)  # noqa: DTZ001


def render_child_care(rows: Sequence[Row], *, is_renamed: bool = False) -> bytes:
    """The workbook; `is_renamed` gives one column a name that the contract does not know."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    book.set_properties({"title": "TA entries", "author": "Child care", "created": WRITTEN})
    day = book.add_format({"num_format": "mm/dd/yyyy"})
    bold = book.add_format({"bold": True})
    for name in SHEETS:
        chosen = [row for row in rows if _sheet_of(row) == name]
        sheet = book.add_worksheet(name)
        sheet.merge_range(0, 0, 0, 7, "National Center on Child Care Systems", bold)
        sheet.merge_range(1, 0, 1, 7, f"{name}: all entries of the current and the last grant year")
        names = [RENAMED.get(title, title) if is_renamed else title for title, _ in COLUMNS]
        sheet.write_row(HEADER_ROW - 1, 0, names, bold)
        for line, row in enumerate(chosen, start=HEADER_ROW):
            _write_row(sheet, line, row, day)
        sheet.write_string(HEADER_ROW + len(chosen), 0, f"Total entries: {len(chosen)}", bold)
    book.close()
    return target.getvalue()


def _sheet_of(row: Row) -> str:
    return SHEETS[0] if row.report.record_kind in ("activity", "engagement", "product") else SHEETS[1]


def _write_row(sheet: Any, line: int, row: Row, day: Any) -> None:
    words = speak(row, dates_as_text=False)
    for column, value in enumerate(_values(words)):
        if isinstance(value, date):
            sheet.write_datetime(line, column, value, day)
        elif isinstance(value, (int, float)):
            sheet.write_number(line, column, value)
        elif value:
            sheet.write_string(line, column, value)


def _values(words: Mapping[str, Any]) -> list[Any]:
    order, line = str(words["source_record_id"]).split(KEY_JOINER)
    values: list[Any] = [order, int(line)]
    for _, field in COLUMNS[2:]:
        value = words[field]
        if field == "jurisdiction":
            value = [JURISDICTIONS[code] for code in value]
        values.append("; ".join(value) if isinstance(value, list) else value)
    return values
