"""Processes of ours are stopped by their own id; nobody else's is touched."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ops.processes import Recorded, session_members, started_at

SLEEP = [sys.executable, "-c", "import time; time.sleep(600)"]
# Leaves a child that does not react to being asked, and ends itself.
STUBBORN = [
    sys.executable,
    "-c",
    "import os, signal, time\n"
    "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    "os.fork()\n"
    "open('ready', 'a').write('x')\n"
    "time.sleep(600)",
]

needs_proc = pytest.mark.skipif(not Path("/proc/self").exists(), reason="sessions are read from /proc")


def start(recorded: Recorded, command: list[str], folder: Path) -> int:
    return recorded.start(command, environment=dict(os.environ), cwd=folder, log=folder / "log")


def test_a_started_process_is_found_again_and_stopped(tmp_path: Path) -> None:
    recorded = Recorded(tmp_path / "run" / "part.json")
    pid = start(recorded, SLEEP, tmp_path)
    assert Recorded(recorded.path).pid() == pid
    assert recorded.stop(10)
    assert recorded.pid() is None
    assert not started_at(pid)
    assert not recorded.path.exists()
    assert not recorded.stop(10)


def test_a_later_process_with_the_same_id_is_not_taken_for_ours(tmp_path: Path) -> None:
    stranger = subprocess.Popen(SLEEP)
    try:
        recorded = Recorded(tmp_path / "part.json")
        recorded.path.write_text(json.dumps({"pid": stranger.pid, "started": "an earlier start", "command": []}))
        assert recorded.pid() is None
        assert not recorded.stop(1)
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


@needs_proc
def test_children_that_do_not_end_are_ended_with_their_session(tmp_path: Path) -> None:
    recorded = Recorded(tmp_path / "part.json")
    pid = start(recorded, STUBBORN, tmp_path)
    ready = tmp_path / "ready"
    while not ready.exists() or len(ready.read_text()) < 2:
        time.sleep(0.02)
    assert len(session_members(pid)) == 2
    assert recorded.stop(0.2)
    assert session_members(pid) == []
