"""Excel workbooks to tables of strings, one a sheet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

import numpy as np
from lxml.etree import XMLSyntaxError
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from contracts.errors import DeliveryUnreadable
from transforms.parse.archive import repack_workbook, store_entries
from transforms.parse.header import count_expected, find_header, name_columns, name_table, tidy_name
from transforms.parse.options import GUIDE_SHEET, ReadOptions
from transforms.parse.parsed import Account, Block
from transforms.parse.sheet_xml import error_cells, reach_of_sheet, sheet_entries
from transforms.parse.table import clear_marks, drop_lines, make_block, refuse_sprawl, text_array

Cell = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta
Grid = list[list[Cell]]


@dataclass(eq=False)
class _Sheet:
    name: str
    visible: bool
    grid: Grid
    merged: list[tuple[tuple[int, int], tuple[int, int]]]
    errors: list[tuple[int, int, str]]
    header: int | None = None
    head: tuple[str, ...] = ()


def parse_xlsx(content: bytes, options: ReadOptions, account: Account) -> list[Block]:
    """The tables of one workbook; row numbers are the sheet's own.

    Dates become ISO text whichever date system the workbook has, whole numbers lose their ".0", formulas give the
    value that was last computed. A cell merged over several rows counts for each of them.

    Raises:
        DeliveryUnreadable: no workbook, damaged, protected, oversized, or a declared sheet is missing.
    """
    sheets = _read_sheets(repack_workbook(account.part, content, options), options, account)
    for sheet in sheets:
        _find_head(sheet, options)
    return [_make_table(sheet, options, account) for sheet in _choose_sheets(sheets, options, account)]


def _read_sheets(entries: dict[str, bytes], options: ReadOptions, account: Account) -> list[_Sheet]:
    paths = sheet_entries(entries, account.part)
    try:
        for name, xml in entries.items():
            if b"sheetData" in xml:
                refuse_sprawl(*reach_of_sheet(xml), where=f"{account.part}, {name}")
        with CalamineWorkbook.from_filelike(store_entries(entries)) as book:
            return [
                _read_sheet(book.get_sheet_by_name(meta.name), meta.visible == SheetVisibleEnum.Visible, entries, paths)
                for meta in book.sheets_metadata
                if meta.typ == SheetTypeEnum.WorkSheet and _is_wanted(meta.name, options)
            ]
    except (CalamineError, XMLSyntaxError, OSError, ValueError) as error:
        raise DeliveryUnreadable(
            f"the workbook is damaged ({error})", where=account.part, mend="open it in a spreadsheet and save it anew"
        ) from None


def _is_wanted(name: str, options: ReadOptions) -> bool:
    return not options.sheets or any(fnmatchcase(name.lower(), pattern.lower()) for pattern in options.sheets)


def _read_sheet(sheet: CalamineSheet, visible: bool, entries: dict[str, bytes], paths: dict[str, str]) -> _Sheet:
    grid = sheet.to_python(skip_empty_area=False) if sheet.height else []
    merged = [(start, end) for start, end in sheet.merged_cell_ranges or [] if end[0] > start[0]]
    errors = error_cells(entries.get(paths.get(sheet.name, ""), b""))
    return _Sheet(sheet.name, visible, grid, merged, errors)


def _find_head(sheet: _Sheet, options: ReadOptions) -> None:
    for row, column, text in sheet.errors:
        if row <= len(sheet.grid) and column <= len(sheet.grid[row - 1]):
            sheet.grid[row - 1][column - 1] = text
    head = [[cell_text(cell) for cell in row] for row in sheet.grid[: max(100, options.header_row or 0)]]
    sheet.header = find_header(head, options)
    if sheet.header is not None:
        sheet.head = tuple(head[sheet.header])


def _choose_sheets(sheets: Sequence[_Sheet], options: ReadOptions, account: Account) -> list[_Sheet]:
    """The declared sheets, else the visible ones whose header resembles the best one's."""
    guides = {GUIDE_SHEET} if options.kind == "concord" and not options.sheets else set()
    filled = [sheet for sheet in sheets if sheet.header is not None and sheet.name not in guides]
    if options.sheets:
        if not sheets:
            raise DeliveryUnreadable(
                f"no sheet is called {' or '.join(options.sheets)}",
                where=account.part,
                mend="name the sheet as the contract does, or correct sheets in the contract",
            )
        return filled
    shown = [sheet for sheet in filled if sheet.visible]
    best = max(shown, key=lambda sheet: count_expected(sheet.head, options), default=None)
    if best is None:
        return []
    chosen = [sheet for sheet in filled if _resembles(sheet, best, options)]
    for sheet in filled:
        if sheet not in chosen:
            account.note("sheet_left", "the sheet has another header and was not read", sheet=sheet.name)
        elif not sheet.visible:
            account.note("sheet_left", "the sheet is hidden and was not read; name it to read it", sheet=sheet.name)
    return [sheet for sheet in chosen if sheet.visible]


def _resembles(sheet: _Sheet, best: _Sheet, options: ReadOptions) -> bool:
    expected = count_expected(best.head, options)
    if expected:
        return 2 * count_expected(sheet.head, options) >= expected
    names = {tidy_name(cell) for cell in best.head} - {""}
    return 2 * len(names & {tidy_name(cell) for cell in sheet.head}) >= len(names)


def _make_table(sheet: _Sheet, options: ReadOptions, account: Account) -> Block:
    header = sheet.header or 0
    body = sheet.grid[header + 1 :]
    _spread_merged(sheet, header)
    names = name_columns(sheet.head, account, header + 1, sheet.name)
    cells = zip(*body, strict=True) if body else [()] * len(names)
    columns = [text_array(column_texts(column)) for column in cells]
    if sheet.errors:
        row, _, text = sheet.errors[0]
        account.note("error_cell", f"{len(sheet.errors)} cells hold an error such as {text}", row=row, sheet=sheet.name)
    numbers = np.arange(header + 2, header + 2 + len(body), dtype=np.int64)
    columns, numbers = drop_lines(columns, numbers, sheet.name, options, account)
    table = clear_marks(name_table(names, columns, account, header + 1, sheet.name), account, sheet.name)
    return make_block(table, numbers, sheet.name, options, account)


def _spread_merged(sheet: _Sheet, header: int) -> None:
    """Repeats the value of a cell merged over rows of the body in each row that has values of its own."""
    grid = sheet.grid
    budget = len(grid) * len(grid[0]) if grid else 0  # merged ranges never overlap, unless somebody means harm
    for (top, column), (bottom, _) in sheet.merged:
        budget -= bottom - top
        if top <= header or top >= len(grid) or column >= len(grid[0]) or budget < 0:
            continue
        for row in grid[top + 1 : bottom + 1]:
            if any(cell != "" for cell in row):
                row[column] = grid[top][column]


def column_texts(cells: Sequence[Cell]) -> Sequence[str]:
    """The texts of a sheet's column."""
    if set(map(type, cells)) <= {str}:
        return cells  # type: ignore[return-value]  # all are str, as just seen
    return [cell if type(cell) is str else cell_text(cell) for cell in cells]


def cell_text(cell: Cell) -> str:
    """A cell's value as text: ISO dates, whole numbers without ".0", other numbers so that they read back exactly."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e21 else repr(cell)
    if isinstance(cell, dt.datetime):
        return _moment_text(cell)
    if isinstance(cell, dt.timedelta):
        minutes, seconds = divmod(round(cell.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    return cell.isoformat() if isinstance(cell, (dt.date, dt.time)) else str(cell)


def _moment_text(moment: dt.datetime) -> str:
    # Excel counts in fractions of days: a second may come out as 16.999998.
    whole = (moment + dt.timedelta(milliseconds=1)).replace(microsecond=0)
    exact = whole if abs(whole - moment) <= dt.timedelta(milliseconds=1) else moment
    return exact.date().isoformat() if exact.time() == dt.time() else exact.isoformat()
