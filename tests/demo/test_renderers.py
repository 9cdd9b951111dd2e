"""Each provider's rendering, read back by other means than Concord's own readers."""

from __future__ import annotations

import csv
import gzip
import io
import json
from datetime import date, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest

from contracts.contract_file import read_contract
from contracts.fields import DELIVERABLE
from demo.cast import SLUGS
from demo.dialects import list_crosswalk
from demo.render_child_care import COLUMNS, HEADER_ROW, SHEETS, render_child_care
from demo.render_family_support import render_family_support
from demo.render_head_start import HEADER, render_head_start
from demo.render_home_visiting import render_home_visiting
from demo.render_mental_health import render_mental_health
from demo.render_small_center import render_small_center
from demo.render_special_education import render_special_education
from demo.scenario import plan_deliveries
from demo.speech import say_date
from demo.truth import build_truth
from demo.wrongs import EMAIL, PERSON, PHONE, Row

PROVIDERS_FOLDER = Path(__file__).parents[2] / "providers"


def rows_of(slug: str, night: int = 1) -> tuple[Row, ...]:
    return plan_deliveries(build_truth())[slug, night].rows


def render_all(slug: str, night: int) -> Any:
    rows = rows_of(slug, night)
    return {
        "head_start_region": render_head_start,
        "home_visiting_center": render_home_visiting,
        "mental_health_center": lambda rows: render_mental_health(rows, date(2026, 3, 2)),
        "child_care_center": render_child_care,
        "special_education_center": render_special_education,
        "family_support_network": render_family_support,
        "small_center": render_small_center,
    }[slug](rows)


@pytest.mark.parametrize("slug", SLUGS)
def test_the_same_rows_give_the_same_bytes(slug: str) -> None:
    first = render_all(slug, 1)
    build_truth.cache_clear()
    plan_deliveries.cache_clear()
    assert render_all(slug, 1) == first


def test_the_head_start_export_has_46_columns_and_cells_with_several_lines() -> None:
    content = render_head_start(rows_of("head_start_region"))
    table = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert table[0] == list(HEADER)
    assert len(HEADER) == 46
    assert {len(line) for line in table} == {46}
    assert len(table) - 1 == len(rows_of("head_start_region"))
    topics = [line[HEADER.index("Topics")] for line in table[1:]]
    assert any("\n" in cell for cell in topics)
    assert all(" | " in cell for cell in topics)
    assert all("@" in line[HEADER.index("Created By")] for line in table[1:])


def test_home_visiting_pages_hold_each_record_once() -> None:
    pages = render_home_visiting(rows_of("home_visiting_center"))
    assert len(pages) >= 3
    ids = [record["id"] for page in json.loads(json.dumps(pages)) for record in page]
    assert len(ids) == len(set(ids)) == len(rows_of("home_visiting_center"))


def test_mental_health_objects_are_gzipped_lines_under_a_prefix_a_day() -> None:
    delivery = plan_deliveries(build_truth())["mental_health_center", 3]
    objects = {key: text for day, rows in delivery.days for key, text in render_mental_health(rows, day).items()}
    assert {key.split("/")[1] for key in objects} == {"2026-03-03", "2026-03-04"}
    lines = [json.loads(line) for text in objects.values() for line in gzip.decompress(text).splitlines()]
    assert len(lines) == len(delivery.rows)
    assert all(text[4:8] == b"\0\0\0\0" for text in objects.values()), "the moment of packing is in the bytes"


def test_the_workbook_has_titles_above_the_header_real_dates_and_two_sheets() -> None:
    rows = rows_of("child_care_center")
    book = openpyxl.load_workbook(io.BytesIO(render_child_care(rows)))
    assert tuple(book.sheetnames) == SHEETS
    found = 0
    for sheet in book.worksheets:
        assert sheet.merged_cells.ranges
        assert [cell.value for cell in sheet[HEADER_ROW]] == [title for title, _ in COLUMNS]
        body = list(sheet.iter_rows(min_row=HEADER_ROW + 1, values_only=True))
        assert str(body[-1][0]).startswith("Total entries")
        found += len(body) - 1
    assert found == len(rows)
    delivered = [title for title, _ in COLUMNS].index("Delivered From")
    kinds = {type(line[delivered]) for line in book.worksheets[0].iter_rows(min_row=HEADER_ROW + 1, values_only=True)}
    assert datetime in kinds


def test_the_changed_header_differs_in_one_name() -> None:
    rows = rows_of("child_care_center", 2)
    book = openpyxl.load_workbook(io.BytesIO(render_child_care(rows, is_renamed=True)))
    names = {cell.value for cell in book.worksheets[0][HEADER_ROW]}
    assert {title for title, _ in COLUMNS} - names == {"Event Hours"}


def test_special_education_rows_have_typed_values() -> None:
    table = render_special_education(rows_of("special_education_center"))
    assert len(table) == len(rows_of("special_education_center"))
    assert all(isinstance(row["record_no"], int) for row in table)
    assert any(isinstance(row["start_on"], date) for row in table)
    assert all(row["updated_at"].tzinfo for row in table)


def test_the_feed_has_an_entry_a_record() -> None:
    feed = ElementTree.fromstring(render_family_support(rows_of("family_support_network")))
    entries = feed.findall("entry")
    assert len(entries) == len(rows_of("family_support_network"))
    assert any(len(entry.findall("sector")) > 1 for entry in entries)
    assert any("-Q" in entry.find("planned").get("from", "") for entry in entries if entry.find("planned") is not None)  # type: ignore[union-attr]


def test_the_small_centre_writes_concords_template_with_the_columns_it_has() -> None:
    table = list(csv.DictReader(io.StringIO(render_small_center(rows_of("small_center")).decode())))
    assert set(table[0]) < set(DELIVERABLE)
    assert len(table) == len(rows_of("small_center"))
    assert any(";" in line["core_element"] for line in table)


def test_personal_data_is_planted_in_free_text() -> None:
    text = render_head_start(rows_of("head_start_region")).decode()
    assert text.count(PHONE) == text.count(EMAIL) == text.count(PERSON) == 4


@pytest.mark.parametrize("slug", SLUGS)
def test_the_crosswalk_beside_the_contract_says_what_the_provider_means(slug: str) -> None:
    codes = read_contract(PROVIDERS_FOLDER, slug).codes
    for field, word, meant in list_crosswalk(slug):
        assert codes[field][word] == meant.split(";")
    assert sum(map(len, codes.values())) == len(list_crosswalk(slug))


@pytest.mark.parametrize(("precision", "said"), [("day", "2026-05-17"), ("month", "2026-05"), ("quarter", "2026-Q2")])
def test_dates_are_said_with_their_precision(precision: str, said: str) -> None:
    assert say_date(date(2026, 5, 17), precision) == said
