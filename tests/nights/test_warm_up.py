"""Warming up: forks find everything used once already, share nothing, and a fault of it stops nobody."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from nights.settings import Settings
from nights.warehouse_access import open_warehouse
from nights.warm_up import ask_warehouse, warm_up
from ops.airflow_environment import CONFIG_FOLDER, ROOT

# What the forking process does, then a fork that works on somebody's delivery; what the fork had to load is told.
_FORK = """
import json, os, sys, threading
import airflow_local_settings as local
local.import_ahead()
from nights import warm_up
warm_up.stay_single()
warm_up.judge_example()
warm_up.read_contracts(warm_up.Settings.from_environment())
before, threads = set(sys.modules), threading.active_count()
reader, writer = os.pipe()
if os.fork() == 0:
    from datetime import UTC, datetime
    from pathlib import Path
    from contracts.contract_file import read_contract
    from expectations.verdict import judge_delivery
    from transforms.known import Known
    folder, delivery = Path(sys.argv[1]), Path(sys.argv[2])
    from airflow.sdk import dag, task
    import nights.stages
    contract, now = read_contract(folder, "center"), datetime.now(UTC)
    judged = judge_delivery([(delivery.name, delivery.read_bytes())], contract, received_at=now, night=now.date(),
                            known=Known())
    told = {"loaded": sorted(set(sys.modules) - before), "threads": threads, "verdict": judged.verdict}
    os.write(writer, json.dumps(told).encode())
    os._exit(0)
os.close(writer)
os.wait()
print(os.read(reader, 1_000_000).decode())
"""
_CONTRACT = """\
provider: center
name: A Center
sponsor_offices: [ACF/OCC]
contact: reports@center.example
source: {transport: drop_folder, path: inbox/*.csv, format: concord}
delivery: full
defaults: {scope_class: systems_building, sharing_level: partners}
"""
_DELIVERY = """\
source_record_id,title,lifecycle_status,actual_start,jurisdiction,recipient_type,sector,core_element
A-1,Fiscal mapping with the state,completed,2026-03-12,OH,state_agency,family_support,financing
A-2,Fiscal mapping with the county,completed,32/03/2026,OH,state_agency,family_support,financing
"""


def test_a_forked_task_loads_nothing_more_and_shares_no_thread(tmp_path: Path) -> None:
    (tmp_path / "contracts" / "center").mkdir(parents=True)
    (tmp_path / "contracts" / "center" / "contract.yaml").write_text(_CONTRACT, encoding="utf-8")
    (tmp_path / "reports.csv").write_text(_DELIVERY, encoding="utf-8")
    environment = {
        "PATH": "/usr/bin:/bin",
        "PYTHONPATH": f"{CONFIG_FOLDER}:{ROOT}:{ROOT / 'plugins'}",
        "AIRFLOW_HOME": str(tmp_path / "airflow"),
        **Settings(tmp_path / "home", tmp_path / "contracts").as_environment(),
    }
    command = [sys.executable, "-c", _FORK, str(tmp_path / "contracts"), str(tmp_path / "reports.csv")]
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    told = json.loads(run.stdout.splitlines()[-1])
    assert told == {"loaded": [], "threads": 1, "verdict": "partly_accepted"}


def test_no_connection_to_the_warehouse_is_left_for_the_forks(settings: Settings) -> None:
    ask_warehouse(settings)
    pool = open_warehouse(settings).pool
    assert isinstance(pool, sa.pool.QueuePool)
    assert (pool.checkedin(), pool.checkedout()) == (0, 0)


def test_what_cannot_be_warmed_is_said_and_stops_nobody(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "contracts").mkdir()
    away = Settings(tmp_path, tmp_path / "contracts", "postgresql://nobody@127.0.0.1:1/nothing")
    with caplog.at_level(logging.WARNING, "concord.warm_up"):
        warm_up(away)
    said = [record.getMessage() for record in caplog.records]
    assert any("no contract.yaml here" in line for line in said)
    assert any("cannot be reached" in line for line in said)
