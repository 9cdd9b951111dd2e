"""Processes that outlive the command which started them, and are stopped by their own id and by nothing wider."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

PAUSE_SECONDS = 0.1


@dataclass(frozen=True)
class Recorded:
    """A process, recorded in a file: its id, and when it started, which tells a later process of the same id apart.

    Args:
        path: the file; it is there from the start of the process to its stop.
    """

    path: Path

    def start(self, command: list[str], *, environment: dict[str, str], cwd: Path, log: Path) -> int:
        """Start a command in a session of its own, its output in a log file that grows; its process id."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with log.open("ab") as output:
            process = subprocess.Popen(
                command, env=environment, cwd=cwd, start_new_session=True,
                stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
            )  # fmt: skip
        written = {"pid": process.pid, "started": started_at(process.pid), "command": command}
        self.path.write_text(json.dumps(written), encoding="utf-8")
        return process.pid

    def pid(self) -> int | None:
        """The id of the recorded process while it lives; None when it is gone, or its id is another's by now."""
        try:
            written = json.loads(self.path.read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            return None
        pid = int(written["pid"])
        _reap(pid)
        return pid if written["started"] and started_at(pid) == written["started"] else None

    def ask_to_stop(self) -> bool:
        """Ask the process to end; False when it does not live."""
        pid = self.pid()
        if pid is not None:
            os.kill(pid, signal.SIGTERM)
        return pid is not None

    def stop(self, seconds: float) -> bool:
        """Ask the process to end, and end it and what it left in its session after that time.

        Returns:
            Whether it lived.
        """
        pid = self.pid()
        if pid is None:
            self.path.unlink(missing_ok=True)
            return False
        self.ask_to_stop()
        deadline = time.monotonic() + seconds
        while self.pid() is not None and time.monotonic() < deadline:
            time.sleep(PAUSE_SECONDS)
        # The session's id is the process's; its members are children of it that did not end with it.
        for member in session_members(pid):
            _kill(member)
        # Killing takes effect a moment later: what was stopped is gone when this returns.
        while self.pid() is not None or session_members(pid):
            time.sleep(PAUSE_SECONDS)
        self.path.unlink(missing_ok=True)
        return True


def started_at(pid: int) -> str:
    """When a process started, as the system tells it; empty when there is no such process, or it has ended."""
    fields = _stat_fields(pid)
    if fields:
        return "" if fields[0] == "Z" else f"{_boot_id()}:{fields[19]}"
    if Path("/proc/self").exists():
        return ""
    result = subprocess.run(["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return result.stdout.strip()


def session_members(session: int) -> list[int]:
    """The processes that live in a session; none where the system does not tell."""
    members = []
    for folder in Path("/proc").glob("[0-9]*"):
        fields = _stat_fields(int(folder.name))
        if fields and int(fields[3]) == session and fields[0] != "Z":
            members.append(int(folder.name))
    return members


def _stat_fields(pid: int) -> list[str]:
    """The fields of /proc/PID/stat after the command's name: 0 is the state, 3 the session, 19 the start."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []
    return text.rsplit(")", 1)[1].split()


def _boot_id() -> str:
    path = Path("/proc/sys/kernel/random/boot_id")
    return path.read_text(encoding="ascii").strip() if path.exists() else ""


def _reap(pid: int) -> None:
    """Take note of a child of this process that ended; otherwise it stays listed until we end."""
    try:
        os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        return


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return
