"""A report: one record as a provider means it, in canonical values, with the truth that it stands for."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

import pandas as pd

from contracts.fields import FIELDS, MULTI

Codes = tuple[str, ...]


@dataclass(frozen=True)
class Report:
    """What a provider says about one piece of work; None and () mean that it says nothing.

    `engagement_id` is the truth behind it; `first_night` the night (1 to 3) on which it is first delivered.
    Dates are the first day of what is said, with the precision beside them.
    """

    engagement_id: str
    first_night: int
    provider_id: str
    source_record_id: str
    source_revision: int
    record_kind: str
    parent_record_id: str | None
    record_state: str
    lifecycle_status: str
    scope_class: str
    sharing_level: str
    title: str
    summary: str | None
    sponsor_office: Codes
    program: Codes
    award_number: str | None
    planned_start: date | None
    planned_start_precision: str | None
    planned_end: date | None
    planned_end_precision: str | None
    actual_start: date | None
    actual_start_precision: str | None
    actual_end: date | None
    actual_end_precision: str | None
    requested_on: date | None
    source_updated_at: datetime | None
    geographic_scope: str
    jurisdiction: Codes
    acf_region: int | None
    recipient_type: Codes
    recipient_name: str | None
    sector: Codes
    core_element: Codes
    service_area: Codes
    population_focus: Codes
    topic: Codes
    intensity: str
    ta_type: str
    delivery_mode: Codes
    planned_hours: float | None
    event_hours: float | None
    provider_hours: float | None
    participants_in_person: int | None
    participants_virtual: int | None
    participants_total: int | None
    partners: tuple[tuple[str, str], ...]
    joint_project_id: str | None
    partner_source_ref: Codes
    collaboration_level: str | None
    open_to_collaboration: str | None
    recipient_strengths: str | None
    peer_expert_used: str | None
    outcome_dimension: Codes
    outcome_note: str | None


TRUTH_ONLY = ("engagement_id", "first_night")
REPORT_FIELDS: tuple[str, ...] = tuple(field.name for field in fields(Report) if field.name not in TRUTH_ONLY)


def said_content(report: Report) -> tuple[object, ...]:
    """What counts as the report's content: two versions with the same content are no change."""
    return tuple(getattr(report, name) for name in REPORT_FIELDS if name != "source_updated_at")


def tabulate_reports(reports: Iterable[Report]) -> pd.DataFrame:
    """One row a report by a provider: truth ids, then canonical values; several values in a cell joined by MULTI."""
    rows = [{name: _cell(getattr(report, name)) for name in (*TRUTH_ONLY, *REPORT_FIELDS)} for report in reports]
    frame = pd.DataFrame(rows, columns=[*TRUTH_ONLY, *REPORT_FIELDS])
    kinds = {"integer": "Int64", "decimal": "float64", "date": "datetime64[s]", "timestamp": "datetime64[us, UTC]"}
    return frame.astype({name: kinds.get(FIELDS[name].kind, "str") for name in REPORT_FIELDS})


def _cell(value: Any) -> Any:
    if not isinstance(value, tuple):
        return value
    if value and isinstance(value[0], tuple):
        return json.dumps([{"organisation": name, "role": role} for name, role in value])
    return MULTI.join(value) if value else None
