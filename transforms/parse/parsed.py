"""What reading a delivery gives: its rows, where each came from, and every line that is no row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

TEXT_TYPE = pd.StringDtype("pyarrow", na_value=np.nan)
SHOWN_CHARS = 300

LINE_COLUMNS = ("part", "sheet", "row", "reason", "text")
NOTE_COLUMNS = ("part", "sheet", "row", "column", "rule", "message")

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Parsed:
    """A delivery as a table of strings, with every line accounted for.

    Attributes:
        rows: one row a delivered row, all columns `str`, a cell without a value is "". Several values in a cell are
            joined by `contracts.fields.MULTI`.
        origin: same index as rows; part (file), sheet ("" where the format has none), row (the number that a person
            sees: spreadsheet row in CSV and XLSX, line in JSON lines, record counted from 1 in JSON and XML).
        left_out: lines without data, such as footers: part, sheet, row, reason, text (shortened).
        broken: lines that could not be read as rows; they count as delivered and rejected. Columns as left_out.
        notes: warnings about the reading: part, sheet, row (missing for a whole part), column, rule, message.
    """

    rows: pd.DataFrame
    origin: pd.DataFrame
    left_out: pd.DataFrame
    broken: pd.DataFrame
    notes: pd.DataFrame


@dataclass(frozen=True)
class Block:
    """The rows of one table of one part (a CSV file, one sheet) before they are joined to the delivery's."""

    part: str
    sheet: str
    rows: pd.DataFrame
    numbers: Rows


@dataclass
class Account:
    """Collects what is said about the lines of one part while it is read."""

    part: str
    left_out: list[tuple[str, str, int, str, str]] = field(default_factory=list)
    broken: list[tuple[str, str, int, str, str]] = field(default_factory=list)
    notes: list[tuple[str, str, int | None, str, str, str]] = field(default_factory=list)

    def leave_out(self, row: int, reason: str, text: str, sheet: str = "") -> None:
        """Count a line that holds no data."""
        self.left_out.append((self.part, sheet, row, reason, shorten(text)))

    def reject(self, row: int, reason: str, text: str, sheet: str = "") -> None:
        """Count a line that holds data but cannot be read as a row."""
        self.broken.append((self.part, sheet, row, reason, shorten(text)))

    def note(self, rule: str, message: str, *, row: int | None = None, column: str = "", sheet: str = "") -> None:
        """Warn about something that was read, but not as one would expect."""
        self.notes.append((self.part, sheet, row, column, rule, message))


def shorten(text: str) -> str:
    """The start of a line, without characters that a database refuses."""
    return text[:SHOWN_CHARS].encode("utf-8", "replace").decode().replace("\0", "�")


def join_blocks(blocks: Sequence[Block], accounts: Sequence[Account]) -> Parsed:
    """One delivery from the tables of its parts; a column that a part lacks is blank in its rows."""
    frames = [block.rows for block in blocks]
    same = all(list(frame.columns) == list(frames[0].columns) for frame in frames)
    if len(frames) == 1:
        rows = frames[0].reset_index(drop=True)
    else:
        rows = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()
        rows = rows if same else rows.fillna("").astype(TEXT_TYPE)
    return Parsed(
        rows=rows,
        origin=_join_origins(blocks),
        left_out=_table([line for account in accounts for line in account.left_out], LINE_COLUMNS, "int64"),
        broken=_table([line for account in accounts for line in account.broken], LINE_COLUMNS, "int64"),
        notes=_table([note for account in accounts for note in account.notes], NOTE_COLUMNS, "Int64"),
    )


def text_column(values: pa.Array | pa.ChunkedArray) -> pd.api.extensions.ExtensionArray:
    """A pandas `str` column over an Arrow column of large strings, without a copy."""
    column: pd.api.extensions.ExtensionArray = TEXT_TYPE.__from_arrow__(values)  # type: ignore[attr-defined]
    return column


def letters_of(values: pa.Array) -> bytes:
    """The UTF-8 bytes of an Arrow array of texts, one text after the other: to be searched all at once."""
    _, offsets, letters = values.buffers()
    if letters is None or not len(values):
        return b""
    ends = np.frombuffer(offsets, dtype=np.int64)[values.offset : values.offset + len(values) + 1]
    return memoryview(letters)[int(ends[0]) : int(ends[-1])].tobytes()


def _repeated(text: str, count: int) -> pd.api.extensions.ExtensionArray:
    return text_column(pa.repeat(pa.scalar(text, pa.large_string()), count))


def _join_origins(blocks: Sequence[Block]) -> pd.DataFrame:
    origins = [
        pd.DataFrame(
            {
                "part": _repeated(block.part, len(block.numbers)),
                "sheet": _repeated(block.sheet, len(block.numbers)),
                "row": block.numbers.astype("int64"),
            }
        )
        for block in blocks
    ]
    if not origins:
        origins = [pd.DataFrame({"part": _repeated("", 0), "sheet": _repeated("", 0), "row": np.empty(0, "int64")})]
    return origins[0] if len(origins) == 1 else pd.concat(origins, ignore_index=True)


def _table(lines: Sequence[tuple[object, ...]], names: Sequence[str], row_type: str) -> pd.DataFrame:
    # Column by column from Arrow: a frame of objects that is cast afterwards costs ten times more.
    columns = zip(*lines, strict=True) if lines else [()] * len(names)
    return pd.DataFrame(
        {name: _column(name, list(values), row_type) for name, values in zip(names, columns, strict=True)}
    )


def _column(name: str, values: list[object], row_type: str) -> pd.Series | pd.api.extensions.ExtensionArray:
    if name == "row":
        return pd.Series(values, dtype=row_type)
    return text_column(pa.array(values, type=pa.large_string()))
