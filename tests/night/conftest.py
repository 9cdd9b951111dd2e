"""Whole nights run as people run them: through the command line, in processes of their own."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

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
