"""Data Docs tell what held and what did not, and nothing that was delivered; the library is loaded late."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from contracts.errors import ConcordError
from expectations.data_docs import write_docs
from expectations.engine import run_suite
from expectations.plan import check
from expectations.suites import count_rules

NIGHT = datetime(2026, 6, 1, 2, tzinfo=UTC)
PLANTED = ("rosa.ibarra@center.example", "Quilombo", "555-0143")


def test_data_docs_hold_no_delivered_value(judge: Any, tmp_path: Path) -> None:
    mail, name, phone = PLANTED
    rows = judge.rows(
        {"Title": f"{name}\0", "Start Date": mail, "Attendees": phone, "Report ID": name},
        {"Title": mail, "Report ID": name},
    ).assign(**{mail: phone})
    judge.arrived(rows)
    judge.canonical(judge.shaped({"title": None, "sector": name}, {"title": mail * 500}), rows)
    judge.across(rows)
    first = write_docs(judge.runs, tmp_path / "docs", NIGHT)
    files = [path for path in first.parent.rglob("*") if path.is_file()]
    pages = [path for path in files if path.suffix == ".html"]
    assert len(pages) == 1 + len(judge.runs)
    assert any("Cells hold text" in page.read_text() for page in pages)
    for path in files:
        content = path.read_bytes() + str(path).encode()
        assert not [planted for planted in PLANTED if planted.encode() in content], path


def test_data_docs_list_every_provider_and_its_failures(judge: Any, tmp_path: Path) -> None:
    other = judge.under(provider="other")
    judge.arrived(judge.rows({"Title": "a\0b"}))
    other.arrived(other.rows({}))
    first = write_docs([*judge.runs, *other.runs], tmp_path / "docs", NIGHT)
    index = first.read_text()
    assert "tiny.arrived_cells" in index
    assert "other.arrived_cells" in index
    pages = {page.parts[-5]: page.read_text() for page in first.parent.rglob("*arrived_cells.html")}
    assert {name: "unexpected value" in page for name, page in pages.items()} == {"tiny": True, "other": False}


def test_suites_run_on_after_data_docs_were_written(judge: Any, tmp_path: Path) -> None:
    write_docs([], tmp_path / "docs", NIGHT)
    assert len(judge.arrived(judge.rows({"Title": "a\0b"}))) == 1


def test_facts_of_a_run_hold_no_delivered_value(judge: Any) -> None:
    judge.arrived(judge.rows({"Title": PLANTED[1] + "\0"}).assign(**{PLANTED[0]: "x"}))
    assert not [planted for planted in PLANTED if planted in repr(judge.runs)]


def test_a_rule_that_cannot_be_computed_is_our_fault_and_no_rows(judge: Any) -> None:
    with pytest.raises(ConcordError, match="hours_out_of_range could not be computed"):
        run_suite("tiny", "rows", pd.DataFrame({"a": [1]}), (check("hours_out_of_range", "not_null", column="b"),))


def test_every_expectation_of_a_contract_is_counted(judge: Any) -> None:
    rows = judge.rows({})
    judge.arrived(rows)
    judge.canonical(judge.shaped({}), rows)
    judge.across(rows)
    assert count_rules(judge.contract) == sum(len(run.outcomes) for run in judge.runs)


def test_great_expectations_is_not_loaded_until_there_is_something_to_judge() -> None:
    code = (
        "import sys; import expectations.suites, expectations.data_docs, expectations.rules;"
        "sys.exit('great_expectations' in sys.modules)"
    )
    root = Path(__file__).parents[2]
    assert subprocess.run([sys.executable, "-c", code], cwd=root, check=False).returncode == 0


def test_no_rows_need_no_suite(judge: Any) -> None:
    nothing = judge.rows({}).iloc[:0]
    assert judge.arrived(nothing).empty
    assert judge.across(nothing).empty
    assert judge.runs == []
