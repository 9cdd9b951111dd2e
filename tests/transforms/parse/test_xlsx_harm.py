"""Workbooks made to harm, damaged, or spelled as no program spells them."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from contracts.errors import DeliveryEmpty, DeliveryUnreadable
from transforms.parse import Parsed, ReadOptions, parse_parts


def rows_of(*rows: list[object]) -> bytes:
    book = openpyxl.Workbook()
    assert isinstance(book.active, Worksheet)
    for row in rows:
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def read(content: bytes, **options: object) -> Parsed:
    return parse_parts([("report.xlsx", content)], ReadOptions(kind="xlsx", **options))  # type: ignore[arg-type]


def cells(parsed: Parsed) -> list[list[str]]:
    return parsed.rows.to_numpy().tolist()


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


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="XFD1048576"><v>1</v></c>',
        "<c r='XFD1048576'><v>1</v></c>",
        '<c s="0" r="xfd1048576" ><v>1</v></c>',
        '<c r="xfd1048576"><v>1</v></c>',
        "<c\nr='XFD1048576'><v>1</v></c>",
        '<c t=">" r="XFD1048576"><v>1</v></c>',
        '<c r="&#88;FD1048576"><v>1</v></c>',
        "<c><v>1</v></c>" * 16_384,
        f'<x:c xmlns:x="{MAIN}" r="XFD1048576"><x:v>1</x:v></x:c>',
    ],
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


def test_a_sheet_in_another_encoding_is_refused() -> None:
    xml = '<?xml version="1.0" encoding="utf-16"?><worksheet><sheetData/></worksheet>'.encode("utf-16")
    with pytest.raises(DeliveryUnreadable, match="UTF-8"):
        read(replaced(rows_of(["id"], ["1"]), "xl/worksheets/sheet1.xml", xml))


def test_a_large_sheet_with_wide_rows_is_read() -> None:
    wide = "".join(f'<c r="{get_column_letter(i)}1" t="str"><v>c{i}</v></c>' for i in range(1, 41))
    rows = "".join(f'<row r="{i}"><c r="A{i}"><v>{i}</v></c><c r="AB{i}"><v>1</v></c></row>' for i in range(2, 12_002))
    xml = f"""<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
        <row r="1">{wide}</row>{rows}</sheetData></worksheet>"""
    parsed = read(replaced(rows_of(["id"], ["1"]), "xl/worksheets/sheet1.xml", xml.encode()))
    assert parsed.rows.shape == (12_000, 40)


def test_a_sheet_of_open_brackets_is_refused_after_one_pass() -> None:
    xml = b"<worksheet><sheetData>" + b"<c " * 1_000_000
    with pytest.raises(DeliveryUnreadable):
        read(replaced(rows_of(["id"], ["1"]), "xl/worksheets/sheet1.xml", xml))


def test_overlapping_merges_over_the_whole_sheet_end() -> None:
    merges = '<mergeCell ref="A2:A1048576"/>' * 20_000
    rows = "".join(f'<row r="{i}"><c r="A{i}"><v>{i}</v></c></row>' for i in range(2, 20_002))
    xml = f"""<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
        <row r="1"><c r="A1" t="str"><v>id</v></c></row>{rows}</sheetData>
        <mergeCells>{merges}</mergeCells></worksheet>"""
    assert len(read(replaced(rows_of(["id"], ["1"]), "xl/worksheets/sheet1.xml", xml.encode())).rows) == 20_000


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


def test_floats_read_back_exactly() -> None:
    xml = b"""<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
        <row r="1"><c r="A1" t="str"><v>paid</v></c></row><row r="2"><c r="A2"><v>99208.740000000005</v></c></row>
        <row r="3"><c r="A3"><v>0.30000000000000004</v></c></row></sheetData></worksheet>"""
    exact = read(replaced(rows_of(["x"]), "xl/worksheets/sheet1.xml", xml))
    assert cells(exact) == [["99208.74"], ["0.30000000000000004"]]
