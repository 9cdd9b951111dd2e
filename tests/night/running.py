"""The command line in processes of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
Concord = Callable[..., subprocess.CompletedProcess[str]]

_CODE = "import sys; from cli.main import main; sys.argv[0] = 'concord'; main()"


def run_concord(
    *arguments: str, environment: Mapping[str, str] | None = None, seconds: float = 600
) -> subprocess.CompletedProcess[str]:
    """Run one command; its words, its errors and its exit code come back."""
    return subprocess.run(
        [sys.executable, "-c", _CODE, *arguments],
        **_surroundings(environment), capture_output=True, timeout=seconds, check=False,
    )  # fmt: skip


def start_concord(*arguments: str) -> subprocess.Popen[str]:
    """Start one command; what it says, progress included, can be read while it runs."""
    return start_python(_CODE, *arguments)


def start_python(code: str, *arguments: str) -> subprocess.Popen[str]:
    """Start Python with Concord's rooms at hand."""
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        **_surroundings(None), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip


def _surroundings(environment: Mapping[str, str] | None) -> dict[str, Any]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("AIRFLOW", "CONCORD_"))}
    path = f"{ROOT}{os.pathsep}{ROOT / 'plugins'}"
    return {"cwd": ROOT, "env": {**inherited, "PYTHONPATH": path, **(environment or {})}, "text": True}
