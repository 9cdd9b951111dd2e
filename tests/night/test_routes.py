"""The tasks of both routes, as Airflow reads them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
_TELL = """
import importlib, json, sys
told = {}
for name in ("concord_night", "concord_reports"):
    dag = getattr(importlib.import_module(name), name)()
    for task in dag.tasks:
        arguments = getattr(task, "partial_kwargs", {})
        told[task.task_id] = {
            "retries": arguments.get("retries", getattr(task, "retries", None)),
            "has_policy": (arguments.get("retry_policy") or getattr(task, "retry_policy", None)) is not None,
            "multiple_outputs": bool(getattr(task, "op_kwargs", None) is not None and task.multiple_outputs)
            if not arguments else bool(arguments.get("multiple_outputs") or getattr(task, "multiple_outputs", False)),
        }
print("told", json.dumps(told))
"""


@pytest.fixture(scope="module")
def tasks(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """Task id to what is set for it."""
    path = os.pathsep.join(map(str, (ROOT / "dags", ROOT, ROOT / "plugins")))
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": path, "AIRFLOW_HOME": str(tmp_path_factory.mktemp("airflow"))}
    run = subprocess.run([sys.executable, "-c", _TELL], env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    found: dict[str, dict[str, Any]] = json.loads(run.stdout.rpartition("told ")[2])
    return found


def test_no_passing_trouble_ends_a_night_or_its_reports(tasks: dict[str, dict[str, Any]]) -> None:
    """Without the list of providers nobody's report comes in; the last word alone is said once."""
    tried_once = {name for name, found in tasks.items() if not found["retries"]}
    assert tried_once == {"verdict"}
    assert {name for name, found in tasks.items() if not found["has_policy"]} == {"verdict"}


def test_a_task_hands_on_one_value(tasks: dict[str, dict[str, Any]]) -> None:
    """Each further value is a request to Airflow's server, for every provider."""
    assert {name for name, found in tasks.items() if found["multiple_outputs"]} == set()
