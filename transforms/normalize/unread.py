"""What could not be read, and what no code list knows: kept, told, and never guessed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa

from transforms.normalize.distinct import TEXT, Flags, Places, rows_of
from transforms.normalize.personal import HiddenNames, redact_values
from transforms.parse.parsed import text_column

UNREAD_COLUMNS = ("position", "field", "column", "value", "reason", "mend")
UNMAPPED_COLUMNS = ("position", "field", "source_value")
SHOWN_CHARS = 200


class Unread(NamedTuple):
    """Why a cell could not be read as its kind, and how to mend it."""

    reason: str
    mend: str


@dataclass(frozen=True)
class UnreadCells:
    """Cells of one column that could not be read, each distinct value once.

    Attributes:
        at: one a row, the place of its value among the column's distinct values.
        places: the places that could not be read; values and why go with them.
    """

    field: str
    column: str
    at: Places
    places: Sequence[int]
    values: Sequence[str]
    why: Sequence[Unread]


@dataclass(frozen=True)
class UnmappedCodes:
    """Values of one field that neither crosswalk nor code list knows; a place may come with several."""

    field: str
    at: Places
    places: Sequence[int]
    values: Sequence[str]


@dataclass
class Told:
    """Collects, field by field, what could not be made use of."""

    unread: list[UnreadCells]
    unmapped: list[UnmappedCodes]

    def add_unread(
        self, field: str, column: str, at: Places, cells: Iterable[tuple[int, str, Unread]], count: int
    ) -> Flags:
        """Keep unread cells; gives back, one a place, whether it was unread."""
        found = list(cells)
        flags = np.zeros(count, dtype=bool)
        if found:
            places, values, why = zip(*found, strict=True)
            flags[list(places)] = True
            self.unread.append(UnreadCells(field, column, at, places, values, why))
        return flags

    def add_unmapped(self, field: str, at: Places, cells: Iterable[tuple[int, str]], count: int) -> Flags:
        """Keep unmapped codes; gives back, one a place, whether it held one."""
        found = list(cells)
        flags = np.zeros(count, dtype=bool)
        if found:
            places, values = zip(*found, strict=True)
            flags[list(places)] = True
            self.unmapped.append(UnmappedCodes(field, at, places, values))
        return flags


def unread_table(cells: Sequence[UnreadCells], index: pd.Index, names: HiddenNames) -> pd.DataFrame:
    """One row a cell that could not be read: UNREAD_COLUMNS, ordered by position."""
    parts = []
    for item in cells:
        rows, which = rows_of(item.at, item.places)
        texts = {
            "value": _shown(item.values, names), "reason": _shown([w.reason for w in item.why], names),
            "mend": pa.array([w.mend for w in item.why], TEXT),
        }  # fmt: skip
        part = _part(index, rows, which, texts)
        parts.append(part.assign(field=item.field, column=item.column))
    return _table(parts, UNREAD_COLUMNS)


def unmapped_table(codes: Sequence[UnmappedCodes], index: pd.Index, names: HiddenNames) -> pd.DataFrame:
    """One row a record, field and value that no crosswalk knows: UNMAPPED_COLUMNS, ordered by position."""
    parts = []
    for item in codes:
        rows, which = rows_of(item.at, item.places)
        part = _part(index, rows, which, {"source_value": _shown(item.values, names)})
        parts.append(part.assign(field=item.field))
    return _table(parts, UNMAPPED_COLUMNS).drop_duplicates(ignore_index=True)


def _shown(values: Sequence[str], names: HiddenNames) -> pa.Array:
    redacted = redact_values(pa.array(values, TEXT), names).to_pylist()
    return pa.array([text[:SHOWN_CHARS] for text in redacted], TEXT)


def _part(index: pd.Index, rows: Places, which: Places, texts: dict[str, pa.Array]) -> pd.DataFrame:
    columns = {name: text_column(values.take(pa.array(which))) for name, values in texts.items()}
    return pd.DataFrame({"position": index.to_numpy(dtype=np.int64)[rows], **columns})


def _table(parts: Sequence[pd.DataFrame], columns: Sequence[str]) -> pd.DataFrame:
    types = {name: "int64" if name == "position" else "str" for name in columns}
    if not parts:
        return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in types.items()})
    table = pd.concat(parts, ignore_index=True).astype(types)
    return table[list(columns)].sort_values("position", kind="stable", ignore_index=True)
