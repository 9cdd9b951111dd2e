"""A fingerprint for each row, so that rows seen before need not be judged again."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

DIGEST_BYTES = 16
_UNIT = "\x1e"
_ESCAPE = "\x1b"


def digest_rows(rows: pd.DataFrame, columns: Sequence[str]) -> npt.NDArray[np.object_]:
    """A 16-byte BLAKE2b digest of each row over the cells of the given columns, in the given order.

    Different cells give different input to the hash: the separator is escaped where a cell holds it, so cells
    never run together. A column that the rows lack counts as blank. Column names are not part of the digest.

    Returns:
        Object array of `bytes`, one a row, in the order of the rows.
    """
    if not columns or rows.empty:
        nothing = blake2b(b"", digest_size=DIGEST_BYTES).digest()
        return np.array([nothing] * len(rows), dtype=object)
    blank = pa.repeat(pa.scalar("", pa.large_string()), len(rows))
    cells = [_arrow(rows[name]) if name in rows.columns else blank for name in columns]
    joined = _join(cells)
    if not _is_plain(joined, len(cells)):
        joined = _join([_escaped(column) for column in cells])
    return np.array([blake2b(line, digest_size=DIGEST_BYTES).digest() for line in joined.to_pylist()], dtype=object)


def _join(cells: Sequence[pa.Array]) -> pa.Array:
    return pc.binary_join_element_wise(*cells, pa.scalar(_UNIT, pa.large_string())).cast(pa.large_binary())


def _is_plain(joined: pa.Array, columns: int) -> bool:
    """Whether no cell holds the separator or the escape, so that escaping would change nothing."""
    content = np.frombuffer(joined.buffers()[2] or b"", dtype=np.uint8)
    separators = int(np.count_nonzero(content == ord(_UNIT)))
    return separators == len(joined) * (columns - 1) and not bool((content == ord(_ESCAPE)).any())


def _arrow(column: pd.Series) -> pa.Array:
    values = pa.array(column, type=pa.large_string(), from_pandas=True)
    values = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
    return pc.fill_null(values, "") if values.null_count else values


def _escaped(values: pa.Array) -> pa.Array:
    for text, code in ((_ESCAPE, "e"), (_UNIT, "u")):
        if pc.any(pc.match_substring(values, text)).as_py():
            values = pc.replace_substring(values, text, _ESCAPE + code)
    return values
