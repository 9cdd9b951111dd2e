"""The delivered columns that a contract makes use of: each read once, and redacted once, for all who need it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa

from contracts.contract import PLACE, Column, Contract
from contracts.fields import MULTI
from contracts.report_kinds import ANY_FIELD, IDENTIFIERS
from transforms.header import Header, contract_columns
from transforms.normalize.distinct import TEXT, Distinct, find_distinct
from transforms.normalize.personal import HiddenNames, hide_mail_in, redact_values
from transforms.normalize.unread import Unread


@dataclass(frozen=True)
class Delivered:
    """One delivery's rows as columns of distinct values, by their name in the contract.

    Attributes:
        count: how many rows.
        columns: mapped columns and what they mean; personal columns are not among them.
        as_written: columns whose cells are kept: mapped ones, those of derived texts and those of the key.
        redacted: the same columns without personal data.
        shown_names: their names in the delivery.
        names: people whom the delivery's personal columns name.
    """

    count: int
    columns: Mapping[str, Column]
    as_written: Mapping[str, Distinct]
    redacted: Mapping[str, Distinct]
    shown_names: Mapping[str, str]
    names: HiddenNames

    def sources(self, canonical: str) -> list[tuple[str, Column]]:
        """Columns that give a canonical field, in the contract's order, each with its meaning."""
        return [(name, column) for name, column in self.columns.items() if canonical in column.to]


def read_delivered(rows: pd.DataFrame, contract: Contract, header: Header, names: HiddenNames) -> Delivered:
    """The columns that a contract makes use of, each read once."""
    columns = mapped_columns(contract, header)
    shown = {name: header.columns.get(name, name) for name in _kept_columns(columns, contract)}
    there = {name: delivered for name, delivered in shown.items() if delivered in rows.columns}
    as_written = {name: find_distinct(rows[delivered]) for name, delivered in there.items()}
    return Delivered(len(rows), columns, as_written, _redact_all(as_written, columns, names), there, names)


def _kept_columns(columns: Mapping[str, Column], contract: Contract) -> list[str]:
    places = [place for template in contract.derived.values() for place in PLACE.findall(template)]
    return [name for name in dict.fromkeys([*columns, *contract.key, *places]) if name not in contract.personal]


def _redact_all(
    as_written: Mapping[str, Distinct], columns: Mapping[str, Column], names: HiddenNames
) -> dict[str, Distinct]:
    """All columns redacted in one pass: its patterns are costly to prepare and cheap to use."""
    identifiers = {name for name in as_written if name in columns and set(columns[name].to) <= set(IDENTIFIERS)}
    texts = [name for name in as_written if name not in identifiers]
    ends = np.cumsum([0, *(len(as_written[name].values) for name in texts)])
    joined = pa.concat_arrays([pa.array([], TEXT), *(as_written[name].values for name in texts)])
    redacted = redact_values(joined, names)
    parts = {name: redacted[ends[at] : ends[at + 1]] for at, name in enumerate(texts)}
    parts |= {name: hide_mail_in(as_written[name].values) for name in identifiers}
    return {name: distinct.with_values(parts[name]) for name, distinct in as_written.items()}


def mapped_columns(contract: Contract, header: Header) -> dict[str, Column]:
    """Mapped columns that a delivery has; what names people is never stored, whatever it is mapped to."""
    columns = contract_columns(contract, header.columns)
    return {
        name: column for name, column in columns.items() if name in header.columns and name not in contract.personal
    }


def split_values(text: str, canonical: str, column: Column, *, keep_blanks: bool = False) -> list[str]:
    """The values within a cell, trimmed, each reduced to what the contract extracts; blank ones are left out."""
    values = [text]
    for separator in (MULTI, *_separators(canonical, column)):
        values = [part for value in values for part in value.split(separator)]
    if column.extract:
        matches = [re.search(column.extract, value) for value in values]
        values = [(match[1] or "") if match else "" for match in matches]
    return [value for value in map(str.strip, values) if value or keep_blanks]


def single_value(text: str, canonical: str, column: Column) -> str | Unread:
    """The one value of a cell, "" where it is blank; several are an error of the cell."""
    if MULTI not in text and not column.extract and not column.split:
        return text.strip()
    values = list(dict.fromkeys(split_values(text, canonical, column)))
    if len(values) > 1:
        return Unread(f"{len(values)} values stand where one belongs", "give one value")
    return values[0] if values else ""


def _separators(canonical: str, column: Column) -> tuple[str, ...]:
    if column.split or ANY_FIELD[canonical].kind != "partners":
        return column.split
    return (";",)
