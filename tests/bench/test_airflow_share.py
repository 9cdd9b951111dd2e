"""What Airflow adds: the run less the same work, for each provider, by the clock and by processor time."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from bench.processors import spent_by
from bench.report import AirflowShare, Measured, lines_of


def measured(run_seconds: float) -> dict[str, tuple[str, str]]:
    share = AirflowShare(
        providers=20, run_seconds=run_seconds, work_seconds=10.0,
        run_cpu={"scheduler and tasks": 24.0, "api-server": 4.0, "PostgreSQL": 2.0}, work_cpu=12.0,
    )  # fmt: skip
    one = Measured(providers=1, rows=1, workers=2, python="3", cores=2, copy_seconds={1: 1.0}, airflow=share)
    one.first.seconds = one.floor_cpu_seconds = 1.0
    return {what.strip(): (value, goal) for what, value, goal in lines_of(one)}


@pytest.mark.parametrize(("run_seconds", "added", "verdict"), [(29.0, "0.95 s", "reached"), (31.0, "1.05 s", "MISSED")])
def test_the_goal_is_a_second_a_provider_by_the_clock(run_seconds: float, added: str, verdict: str) -> None:
    value, goal = measured(run_seconds)["Airflow adds a provider"]
    assert (value, goal.rpartition(": ")[2]) == (added, verdict)


def test_processor_time_is_told_for_each_part_of_airflow() -> None:
    lines = measured(29.0)
    assert lines["processor time, scheduler and tasks"][0] == "24.00 s"
    assert lines["processor time, api-server"][0] == "4.00 s"
    assert lines["by processor time"][0] == "0.90 s"


def test_tasks_that_have_ended_count_with_who_forked_them() -> None:
    before = spent_by({"us": os.getpid()})["us"]
    subprocess.run([sys.executable, "-c", "sum(range(3_000_000))"], check=True)
    assert spent_by({"us": os.getpid()})["us"] > before
