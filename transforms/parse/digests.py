"""A fingerprint for each row, so that rows seen before need not be judged again."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from itertools import groupby

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from transforms.parse.parsed import letters_of

DIGEST_BYTES = 16
_TEXT = pa.large_string()
_UNIT = "\x1e"
_ESCAPE = "\x1b"


def digest_rows(rows: pd.DataFrame, columns: Sequence[str]) -> npt.NDArray[np.object_]:
    """A 16-byte BLAKE2b digest of each row over the cells of the given columns, in the given order.

    Different cells give different input to the hash: the separator is escaped where a cell holds it, so cells
    never run together. A column that the rows lack counts as blank. Column names are not part of the digest.

    Returns:
        Object array of `bytes`, one a row, in the order of the rows.
    """
    return digest_cells([_arrow(rows[name]) if name in rows.columns else None for name in columns], len(rows))


def digest_cells(cells: Sequence[pa.Array | None], rows: int) -> npt.NDArray[np.object_]:
    """The same over Arrow columns of large strings; a missing cell, and a column that is None, count as blank."""
    if not cells or not rows:
        nothing = blake2b(b"", digest_size=DIGEST_BYTES).digest()
        return np.array([nothing] * rows, dtype=object)
    told = [None if column is None or column.null_count == rows else _escaped(column) for column in cells]
    lines = _join(told, rows).to_pylist()
    return np.array([blake2b(line, digest_size=DIGEST_BYTES).digest() for line in lines], dtype=object)


def _join(cells: Sequence[pa.Array | None], rows: int) -> pa.Array:
    """The cells of each row with the separator between them.

    Columns that are blank throughout and stand side by side are one piece: each piece costs its time in every row.
    """
    pieces: list[pa.Array | pa.Scalar] = []
    for is_blank, group in groupby(cells, key=lambda column: column is None):
        beside = list(group)
        pieces += [pa.scalar(_UNIT * (len(beside) - 1), _TEXT)] if is_blank else beside
    if all(isinstance(piece, pa.Scalar) for piece in pieces):
        pieces = [pa.repeat(pieces[0], rows)]
    joined = pc.binary_join_element_wise(
        *pieces, pa.scalar(_UNIT, _TEXT), null_handling="replace", null_replacement=""
    )  # fmt: skip
    return joined.cast(pa.large_binary())


def _arrow(column: pd.Series) -> pa.Array:
    values = pa.array(column, type=_TEXT, from_pandas=True)
    return values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values


def _escaped(values: pa.Array) -> pa.Array:
    """Texts in which nothing looks like the separator; hardly any column needs it, so its bytes are searched first."""
    letters = letters_of(values)
    for text, code in ((_ESCAPE, "e"), (_UNIT, "u")):
        if text.encode() in letters:
            values = pc.replace_substring(values, text, _ESCAPE + code)
    return values
