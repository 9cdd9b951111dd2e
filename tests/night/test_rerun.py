"""Kill the night and run it again, run it twice, replay it: the same warehouse."""

from __future__ import annotations

import json
import random
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from tests.night.conftest import new_home, remove_home
from tests.night.rerun_world import ALPHA, BETA, GAMMA, assert_same, prepare, read_history, read_tables
from tests.night.running import run_concord, start_concord

pytestmark = pytest.mark.long

KILLS = (3, 2, 1)
"""How often each of the three nights is killed before it may end."""
LINES = 8
"""Lines of progress of one night: two a provider, overlaps, and one for good measure."""


@pytest.fixture(scope="module")
def seeded() -> random.Random:
    return random.Random(20260310)


def run_night(home: Path, number: int) -> None:
    done = run_concord("night", *prepare(home, number))
    assert done.returncode in (0, 3), done.stdout + done.stderr
    if number == 2:
        done = run_concord("accept", GAMMA, "--why", "they told us", "--by", "Ada", *prepare(home, number)[2:])
        assert done.returncode == 0, done.stdout + done.stderr
    if number == 3:
        pair = (ALPHA, "R-1", BETA, "R-1", "--judgement", "same", "--by", "Ada", "--why", "one agenda")
        done = run_concord("overlaps", "judge", *pair, "--home", str(home))
        assert done.returncode == 0, done.stdout + done.stderr


def kill_night(home: Path, number: int, after_lines: int, seconds: float) -> list[str]:
    """Start a night and kill it some moments after so many lines of progress; returns what it said."""
    said = []
    with start_concord("night", *prepare(home, number)) as running:
        assert running.stdout is not None
        for line in running.stdout:
            said.append(line)
            if len(said) >= after_lines:
                break
        time.sleep(seconds)
        running.kill()
    return said


@pytest.fixture(scope="module")
def undisturbed() -> Iterator[Path]:
    """A home with three nights, a person's decision after the second, and a judgement on a pair after the third."""
    home = new_home()
    for number in (1, 2, 3):
        run_night(home, number)
    yield home
    remove_home(home)


@pytest.fixture(scope="module")
def killed(seeded: random.Random) -> Iterator[Path]:
    """A home whose nights were killed at random moments, each several times, and then run to their end."""
    home = new_home()
    for number, kills in enumerate(KILLS, 1):
        for _ in range(kills):
            kill_night(home, number, seeded.randint(1, LINES), seeded.uniform(0, 0.8))
        run_night(home, number)
    yield home
    remove_home(home)


@pytest.fixture(scope="module")
def replayed(undisturbed: Path) -> Iterator[Path]:
    """A new home, with nothing but the landing and the contracts of the undisturbed one, after a replay."""
    home = new_home()
    shutil.copytree(undisturbed / "landing", home / "landing")
    shutil.copytree(undisturbed / "contracts", home / "contracts")
    done = run_concord("replay", "--all", "--home", str(home), "--providers", str(home / "contracts"))
    assert done.returncode == 0, done.stdout + done.stderr
    yield home
    remove_home(home)


def test_the_nights_hold_what_they_are_to_show(undisturbed: Path) -> None:
    """Otherwise the tests below would compare nothing with nothing."""
    tables = read_tables(undisturbed)
    changes = tables["record_version"].groupby(["provider_id", "change"]).size()
    for provider, change in [(ALPHA, "corrected"), (ALPHA, "returned"), (BETA, "corrected"), (GAMMA, "corrected")]:
        assert changes[provider, change] > 0
    assert "absent" in set(tables["record_version"]["ended_by"])
    assert "rules" in set(tables["record_version"]["cause"])
    assert {"held", "unchanged", "partly_accepted", "accepted"} <= set(tables["delivery"]["verdict"])
    assert len(tables["rejected_row"])
    assert len(tables["unmapped_row"])
    assert len(tables["overlap_version"])
    assert {"delivery", "decision", "overlaps", "judgements"} == set(tables["load"]["kind"])
    assert "confirmed" in set(tables["overlap_version"]["disposition"])


def test_a_night_killed_anywhere_and_run_again_gives_the_same_warehouse(undisturbed: Path, killed: Path) -> None:
    assert_same(read_history(undisturbed), read_history(killed))


def test_the_journal_holds_every_load_whatever_was_killed(killed: Path) -> None:
    loads = read_tables(killed)["load"]
    kept = [json.loads(path.read_text()) for path in (killed / "landing").glob("*/loads/*.json")]
    assert sorted(entry["number"] for entry in kept) == sorted(loads["load_number"].astype(int))


def test_the_same_night_twice_changes_nothing(undisturbed: Path, replayed: Path) -> None:
    before = read_tables(undisturbed)
    done = run_concord("night", *prepare(undisturbed, 3))
    assert done.returncode == 0, done.stdout + done.stderr
    assert_same(before, read_tables(undisturbed))


def test_a_replay_into_an_empty_warehouse_gives_it_again_with_its_numbers_and_moments(
    undisturbed: Path, replayed: Path
) -> None:
    assert_same(read_tables(undisturbed), read_tables(replayed))


def test_a_replay_into_the_same_warehouse_changes_nothing(undisturbed: Path, replayed: Path) -> None:
    before = read_tables(undisturbed)
    for what in (["--all"], ["--date", "2026-03-10"]):
        done = run_concord("replay", *what, *prepare(undisturbed, 3)[2:])
        assert done.returncode == 0, done.stdout + done.stderr
    assert_same(before, read_tables(undisturbed))


def test_a_replay_into_another_warehouse_is_refused(replayed: Path, killed: Path) -> None:
    """Load numbers of two warehouses must never be mixed."""
    shutil.copytree(replayed / "landing", killed / "landing", dirs_exist_ok=True)
    before = read_history(killed)
    done = run_concord("replay", "--all", "--home", str(killed), "--providers", str(killed / "contracts"))
    assert done.returncode == 2
    assert "an empty warehouse" in done.stderr
    assert "Traceback" not in done.stderr
    assert_same(before, read_history(killed))


def test_what_was_known_at_a_moment_is_the_same_after_a_replay(undisturbed: Path, replayed: Path) -> None:
    moment = read_tables(undisturbed)["load"]["committed_at"].iloc[4]
    query = "SELECT * FROM past.record ORDER BY provider_id, source_record_id"
    homes = (undisturbed, replayed)
    options = ("--as-of", str(moment), "--output", "csv")
    first, second = (run_concord("sql", *options, "--home", str(home), query) for home in homes)
    assert first.returncode == 0, first.stderr
    assert len(first.stdout.splitlines()) > 40
    pd.testing.assert_series_equal(pd.Series(first.stdout.splitlines()), pd.Series(second.stdout.splitlines()))
