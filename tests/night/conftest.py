"""Whole nights run as people run them: through the command line, in processes of their own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from warehouse.server import EmbeddedServer

ROOT = Path(__file__).parents[2]
Concord = Callable[..., subprocess.CompletedProcess[str]]


def run_concord(
    *arguments: str, environment: Mapping[str, str] | None = None, seconds: float = 600
) -> subprocess.CompletedProcess[str]:
    """Run one command of the command line; its words, its errors and its exit code come back."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("AIRFLOW", "CONCORD_"))}
    code = "import sys; from cli.main import main; sys.argv[0] = 'concord'; main()"
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=ROOT,
        env={**inherited, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'plugins'}", **(environment or {})},
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )


@pytest.fixture(scope="session")
def concord() -> Concord:
    """Runs one command of the command line."""
    return run_concord


def _new_home() -> Path:
    # Not pytest's tmp_path: the embedded server's account may not pass through its parents.
    home = Path(tempfile.mkdtemp(prefix="concord-night-"))
    home.chmod(0o711)
    return home


def _remove(home: Path) -> None:
    EmbeddedServer(home).stop()
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def home() -> Iterator[Path]:
    """An empty home; its server is stopped and its files are removed afterwards."""
    made = _new_home()
    yield made
    _remove(made)


@pytest.fixture(scope="module")
def module_home() -> Iterator[Path]:
    """As `home`, for all tests of a module."""
    made = _new_home()
    yield made
    _remove(made)
