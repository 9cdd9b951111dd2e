"""Compiles requirements/*.in into requirements/*.lock: names, versions, hashes and markers, and nothing else.

The other locks are held to the versions of base.lock, so that installing one of them into .venv changes nothing that
is there. Needs the network.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

REQUIREMENTS = Path(__file__).resolve().parent.parent / "requirements"
FLAGS = [
    "--universal", "--python-version", "3.11", "--generate-hashes", "--quiet", "--no-header", "--no-annotate",
    "--no-emit-index-url", "--no-emit-find-links", "--override", "overrides.txt",
]  # fmt: skip
# How requirements/overrides.txt says that a package is left out; uv keeps such packages in the lock all the same.
LEFT_OUT = "sys_platform == 'never'"
NAMES = ("installer", "base", "dev", "bench", "celery", "spark")


def compile_lock(uv: str, name: str, more: list[str]) -> None:
    """Compile one lock in place; versions that are still allowed stay, unless `more` says --upgrade."""
    held = [] if name in ("installer", "base") else ["--constraints", "base.lock"]
    command = [uv, "pip", "compile", f"{name}.in", "-o", f"{name}.lock", *FLAGS, *held, *more]
    subprocess.run(command, cwd=REQUIREMENTS, check=True)
    path = REQUIREMENTS / f"{name}.lock"
    path.write_text(drop_left_out(path.read_text(encoding="utf-8")), encoding="utf-8")


def drop_left_out(lock: str) -> str:
    """The lock without the packages that no platform installs, and without their hashes."""
    kept = []
    is_kept = True
    for line in lock.splitlines(keepends=True):
        if not line.startswith(" "):
            is_kept = LEFT_OUT not in line
        if is_kept:
            kept.append(line)
    return "".join(kept)


def main(more: list[str]) -> None:
    """Compile all locks; further arguments go to uv (`--upgrade`, `--upgrade-package NAME`)."""
    uv = shutil.which("uv") or str(Path(sys.executable).with_name("uv"))
    for name in NAMES:
        compile_lock(uv, name, more)
        print(f"requirements/{name}.lock")


if __name__ == "__main__":
    main(sys.argv[1:])
