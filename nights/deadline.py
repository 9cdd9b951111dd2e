"""What happens when a night is not done by its hour."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from typing import Any

from nights.settings import Settings

log = logging.getLogger("concord.deadline")


def report_late_night(**context: Any) -> None:
    """Note a late night in the home, where `concord status` and `concord doctor` show it, and in the log.

    Called by Airflow with the run's context when the night's deadline passes.
    """
    settings = Settings.from_environment()
    run = (context.get("context") or context).get("dag_run") or {}
    run_id = run.get("dag_run_id") or run.get("run_id", "") if isinstance(run, dict) else getattr(run, "run_id", "")
    note = {"noted_at": datetime.now(UTC).isoformat(timespec="seconds"), "run_id": run_id}
    folder = settings.home / "alerts"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "late-nights.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(note) + "\n")
    log.error("the night %s is not done by its hour; see the run in Airflow, and concord status", run_id)
