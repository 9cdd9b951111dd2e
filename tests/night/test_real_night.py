"""One night of real deliveries: what becomes of each row, held against what other code counts in the files."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from itertools import combinations
from pathlib import Path

import openpyxl
import pytest

from contracts.contract_file import read_contract
from contracts.fields import FIELDS
from tests.night.real_files import (
    FILES,
    activities_of,
    award_rows,
    crosswalk,
    csv_rows,
    day_of,
    file_of,
    grants_of,
    take_contract_as,
    write_by_month,
    write_ragged,
)
from tests.night.real_world import (
    CONTRACTS,
    Asking,
    Concord,
    ask_home,
    counts_of,
    drop_report,
    real_folder,
    take_contracts,
)
from transforms.header import read_header
from transforms.normalize.numbers import read_decimal

pytestmark = pytest.mark.real

NIGHT = "2026-03-02"
GIVING = [slug for slug in FILES if slug.startswith("giving_")]
IATI = [slug for slug in FILES if slug.startswith("iati_")]
RAGGED, MONTHS = "tta_ragged", "giving_months"
MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[a-z]{2,}", re.IGNORECASE)
NOT_TEXT = (".png", ".ico", ".woff", ".woff2", ".ttf", ".otf", ".css", ".js", ".svg")


@pytest.fixture(scope="module")
def home(module_home: Path, concord: Concord, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home after one night of all these providers, and of two whose reports are made of real ones."""
    real, made = real_folder(), tmp_path_factory.mktemp("made")
    contracts = made / "contracts"
    take_contracts(contracts, *FILES, MONTHS)
    for slug, name in FILES.items():
        drop_report(module_home, slug, real / name)
    drop_report(module_home, MONTHS, write_by_month(made / "months.json"))
    take_contract_as(contracts, "tta_reports", RAGGED)
    drop_report(module_home, RAGGED, write_ragged(made / "ragged.csv"))
    done = concord("night", "--date", NIGHT, "--providers", str(contracts), "--home", str(module_home))
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
    return module_home


@pytest.fixture(scope="module")
def asked(home: Path) -> Iterator[Asking]:
    with ask_home(home) as asking:
        yield asking


# TA reports, plans and events.


def test_every_ta_report_becomes_a_record(asked: Asking) -> None:
    reports = csv_rows("tta_reports")
    assert len(reports) == 10
    assert counts_of(asked.delivery("tta_reports", NIGHT)) == {"delivered": 10, "accepted": 10, "new": 10}
    found = {record["source_record_id"]: record for record in asked.records("tta_reports")}
    assert set(found) == {report["ReportID"] for report in reports}
    for report in reports:
        record = found[report["ReportID"]]
        assert record["record_kind"] == "activity"
        assert record["title"] == f"{report['Reason/s']}: {report['Topics']}", "the title is made of two columns"
        assert record["actual_start"] == date.fromisoformat(report["Start Date"])
        assert record["actual_end"] == date.fromisoformat(report["End Date"])
        assert float(record["event_hours"]) == float(report["Duration"])
        assert record["participants_total"] == (int(report["Number of Participants"] or 0) or None)
        said = {"": "completed", "Completed": "completed", "In progress": "in_progress"}
        assert record["lifecycle_status"] == said[report["Objective 1.1 status"]], "a blank cell has a meaning too"


def test_a_topic_of_a_report_is_mapped_by_the_crosswalk_or_queued(asked: Asking) -> None:
    known = crosswalk("tta_reports", "core_element")
    found = {record["source_record_id"]: record for record in asked.records("tta_reports")}
    queued: Counter[str] = Counter()
    for report in csv_rows("tta_reports"):
        topics = [topic.split(" | ")[0] for topic in report["Topics"].split("\n")]
        record = found[report["ReportID"]]
        assert set(record["core_element"] or ()) == {code for topic in topics for code in known.get(topic, ())}
        assert set(topics) <= set(record["topic"]), "the provider's own topics stay, without specialists' initials"
        queued.update({topic for topic in topics if topic not in known})
    assert queued
    assert "Coaching / Teaching / Instructional Support" in known
    rows = asked.rows(
        "SELECT source_value, count(*) AS n FROM core.unmapped_row WHERE provider_id = 'tta_reports' AND"
        " field = 'core_element' AND known_to_load IS NULL GROUP BY 1"
    )
    assert {row["source_value"]: row["n"] for row in rows} == queued


@pytest.mark.parametrize(("slug", "key"), [("tta_plans", "Grantee Name"), ("tta_events", "Event ID")])
def test_a_plan_is_a_plan_and_two_for_one_key_are_told_with_their_rows(asked: Asking, slug: str, key: str) -> None:
    rows = csv_rows(slug)
    times = Counter(row[key] for row in rows)
    once = {name for name, n in times.items() if n == 1}
    twice = [row for row in rows if times[row[key]] > 1]
    expected = {"delivered": len(rows), "accepted": len(once), "new": len(once), "rejected": len(twice)}
    assert counts_of(asked.delivery(slug, NIGHT)) == expected
    records = asked.records(slug)
    assert {record["source_record_id"] for record in records} == once
    assert {record["record_kind"] for record in records} == {"plan"}
    rejected = asked.rejected(slug)
    assert [row["rules"] for row in rejected] == [["key_ambiguous"]] * len(twice)
    numbers = [str(number) for number, row in enumerate(rows, 2) if times[row[key]] > 1]
    for row in rejected:
        assert all(number in row["findings"][0]["message"] for number in numbers)


def test_a_ragged_row_is_reported_with_its_row(asked: Asking) -> None:
    assert counts_of(asked.delivery(RAGGED, NIGHT)) == {"delivered": 10, "accepted": 9, "rejected": 1, "new": 9}
    (row,) = asked.rejected(RAGGED)
    assert (row["row_number"], row["rules"]) == (3, ["line_unreadable"])
    assert "47 cells where the header has 46" in row["findings"][0]["message"]
    assert "@" not in str(row["cells"])


def test_no_address_reaches_warehouse_documents_or_logs(asked: Asking, home: Path) -> None:
    assert all("@" in path.read_text(encoding="utf-8-sig") for path in (home / "inbox").glob("tta_*/*.csv"))
    tables = asked.rows("SELECT schemaname || '.' || tablename AS name FROM pg_tables WHERE schemaname = 'core'")
    # The providers' own contact addresses stand in their contracts.
    for table in {row["name"] for row in tables} - {"core.contract_version", "core.provider", "core.provider_version"}:
        for row in asked.rows(f"SELECT t::text AS line FROM {table} t"):  # noqa: S608
            assert not MAIL.search(row["line"]), table
            assert "@" not in row["line"] or "tta_" not in row["line"], table
    for folder in ("data_docs", "logs", "editions"):
        for path in (home / folder).rglob("*"):
            if path.is_file() and path.suffix not in NOT_TEXT:
                found = MAIL.findall(path.read_text(encoding="utf-8", errors="replace"))
                assert not [address for address in found if not address.endswith("greatexpectations.io")], path


# Award actions as CSV and as a workbook.


@pytest.mark.parametrize("slug", ["taggs_csv", "taggs_xlsx"])
def test_every_award_action_is_a_record_and_the_footer_is_none(asked: Asking, slug: str) -> None:
    rows = award_rows()
    key = ("Award Number", "Award Code", "Budget Year")
    assert len({tuple(row[name] for name in key) for row in rows}) == len(rows) == 10_000
    fewer = [part for n in (1, 2) for part in combinations(key, n)]
    assert all(len({tuple(row[name] for name in part) for row in rows}) < len(rows) for part in fewer)
    delivery = asked.delivery(slug, NIGHT)
    assert counts_of(delivery, left_out=True) == {"delivered": 10_000, "accepted": 10_000, "new": 10_000, "left_out": 1}
    records = asked.records(slug)
    assert {r["source_record_id"] for r in records} == {" | ".join(row[name] for name in key) for row in rows}
    places = Counter(place for record in records for place in record["jurisdiction"] or ["Other"])
    assert places == Counter(row["State"] for row in rows)
    assert {"FM", "MH", "PW"} <= set(places)
    days = Counter(record["actual_start"] for record in records)
    assert days == Counter(datetime.strptime(row["Action Date"], "%m/%d/%Y").date() for row in rows)  # noqa: DTZ007
    programs = Counter(program for record in records for program in record["program"] or ())
    listed = {"93600": "Head Start", "93575": "CCDF", "93596": "CCDF", "93994": "Title V"}
    assert programs == Counter(listed[row["CFDA Num"]] for row in rows if row["CFDA Num"] in listed)


def test_a_workbook_and_a_csv_of_the_same_rows_give_the_same_records(asked: Asking) -> None:
    names = [name for name in FIELDS if name not in ("provider_id", "received_at", "source_values")]
    of_csv, of_workbook = asked.records("taggs_csv"), asked.records("taggs_xlsx")
    assert len(of_csv) == len(of_workbook) == 10_000
    for left, right in zip(of_csv, of_workbook, strict=True):
        assert {name: left[name] for name in names} == {name: right[name] for name in names}
        # Of what was written, the day alone is written otherwise.
        assert left["source_values"] | {"Action Date": ""} == right["source_values"] | {"Action Date": ""}
        assert left["row_number"] == right["row_number"]


# Grants and activities of other fields.


@pytest.mark.parametrize("slug", [*GIVING, MONTHS])
def test_every_grant_is_a_record_with_its_days_as_exact_as_they_were_said(asked: Asking, slug: str) -> None:
    by_month = slug == MONTHS
    grants = grants_of("giving_baring" if by_month else slug)
    n = len(grants)
    assert counts_of(asked.delivery(slug, NIGHT)) == {"delivered": n, "accepted": n, "new": n}
    found = {record["source_record_id"]: record for record in asked.records(slug)}
    assert len(found) == n
    for grant in grants:
        record = found[grant["id"]]
        planned = (grant.get("plannedDates") or [{}])[0]
        said = {"actual_start": grant["awardDate"], "planned_start": planned.get("startDate"),
                "planned_end": planned.get("endDate")}  # fmt: skip
        for name, text in said.items():
            day = day_of(text)
            assert record[name] == (day and day.replace(day=1) if by_month else day)
            assert record[f"{name}_precision"] == (day and ("month" if by_month else "day"))


@pytest.mark.parametrize("slug", IATI)
def test_every_activity_is_a_record_with_the_days_that_it_has(asked: Asking, slug: str) -> None:
    activities = activities_of(slug)
    n = len(activities)
    assert counts_of(asked.delivery(slug, NIGHT)) == {"delivered": n, "accepted": n, "new": n}
    found = {record["source_record_id"]: record for record in asked.records(slug)}
    kinds = {"1": "planned_start", "2": "actual_start", "3": "planned_end", "4": "actual_end"}
    for activity in activities:
        record = found[(activity.findtext("iati-identifier") or "").strip()]
        days = {str(day.get("type")): str(day.get("iso-date"))[:10] for day in activity.findall("activity-date")}
        for kind, name in kinds.items():
            assert record[name] == (date.fromisoformat(days[kind]) if kind in days else None)


def test_the_count_of_activities_is_the_publishers_own_control_total(asked: Asking) -> None:
    metadata = json.loads((real_folder() / "iati/usaid-am.metadata.json").read_text(encoding="utf-8"))
    total = next(int(extra["value"]) for extra in metadata["extras"] if extra["key"] == "activity_count")
    assert asked.delivery("iati_usaid", NIGHT)["accepted"] == total


@pytest.mark.parametrize("slug", FILES)
def test_a_contract_maps_or_ignores_every_column_by_name(asked: Asking, slug: str) -> None:
    header = read_header(asked.delivery(slug, NIGHT)["column_names"], read_contract(CONTRACTS, slug))
    assert (header.missing, header.unknown) == ((), ())


def test_the_amounts_of_both_files_are_the_same_numbers() -> None:
    sheet = openpyxl.load_workbook(file_of("taggs_xlsx"), read_only=True).worksheets[0]
    header, *lines = sheet.iter_rows(values_only=True)
    amounts = [line[header.index("Award Amount")] for line in lines if line[0] is not None]
    assert [read_decimal(row["Award Amount"], "us_currency") for row in award_rows()] == amounts
