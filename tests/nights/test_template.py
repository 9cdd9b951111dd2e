"""Concord's own template: what is written for a provider to fill in is what the night reads."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from contracts.codes import CODE_LISTS
from contracts.errors import UsageWrong
from contracts.fields import DELIVERABLE
from nights.check import check_files, list_findings
from nights.settings import ROOT, Settings
from nights.template import write_template
from tests.nights.kind_reports import Deliveries

SETTINGS = Settings(ROOT, ROOT / "providers")


@pytest.mark.parametrize("name", ["reports.csv", "reports.xlsx"])
def test_the_example_row_is_a_report_that_passes_the_check(tmp_path: Path, name: str) -> None:
    write_template(tmp_path / name)
    judged = check_files(SETTINGS, "small_center", [tmp_path / name])
    assert judged.verdict == "accepted", judged.message
    assert (judged.counts.delivered, judged.counts.new) == (1, 1)
    assert list_findings(judged).empty
    assert judged.changes is not None
    record = judged.changes.versions.iloc[0]
    assert record["source_record_id"] == "2026-0001"
    assert record["event_hours"] == 2.5


def test_both_forms_of_the_template_give_the_same_record(tmp_path: Path) -> None:
    hashes = []
    for name in ("reports.csv", "reports.xlsx"):
        write_template(tmp_path / name)
        changes = check_files(SETTINGS, "small_center", [tmp_path / name]).changes
        assert changes is not None
        hashes.append(changes.versions["content_hash"].tolist())
    assert hashes[0] == hashes[1]


def test_the_header_is_every_field_that_a_provider_may_deliver(tmp_path: Path) -> None:
    write_template(tmp_path / "reports.csv")
    with (tmp_path / "reports.csv").open(encoding="utf-8", newline="") as file:
        assert tuple(next(csv.reader(file))) == DELIVERABLE


def test_the_workbook_tells_what_each_field_means_and_every_code_that_may_stand_in_it(tmp_path: Path) -> None:
    write_template(tmp_path / "reports.xlsx")
    sheet = CalamineWorkbook.from_path(tmp_path / "reports.xlsx").get_sheet_by_name("fields").to_python()
    told = {str(row[0]): str(row[3]) for row in sheet[1:]}
    assert tuple(told) == DELIVERABLE
    assert all(code in told["core_element"] for code in CODE_LISTS["core_element"])
    assert all(text for text in told.values())


@pytest.mark.parametrize("report", ["feedback", "joint_project", "improvement_action"])
@pytest.mark.parametrize("name", ["reports.csv", "reports.xlsx"])
def test_the_example_row_of_every_kind_of_report_passes_the_check(tmp_path: Path, name: str, report: str) -> None:
    center = Deliveries(Settings(tmp_path, tmp_path / "contracts"))
    center.promise("center")
    center.promise("further", report=report, of_provider="center")
    write_template(tmp_path / name, report)
    judged = check_files(center.settings, "further", [tmp_path / name])
    assert judged.verdict == "accepted", list_findings(judged).to_string()
    assert list_findings(judged).empty


def test_a_kind_of_report_that_is_none_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(UsageWrong, match="did you mean feedback"):
        write_template(tmp_path / "reports.csv", "feedbacks")


def test_another_kind_of_file_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(UsageWrong, match=r"\.csv or \.xlsx"):
        write_template(tmp_path / "reports.ods")
