"""Excel workbooks: dates, numbers, merged cells, sheets, and workbooks made to harm."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
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
    xml = b"""<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
        <row r="1"><c r="A1" t="str"><v>paid</v></c></row><row r="2"><c r="A2"><v>99208.740000000005</v></c></row>
        <row r="3"><c r="A3"><v>0.30000000000000004</v></c></row></sheetData></worksheet>"""
    exact = read(replaced(rows_of(["x"]), "xl/worksheets/sheet1.xml", xml))
    assert cells(exact) == [["99208.74"], ["0.30000000000000004"]]


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


def replaced(content: bytes, entry: str, text: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(info.filename, text if info.filename == entry else old.read(info))
    return buffer.getvalue()


def test_a_zip_bomb_is_refused_before_it_is_opened() -> None:
    bomb = replaced(rows_of(["id"], ["1"]), "xl/worksheets/sheet1.xml", b"<worksheet>" + b" " * 50_000_000)
    assert len(bomb) < 100_000
    with pytest.raises(DeliveryUnreadable, match="200 times its size"):
        read(bomb)
    with pytest.raises(DeliveryUnreadable, match="more than 1,000 bytes"):
        read(rows_of(["id"], ["1"]), max_unpacked_bytes=1000)


def test_a_directory_that_lies_about_sizes_gains_nothing() -> None:
    bomb = bytearray(replaced(rows_of(["id"], ["1"]), "xl/worksheets/sheet1.xml", b"<worksheet>" + b" " * 50_000_000))
    true_size = (50_000_011).to_bytes(4, "little")
    assert true_size in bomb
    with pytest.raises(DeliveryUnreadable, match="damaged"):
        read(bytes(bomb.replace(true_size, (2000).to_bytes(4, "little"))))


@pytest.mark.parametrize(
    "cell",
    ['<c r="XFD1048576"><v>1</v></c>', "<c r='XFD1048576'><v>1</v></c>", '<c s="0" r="xfd1048576" ><v>1</v></c>'],
)
def test_a_value_in_the_last_corner_of_a_sheet_is_refused(cell: str) -> None:
    xml = f"""<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
        <row r="1"><c r="A1" t="str"><v>id</v></c></row><row r="1048576">{cell}</row></sheetData></worksheet>"""
    with pytest.raises(DeliveryUnreadable, match="cells"):
        read(replaced(rows_of(["id"], ["1"]), "xl/worksheets/sheet1.xml", xml.encode()))


def test_a_formatted_but_empty_corner_is_harmless() -> None:
    xml = """<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
        <row r="1"><c r="A1" t="str"><v>id</v></c></row><row r="2"><c r="A2"><v>7</v></c></row>
        <row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData></worksheet>"""
    assert cells(read(replaced(rows_of(["id"], ["1"]), "xl/worksheets/sheet1.xml", xml.encode()))) == [["7"]]


def test_overlapping_merges_over_the_whole_sheet_end() -> None:
    merges = "".join('<mergeCell ref="A2:A1048576"/>' for _ in range(20_000))
    xml = f"""<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
        <row r="1"><c r="A1" t="str"><v>id</v></c></row><row r="2"><c r="A2"><v>7</v></c></row></sheetData>
        <mergeCells>{merges}</mergeCells></worksheet>"""
    assert cells(read(replaced(rows_of(["id"], ["1"]), "xl/worksheets/sheet1.xml", xml.encode()))) == [["7"]]


def archive_of(name: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(name, "a,b\n1,2\n")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"id,title\n1,a\n", "no Excel workbook"),
        (b"<html><title>Sign in</title>", "no Excel workbook"),
        (rows_of(["id"], ["1"])[:-300], "damaged"),
        (archive_of("report.csv"), "it holds report.csv"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old Excel file"),
        (replaced(rows_of(["id"], ["1"]), "xl/workbook.xml", b"<broken"), "list its sheets"),
        (
            replaced(rows_of(["id"], ["1"]), "xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row"),
            "damaged|no header",
        ),
    ],
    ids=["csv", "html", "cut", "plain zip", "password", "old", "broken list", "broken sheet"],
)
def test_what_is_no_workbook_is_said_plainly(content: bytes, says: str) -> None:
    with pytest.raises((DeliveryUnreadable, DeliveryEmpty), match=says):
        read(content)


def test_the_template_is_read_as_csv_and_as_workbook() -> None:
    options = ReadOptions(kind="concord")
    for name, content in (
        ("a.csv", b"title,sector\nx,health\n"),
        ("a.xlsx", rows_of(["title", "sector"], ["x", "health"])),
    ):
        parsed = parse_parts([(name, content)], options)
        assert parsed.rows.to_dict("records") == [{"title": "x", "sector": "health"}]
