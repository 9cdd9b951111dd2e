"""What happens when a night is not done by its hour."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from nights.settings import Settings

log = logging.getLogger("concord.deadline")


def report_late_night(context: dict[str, Any]) -> None:
    """Note a late night in the home, where `concord status` and `concord doctor` show it, and in the log.

    Called by Airflow when the night's deadline passes; of a night that is caught up that has been so from its start.

    Args:
        context: the run as Airflow's API describes it under `dag_run`, and the hour under `deadline`.
    """
    run, deadline = context["dag_run"], context["deadline"]
    note = {
        "night": str(run["logical_date"])[:10],
        "due_at": _second(deadline["deadline_time"]),
        "started_at": str(run["start_date"] or "")[:19],
        "noted_at": _second(datetime.now(UTC)),
        "run_id": run["dag_run_id"],
    }
    path = _notes(Settings.from_environment())
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(note) + "\n")
    log.error("the night of %s is not done by its hour; see the run in Airflow, and concord status", note["night"])


def read_late_nights(settings: Settings) -> list[dict[str, str]]:
    """Notes of late nights, the oldest first: night, due_at, started_at (empty when it had not), noted_at, run_id."""
    path = _notes(settings)
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


def say_late_night(note: dict[str, str]) -> str:
    """One late night in words."""
    began = f"it started at {note['started_at']}" if note.get("started_at") else "it had not started"
    return f"the night of {note.get('night')} was not done by {note.get('due_at')} UTC; {began}"


def _notes(settings: Settings) -> Path:
    return settings.home / "alerts" / "late-nights.jsonl"


def _second(moment: datetime | str) -> str:
    return str(moment).replace(" ", "T")[:19]
