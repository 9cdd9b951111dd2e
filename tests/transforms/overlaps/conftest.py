"""Records for the overlap rules, made from the few fields that a test is about."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from contracts.codes import CORE_ELEMENT, SECTOR
from contracts.fields import DATE_FIELDS, MULTI
from transforms.titles import title_key

MakeRecords = Callable[..., pd.DataFrame]

USUAL: dict[str, Any] = {
    "provider_id": "a", "source_record_id": "1", "record_kind": "activity", "lifecycle_status": "completed",
    "record_state": "active", "scope_class": "systems_building", "sharing_level": "partners",
    "title": "Fiscal mapping workshop", "planned_start": None, "planned_end": None, "actual_start": "2026-03-02",
    "actual_end": "2026-03-02", "requested_on": None, "geographic_scope": "state", "jurisdiction": "OH",
    "acf_region": None, "sector": "early_care_education", "core_element": "financing", "event_hours": 3.0,
    "participants_total": 20, "partners": None, "joint_project_id": None, "partner_source_ref": None,
}  # fmt: skip


def _frame(*given: dict[str, Any]) -> pd.DataFrame:
    rows = [USUAL | _plain(one) for one in given]
    frame = pd.DataFrame(rows, columns=[*USUAL, *(f"{name}_precision" for name in DATE_FIELDS)])
    for name in DATE_FIELDS:
        frame[name] = pd.to_datetime(frame[name]).astype("datetime64[s]")
        said = frame[f"{name}_precision"].astype("str").fillna("day")
        frame[f"{name}_precision"] = said.where(frame[name].notna())
    frame["requested_on"] = pd.to_datetime(frame["requested_on"]).astype("datetime64[s]")
    numbers = {"event_hours": "float64", "participants_total": "Int64", "acf_region": "Int64"}
    frame = frame.astype(numbers)
    texts = [name for name in frame.columns if name not in numbers and not str(frame[name].dtype).startswith("date")]
    frame[texts] = frame[texts].astype("str")
    return frame.assign(title_key=title_key(frame["title"]))


def _plain(one: dict[str, Any]) -> dict[str, Any]:
    """A record's fields: lists become cells, `day` the day on which it was delivered, `plan` the day it is planned."""
    said = {name: MULTI.join(value) if isinstance(value, list) else value for name, value in one.items()}
    if "names" in said:
        organisations = [{"organisation": name, "role": "contributor"} for name in said.pop("names").split(MULTI)]
        said["partners"] = json.dumps(organisations)
    if "day" in said:
        said |= {"actual_start": said["day"], "actual_end": said.pop("day")}
    if "plan" in said:
        days = {
            "planned_start": said["plan"],
            "planned_end": said.pop("plan"),
            "actual_start": None,
            "actual_end": None,
        }
        said = days | {"record_kind": "plan", "lifecycle_status": "planned"} | said
    return said


@pytest.fixture(scope="session")
def make_records() -> MakeRecords:
    """A function from mappings of what differs from a usual record to a frame of records."""
    return _frame


@pytest.fixture(scope="session")
def random_records() -> Callable[[int, int], pd.DataFrame]:
    """A function from a seed and a number to records dense enough that all rules find something."""

    def draw(seed: int, number: int) -> pd.DataFrame:
        random = np.random.default_rng(seed)
        return _frame(*(_draw_one(random, i) for i in range(number)))

    return draw


def _draw_one(random: np.random.Generator, number: int) -> dict[str, Any]:
    def pick(options: list[Any], weights: list[float] | None = None) -> Any:
        return options[int(random.choice(len(options), p=weights))]

    day = str(np.datetime64("2026-03-04") + int(random.integers(-90, 60)))
    words = ["mapping", "inclusion", "coaching", "referral", "screening", "budget", "part", "2", "3", "ohio"]
    is_open = bool(random.random() < 0.4)
    return {
        "provider_id": pick(["p1", "p2", "p3", "p4"]),
        "source_record_id": f"R{number}",
        "record_kind": pick(["activity", "engagement", "plan", "request", "lesson"], [0.5, 0.15, 0.2, 0.1, 0.05]),
        "lifecycle_status": pick(["planned", "in_progress", "requested"]) if is_open else "completed",
        "scope_class": pick(["systems_building", "cross_sector", "program_specific"], [0.5, 0.4, 0.1]),
        "sharing_level": pick(["partners", "public", "sponsor_only"], [0.6, 0.3, 0.1]),
        "title": " ".join(random.choice(words, 4)),
        "actual_start": None if is_open else day,
        "actual_end": None if is_open or random.random() < 0.3 else day,
        "planned_start": day if is_open else None,
        "actual_start_precision": pick(["day", "month", "quarter"], [0.8, 0.1, 0.1]),
        "requested_on": day if random.random() < 0.2 else None,
        "geographic_scope": pick(
            ["state", "multi_state", "regional", "national", "tribal"], [0.6, 0.2, 0.1, 0.05, 0.05]
        ),
        "jurisdiction": pick(["OH", "MI", f"OH{MULTI}MI", "TR-navajo", f"AZ{MULTI}TR-navajo"]),
        "acf_region": pick([5, None]),
        "core_element": pick(list(CORE_ELEMENT)[:3]),
        "sector": pick(list(SECTOR)[:2]),
        "event_hours": pick([1.0, 2.0, None]),
        "participants_total": pick([10, 20, None]),
        "joint_project_id": pick([None, f"JP-{int(random.integers(0, 20))}"], [0.85, 0.15]),
        "partner_source_ref": pick([None, f"R{int(random.integers(0, 300))}"], [0.9, 0.1]),
        "partners": pick([None, '[{"organisation":"p1","role":"lead"}]'], [0.9, 0.1]),
    }
