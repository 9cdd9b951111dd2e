"""Texts of large frames as small integers, so that rules run on arrays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from contracts.fields import MULTI
from transforms.titles import spread

Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


def arrow_text(texts: pd.Series) -> pa.Array:
    """A column of texts as one Arrow array; missing stays missing."""
    array = pa.array(texts.array, from_pandas=True)
    array = array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array
    return array if pa.types.is_large_string(array.type) else array.cast(pa.large_string())


def code_against(texts: pd.Series, codes: Sequence[str]) -> Integers:
    """Position of each text in a list of codes; -1 for others and for missing ones."""
    found = pc.index_in(arrow_text(texts), pa.array(codes, pa.large_string()))
    return np.asarray(pc.fill_null(found, -1).to_numpy(zero_copy_only=False), dtype=np.int64)


def is_one_of(texts: pd.Series, codes: Iterable[str]) -> Flags:
    """Whether each text is one of the codes; missing is not."""
    return np.asarray(code_against(texts, sorted(codes)) >= 0, dtype=np.bool_)


def code_texts(texts: pd.Series) -> tuple[Integers, list[str]]:
    """Distinct texts and the position of each text among them; -1 for missing ones."""
    coded = arrow_text(texts).dictionary_encode()
    codes = pc.fill_null(coded.indices, -1).to_numpy(zero_copy_only=False)
    return np.asarray(codes, dtype=np.int64), coded.dictionary.to_pylist()


def bits_of_codes(texts: pd.Series, codes: Sequence[str]) -> Integers:
    """Cells of several codes as bits: bit i stands for codes[i]; codes that are not listed count for nothing."""
    place = {code: bit for bit, code in enumerate(codes)}
    code, distinct = code_texts(texts)
    bits = [sum({1 << place[c] for c in cell.split(MULTI) if c in place}) for cell in distinct]
    return np.array([*bits, 0], dtype=np.int64)[code]


def split_cells(texts: pd.Series) -> tuple[Integers, Integers, list[str]]:
    """Cells of several values, one entry a record and value: record's position, value's position, distinct values."""
    code, cells = code_texts(texts)
    record = np.flatnonzero(code >= 0)
    split = [[value.strip() for value in cell.split(MULTI)] for cell in cells]
    counts = np.array([len(values) for values in split], dtype=np.int64)
    distinct = list(dict.fromkeys(value for values in split for value in values))
    place = {value: i for i, value in enumerate(distinct)}
    flat = np.array([place[value] for values in split for value in values], dtype=np.int64)
    return np.repeat(record, counts[code[record]]), flat[spread(counts, code[record])], distinct


def ordered(names: Iterable[str]) -> list[str]:
    """Texts in the order in which the sides of a pair are told apart, independent of any locale."""
    return sorted(names)
