"""Concord's own template: a header of canonical names and one example row."""

from __future__ import annotations

import csv
from pathlib import Path

from contracts.contract import code_list, nearest
from contracts.errors import UsageWrong
from contracts.fields import Field
from contracts.report_kinds import RECORD, REPORT_KINDS, ReportKind
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
    "feedback_id": "F-0001 (an example: delete this row)",
    "about_record_id": "2026-0001",
    "feedback_level": "session",
    "respondent_role": "family_member",
    "question": "Was it useful?",
    "rating": "4.2",
    "scale_min": "1",
    "scale_max": "5",
    "respondents": "12",
    "invited": "30",
    "collected_on": "2026-03-13",
    "joint_project_id": "JP-7",
    "lead_name": "other_center",
    "project_start": "2026-Q1",
    "project_status": "active",
    "action_id": "A-0001 (an example: delete this row)",
    "action": "Agree on one calendar of sessions",
    "owner_name": "Workgroup on states",
    "action_status": "open",
    "opened_on": "2026-02-01",
}


def write_template(file: Path, report: str = RECORD.name) -> None:
    """Write the template as CSV or, with the code lists on a second sheet, as XLSX.

    Args:
        report: kind of report, as contracts state it.

    Raises:
        UsageWrong: the name ends otherwise, or there is no such kind.
    """
    if report not in REPORT_KINDS:
        raise UsageWrong(f"{report!r} is no kind of report", where="--report", mend=nearest(report, REPORT_KINDS))
    kind = REPORT_KINDS[report]
    if file.suffix == ".csv":
        with file.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows([kind.deliverable, _example(kind)])
    elif file.suffix == ".xlsx":
        _write_workbook(file, kind)
    else:
        raise UsageWrong("a template is .csv or .xlsx", where=str(file), mend="name it reports.csv or reports.xlsx")


def _example(kind: ReportKind) -> list[str]:
    # A record belongs to no project in the example.
    left_out = "joint_project_id" if kind is RECORD else ""
    return ["" if name == left_out else EXAMPLES.get(name, "") for name in kind.deliverable]


def _write_workbook(file: Path, kind: ReportKind) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(str(file), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        bold = book.add_format({"bold": True})
        reports = book.add_worksheet("reports")
        reports.freeze_panes(1, 1)
        for at, (name, example) in enumerate(zip(kind.deliverable, _example(kind), strict=True)):
            reports.write_string(0, at, name, bold)
            reports.write_string(1, at, example)
        reports.set_column(0, len(kind.deliverable) - 1, 22)
        fields = book.add_worksheet(GUIDE_SHEET)
        for row, line in enumerate([("field", "needed", "meaning", "how to write it"), *map(_describe, _fields(kind))]):
            for column, text in enumerate(line):
                fields.write_string(row, column, text, bold if row == 0 else None)
        fields.set_column(0, 1, 24)
        fields.set_column(2, 3, 70)


def _fields(kind: ReportKind) -> list[Field]:
    return [kind.fields[name] for name in kind.deliverable]


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
