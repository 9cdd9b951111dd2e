"""Airflow imports this in each of its processes; it warms up the ones that fork the tasks.

Importing Great Expectations takes 4 to 8 seconds. A task is a fork of the executor's worker, and that of the
scheduler (or of the Celery worker): imported there once, before they fork, it costs the tasks nothing. The same goes
for Concord's own code, half a second of processor time a task: after a change of it, stop and start Airflow.
"""

import importlib
import sys

# Nothing here is a setting for Airflow to take over.
__all__: list[str] = []

FORKING = (["scheduler"], ["celery", "worker"])
WARMED = (
    "great_expectations",
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
    "jinja2",
    "expectations.engine",
    "nights.ingest",
    "nights.pull",
    "nights.stages",
)


def forks_tasks(arguments: list[str]) -> bool:
    """Whether a process with these arguments is one that forks tasks."""
    return any(arguments[: len(start)] == start for start in FORKING)


def warm_up() -> None:
    """Import what tasks need; a missing package is the task's to complain about."""
    for name in WARMED:
        try:
            importlib.import_module(name)
        except ImportError:
            continue


if forks_tasks(sys.argv[1:]):
    warm_up()
