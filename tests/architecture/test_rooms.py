"""Data walks in one direction: each room may import only what its line here names."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

ROOMS: dict[str, frozenset[str]] = {
    "contracts": frozenset(),
    "plugins/concord_sources": frozenset({"contracts", "concord_sources"}),
    "transforms/parse": frozenset({"contracts", "transforms"}),
    "transforms": frozenset({"contracts", "transforms"}),
    "expectations": frozenset({"contracts", "transforms", "expectations"}),
    "warehouse": frozenset({"contracts", "transforms", "warehouse"}),
    "reports": frozenset({"contracts", "transforms", "warehouse", "reports"}),
    "answers": frozenset({"contracts", "transforms", "warehouse", "reports", "answers"}),
    "nights": frozenset(
        {"contracts", "concord_sources", "transforms", "expectations", "warehouse", "reports", "answers", "ops",
         "nights"}
    ),
    "dags": frozenset({"nights"}),
    "ops": frozenset({"contracts", "warehouse", "ops"}),
    # Airflow reads it in its own processes; nothing imports it.
    "ops/airflow_config": frozenset({"nights"}),
    "demo": frozenset({"contracts", "transforms", "warehouse", "demo"}),
    "cli": frozenset(
        {"contracts", "transforms", "expectations", "warehouse", "reports", "answers", "ops", "demo", "nights", "cli"}
    ),
}
"""Room to the rooms that it may import from; a room may always import from itself."""

HOUSE = frozenset({room.rsplit("/", 1)[-1] for room in ROOMS} | {"dags", "bench", "tests"}) - {"parse"}

FORBIDDEN_OUTSIDE: dict[str, frozenset[str]] = {
    "contracts": frozenset({"airflow", "pandas", "sqlalchemy", "great_expectations"}),
    "transforms": frozenset(
        {"airflow", "sqlalchemy", "psycopg", "requests", "httpx", "great_expectations", "random", "secrets", "socket"}
    ),
    "expectations": frozenset({"airflow", "sqlalchemy", "psycopg"}),
    "warehouse": frozenset({"airflow", "great_expectations"}),
    "answers": frozenset({"airflow", "great_expectations"}),
    "plugins/concord_sources": frozenset({"pandas", "great_expectations"}),
}
"""Libraries of the outside that a room does without."""


def _files(room: str) -> list[Path]:
    inner = [ROOT / other for other in ROOMS if other.startswith("ops/") and other != room]
    return sorted(p for p in (ROOT / room).rglob("*.py") if not any(p.is_relative_to(one) for one in inner))


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]


@pytest.mark.parametrize("room", ROOMS)
def test_no_arrow_points_back(room: str) -> None:
    files = _files(room)
    assert files, f"{room} is empty"
    back = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in files
        for name in _imports(path)
        if name in HOUSE and name not in ROOMS[room] | {room.rsplit("/", 1)[-1].split("/")[0], room.split("/")[0]}
    ]
    assert not back


@pytest.mark.parametrize("room", FORBIDDEN_OUTSIDE)
def test_a_room_does_without_the_outside_that_is_not_its_own(room: str) -> None:
    used = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in _files(room)
        for name in _imports(path)
        if name in FORBIDDEN_OUTSIDE[room]
    ]
    assert not used


def test_bringing_a_warehouse_up_needs_no_table_library() -> None:
    """Every command opens the warehouse first; pandas and scipy would make each wait a second longer."""
    told = subprocess.run(
        [sys.executable, "-c", "import sys, warehouse.upgrade; print(*sys.modules)"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert not {"pandas", "scipy"} & set(told.stdout.split())


def test_transforms_read_no_clock() -> None:
    clocks = ("datetime.now", "date.today", "time.time", "utcnow", "Timestamp.now")
    used = [
        f"{path.relative_to(ROOT)}: {clock}"
        for path in _files("transforms")
        for clock in clocks
        if clock in path.read_text(encoding="utf-8")
    ]
    assert not used


def test_dags_do_nothing_at_import() -> None:
    """At the top of a DAG file stand Airflow and the retry policy; everything else is imported inside tasks."""
    for path in _files("dags"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        top = {
            node.module if isinstance(node, ast.ImportFrom) else node.names[0].name
            for node in tree.body
            if isinstance(node, (ast.Import, ast.ImportFrom))
        }
        assert top <= {"__future__", "os", "datetime", "airflow.sdk", "nights.retries"}, path.name
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 120


def test_no_dag_file_hides_a_room() -> None:
    """Airflow puts the folder of a DAG file in front of the search path: a file reports.py there hides reports/."""
    names = {path.stem for path in _files("dags")}
    assert not names & HOUSE


def test_no_code_depends_on_a_providers_name() -> None:
    slugs = [path.parent.name for path in (ROOT / "providers").glob("*/contract.yaml")]
    assert slugs
    rooms = [room for room in ROOMS if room not in ("demo", "cli")]
    found = [
        f"{path.relative_to(ROOT)}: {slug}"
        for room in rooms
        for path in _files(room)
        for slug in slugs
        if slug in path.read_text(encoding="utf-8")
    ]
    assert not found


def test_files_stay_small() -> None:
    long = [
        f"{path.relative_to(ROOT)}: {lines}"
        for room in ROOMS
        for path in _files(room)
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 300
    ]
    assert not long
