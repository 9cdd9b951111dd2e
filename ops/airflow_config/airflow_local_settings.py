"""Airflow imports this in each of its processes; it warms up the ones that fork the tasks.

Importing Great Expectations takes 4 to 8 seconds. A task is a fork of the executor's worker, and that of the
scheduler (or of the Celery worker): imported there once, before they fork, it costs the tasks nothing. The same goes
for Concord's own code, half a second of processor time a task, for what the DAGs import of Airflow, and for what
libraries do when they are first used: after a change of it, stop and start Airflow.
"""

import importlib
import logging
import sys

# Nothing here is a setting for Airflow to take over.
__all__: list[str] = []

FORKING = (["scheduler"], ["celery", "worker"])
WARMED = (
    "expectations.engine",
    "pandas",
    "numpy",
    "duckdb",
    "sqlalchemy.dialects.postgresql.psycopg",
    "psycopg",
    "pydantic",
    "ruamel.yaml",
    "lxml.etree",
    "openpyxl",
    "phonenumbers",
    "jinja2.ext",
    "airflow.sdk.execution_time.task_runner",
    "airflow.providers.standard.operators.python",
    "nights.attempts",
    "nights.ingest",
    "nights.overlaps",
    "nights.pull",
    "nights.retries",
    "nights.stages",
)
# Airflow loads these only when a DAG asks for them, which each task's reading of its DAG does.
WARMED_NAMES = (
    "Asset",
    "DeadlineAlert",
    "DeadlineReference",
    "PartitionedAssetTimetable",
    "SyncCallback",
    "dag",
    "get_current_context",
    "task",
    "task_group",
)


def forks_tasks(arguments: list[str]) -> bool:
    """Whether a process with these arguments is one that forks tasks."""
    return any(arguments[: len(start)] == start for start in FORKING)


def import_ahead() -> None:
    """Import what tasks need; a missing package is the task's to complain about."""
    for name in WARMED:
        try:
            importlib.import_module(name)
        except ImportError:
            continue
    sdk = importlib.import_module("airflow.sdk")
    for name in WARMED_NAMES:
        getattr(sdk, name)


def warm_up() -> None:
    """Import, and use once, what tasks need."""
    import_ahead()
    from nights.settings import Settings
    from nights.warm_up import warm_up

    warm_up(Settings.from_environment())


if forks_tasks(sys.argv[1:]):
    try:
        warm_up()
    except Exception:
        # Airflow would not start at all; tasks that start cold are slower, and say what is wrong.
        logging.getLogger("concord.warm_up").exception("Tasks start cold")
