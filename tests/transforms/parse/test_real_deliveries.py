"""Real deliveries, counted by code that knows nothing of ours."""

from __future__ import annotations

import csv
import json
import os
import re
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pandas as pd
import pytest

from transforms.parse import Parsed, ReadOptions, parse_parts

pytestmark = pytest.mark.real
REAL = Path(os.environ.get("CONCORD_REAL_DATA", Path(__file__).parents[4] / "shared" / "real"))


@pytest.fixture(autouse=True)
def _real_data() -> None:
    if not REAL.is_dir():
        pytest.skip(f"real deliveries are absent: no folder {REAL} (set CONCORD_REAL_DATA)")


def read(name: str, kind: str, **options: object) -> Parsed:
    content = (REAL / name).read_bytes()
    return parse_parts([(name, content)], ReadOptions(kind=kind, **options))  # type: ignore[arg-type]


def lines_of(name: str) -> list[list[str]]:
    with (REAL / name).open(newline="", encoding="utf-8") as file:
        return [line for line in csv.reader(file) if any(cell.strip() for cell in line)]


@pytest.mark.parametrize("name", ["R14ActivityReportsTest", "R9GranteeTTAPlanTest", "EventsTest_f4bc5250"])
def test_tta_hub_reports_equal_an_independent_reading(name: str) -> None:
    header, *lines = lines_of(f"tta_hub/{name}.csv")
    parsed = read(f"tta_hub/{name}.csv", "csv")
    assert len(parsed.rows) + len(parsed.broken) == len(lines)
    assert parsed.broken.empty
    named = [i for i, cell in enumerate(header) if cell.strip() or any(line[i].strip() for line in lines)]
    assert parsed.rows.to_numpy().tolist() == [[line[i] for i in named] for line in lines]


def test_tta_hub_activity_reports_are_ten_with_one_spacer_among_46_columns() -> None:
    parsed = read("tta_hub/R14ActivityReportsTest.csv", "csv")
    assert len(lines_of("tta_hub/R14ActivityReportsTest.csv")[0]) == 46
    assert parsed.rows.shape == (10, 45)


def test_taggs_is_the_same_as_csv_and_as_workbook() -> None:
    footers = ("^Exported on",)
    from_csv = read("taggs/taggsExport2018.csv", "csv", footers=footers)
    from_xlsx = read("taggs/taggsExport2018.xlsx", "xlsx", footers=footers)
    for parsed in (from_csv, from_xlsx):
        assert len(parsed.rows) == 10_000
        assert parsed.left_out["row"].tolist() == [10_002]
        assert parsed.broken.empty
        assert parsed.notes.empty
    assert from_csv.origin["row"].tolist() == from_xlsx.origin["row"].tolist()
    # A workbook holds a date and a number where the CSV writes them as text; both mean the same.
    left = from_csv.rows.assign(
        **{
            "Action Date": pd.to_datetime(from_csv.rows["Action Date"], format="%m/%d/%Y")
            .dt.strftime("%Y-%m-%d")
            .astype("str"),
            "Award Amount": from_csv.rows["Award Amount"].str.replace(r"[$,]", "", regex=True),
        }
    )
    pd.testing.assert_frame_equal(left, from_xlsx.rows, check_dtype=False)


@pytest.mark.parametrize("day", ["2025-04-18", "2025-05-01", "2025-05-31"])
def test_terminated_grants_equal_an_independent_reading(day: str) -> None:
    name = f"hhs_terminated/snap_{day}.xlsx"
    sheet = openpyxl.load_workbook(REAL / name, read_only=True).worksheets[0]
    header, *lines = list(sheet.iter_rows(values_only=True))
    parsed = read(name, "xlsx")
    filled = [line for line in lines if any(cell is not None for cell in line)]
    assert len(parsed.rows) == len(filled)
    assert list(parsed.rows.columns) == [" ".join(str(cell).split()) for cell in header]
    numbers = [i for i, cell in enumerate(filled[0]) if isinstance(cell, int | float)]
    for i in numbers:
        ours = pd.to_numeric(parsed.rows.iloc[:, i], errors="coerce").dropna().tolist()
        theirs = [float(line[i]) for line in filled if isinstance(line[i], int | float)]
        assert ours == theirs


def test_terminated_grants_in_csv_equal_an_independent_reading() -> None:
    header, *lines = lines_of("hhs_terminated/snap_2025-05-31.csv")
    parsed = read("hhs_terminated/snap_2025-05-31.csv", "csv")
    assert list(parsed.rows.columns) == header
    assert parsed.rows.to_numpy().tolist() == lines


@pytest.mark.parametrize("publisher", ["baring", "indigo", "ocf1", "ocf2"])
def test_360giving_grants_are_all_read(publisher: str) -> None:
    grants = json.loads((REAL / f"360giving/{publisher}.json").read_text(encoding="utf-8"))["grants"]
    parsed = read(f"360giving/{publisher}.json", "json")
    assert parsed.rows["id"].tolist() == [grant["id"] for grant in grants]
    awarded = [re.sub(r"\.0$", "", text) for text in parsed.rows["amountAwarded"]]
    assert awarded == [re.sub(r"\.0$", "", str(grant.get("amountAwarded", ""))) for grant in grants]


@pytest.mark.parametrize("name", ["usaid-am", "who-arg", "iati-activities-am-armenia"])
def test_iati_activities_are_all_read(name: str) -> None:
    options = {"record_path": "iati-activity", "qualify": {"activity-date": "type"}}
    parsed = read(f"iati/{name}.xml", "xml", **options)
    activities = ElementTree.parse(REAL / f"iati/{name}.xml").getroot().findall("iati-activity")
    assert parsed.rows["iati-identifier"].tolist() == [a.findtext("iati-identifier", "").strip() for a in activities]
    starts = [next((d.get("iso-date") for d in a.findall("activity-date[@type='1']")), "") for a in activities]
    assert [text.split("\x1f")[0] for text in parsed.rows["activity-date[1]/@iso-date"]] == starts


def test_the_iati_count_equals_the_publishers_control_total() -> None:
    metadata = json.loads((REAL / "iati/usaid-am.metadata.json").read_text(encoding="utf-8"))
    total = next(int(extra["value"]) for extra in metadata["extras"] if extra["key"] == "activity_count")
    parsed = read("iati/usaid-am.xml", "xml", record_path="iati-activities/iati-activity", skip=("transaction",))
    assert len(parsed.rows) == total == 258
