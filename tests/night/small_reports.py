"""Small reports and the contracts that promise them: ten records of one provider, in several formats."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

Row = Mapping[str, str]

TEMPLATE = (
    "source_record_id", "title", "lifecycle_status", "actual_start", "actual_end", "jurisdiction", "sector",
    "core_element", "event_hours",
)  # fmt: skip
"""Columns of a small report in Concord's own template."""

MAPPED = {
    "ID": "source_record_id",
    "Title": "title",
    "Status": "lifecycle_status",
    "Start": {"to": "actual_start", "date": ["%d/%m/%Y", "iso"]},
    "End": {"to": "actual_end", "date": ["%d/%m/%Y", "iso"]},
    "State": "jurisdiction",
    "Sector": "sector",
    "Element": "core_element",
    "Hours": {"to": "event_hours", "number": "thousands"},
}
"""The same columns under a provider's own names, in the same order, with its own way to write days and numbers."""


def record(number: int, **changed: str) -> dict[str, str]:
    """One of the records, by its number from 1, with some of its cells changed."""
    plain = {
        "source_record_id": f"R-{number}", "title": f"Session {number} on financing", "lifecycle_status": "completed",
        "actual_start": f"2026-02-{number:02}", "actual_end": f"2026-02-{number:02}", "jurisdiction": "OH",
        "sector": "health", "core_element": "financing", "event_hours": "2.5",
    }  # fmt: skip
    return {**plain, **changed}


def records(changes: Mapping[int, Mapping[str, str]] | None = None, count: int = 10) -> list[dict[str, str]]:
    """All records, some of them changed: number to what differs."""
    return [record(number, **(changes or {}).get(number, {})) for number in range(1, count + 1)]


def as_csv(rows: Sequence[Row], header: Sequence[str] = TEMPLATE, line_end: str = "\r\n") -> str:
    """Rows as CSV under a header; cells in the order of the template."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator=line_end)
    writer.writerow(header)
    writer.writerows([row[name] for name in TEMPLATE] for row in rows)
    return out.getvalue()


def as_json(rows: Sequence[Row]) -> str:
    """Rows as JSON with their records at `data`."""
    return json.dumps({"data": list(rows)}, indent=1)


def as_xml(rows: Sequence[Row], doctype: str = "") -> str:
    """Rows as XML, one `report` each."""
    lines = ["".join(f"<{name}>{escape(text)}</{name}>" for name, text in row.items()) for row in rows]
    body = "\n".join(f"<report>{line}</report>" for line in lines)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{doctype}<reports>\n{body}\n</reports>\n'


def contract_of(slug: str, form: Any = "concord", **stated: Any) -> dict[str, Any]:
    """A contract that promises a small report in a drop folder of the home."""
    columns = {"concord": {}, "csv": MAPPED}.get(str(_kind(form)), {name: name for name in TEMPLATE})
    return {
        "provider": slug,
        "name": slug.replace("_", " ").title(),
        "sponsor_offices": ["ACF/OCC"],
        "contact": f"reports@{slug.replace('_', '-')}.example",
        "source": {"transport": "drop_folder", "path": f"inbox/{slug}/*", "format": form},
        "delivery": "full",
        "key": "ID" if columns is MAPPED else "source_record_id",
        "columns": columns,
        "defaults": {"scope_class": "systems_building", "sharing_level": "partners"},
        **stated,
    }


def _kind(form: Any) -> str:
    return str(form["kind"] if isinstance(form, dict) else form)


def write_contract(folder: Path, contract: Mapping[str, Any]) -> Path:
    """Write a contract into a folder of contracts; JSON is YAML too."""
    place = folder / str(contract["provider"]) / "contract.yaml"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(json.dumps(contract, indent=1), encoding="utf-8")
    return place
