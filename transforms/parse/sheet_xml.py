"""What the spreadsheet library does not tell: how far a sheet reaches, and which cells hold an error."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml import etree

from contracts.errors import DeliveryUnreadable

_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_CELL_OR_ROW = re.compile(rb"<(?:\w+:)?(?:(row)|c)(\s[^>]*)?>")
_REFERENCE = re.compile(rb"\sr\s*=\s*[\"']([A-Za-z]*)(\d+)")
_ERROR_CELL = re.compile(
    rb'<c (?=[^>]*\bt="e")[^>]*\br="([A-Z]{1,3})([0-9]{1,7})"[^>]*>(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)?<v>([^<]{1,40})</v>'
)

# Searching for long references is ten times faster than reading all of them, and nearly always enough.
_ROW_BOUNDS = tuple((re.compile(rb'r="[A-Z]{1,3}[0-9]{%d}' % n), 10**n - 1) for n in (7, 6, 5))
_COLUMN_BOUNDS = tuple((re.compile(rb'r="[A-Z]{%d}' % n), bound) for n, bound in ((3, 18_278), (2, 702)))


def reach_of_sheet(xml: bytes) -> tuple[int, int]:
    """Rows and columns that a sheet's cells with content reach, or a bound above them where that is harmless.

    A reader lays out the whole rectangle: a value in the last corner costs 17 billion cells.
    """
    rows = next((bound for spelling, bound in _ROW_BOUNDS if spelling.search(xml)), 9_999)
    columns = next((bound for spelling, bound in _COLUMN_BOUNDS if spelling.search(xml)), 26)
    cells = xml.count(b"<c ")
    spelled_plainly = cells == xml.count(b'<c r="') and b":c " not in xml and b"<c>" not in xml
    if spelled_plainly and rows * columns <= 10_000_000:
        return rows, columns
    return _measure_exactly(xml)


def _measure_exactly(xml: bytes) -> tuple[int, int]:
    last_row = last_column = row = column = 0
    for found in _CELL_OR_ROW.finditer(xml):
        attributes = found[2] or b""
        reference = _REFERENCE.search(attributes)
        if found[1]:
            row, column = (int(reference[2]) if reference else row + 1), 0
            continue
        column = column_number(reference[1]) if reference else column + 1
        if not attributes.endswith(b"/"):
            last_row = max(last_row, int(reference[2]) if reference else row)
            last_column = max(last_column, column)
    return last_row, last_column


def column_number(letters: bytes) -> int:
    """Number of a column from its letters: A is 1, AA is 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def error_cells(xml: bytes) -> list[tuple[int, int, str]]:
    """Cells that hold an error such as #REF!: row, column (both from 1), text."""
    if b't="e"' not in xml:
        return []
    return [
        (int(row), column_number(col), text.decode("ascii", "replace")) for col, row, text in _ERROR_CELL.findall(xml)
    ]


def sheet_entries(entries: Mapping[str, bytes], part: str) -> dict[str, str]:
    """Name of each sheet to the name of its entry in the workbook's archive.

    Raises:
        DeliveryUnreadable: the workbook does not say where its sheets are.
    """
    try:
        relations = parse_small_xml(entries["xl/_rels/workbook.xml.rels"])
        targets = {item.get("Id"): item.get("Target", "") for item in relations}
        sheets = parse_small_xml(entries["xl/workbook.xml"]).iter("{*}sheet")
        found = {sheet.get("name", ""): targets.get(sheet.get(_RELATION), "") for sheet in sheets}
    except (KeyError, etree.XMLSyntaxError) as error:
        raise DeliveryUnreadable(
            f"the workbook does not list its sheets ({error})", where=part, mend="save it anew in a spreadsheet"
        ) from None
    return {name: target.lstrip("/") if target.startswith("/") else f"xl/{target}" for name, target in found.items()}


def parse_small_xml(xml: bytes) -> etree._Element:
    """The root of a small XML document; nothing outside it is looked up, no entity is resolved."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(xml, parser)
