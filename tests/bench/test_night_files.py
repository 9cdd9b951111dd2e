"""The measured providers are what the measurement says of them: seeded, mostly right, changed where it says so."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bench.night_files import write_csv, write_deliveries, write_providers
from bench.night_rows import HEADER, Scale, report_table
from contracts.codes import NOT_YET_OVER
from contracts.contract_file import read_contract
from expectations.verdict import Judged, judge_delivery
from transforms.known import Known

SCALE = Scale(providers=3, rows=2_000, night=date(2026, 3, 2))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("measured")
    write_providers(SCALE, made / "providers")
    write_deliveries(SCALE, made)
    return made


@pytest.fixture(scope="module")
def judged(home: Path) -> Judged:
    contract = read_contract(home / "providers", SCALE.slugs[1])
    content = (home / "inbox" / SCALE.slugs[1] / "reports.csv").read_bytes()
    return judge_delivery(
        [("reports.csv", content)], contract, received_at=datetime(2026, 3, 2, 2, tzinfo=UTC), night=SCALE.night,
        known=Known(),
    )  # fmt: skip


def _rows(home: Path, slug: str) -> list[dict[str, str]]:
    with (home / "inbox" / slug / "reports.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_same_seed_writes_the_same_bytes(home: Path, tmp_path: Path) -> None:
    for path in write_deliveries(SCALE, tmp_path):
        assert path.read_bytes() == (home / path.relative_to(tmp_path)).read_bytes()


def test_a_file_reads_back_as_the_table_that_it_was_made_of(home: Path) -> None:
    table = report_table(SCALE, 0)
    read = list(csv.reader(io.StringIO(write_csv(table).decode(), newline="")))
    assert tuple(read[0]) == HEADER
    assert read[1:] == [list(row.values()) for row in table.to_pylist()]


def test_half_a_percent_of_the_rows_is_rejected_and_nothing_else(judged: Judged) -> None:
    assert judged.counts.delivered == SCALE.rows
    assert judged.counts.rejected == SCALE.rows * 5 // 1000
    assert set(judged.findings["rule"]) == {
        "date_unread", "hours_out_of_range", "number_unlike", "status_unmapped", "title_missing",
    }  # fmt: skip


def test_about_two_percent_of_the_work_is_not_yet_over(judged: Judged) -> None:
    assert judged.changes is not None
    is_open = judged.changes.versions["lifecycle_status"].isin(NOT_YET_OVER)
    assert 0.01 < is_open.mean() < 0.03


def test_mail_addresses_and_names_of_staff_are_there_to_be_hidden(home: Path, judged: Judged) -> None:
    written = " ".join(row["Summary"] for row in _rows(home, SCALE.slugs[1]))
    assert "@agency.example" in written
    assert "Delgado" in written
    assert judged.changes is not None
    kept = " ".join(judged.changes.versions["summary"])
    assert "@" not in kept
    assert "Delgado" not in kept


def test_the_second_night_changes_one_percent_of_the_rows_of_the_named_providers(home: Path, tmp_path: Path) -> None:
    write_deliveries(SCALE, tmp_path, changed=[SCALE.slugs[2]])
    differ = [
        sum(a != b for a, b in zip(_rows(home, slug), _rows(tmp_path, slug), strict=True)) for slug in SCALE.slugs
    ]
    assert differ == [0, 0, SCALE.rows // 100]
