"""One night at a time on a home: the second one says who holds it, or waits."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from nights.home_lock import LOCK_FILE
from tests.night.running import Concord, start_concord, start_python
from tests.night.small_reports import as_csv, contract_of, records, write_contract

HOLDER = "import sys, time; from pathlib import Path; from nights.home_lock import hold_home\n" + (
    "with hold_home(Path(sys.argv[1]), 'the night of 2026-03-11'):\n    print('held', flush=True); sys.stdin.read()"
)
"""Holds a home until its input ends."""


@pytest.fixture
def holder(home: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that holds the home, as a night does from its beginning to its end."""
    with start_python(HOLDER, str(home)) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == "held\n"
        yield running
        running.kill()


def put_report(home: Path) -> list[str]:
    """One provider with one report; returns the arguments that name it."""
    write_contract(home / "contracts", contract_of("small_center"))
    path = home / "inbox" / "small_center" / "report.csv"
    path.parent.mkdir(parents=True)
    path.write_text(as_csv(records()), encoding="utf-8")
    os.utime(path, (1.7e9, 1.7e9))
    return ["--date", "2026-03-12", "--home", str(home), "--providers", str(home / "contracts")]


def test_a_second_night_says_who_holds_the_home(home: Path, holder: subprocess.Popen[str], concord: Concord) -> None:
    done = concord("night", *put_report(home))
    assert done.returncode == 7
    assert f"process {holder.pid}" in done.stderr
    assert "the night of 2026-03-11" in done.stderr
    assert "--wait" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_second_night_waits_when_asked_to(home: Path, holder: subprocess.Popen[str]) -> None:
    arguments = ["night", "--wait", "300", *put_report(home)]
    with start_concord(*arguments) as second:
        assert second.stdout is not None
        second.stdout.readline()
        time.sleep(3)  # that it waits cannot be seen otherwise than by giving it time to end
        assert second.poll() is None
        assert not (home / "landing").exists()
        holder.communicate("")
        assert second.wait(300) == 0


def test_a_killed_night_holds_nothing(home: Path, holder: subprocess.Popen[str], concord: Concord) -> None:
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    assert str(holder.pid) in (home / LOCK_FILE).read_text(), "its note stays, its lock does not"
    done = concord("night", *put_report(home))
    assert done.returncode == 0, done.stdout + done.stderr
