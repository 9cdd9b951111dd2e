"""A column as its distinct values: each is read once, however many rows hold it, and goes back to all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from transforms.parse.parsed import letters_of

Places = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
T = TypeVar("T")

TEXT = pa.large_string()
NUL, REPLACEMENT = "\0", "�"


@dataclass(frozen=True)
class Distinct:
    """A column of texts.

    Attributes:
        values: Arrow array of its distinct texts, none missing; a blank cell is "".
        at: one a row, the place of its text in `values`.
    """

    values: Any
    at: Places

    def texts(self) -> list[str]:
        """The distinct texts."""
        texts: list[str] = self.values.to_pylist()
        return texts

    def with_values(self, values: Any) -> Distinct:
        """Other texts at the same places."""
        return Distinct(values, self.at)


def find_distinct(column: pd.Series) -> Distinct:
    """The distinct values of a column of strings; missing counts as "", and NUL, which no database stores, as �."""
    cells = pa.array(column, type=TEXT, from_pandas=True)
    cells = cells.combine_chunks() if isinstance(cells, pa.ChunkedArray) else cells
    coded = pc.fill_null(cells, "").dictionary_encode()
    values = coded.dictionary
    if NUL.encode() in letters_of(values):
        values = pc.replace_substring(values, NUL, REPLACEMENT)
    return Distinct(values, coded.indices.to_numpy(zero_copy_only=False).astype(np.int64))


def pair_up(first: Places, second: Places, join: Callable[[int, int], T]) -> tuple[list[T], Places]:
    """What each distinct pair of places makes, and where each row's pair stands."""
    width = int(second.max(initial=0)) + 1
    pairs, at = np.unique(first * width + second, return_inverse=True)
    made = [join(int(pair) // width, int(pair) % width) for pair in pairs]
    return made, at.astype(np.int64).reshape(-1)


def spread(values: Sequence[Any] | Any, at: Places, kind: Any = TEXT) -> Any:
    """An Arrow array, one a row, from what each distinct value means (None: nothing)."""
    meanings = values if isinstance(values, pa.Array) else pa.array(values, kind)
    return meanings.take(pa.array(at))


def rows_of(at: Places, wanted: Sequence[int]) -> tuple[Places, Places]:
    """Every row that holds one of the wanted places, and which of the wanted it holds (counted from 0).

    A place may be wanted several times: its rows then come once for each.
    """
    order = np.argsort(at, kind="stable")
    ordered = at[order]
    keys = np.asarray(wanted, dtype=np.int64)
    starts, ends = np.searchsorted(ordered, keys, "left"), np.searchsorted(ordered, keys, "right")
    counts = ends - starts
    which = np.repeat(np.arange(len(keys)), counts)
    within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    return order[np.repeat(starts, counts) + within], which


def is_blank(values: Any) -> Any:
    """Whether each text of an Arrow array has nothing but white space."""
    return pc.equal(pc.utf8_trim_whitespace(values), "")


def join_texts(*pieces: Any, between: str = "", skip_missing: bool = False) -> Any:
    """Arrow arrays and plain texts joined row by row; a missing piece makes the row missing, or is skipped."""
    typed = [pa.scalar(piece, TEXT) if isinstance(piece, str) else piece for piece in pieces]
    if skip_missing and all(piece.null_count for piece in typed if isinstance(piece, pa.Array)):
        # Arrow leaves a row out altogether where all its pieces are missing and skipped.
        has_one = reduce(pc.or_, [piece.is_valid() for piece in typed])
        typed[0] = pc.if_else(has_one, typed[0], "")
    nulls = "skip" if skip_missing else "emit_null"
    return pc.binary_join_element_wise(*typed, pa.scalar(between, TEXT), null_handling=nulls)
