"""The installation: which Python is taken, what a wrong one is told, what is said when a package is missing."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from ops import bootstrap

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "ops" / "bootstrap.py"


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 12, 4), (3, 13, 9)])
def test_python_3_11_to_3_13_is_taken(version: tuple[int, ...]) -> None:
    assert bootstrap.is_suitable(version)


@pytest.mark.parametrize("version", [(3, 10, 14), (3, 14, 0), (3, 6, 1), (4, 11, 0)])
def test_another_python_is_not_taken(version: tuple[int, ...]) -> None:
    assert not bootstrap.is_suitable(version)


def test_another_python_gets_one_sentence(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 1))
    monkeypatch.setattr(bootstrap, "find_python", lambda: None)
    with pytest.raises(SystemExit) as ended:
        bootstrap.require_python()
    assert ended.value.code == 2
    told = capsys.readouterr().err
    assert "needs Python 3.11 to 3.13 and found only Python 3.9" in told
    assert told.count("\n") == 1


def test_an_old_python_can_read_the_script_to_say_so() -> None:
    ast.parse(SCRIPT.read_text(encoding="utf-8"), feature_version=(3, 6))
    assert not re.search(r"^from __future__ import annotations", SCRIPT.read_text(encoding="utf-8"), re.MULTILINE)


def test_a_name_on_the_path_that_does_not_run_is_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for minor in (12, 13):
        fake = tmp_path / f"python3.{minor}"
        fake.write_text("#!/bin/sh\nexit 127\n")
        fake.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert bootstrap.find_python() is None


def test_a_missing_system_package_is_named_with_its_purpose(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bootstrap, "is_there", lambda need: False)
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    bootstrap.install_debian_packages()
    assert "goes without python3-venv (making the virtual environment)" in capsys.readouterr().out


def test_a_changed_lock_is_installed_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "ROOT", str(tmp_path))
    (tmp_path / "requirements").mkdir()
    (tmp_path / "pyproject.toml").write_text("")
    lock = tmp_path / "requirements" / "base.lock"
    lock.write_text("a==1")
    before = bootstrap.fingerprint("base")
    assert bootstrap.fingerprint("base") == before
    lock.write_text("a==2")
    assert bootstrap.fingerprint("base") != before


def test_make_alone_lists_its_targets() -> None:
    shown = subprocess.run(["make", "-C", str(ROOT)], capture_output=True, text=True, check=True).stdout
    for target in ("demo", "test", "test-all", "up", "down", "doctor", "bench-night"):
        assert f"make {target} " in shown
