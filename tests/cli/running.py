"""The command line in this process: what it says, and the exit code, as a shell would see them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def run(*arguments: str, home: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run one command in a process of its own."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("AIRFLOW", "CONCORD_"))}
    more = {"CONCORD_HOME": str(home)} if home else {}
    return subprocess.run(
        [sys.executable, "-c", "import sys; from cli.main import main; sys.argv[0] = 'concord'; main()", *arguments],
        cwd=ROOT, env={**inherited, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'plugins'}", "COLUMNS": "160", **more},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
