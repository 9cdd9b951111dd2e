"""One canonical field of all rows, while records are being made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from transforms.normalize.distinct import TEXT, Flags


@dataclass(frozen=True)
class FieldRows:
    """Values of a field, one a row.

    Attributes:
        values: Arrow array, missing where nothing is known.
        is_unknown: whether the row said something that could not be made use of; no default stands in for it.
        precision: of a date, how exactly it was said.
    """

    values: Any
    is_unknown: Flags
    precision: Any = None


def no_values(count: int, kind: pa.DataType = TEXT) -> FieldRows:
    """A field that no row gives."""
    return FieldRows(pa.nulls(count, kind), np.zeros(count, dtype=bool), pa.nulls(count, TEXT))


def first_given(fields: Sequence[FieldRows]) -> FieldRows:
    """Of several columns for one field, the first that gives a value, row by row."""
    if len(fields) == 1:
        return fields[0]
    values = pc.coalesce(*(field.values for field in fields))
    precision = None
    if fields[0].precision is not None:
        precision = fields[-1].precision
        for field in reversed(fields[:-1]):
            precision = pc.if_else(field.values.is_valid(), field.precision, precision)
    return FieldRows(values, np.logical_or.reduce([field.is_unknown for field in fields]), precision)


def fill(field: FieldRows, value: Any) -> FieldRows:
    """A field with a value (one for all, or one a row) where the row says nothing."""
    is_open = pc.and_(field.values.is_null(), pa.array(~field.is_unknown))
    return FieldRows(pc.if_else(is_open, value, field.values), field.is_unknown, field.precision)


def fill_unknown(field: FieldRows, value: str) -> FieldRows:
    """A field with a value where the row says something that nothing knows."""
    is_open = pc.and_(field.values.is_null(), pa.array(field.is_unknown))
    return FieldRows(pc.if_else(is_open, value, field.values), field.is_unknown, field.precision)
