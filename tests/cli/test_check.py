"""`concord check` and `concord template`: the night's own judgement before anything is sent, and nothing is stored."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from tests.cli.running import run

HEADER = "source_record_id,title,lifecycle_status,actual_start,actual_end,jurisdiction,sector,core_element\n"
GOOD = HEADER + "A-1,Fiscal mapping,completed,2026-02-01,2026-02-02,OH,health,financing\n"
BAD = (
    GOOD
    + "A-2,Data systems,completed,2026-02-03,2026-02-01,OH,health,financing\n"
    + "A-3,,completed,31/02/2026,,OH,health,\n"
)


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.csv"
    path.write_text(BAD, encoding="utf-8")
    return path


def test_a_good_file_passes(tmp_path: Path) -> None:
    path = tmp_path / "report.csv"
    path.write_text(GOOD, encoding="utf-8")
    done = run("check", "small_center", str(path), home=tmp_path / "home")
    assert done.returncode == 0, done.stderr
    assert "small_center: accepted; 1 delivered, 1 accepted, 1 new" in done.stdout


def test_nothing_is_stored_by_a_check(report: Path, tmp_path: Path) -> None:
    run("check", "small_center", str(report), home=tmp_path / "home")
    assert not (tmp_path / "home").exists()


def test_all_errors_of_all_rows_are_told_with_place_mend_and_who(report: Path) -> None:
    done = run("check", "small_center", str(report), "--output", "csv")
    assert done.returncode == 3
    found = list(csv.DictReader(io.StringIO(done.stdout)))
    rejecting = [(item["row"], item["column"]) for item in found if item["severity"] == "reject"]
    assert ("3", "actual_start, actual_end") in rejecting or ("3", "actual_end, actual_start") in rejecting
    assert {("4", "title"), ("4", "actual_start")} <= set(rejecting)
    assert all(item["mend"] and item["who"] for item in found)
    assert {item["part"] for item in found if item["row"]} == {"report.csv"}


def test_the_table_says_the_verdict_first(report: Path) -> None:
    done = run("check", "small_center", str(report))
    assert done.returncode == 3
    assert done.stdout.startswith("small_center: partly accepted; 3 delivered, 1 accepted, 2 rejected")
    assert "Traceback" not in done.stdout + done.stderr


def test_a_file_that_cannot_be_read_is_refused_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "page.csv"
    path.write_text("<html><head><title>Sign in</title></head></html>")
    done = run("check", "small_center", str(path))
    assert done.returncode == 3
    assert "page.csv: this is an HTML page" in done.stdout
    assert "The provider must act" in done.stdout


@pytest.mark.parametrize("name", ["reports.csv", "reports.xlsx"])
def test_the_template_is_written_and_passes_its_own_check(tmp_path: Path, name: str) -> None:
    written = run("template", str(tmp_path / name))
    assert written.returncode == 0, written.stderr
    assert f"concord check PROVIDER {tmp_path / name}" in written.stdout
    assert run("check", "small_center", str(tmp_path / name)).returncode == 0


def test_a_template_writes_over_nothing_unless_told_to(report: Path) -> None:
    before = report.read_bytes()
    done = run("template", str(report))
    assert done.returncode == 2
    assert "--force" in done.stderr
    assert report.read_bytes() == before
    assert run("template", str(report), "--force").returncode == 0
