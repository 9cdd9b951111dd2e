"""What providers may tell, made up: a few values of each field, so that records meet, nest and change."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any, TypeVar

from contracts.codes import (
    ACTION_STATUS,
    FEEDBACK_LEVEL,
    LIFECYCLE_STATUS,
    PROJECT_STATUS,
    RECORD_KIND,
    RESPONDENT_ROLE,
    SHARING_LEVEL,
)
from contracts.fields import MULTI

T = TypeVar("T")
OFFICES = ("ACF/OCC", "ACF/OHS", "CDC")
PLACES = ("OH", "MI", "TR-navajo")
KEYS = tuple(f"r{number}" for number in range(9))
"""Identifiers of records: few, so that a delivery mostly tells of what is known."""


def some(chance: Random, values: Sequence[str]) -> str:
    """One or two of the values, as a cell holds them."""
    return MULTI.join(chance.sample(list(values), chance.randint(1, 2)))


def maybe(chance: Random, value: T) -> T | None:
    """The value, or nothing."""
    return value if chance.random() < 0.6 else None


def a_day(chance: Random) -> date:
    """A day of the year around the nights."""
    return date(2025, 9, 1) + timedelta(days=chance.randrange(360))


def record_row(chance: Random) -> dict[str, Any]:
    """What a record says, its identifier apart."""
    # Mostly activities that are shared: these meet each other.
    first = a_day(chance)
    return {
        "record_kind": chance.choice(["activity", "request", *RECORD_KIND]), "title": f"Title {chance.randrange(99)}",
        "lifecycle_status": chance.choice(["completed", "planned", *LIFECYCLE_STATUS]),
        "scope_class": chance.choice(["systems_building", "cross_sector", "cross_sector", "program_specific"]),
        "sharing_level": chance.choice(["public", "partners", "partners", *SHARING_LEVEL]),
        "sponsor_office": some(chance, OFFICES), "jurisdiction": some(chance, PLACES),
        "parent_record_id": maybe(chance, chance.choice(KEYS)),
        "joint_project_id": maybe(chance, chance.choice(["JP-1", "jp 1", "JP-2"])),
        "requested_on": maybe(chance, first), "planned_start": maybe(chance, first),
        "planned_start_precision": chance.choice(["day", "month"]),
        "actual_start": maybe(chance, a_day(chance)), "actual_start_precision": "day",
        "event_hours": maybe(chance, float(chance.randrange(9))), "participants_total": maybe(chance, 20),
        "intensity": chance.choice(["unknown", "intensive_sustained"]),
        "partners": maybe(chance, json.dumps([{"organisation": "Beta Center", "role": "lead"}])),
    }  # fmt: skip


def feedback_row(chance: Random) -> dict[str, Any]:
    """What feedback says."""
    return {
        "about_record_id": maybe(chance, chance.choice(KEYS)), "feedback_level": chance.choice([*FEEDBACK_LEVEL]),
        "respondent_role": chance.choice([*RESPONDENT_ROLE]), "rating": float(chance.randint(1, 5)),
        "scale_min": 1.0, "scale_max": 5.0, "respondents": chance.randrange(30), "invited": maybe(chance, 40),
        "collected_on": a_day(chance), "comment": f"Comment {chance.randrange(99)}",
    }  # fmt: skip


def project_row(chance: Random) -> dict[str, Any]:
    """What a report on a joint project says."""
    return {
        "title": f"Project {chance.randrange(99)}", "lead_name": maybe(chance, "Alpha Center"),
        "partners": json.dumps([{"organisation": "Gamma Center", "role": "contributor"}]),
        "sponsor_office": some(chance, OFFICES), "jurisdiction": some(chance, PLACES), "core_element": "financing",
        "project_start": a_day(chance), "project_start_precision": "day",
        "project_status": chance.choice([*PROJECT_STATUS]),
    }  # fmt: skip


def action_row(chance: Random) -> dict[str, Any]:
    """What a report on an improvement action says."""
    return {
        "action": f"Action {chance.randrange(99)}", "owner_name": "Workgroup", "opened_on": a_day(chance),
        "due_on": maybe(chance, a_day(chance)), "action_status": chance.choice([*ACTION_STATUS]),
    }  # fmt: skip


ROWS: dict[str, Callable[[Random], dict[str, Any]]] = {
    "record": record_row,
    "feedback": feedback_row,
    "joint_project": project_row,
    "improvement_action": action_row,
}
"""Kind of report to what one row of it says."""


def row(chance: Random, kind: str) -> dict[str, Any]:
    """What one row says, with whom it is shared, and what the provider wrote."""
    sharing = {"sharing_level": chance.choice([*SHARING_LEVEL]), "record_state": "active", "source_revision": 1}
    return {**sharing, "source_values": "{}", **ROWS[kind](chance)}
