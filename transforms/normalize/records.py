"""The composition: parsed rows in, canonical records out, with everything that could not be made use of."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from contracts.contract import Contract
from contracts.report_kinds import ANY_FIELD
from transforms.header import Header
from transforms.normalize.defaults import Fields, fill_defaults
from transforms.normalize.delivered import read_delivered
from transforms.normalize.distinct import TEXT, find_distinct
from transforms.normalize.field_rows import FieldRows
from transforms.normalize.identifiers import read_keys
from transforms.normalize.people import HiddenNames, as_names, find_names
from transforms.normalize.readings import read_field
from transforms.normalize.source_values import write_source_values
from transforms.normalize.unread import Told, unmapped_table, unread_table
from transforms.parse.parsed import text_column


@dataclass(frozen=True)
class Normalized:
    """What became of the rows of one delivery.

    Attributes:
        records: canonical records, one a row, columns those of the contract's kind of report; index: the rows'.
        unread: one row a cell that could not be read as its kind: position, field, column, value (redacted, at most
            200 characters), reason, mend.
        unmapped: one row a record and value that no crosswalk knows: position, field, source_value (redacted).
    """

    records: pd.DataFrame
    unread: pd.DataFrame
    unmapped: pd.DataFrame


def normalize_rows(
    rows: pd.DataFrame,
    contract: Contract,
    header: Header,
    received_at: datetime,
    night: date,
    names: Collection[str] | HiddenNames | None = None,
) -> Normalized:
    """Canonical records of parsed rows. Pure: the same rows give the same records, in whatever order they come.

    Args:
        rows: parsed rows, strings only, or some of them.
        header: the delivery's header, held against the contract.
        received_at: when the delivery arrived; without an offset it is UTC.
        night: the night's date; offices are looked up on it for records without a date of their own.
        names: people to hide in free text; those of the rows' own personal columns when left out. Where only some
            rows of a delivery are given, give `hidden_names` of all of them.

    Raises:
        ContractWrong: a default of the contract cannot be read as its field's kind.
    """
    hidden = hidden_names(rows, contract, header) if names is None else as_names(names)
    delivered = read_delivered(rows, contract, header, hidden)
    told = Told([], [])
    kind = contract.kind
    given: Fields = {
        name: read_field(name, contract, delivered, told) for name in kind.deliverable if name != kind.key
    }
    fields = fill_defaults(given, contract, night) | {kind.key: read_keys(rows, contract, header, told)}
    columns = {
        **{name: _column(name, values) for name, values in fields.items()},
        **{f"{name}_precision": text_column(fields[name].precision) for name in kind.with_precision},
        "provider_id": _repeated(contract.whose, len(rows)),
        "delivered_as": _repeated(contract.provider, len(rows)),
        "received_at": _moments(np.full(len(rows), _utc(received_at))),
        "source_values": text_column(write_source_values(delivered)),
    }
    return Normalized(
        pd.DataFrame({name: columns[name] for name in kind.fields}).set_axis(rows.index),
        unread_table(told.unread, rows.index, hidden),
        unmapped_table(told.unmapped, rows.index, hidden),
    )


def hidden_names(rows: pd.DataFrame, contract: Contract, header: Header) -> HiddenNames:
    """The people whom a delivery's personal columns name."""
    delivered = (header.columns.get(name, name) for name in contract.personal)
    columns = [find_distinct(rows[name]) for name in delivered if name in rows.columns]
    return find_names(text for column in columns for text in column.texts())


def _repeated(text: str, rows: int) -> object:
    return text_column(pa.repeat(pa.scalar(text, TEXT), rows))


def _column(name: str, rows: FieldRows) -> object:
    """A field's values as the pandas column of its kind."""
    kind = ANY_FIELD[name].kind
    if kind == "integer":
        whole = pc.fill_null(rows.values, 0).to_numpy(zero_copy_only=False)
        return pd.arrays.IntegerArray(whole.copy(), rows.values.is_null().to_numpy(zero_copy_only=False).copy())
    if kind in ("decimal", "date"):
        return rows.values.to_numpy(zero_copy_only=False).copy()
    if kind == "timestamp":
        return _moments(rows.values.cast(pa.timestamp("us")).to_numpy(zero_copy_only=False).copy())
    return text_column(rows.values)


def _moments(values: npt.NDArray[np.datetime64]) -> pd.Series:
    return pd.Series(values.astype("datetime64[us]")).dt.tz_localize("UTC")


def _utc(moment: datetime) -> np.datetime64:
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return np.datetime64(aware.astimezone(UTC).replace(tzinfo=None), "us")
