"""Whole nights run as people run them: through the command line, in processes of their own."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import SHARED
from tests.night.running import Concord, run_concord
from warehouse.server import EmbeddedServer


@pytest.fixture(scope="session")
def concord() -> Concord:
    """Runs one command of the command line."""
    return run_concord


def new_home() -> Path:
    """An empty folder for a home, outside of what only its maker may enter."""
    # Not pytest's tmp_path: the embedded server's account may not pass through its parents.
    home = Path(tempfile.mkdtemp(prefix="concord-night-"))
    home.chmod(0o711)
    return home


def remove_home(home: Path) -> None:
    """Stop a home's server and remove its files."""
    EmbeddedServer(home).stop()
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def home() -> Iterator[Path]:
    """An empty home; its server is stopped and its files are removed afterwards."""
    made = new_home()
    yield made
    remove_home(made)


@pytest.fixture(scope="module")
def module_home() -> Iterator[Path]:
    """As `home`, for all tests of a module."""
    made = new_home()
    yield made
    remove_home(made)


@dataclass(frozen=True)
class DemoNights:
    """The home of a demo that ran, and what it printed. Tests may add to it, and must not count on its newest state."""

    home: Path
    shown: str


@pytest.fixture(scope="session")
def demo_nights(concord: Concord) -> DemoNights:
    """The demo's three nights, run once for all tests and all processes of a run."""
    shared = Path(os.environ[SHARED])
    home, shown = shared / "demo", shared / "demo.txt"
    with (shared / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not shown.exists():
            done = concord("demo", "--home", str(home))
            assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
            shown.write_text(done.stdout, encoding="utf-8")
    return DemoNights(home, shown.read_text(encoding="utf-8"))
