"""Excel workbooks: dates, numbers, merged cells, sheets, and workbooks made to harm."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900
from openpyxl.worksheet.worksheet import Worksheet

from contracts.errors import DeliveryEmpty, DeliveryUnreadable
from transforms.parse import Parsed, ReadOptions, parse_parts


def workbook(fill: Callable[[Worksheet], object], epoch: dt.datetime = CALENDAR_WINDOWS_1900) -> bytes:
    book = openpyxl.Workbook()
    book.epoch = epoch
    assert isinstance(book.active, Worksheet)
    fill(book.active)
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def rows_of(*rows: list[object]) -> bytes:
    return workbook(lambda sheet: [sheet.append(row) for row in rows])


def read(content: bytes, **options: object) -> Parsed:
    return parse_parts([("report.xlsx", content)], ReadOptions(kind="xlsx", **options))  # type: ignore[arg-type]


def cells(parsed: Parsed) -> list[list[str]]:
    return parsed.rows.to_numpy().tolist()


@pytest.mark.parametrize("epoch", [CALENDAR_WINDOWS_1900, CALENDAR_MAC_1904], ids=["1900", "1904"])
def test_dates_are_the_same_in_both_date_systems(epoch: dt.datetime) -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["day", "moment", "midnight", "time", "span"])
        moment = dt.datetime(2025, 3, 24, 9, 30, 17)  # noqa: DTZ001  # workbooks know no time zones
        midnight = moment.replace(hour=0, minute=0, second=0)
        sheet.append([midnight.date(), moment, midnight, dt.time(9, 30), dt.timedelta(hours=30)])

    expected = [["2025-03-24", "2025-03-24T09:30:17", "2025-03-24", "09:30:00", "30:00:00"]]
    assert cells(read(workbook(fill, epoch))) == expected


def test_numbers_keep_every_digit_and_lose_needless_ones() -> None:
    parsed = read(rows_of(["a", "b", "c", "d", "e"], [2018, -596.0, 0.5, 12345678901234, True]))
    assert cells(parsed) == [["2018", "-596", "0.5", "12345678901234", "TRUE"]]


def test_texts_that_look_like_numbers_stay_texts() -> None:
    assert cells(read(rows_of(["code", "zip"], ["02", " 07 "]))) == [["02", " 07 "]]


def test_a_formula_gives_its_last_value_and_an_error_its_name() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["a", "b"])
        sheet.append(["1", "#REF!"])
        sheet["B2"].data_type = "e"

    parsed = read(workbook(fill))
    assert cells(parsed) == [["1", "#REF!"]]
    assert parsed.notes[["rule", "row"]].to_numpy().tolist() == [["error_cell", 2]]


def test_title_rows_are_passed_over_and_rows_keep_their_numbers() -> None:
    content = workbook(
        lambda sheet: (
            [sheet.append(row) for row in (["Child care report"], [], ["id", "title"], ["1", "a"], [], ["2", "b"])],
            sheet.merge_cells("A1:D1"),
        )
    )
    for options in ({"header_row": 3}, {"expected_columns": frozenset({"id", "title"})}):
        parsed = read(content, **options)
        assert cells(parsed) == [["1", "a"], ["2", "b"]]
        assert parsed.origin["row"].tolist() == [4, 6]


def test_a_cell_merged_over_rows_counts_for_each_of_them() -> None:
    def fill(sheet: Worksheet) -> None:
        for row in (["state", "id", "title"], ["OH", "1", "a"], ["", "2", "b"], ["", "", ""], ["TX", "3", "c"]):
            sheet.append(row)
        sheet.merge_cells("A2:A4")
        sheet.merge_cells("B5:C5")

    parsed = read(workbook(fill))
    assert cells(parsed) == [["OH", "1", "a"], ["OH", "2", "b"], ["TX", "3", ""]]
    assert parsed.origin["row"].tolist() == [2, 3, 5]


def test_all_sheets_with_the_header_are_read_and_others_noted() -> None:
    book = openpyxl.Workbook()
    for name, rows in (("Notes", [["Read me"]]), ("Q1", [["id", "t"], ["1", "a"]]), ("Q2", [["id", "t"], ["2", "b"]])):
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    hidden = book.create_sheet("Old")
    hidden.append(["id", "t"])
    hidden.append(["9", "z"])
    hidden.sheet_state = "hidden"
    parsed = read(saved(book), expected_columns=frozenset({"id", "t"}))
    assert cells(parsed) == [["1", "a"], ["2", "b"]]
    assert parsed.origin["sheet"].tolist() == ["Q1", "Q2"]
    assert parsed.notes[["sheet", "rule"]].to_numpy().tolist() == [["Notes", "sheet_left"], ["Old", "sheet_left"]]
    assert cells(read(saved(book), sheets=("q2", "ol*"))) == [["2", "b"], ["9", "z"]]
    with pytest.raises(DeliveryUnreadable, match="no sheet is called Q3"):
        read(saved(book), sheets=("Q3",))


def test_an_unreadable_character_breaks_its_row() -> None:
    parsed = read(rows_of(["id", "title"], ["1", "a_x0000_b"], ["2", "fine"]))
    assert cells(parsed) == [["2", "fine"]]
    assert parsed.broken["row"].tolist() == [2]


def test_a_workbook_without_rows_is_empty() -> None:
    for content in (rows_of(["id", "title"]), rows_of()):
        with pytest.raises(DeliveryEmpty):
            read(content)


def test_the_template_is_read_as_csv_and_as_workbook() -> None:
    options = ReadOptions(kind="concord")
    for name, content in (
        ("a.csv", b"title,sector\nx,health\n"),
        ("a.xlsx", rows_of(["title", "sector"], ["x", "health"])),
    ):
        parsed = parse_parts([(name, content)], options)
        assert parsed.rows.to_dict("records") == [{"title": "x", "sector": "health"}]
