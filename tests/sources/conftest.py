"""Fixtures of the sources' tests: a landing area, connections, real servers; no metadata database of Airflow."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

# Before anything imports Airflow, which makes its home at import.
os.environ.setdefault("AIRFLOW_HOME", tempfile.mkdtemp(prefix="concord-airflow-"))

from tests.sources.pulling import ConnectAs, Night


@pytest.fixture
def night(tmp_path: Path) -> Night:
    return Night(tmp_path)


@pytest.fixture
def connect_as(monkeypatch: pytest.MonkeyPatch) -> ConnectAs:
    """Tells Airflow a connection, as its environment would."""

    def tell(name: str, facts: dict[str, Any]) -> None:
        monkeypatch.setenv(f"AIRFLOW_CONN_{name.upper()}", json.dumps(facts))

    return tell


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 256 KB of its own."""
    place = tmp_path / "tiny"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(place)]
    if os.geteuid() != 0 or subprocess.run(command, check=False, capture_output=True).returncode != 0:
        pytest.skip("only root may mount a tiny file system here")
    yield place
    subprocess.run(["umount", str(place)], check=True)
