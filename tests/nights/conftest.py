"""A home with a warehouse, for what the nights' functions keep there."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from nights.settings import Settings
from warehouse.server import EmbeddedServer


@pytest.fixture(scope="module")
def settings() -> Iterator[Settings]:
    """Settings of a home whose warehouse runs; contracts are in a folder of it."""
    # Not pytest's tmp_path: the embedded server's account may not pass through its parents.
    home = Path(tempfile.mkdtemp(prefix="concord-nights-"))
    home.chmod(0o711)
    yield Settings(home, home / "contracts")
    EmbeddedServer(home).stop()
    shutil.rmtree(home, ignore_errors=True)
