"""The special-education centre's own database: one table, each row with the moment of its last change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from demo.speech import speak
from demo.wrongs import Row

SCHEMA = "ta"
TABLE = "service_record"

COLUMNS: dict[str, tuple[str, str]] = {
    "record_no": ("source_record_id", "integer PRIMARY KEY"), "rev": ("source_revision", "integer NOT NULL"),
    "kind_cd": ("record_kind", "text"), "state_cd": ("record_state", "text"),
    "parent_no": ("parent_record_id", "integer"), "status_cd": ("lifecycle_status", "text"),
    "class_cd": ("scope_class", "text"), "visibility_cd": ("sharing_level", "text"), "heading": ("title", "text"),
    "funders": ("sponsor_office", "text"), "programs": ("program", "text"), "award": ("award_number", "text"),
    "plan_start": ("planned_start", "date"), "plan_end": ("planned_end", "date"), "start_on": ("actual_start", "date"),
    "end_on": ("actual_end", "date"), "asked_on": ("requested_on", "date"), "reach_cd": ("geographic_scope", "text"),
    "state_list": ("jurisdiction", "text"), "recipient_cds": ("recipient_type", "text"),
    "recipient": ("recipient_name", "text"), "sector_cds": ("sector", "text"), "element_cds": ("core_element", "text"),
    "service_cds": ("service_area", "text"), "family_cds": ("population_focus", "text"), "subjects": ("topic", "text"),
    "depth_cd": ("intensity", "text"), "form_cd": ("ta_type", "text"), "mode_cds": ("delivery_mode", "text"),
    "plan_hours": ("planned_hours", "numeric(8,2)"), "hours": ("event_hours", "numeric(8,2)"),
    "staff_hours": ("provider_hours", "numeric(8,2)"), "in_room": ("participants_in_person", "integer"),
    "online": ("participants_virtual", "integer"), "attended": ("participants_total", "integer"),
    "partner_orgs": ("partners", "text"), "joint_project": ("joint_project_id", "text"),
    "partner_refs": ("partner_source_ref", "text"), "working_level": ("collaboration_level", "text"),
    "is_open": ("open_to_collaboration", "text"), "outcome_cds": ("outcome_dimension", "text"),
    "updated_at": ("source_updated_at", "timestamptz NOT NULL"),
}  # fmt: skip
"""Column of the table: canonical field that it holds, and SQL type. Several values in a text are separated by ;"""


def render_special_education(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Rows of the table, to be written over those with the same record_no."""
    return [_table_row(row) for row in rows]


def _table_row(row: Row) -> dict[str, Any]:
    words = speak(row, dates_as_text=False)
    cells: dict[str, Any] = {}
    for column, (field, kind) in COLUMNS.items():
        value = words[field]
        if isinstance(value, list):
            value = ";".join(value) or None
        cells[column] = int(value) if kind.startswith("integer") and value is not None else value
    return cells
