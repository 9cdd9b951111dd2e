"""What the spreadsheet library does not tell: how far a sheet reaches, and which cells hold an error."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping

from lxml import etree

from contracts.errors import DeliveryUnreadable

_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_ERROR_CELL = re.compile(
    rb'<c (?=[^<>]*\bt="e")[^<>]*?\br="([A-Z]{1,3})([0-9]{1,7})"[^<>]*+>'
    rb"(?:<f[^<>]*/>|<f[^<>]*>[^<]*</f>)?<v>([^<]{1,40})</v>"
)
_CELL = re.compile(rb"<c[\s/>]")
_PREFIXED_CELL = re.compile(rb":c[\s/>]")
_PLAIN_CELL = re.compile(rb'<c r="[A-Za-z]{1,3}[0-9]{1,7}"')
# Searching for long references is ten times faster than reading all of them, and nearly always enough.
_ROW_BOUNDS = tuple((re.compile(rb'<c r="[A-Za-z]{1,3}[0-9]{%d}' % n), 10**n - 1) for n in (7, 6, 5))
_COLUMN_BOUNDS = tuple((re.compile(rb'<c r="[A-Za-z]{%d}' % n), bound) for n, bound in ((3, 18_278), (2, 702)))
_HARMLESS_CELLS = 10_000_000


def reach_of_sheet(xml: bytes) -> tuple[int, int]:
    """Rows and columns that a sheet's cells with content reach, or a bound above them where that is harmless.

    The spreadsheet library lays out the whole rectangle: a value in the last corner asks for 17 billion cells, and
    the process is killed. So no spelling of a reference may slip through: what is not spelled as every real program
    spells it is read by an XML parser.

    Raises:
        lxml.etree.XMLSyntaxError: the sheet is oddly spelled and no well-formed XML.
    """
    plain = len(_PLAIN_CELL.findall(xml))
    if plain != len(_CELL.findall(xml)) or _PREFIXED_CELL.search(xml):
        return _read_reach(xml)
    rows = next((bound for spelling, bound in _ROW_BOUNDS if spelling.search(xml)), 9_999)
    columns = next((bound for spelling, bound in _COLUMN_BOUNDS if spelling.search(xml)), 26)
    if rows * columns <= _HARMLESS_CELLS:
        return rows, columns
    references = [found[6:-1] for found in _PLAIN_CELL.findall(xml)]
    rows = max(int(reference.lstrip(_LETTERS)) for reference in references)
    columns = max(column_number(letters) for letters in {reference.rstrip(_DIGITS) for reference in references})
    return (rows, columns) if rows * columns <= _HARMLESS_CELLS else _read_reach(xml)


_LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_DIGITS = b"0123456789"


def _read_reach(xml: bytes) -> tuple[int, int]:
    """The exact reach; cells that only carry a format have no content and do not count."""
    last_row = last_column = row = column = 0
    tree = etree.iterparse(
        io.BytesIO(xml), events=("start", "end"), tag=("{*}row", "{*}c"), resolve_entities=False, no_network=True
    )
    for event, element in tree:
        is_row = element.tag.endswith("row")
        reference = element.get("r", "")
        if event == "start" and is_row:
            row, column = int(reference) if reference.isdecimal() else row + 1, 0
        elif event == "end":
            if not is_row:
                letters = reference.rstrip("0123456789")
                column = column_number(letters.encode()) if letters else column + 1
                if len(element):
                    last_row = max(last_row, row, int(reference[len(letters) :] or 0))
                    last_column = max(last_column, column)
            element.clear()
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
