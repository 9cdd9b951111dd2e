"""One night at a time on a home: the second one waits, or says who holds it."""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from contracts.errors import NightHeld

LOCK_FILE = "night.lock"
_LOOK_SECONDS = 0.5


@contextmanager
def hold_home(home: Path, purpose: str, *, wait_seconds: float = 0) -> Iterator[None]:
    """Hold a home for the time of a night.

    Args:
        purpose: what it is held for, shown to whoever finds it held.
        wait_seconds: how long to wait for another holder before giving up.

    Raises:
        NightHeld: somebody else holds it; says who and since when.
    """
    home.mkdir(parents=True, exist_ok=True)
    until = time.monotonic() + wait_seconds
    with (home / LOCK_FILE).open("a+", encoding="utf-8") as file:
        while not _try_lock(file.fileno()):
            if time.monotonic() >= until:
                raise NightHeld(_holder(home), where=str(home), mend="wait until it is done, or use --wait SECONDS")
            time.sleep(_LOOK_SECONDS)
        file.truncate(0)
        since = datetime.now(UTC).isoformat(timespec="seconds")
        file.write(json.dumps({"pid": os.getpid(), "since": since, "purpose": purpose}))
        file.flush()
        try:
            yield
        finally:
            file.truncate(0)


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _holder(home: Path) -> str:
    try:
        facts = json.loads((home / LOCK_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return "another night works on this home"
    return f"this home is held by process {facts['pid']} since {facts['since']} for {facts['purpose']}"
