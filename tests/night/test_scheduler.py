"""Nights under Airflow's own scheduler, from `concord up` to `concord down`: what no night in one process shows."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from nights.deadline import read_late_nights
from nights.settings import Settings
from ops.airflow_processes import airflow_down, running_parts
from ops.answers_process import answers_down, choose_answers_port, is_ready
from tests.night.conftest import new_home, remove_home
from tests.night.scheduled_world import BROKEN, GOOD, Pages, ScheduledWorld

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def world() -> Iterator[ScheduledWorld]:
    """Airflow is up since now, and the first night was three days ago."""
    home = new_home()
    try:
        made = ScheduledWorld.make(home)
        made.narrow_pool()
        done = made.concord("up")
        assert done.returncode == 0, done.stdout + done.stderr
        (home / "said-by-up").write_text(done.stdout, encoding="utf-8")
        yield made
    finally:
        airflow_down(home, say=lambda _: None)
        answers_down(home)
        remove_home(home)


@pytest.fixture(scope="module")
def pages(world: ScheduledWorld) -> Pages:
    return Pages(world.home)


@pytest.fixture(scope="module")
def runs(world: ScheduledWorld, pages: Pages) -> list[dict[str, Any]]:
    """The runs of the three nights, all ended."""
    return pages.wait_for("concord_night", len(world.nights))


def texts(nights: object) -> list[str]:
    return [str(night)[:10] for night in nights]  # type: ignore[attr-defined]


def test_up_says_where_airflow_is_and_how_to_sign_in(world: ScheduledWorld, pages: Pages) -> None:
    said = (world.home / "said-by-up").read_text(encoding="utf-8")
    assert f"Airflow is up: {pages.url}" in said
    password_file = world.home / "secrets" / "airflow_users.json"
    assert f"Sign in as admin, with the password in {password_file}" in said
    assert f"from {world.nights[0]} on" in said
    port = choose_answers_port(world.home)
    assert f"Readers answer by links that begin with http://127.0.0.1:{port}" in said
    assert is_ready(port)


def test_nights_that_were_missed_are_caught_up_in_order_and_one_at_a_time(
    world: ScheduledWorld, runs: list[dict[str, Any]]
) -> None:
    assert texts(run["logical_date"] for run in runs) == texts(world.nights)
    assert {run["run_type"] for run in runs} == {"scheduled"}
    assert all(earlier["end_date"] <= later["start_date"] for earlier, later in pairwise(runs))


def test_each_night_tells_its_day_and_that_starts_the_reports_of_this_day(
    world: ScheduledWorld, pages: Pages, runs: list[dict[str, Any]]
) -> None:
    events = pages.get("assets/events?limit=100&order_by=timestamp")["asset_events"]
    assert [event["partition_key"] for event in events] == texts(world.nights)
    assert [event["source_run_id"] for event in events] == [run["dag_run_id"] for run in runs]
    reports = pages.wait_for("concord_reports", len(world.nights), seconds=120)
    assert [run["partition_key"] for run in reports] == texts(world.nights)
    assert {run["state"] for run in reports} == {"success"}
    for night in world.nights:
        assert list((world.home / "editions" / night.isoformat()).glob("*.html")), night


def test_no_more_pulls_run_at_a_time_than_their_pool_has_slots(pages: Pages, runs: list[dict[str, Any]]) -> None:
    """One slot, as it was set before Airflow was started: starting does not set it back to what Concord comes with."""
    assert pages.get("pools/concord_pull")["slots"] == 1
    pulls = [task for task in pages.tasks("concord_night") if task["task_id"] == "provider_night.pull"]
    done = {(str(task["dag_run_id"]), str(task["rendered_map_index"])) for task in pulls}
    assert done == {(run["dag_run_id"], provider) for run in runs for provider in (*GOOD, BROKEN)}
    assert {task["pool"] for task in pulls} == {"concord_pull"}
    pulls.sort(key=lambda task: task["start_date"])
    assert all(earlier["end_date"] <= later["start_date"] for earlier, later in pairwise(pulls))


def test_tasks_of_a_provider_carry_its_name(pages: Pages, runs: list[dict[str, Any]]) -> None:
    tasks = pages.tasks("concord_night", runs[0]["dag_run_id"])
    for stage in ("pull", "ingest"):
        named = {task["rendered_map_index"] for task in tasks if task["task_id"] == f"provider_night.{stage}"}
        assert named == {*GOOD, BROKEN}


def test_a_provider_that_fails_makes_the_night_fail_and_holds_up_nobody(
    world: ScheduledWorld, pages: Pages, runs: list[dict[str, Any]]
) -> None:
    assert {run["state"] for run in runs} == {"failed"}
    for run in runs:
        tasks = pages.tasks("concord_night", run["dag_run_id"])
        failed = {(task["task_id"], task["rendered_map_index"]) for task in tasks if task["state"] == "failed"}
        assert failed == {("provider_night.ingest", BROKEN), ("verdict", None)}
        assert {task["state"] for task in tasks} <= {"success", "skipped", "failed"}
    standing = world.concord("sql", "select provider_id, count(*) as n from mart.record group by 1 order by 1")
    assert re.findall(r"(\w+_center) +(\d+)", standing.stdout) == [(GOOD[0], "10"), (GOOD[1], "10")]
    assert re.search(rf"{BROKEN} .*the provider", world.concord("status").stdout)


def test_a_night_that_is_not_done_by_its_hour_leaves_a_note(world: ScheduledWorld, runs: list[dict[str, Any]]) -> None:
    """The last night had six hours yet, and was done."""
    notes = read_late_nights(Settings.from_environment(home=world.home))
    assert [note["night"] for note in notes] == texts(world.nights[:-1])
    assert [note["run_id"] for note in notes] == [run["dag_run_id"] for run in runs[:-1]]
    for command in ("doctor", "status"):
        assert f"the night of {world.nights[1]} was not done by" in world.concord(command).stdout


def test_a_night_by_hand_leaves_to_airflow_what_airflow_runs(world: ScheduledWorld, pages: Pages) -> None:
    done = world.concord("night", "--date", world.nights[-1].isoformat())
    assert done.returncode == 7
    assert "Airflow is up in this home" in done.stderr
    assert len(pages.runs("concord_night")) == len(world.nights)


def test_older_nights_are_filled_in_by_hand(world: ScheduledWorld, pages: Pages, runs: list[dict[str, Any]]) -> None:
    """The last date of a backfill is exclusive at midnight: the day after the last night."""
    wanted = [world.nights[0] - timedelta(days=days) for days in (2, 1)]
    period = ["--from-date", str(wanted[0]), "--to-date", str(world.nights[0]), "--max-active-runs", "1"]
    done = world.concord("airflow", "backfill", "create", "--dag-id", "concord_night", *period)
    assert done.returncode == 0, done.stdout + done.stderr
    filled = pages.wait_for("concord_night", len(runs) + 2)[len(runs) :]
    assert texts(run["logical_date"] for run in filled) == texts(wanted)
    assert {run["run_type"] for run in filled} == {"backfill"}
    reports = pages.wait_for("concord_reports", len(runs) + 2)
    assert {run["partition_key"] for run in reports} == {*texts(world.nights), *texts(wanted)}


def test_doctor_names_a_part_that_is_down_and_up_starts_it_and_no_other(
    world: ScheduledWorld, runs: list[dict[str, Any]]
) -> None:
    before = running_parts(world.home)
    os.kill(before["triggerer"] or 0, signal.SIGKILL)
    told = world.concord("doctor")
    assert told.returncode == 1
    assert "triggerer of it is down" in told.stdout
    assert "up starts what is missing" in told.stdout
    assert world.concord("up").returncode == 0
    after = running_parts(world.home)
    assert None not in after.values()
    assert {part for part in before if before[part] != after[part]} == {"triggerer"}
    assert world.concord("doctor").returncode == 0


def test_down_stops_all_of_it_and_a_night_by_hand_runs_again(world: ScheduledWorld, runs: list[dict[str, Any]]) -> None:
    first, second = world.concord("down"), world.concord("down")
    assert (first.returncode, second.returncode) == (0, 0)
    parts = "api-server, scheduler, dag-processor, triggerer, the service for readers' answers, the embedded PostgreSQL"
    assert f"Stopped {parts}." in first.stdout
    assert not is_ready(choose_answers_port(world.home))
    assert "was running" in second.stdout
    assert set(running_parts(world.home).values()) == {None}
    again = world.concord("night", "--date", world.nights[-1].isoformat())
    assert again.returncode == 3, again.stdout + again.stderr
    assert "unchanged" in again.stdout
    assert "Traceback" not in again.stderr
