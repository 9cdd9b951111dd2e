"""Reports of every kind delivered through the real stage: pulled from a drop folder, judged, loaded."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import sqlalchemy as sa

from expectations.verdict import Judged
from nights.ingest import ingest_delivery
from nights.pull import pull_report
from nights.settings import Settings
from nights.warehouse_access import open_warehouse

CENTER = "center"
FOLDERS = {"feedback": "center_feedback", "joint_project": "center_projects", "improvement_action": "center_actions"}
"""Kind of report to the folder under which the center delivers it."""

RECORD = {
    "source_record_id": "R-1", "title": "Fiscal mapping", "lifecycle_status": "completed", "actual_start": "2026-02-01",
    "jurisdiction": "OH", "sector": "health", "core_element": "financing",
}  # fmt: skip
FEEDBACK = {
    "feedback_id": "F-1", "about_record_id": "R-1", "feedback_level": "session", "respondent_role": "Family member",
    "question": "Was it useful?", "rating": "4.2", "scale_min": "1", "scale_max": "5", "respondents": "12",
    "invited": "30", "collected_on": "2026-02-02", "comment": "It helped us plan.",
}  # fmt: skip
PROJECT = {
    "joint_project_id": "JP-7", "title": "One plan for Ohio", "description": "A shared plan.", "lead_name": "center",
    "partners": "Other Center:contributor", "sponsor_office": "ACF/OCC", "jurisdiction": "OH",
    "core_element": "governance", "project_start": "2026-Q1", "project_end": "2026-12", "project_status": "active",
}  # fmt: skip
ACTION = {
    "action_id": "A-1", "action": "Agree on one calendar", "owner_name": "Workgroup", "due_on": "2026-04-01",
    "action_status": "open", "came_from": "input:in-3", "opened_on": "2026-02-01", "closed_on": "",
}  # fmt: skip
GOOD = {"feedback": FEEDBACK, "joint_project": PROJECT, "improvement_action": ACTION}


@dataclass
class Deliveries:
    """One provider with a folder for records and one for each further kind."""

    settings: Settings

    def promise(self, folder: str, **stated: Any) -> None:
        """Write a contract in Concord's own template."""
        kind = stated.get("report", "record")
        sharing = {"sharing_level": "partners"}
        contract = {
            "provider": folder, "name": folder.replace("_", " ").title(), "sponsor_offices": ["ACF/OCC"],
            "contact": "reports@center.example", "delivery": "full", "absent_share": 1,
            "volume": {"least_share": 0},
            "source": {"transport": "drop_folder", "path": f"inbox/{folder}/*.csv", "format": "concord"},
            "defaults": sharing if kind != "record" else {"scope_class": "systems_building", **sharing},
            "free_text_may_leave": True, **stated,
        }  # fmt: skip
        place = self.settings.providers / folder / "contract.yaml"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(json.dumps(contract), encoding="utf-8")

    def promise_all(self) -> None:
        """The center with all its folders."""
        self.promise(CENTER)
        for kind, folder in FOLDERS.items():
            self.promise(folder, report=kind, of_provider=CENTER)

    def deliver(self, folder: str, day: str, *rows: dict[str, str]) -> Judged:
        """Deliver rows for a night; what became of them comes back."""
        inbox: Path = self.settings.home / "inbox" / folder
        inbox.mkdir(parents=True, exist_ok=True)
        header = list(dict.fromkeys(name for row in rows for name in row))
        with (inbox / f"{day}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, header, restval="")
            writer.writeheader()
            writer.writerows(rows)
        night = date.fromisoformat(day)
        pulled = pull_report(self.settings, folder, night)
        return ingest_delivery(self.settings, folder, pulled.receipt_path, night)

    def ask(self, query: str, **values: Any) -> list[tuple[Any, ...]]:
        """Rows of a query as the loader sees them."""
        with open_warehouse(self.settings).connect() as connection:
            return [tuple(row) for row in connection.execute(sa.text(query), values)]

    def as_of(self, moment: Any, query: str) -> list[tuple[Any, ...]]:
        """Rows of a query over the past."""
        with open_warehouse(self.settings).connect() as connection:
            connection.execute(sa.text("SELECT mart.as_of(:moment)"), {"moment": moment})
            return [tuple(row) for row in connection.execute(sa.text(query))]


def rules_broken(judged: Judged, severity: str = "reject") -> dict[int, set[str]]:
    """Position of each row to the rules that it breaks."""
    found = judged.findings
    told = found[found["severity"].eq(severity) & found["position"].notna()] if len(found) else pd.DataFrame()
    return {int(str(at)): set(group["rule"]) for at, group in told.groupby("position")} if len(told) else {}
