"""A contract says what a delivery is: incremental, full, or full for a stated period."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from nights.decide import accept_held
from nights.ingest import ingest_delivery
from nights.pull import pull_report
from nights.settings import Settings
from nights.verdict import check_night, read_outcome
from nights.warehouse_access import open_warehouse
from transforms.accounting import Counts

HEADER = "source_record_id,title,lifecycle_status,actual_start,jurisdiction,sector,core_element\n"


def row(key: str, day: str, title: str = "Fiscal mapping") -> str:
    return f"{key},{title},completed,{day},OH,health,financing\n"


@pytest.fixture
def settings(home: Path, tmp_path: Path) -> Settings:
    (home / "inbox").mkdir()
    (tmp_path / "contracts" / "center").mkdir(parents=True)
    return Settings(home, tmp_path / "contracts")


def promise(settings: Settings, delivery: str) -> None:
    (settings.providers / "center" / "contract.yaml").write_text(
        f"""provider: center
name: A Center
sponsor_offices: [ACF/OCC]
contact: reports@center.example
source: {{transport: drop_folder, path: inbox/*.csv, format: concord}}
{delivery}
volume: {{least_share: 0}}
absent_share: 1
defaults: {{scope_class: systems_building, sharing_level: partners}}
""",
        encoding="utf-8",
    )


def deliver(settings: Settings, day: str, *rows: str) -> Counts:
    (settings.home / "inbox" / f"{day}.csv").write_text(HEADER + "".join(rows), encoding="utf-8")
    night = date.fromisoformat(day)
    pulled = pull_report(settings, "center", night)
    return ingest_delivery(settings, "center", pulled.receipt_path, night).counts


def ask(settings: Settings, query: str) -> list[tuple[object, ...]]:
    with open_warehouse(settings).connect() as connection:
        return [tuple(found) for found in connection.execute(sa.text(query))]


def test_a_provider_whose_contract_was_taken_away_is_waited_for_no_longer(settings: Settings) -> None:
    promise(settings, "delivery: full")
    deliver(settings, "2026-03-02", row("a", "2026-01-05"))
    (settings.providers / "center").rename(settings.providers / "other")
    assert read_outcome(settings, date(2026, 3, 3)).empty
    check_night(settings, date(2026, 3, 3))
    assert ask(settings, STANDING) == [("a",)], "what it delivered stays"


STANDING = "SELECT source_record_id FROM mart.record ORDER BY 1"
WAITING = "SELECT row_number FROM mart.rejected_row WHERE is_current ORDER BY 1"


def test_missing_from_an_increment_means_nothing(settings: Settings) -> None:
    promise(settings, "delivery: incremental")
    deliver(settings, "2026-03-02", row("a", "2026-01-05"), row("b", "2026-01-06"))
    counts = deliver(settings, "2026-03-03", row("c", "2026-01-07"))
    assert (counts.new, counts.absent) == (1, 0)
    assert ask(settings, STANDING) == [("a",), ("b",), ("c",)]


def test_a_row_that_an_increment_had_rejected_waits_until_its_record_comes_again(settings: Settings) -> None:
    promise(settings, "delivery: incremental")
    deliver(settings, "2026-03-02", row("a", "2026-01-05"), row("b", "2026-02-31"))
    assert ask(settings, WAITING) == [(3,)]
    deliver(settings, "2026-03-03", row("c", "2026-01-07"))
    assert ask(settings, WAITING) == [(3,)], "another record's arrival settles nothing"
    deliver(settings, "2026-03-04", row("b", "2026-02-28"))
    assert ask(settings, WAITING) == []


def test_missing_from_a_full_delivery_means_absent_and_coming_again_means_returned(settings: Settings) -> None:
    promise(settings, "delivery: full")
    deliver(settings, "2026-03-02", row("a", "2026-01-05"), row("b", "2026-01-06"))
    assert deliver(settings, "2026-03-03", row("a", "2026-01-05")).absent == 1
    assert ask(settings, STANDING) == [("a",)]
    assert deliver(settings, "2026-03-04", row("a", "2026-01-05"), row("b", "2026-01-06")).returned == 1


def test_a_delivery_that_is_full_for_a_month_withdraws_nothing_of_another_month(settings: Settings) -> None:
    promise(settings, "delivery: full_for_period\nperiod: {field: actual_start, covers: month}")
    deliver(settings, "2026-02-27", row("feb1", "2026-02-05"), row("feb2", "2026-02-06"))
    counts = deliver(settings, "2026-02-28", row("feb1", "2026-02-05"))
    assert counts.absent == 1
    counts = deliver(settings, "2026-03-02", row("mar", "2026-03-01"))
    assert (counts.new, counts.absent) == (1, 0)
    assert ask(settings, STANDING) == [("feb1",), ("mar",)]


DAYS = "SELECT actual_start FROM mart.record"
SUBMISSIONS = "SELECT verdict, new, corrected, returned, absent FROM mart.submission ORDER BY known_from_load"


def test_a_report_that_comes_back_within_one_night_is_loaded_again(settings: Settings) -> None:
    promise(settings, "delivery: full")
    first, other = row("a", "2026-01-05"), row("a", "2026-01-06")
    for delivered in (first, other, first, other):
        deliver(settings, "2026-03-02", delivered)
    assert ask(settings, DAYS) == [(date(2026, 1, 6),)]
    assert ask(settings, SUBMISSIONS) == [("accepted", 1, 0, 0, 0), *[("accepted", 0, 1, 0, 0)] * 3]
    assert len(ask(settings, "SELECT DISTINCT delivery_id FROM mart.submission")) == 4


def test_work_done_twice_for_a_report_that_came_back_changes_nothing(settings: Settings) -> None:
    promise(settings, "delivery: full")
    night = date(2026, 3, 2)
    first, other = row("a", "2026-01-05"), row("a", "2026-01-06")
    receipts = []
    for delivered in (first, other, first):
        (settings.home / "inbox" / "reports.csv").write_text(HEADER + delivered, encoding="utf-8")
        receipts.append(pull_report(settings, "center", night).receipt_path)
        ingest_delivery(settings, "center", receipts[-1], night)
    known = ask(settings, "SELECT * FROM mart.submission ORDER BY delivery_id")
    for receipt in receipts:
        ingest_delivery(settings, "center", receipt, night)
    assert ask(settings, "SELECT * FROM mart.submission ORDER BY delivery_id") == known
    assert ask(settings, DAYS) == [(date(2026, 1, 5),)]


def test_a_report_that_comes_back_and_withdraws_too_much_waits_for_a_person(settings: Settings) -> None:
    promise(settings, "delivery: full")
    contract = settings.providers / "center" / "contract.yaml"
    contract.write_text(contract.read_text(encoding="utf-8").replace("absent_share: 1", "absent_share: 0.05"))
    one = row("a", "2026-01-05")
    for rows in ((one,), (one, row("b", "2026-01-06")), (one,)):
        deliver(settings, "2026-03-02", *rows)
    assert [verdict for verdict, *_ in ask(settings, SUBMISSIONS)] == ["accepted", "accepted", "held"]
    assert ask(settings, STANDING) == [("a",), ("b",)]
    accept_held(settings, "center", "a keeper", "they said so")
    assert ask(settings, STANDING) == [("a",)]
    assert [verdict for verdict, *_ in ask(settings, SUBMISSIONS)] == ["accepted"] * 3
