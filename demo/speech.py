"""What a provider writes for a report, field by field, before its format gives it a shape."""

from __future__ import annotations

from datetime import date
from typing import Any

from contracts.fields import DATE_FIELDS, FIELDS
from demo.dialects import word_for
from demo.report import REPORT_FIELDS, Report
from demo.wrongs import Row, misspell, misstate

Words = dict[str, Any]


def speak(row: Row, *, dates_as_text: bool = True) -> Words:
    """Canonical field to what is written: text, number, a list of texts, or None.

    Args:
        row: the report and its mishaps.
        dates_as_text: ISO text with its precision; else date objects, for formats that have them.
    """
    report = misstate(row.report, row.wrongs)
    words = {name: _word(report, name) for name in REPORT_FIELDS if not name.endswith("_precision")}
    if dates_as_text:
        for name in (*DATE_FIELDS, "requested_on"):
            day = getattr(report, name)
            words[name] = say_date(day, getattr(report, f"{name}_precision", "day")) if day else None
    return misspell(words, row.wrongs)


def _word(report: Report, name: str) -> Any:
    value = getattr(report, name)
    if name == "partners":
        return [f"{organisation}:{role}" for organisation, role in value]
    if FIELDS[name].kind == "codes":
        return [word_for(report.provider_id, name, code) for code in value]
    if FIELDS[name].kind == "code":
        return word_for(report.provider_id, name, value) if value is not None else None
    return list(value) if isinstance(value, tuple) else value


def say_date(day: date, precision: str) -> str:
    """A day as 2026-03-12, a month as 2026-03, a quarter as 2026-Q1."""
    if precision == "month":
        return f"{day:%Y-%m}"
    if precision == "quarter":
        return f"{day.year}-Q{(day.month - 1) // 3 + 1}"
    return day.isoformat()


def say_number(value: float | None) -> str:
    """A number as people type it: 3 rather than 3.0, nothing for nothing."""
    return "" if value is None else f"{value:g}"
