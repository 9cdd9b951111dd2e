"""Pairs with their evidence as a file that people open: CSV, XLSX or Parquet."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd

from contracts.errors import UsageWrong

FORMATS = (".csv", ".xlsx", ".parquet")
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""Characters with which a spreadsheet takes a text for something to work out."""
GUARD = "'"
MOST_SHEET_ROWS = 1_048_575


def write_pairs(pairs: pd.DataFrame, file: Path) -> None:
    """Write pairs to a file; no text of theirs is taken for a formula by a spreadsheet.

    Args:
        pairs: rows of mart.overlap or one of its neighbours; evidence as a tree.

    Raises:
        UsageWrong: the file's name tells no format, or the format cannot hold so many rows.
    """
    told = pairs.assign(**{name: pairs[name].map(_as_json) for name in pairs.columns if name == "evidence"})
    told = told.assign(
        **{name: told[name].astype("float64") for name in ("score", "probability", "worth") if name in told}
    )
    if file.suffix == ".csv":
        told.map(guarded).to_csv(file, index=False)
    elif file.suffix == ".xlsx":
        _write_workbook(told, file)
    elif file.suffix == ".parquet":
        told.to_parquet(file, index=False)
    else:
        raise UsageWrong(
            f"{file.suffix or 'no ending'} tells no format",
            where=str(file),
            mend=f"name a file that ends in {', '.join(FORMATS)}",
        )


def guarded(value: object) -> object:
    """A text that a spreadsheet would take for a formula, with an apostrophe before it; anything else as it is."""
    return GUARD + value if isinstance(value, str) and value.startswith(STARTS_A_FORMULA) else value


def unguarded(text: str) -> str:
    """The text before `guarded`."""
    return text[1:] if text.startswith(GUARD) and text[1:].startswith(STARTS_A_FORMULA) else text


def _as_json(tree: object) -> object:
    return tree if isinstance(tree, str) or tree is None else json.dumps(tree, ensure_ascii=False)


def _write_workbook(pairs: pd.DataFrame, file: Path) -> None:
    import xlsxwriter

    if len(pairs) > MOST_SHEET_ROWS:
        raise UsageWrong(
            f"a sheet holds {MOST_SHEET_ROWS:,} rows, and these are {len(pairs):,}",
            where=str(file),
            mend="write .csv or .parquet",
        )
    # Texts are written as texts, whatever they begin with.
    with xlsxwriter.Workbook(str(file), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet("overlaps")
        sheet.freeze_panes(1, 0)
        for at, name in enumerate(pairs.columns):
            sheet.write_string(0, at, str(name))
            for row, value in enumerate(pairs[name].tolist(), 1):
                if value is None or pd.isna(value):
                    continue
                if isinstance(value, int | float) and not isinstance(value, bool):
                    sheet.write_number(row, at, value)
                else:
                    sheet.write_string(row, at, str(value))
