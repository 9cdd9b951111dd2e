"""`concord doctor` says what is missing or broken and the mend; `concord down` where there is nothing to stop."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.running import run
from tests.night.conftest import new_home, remove_home
from tests.night.small_reports import contract_of, write_contract
from warehouse.server import EmbeddedServer


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """A home with one right contract, whose server does not run."""
    made = new_home()
    write_contract(made / "contracts", contract_of("small_center"))
    yield made
    remove_home(made)


def examine(home: Path) -> tuple[int, str]:
    done = run("doctor", "--providers", str(home / "contracts"), home=home)
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout


def test_what_does_not_run_is_told_and_is_nothing_broken(home: Path) -> None:
    code, said = examine(home)
    assert code == 0, said
    assert re.search(r"without +Warehouse: the embedded PostgreSQL is not running\n +To mend: a night starts it", said)
    assert re.search(r"without +Airflow: is not running; no night starts by itself\n +To mend: make up", said)
    assert re.search(r"without +Answers by links: the service is not running; readers cannot answer\n", said)
    assert re.search(r"fine +Contracts: 1 in ", said)
    assert not (home / "secrets" / "answers.json").exists(), "looking makes nothing"


def test_a_broken_contract_is_told_with_its_line_and_mend(home: Path) -> None:
    wrong = write_contract(home / "contracts", contract_of("wrong_center") | {"delivery": "sometimes"})
    try:
        code, said = examine(home)
    finally:
        shutil.rmtree(wrong.parent)
    assert code == 1
    told = re.search(r"broken +Contract of wrong_center: (.*)\n +To mend: (.*)", said)
    assert told
    assert told[1].startswith(f"{wrong}:13: ")
    assert "delivery: write one of 'full', 'incremental' or 'full_for_period', not 'sometimes'" in told[1]
    assert "correct these lines" in told[2]


def test_a_warehouse_that_is_not_up_to_date_is_told(home: Path) -> None:
    server = EmbeddedServer(home)
    server.start()
    code, said = examine(home)
    server.stop()
    assert code == 1
    assert re.search(r"broken +Warehouse: its tables are of another version\n +To mend: concord upgrade", said)
    assert run("upgrade", home=home).returncode == 0
    assert re.search(r"fine +Warehouse: is reached and up to date", examine(home)[1])
    assert "Stopped the embedded PostgreSQL." in run("down", home=home).stdout
    assert "was running" in run("down", home=home).stdout


def test_a_late_night_is_told(home: Path) -> None:
    note = {"night": "2026-03-02", "due_at": "2026-03-02T06:00:00", "started_at": "", "noted_at": "", "run_id": "x"}
    path = home / "alerts" / "late-nights.jsonl"
    path.parent.mkdir()
    path.write_text(json.dumps(note) + "\n", encoding="utf-8")
    code, said = examine(home)
    assert code == 0
    assert "the night of 2026-03-02 was not done by 2026-03-02T06:00:00 UTC; it had not started" in said


def test_where_there_is_no_home_there_is_nothing_to_stop(tmp_path: Path) -> None:
    done = run("down", home=tmp_path / "none")
    assert done.returncode == 0
    assert "Nothing to stop" in done.stdout
    assert not (tmp_path / "none").exists()
