"""The answering service of a home as a process of its own: started, watched until it answers, stopped by its own id."""

from __future__ import annotations

import time
import urllib.request
from pathlib import Path

from contracts.errors import ConcordError
from ops.airflow_environment import merge_environment
from ops.processes import Recorded
from warehouse.server_ports import LOOPBACK, find_free_port, is_free

USUAL_PORT = 8090
READY_SECONDS = 60.0
STOP_SECONDS = 10.0


def answers_up(home: Path, command: list[str], port: int, *, more: dict[str, str]) -> None:
    """Start the service unless it runs, and wait until it answers.

    Args:
        command: what serves on this port.
        more: further variables of its environment: the settings.

    Raises:
        ConcordError: another program has its port, or it ended; says which log to read.
    """
    recorded = answers_process(home)
    if recorded.pid() is None:
        if not is_free(port):
            raise ConcordError(
                f"Port {port}, where readers' answers arrive, is taken by another program.",
                where="CONCORD_ANSWERS_PORT", mend="set another port, and CONCORD_ANSWERS_URL if links name it",
            )  # fmt: skip
        recorded.start(command, environment=merge_environment(more), cwd=home, log=answers_log(home))
    deadline = time.monotonic() + READY_SECONDS
    while not is_ready(port):
        if recorded.pid() is None or time.monotonic() > deadline:
            recorded.stop(STOP_SECONDS)
            log = str(answers_log(home))
            told = "The service for readers' answers does not start."
            raise ConcordError(told, where=log, mend="its last lines say why")
        time.sleep(0.2)


def answers_down(home: Path) -> bool:
    """Stop the service of this home; False when it did not run."""
    return answers_process(home).stop(STOP_SECONDS)


def choose_answers_port(home: Path) -> int:
    """The port of the service: the recorded one; on the first call 8090, or a free one when that is taken.

    It stays, since links that were sent name it where no address is set.
    """
    path = home.absolute() / "run" / "answers.port"
    try:
        return int(path.read_text(encoding="ascii"))
    except (FileNotFoundError, ValueError):
        port = USUAL_PORT if is_free(USUAL_PORT) else find_free_port()
        home.mkdir(mode=0o711, parents=True, exist_ok=True)
        path.parent.mkdir(mode=0o700, exist_ok=True)
        path.write_text(f"{port}\n", encoding="ascii")
        return port


def answers_process(home: Path) -> Recorded:
    """The record of its process."""
    return Recorded(home.absolute() / "run" / "answers.json")


def answers_log(home: Path) -> Path:
    """The file that it logs into: no signature of a link, and nothing that was written."""
    return home.absolute() / "logs" / "answers.log"


def is_ready(port: int) -> bool:
    """Whether it answers, and reaches the warehouse."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"http://{LOOPBACK}:{port}/health", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
