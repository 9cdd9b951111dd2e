"""The real files of one night, read by code that knows nothing of ours, and two reports made of them."""

from __future__ import annotations

import csv
import json
import re
from datetime import date, datetime
from pathlib import Path
from xml.etree import ElementTree

from tests.night.real_world import CONTRACTS, Row, real_folder

FILES = {
    "tta_reports": "tta_hub/R14ActivityReportsTest.csv",
    "tta_plans": "tta_hub/R9GranteeTTAPlanTest.csv",
    "tta_events": "tta_hub/EventsTest_f4bc5250.csv",
    "taggs_csv": "taggs/taggsExport2018.csv",
    "taggs_xlsx": "taggs/taggsExport2018.xlsx",
    "giving_baring": "360giving/baring.json",
    "giving_indigo": "360giving/indigo.json",
    "giving_ocf1": "360giving/ocf1.json",
    "giving_ocf2": "360giving/ocf2.json",
    "iati_usaid": "iati/usaid-am.xml",
    "iati_who": "iati/who-arg.xml",
    "iati_armenia": "iati/iati-activities-am-armenia.xml",
}


def file_of(slug: str) -> Path:
    """The file that a provider delivers."""
    return real_folder() / FILES[slug]


def csv_rows(slug: str) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with file_of(slug).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def grants_of(slug: str) -> list[Row]:
    """The grants of a publisher's file."""
    found: list[Row] = json.loads(file_of(slug).read_text(encoding="utf-8"))["grants"]
    return found


def activities_of(slug: str) -> list[ElementTree.Element]:
    """The activities of a publisher's file."""
    return ElementTree.parse(file_of(slug)).getroot().findall("iati-activity")


def award_rows() -> list[dict[str, str]]:
    """The award actions, without the blank columns between them and without the footer."""
    with file_of("taggs_csv").open(encoding="utf-8-sig", newline="") as file:
        header, *lines = csv.reader(file)
    rows = [{name: cell for name, cell in zip(header, line, strict=True) if name} for line in lines]
    return [row for row in rows if row["Data FY"]]


def crosswalk(slug: str, field: str) -> dict[str, set[str]]:
    """What the values of a field mean by a contract's codes.csv."""
    with (CONTRACTS / slug / "codes.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["field"] == field]
    return {row["source_value"]: set(row["code"].split(";")) - {""} for row in rows}


def day_of(text: str | None) -> date | None:
    """The day that begins a text such as 17/03/2014 00:00."""
    return None if text is None else datetime.strptime(text[:10], "%d/%m/%Y").date()  # noqa: DTZ007


def write_by_month(path: Path) -> Path:
    """The grants of a publisher that says 03/2014 instead of 17/03/2014."""
    text = re.sub(r'"\d{2}/(\d{2}/\d{4})"', r'"\1"', file_of("giving_baring").read_text(encoding="utf-8"))
    path.write_text(text, encoding="utf-8")
    return path


def write_ragged(path: Path) -> Path:
    """The reports with a cell too many in the second one, and the third one cut off after its first cells."""
    with file_of("tta_reports").open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file))
    lines[2].append("one cell too many")
    lines[3] = lines[3][:40]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(lines)
    return path


def take_contract_as(contracts: Path, slug: str, other: str) -> None:
    """Copy a provider's contract under another name."""
    (contracts / other).mkdir()
    for name in ("contract.yaml", "codes.csv"):
        text = (CONTRACTS / slug / name).read_text(encoding="utf-8")
        (contracts / other / name).write_text(text.replace(slug, other), encoding="utf-8")
