"""Concord's own template: a header of canonical names and one example row."""

from __future__ import annotations

import csv
from pathlib import Path

from contracts.contract import code_list
from contracts.errors import UsageWrong
from contracts.fields import DELIVERABLE, FIELDS, Field
from transforms.parse.options import GUIDE_SHEET

EXAMPLES = {
    "source_record_id": "2026-0001",
    "source_revision": "1",
    "record_kind": "activity",
    "record_state": "active",
    "lifecycle_status": "completed",
    "title": "Fiscal mapping session with the state agency (an example: delete this row)",
    "actual_start": "2026-03-12",
    "actual_end": "2026-03-12",
    "geographic_scope": "state",
    "jurisdiction": "OH",
    "recipient_type": "state_agency",
    "sector": "early_care_education;family_support",
    "core_element": "financing",
    "delivery_mode": "virtual",
    "event_hours": "2.5",
    "participants_total": "18",
    "partners": "other_center:contributor",
}


def write_template(file: Path) -> None:
    """Write the template as CSV or, with the code lists on a second sheet, as XLSX.

    Raises:
        UsageWrong: the name ends otherwise.
    """
    if file.suffix == ".csv":
        with file.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows([DELIVERABLE, [EXAMPLES.get(name, "") for name in DELIVERABLE]])
    elif file.suffix == ".xlsx":
        _write_workbook(file)
    else:
        raise UsageWrong("a template is .csv or .xlsx", where=str(file), mend="name it reports.csv or reports.xlsx")


def _write_workbook(file: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(str(file), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        bold = book.add_format({"bold": True})
        reports = book.add_worksheet("reports")
        reports.freeze_panes(1, 1)
        for at, name in enumerate(DELIVERABLE):
            reports.write_string(0, at, name, bold)
            reports.write_string(1, at, EXAMPLES.get(name, ""))
        reports.set_column(0, len(DELIVERABLE) - 1, 22)
        fields = book.add_worksheet(GUIDE_SHEET)
        for row, line in enumerate([("field", "needed", "meaning", "how to write it"), *map(_describe, _fields())]):
            for column, text in enumerate(line):
                fields.write_string(row, column, text, bold if row == 0 else None)
        fields.set_column(0, 1, 24)
        fields.set_column(2, 3, 70)


def _fields() -> list[Field]:
    return [FIELDS[name] for name in DELIVERABLE]


def _describe(field: Field) -> tuple[str, str, str, str]:
    return field.name, field.need, field.meaning, _how(field)


def _how(field: Field) -> str:
    if field.code_list == "jurisdiction":
        return "postal codes such as OH, or TR- and a tribe's name; several separated by ;"
    if field.code_list:
        several = "; several separated by ;" if field.is_multiple else ""
        return "one of " + ", ".join(code_list(field.name)) + several
    plain = {
        "date": "2026-03-12; also 2026-03, 2026-Q1 or 2026",
        "timestamp": "2026-03-12T14:30:00Z",
        "integer": "a whole number",
        "decimal": "a number such as 2.5",
        "texts": "several separated by ;",
        "partners": "organization:role;… with role lead, co_lead or contributor",
    }
    return plain.get(field.kind, "text")
