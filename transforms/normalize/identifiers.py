"""The record's natural key, as its contract says: one column, or several joined by ' | '."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from contracts.contract import Column, Contract
from contracts.fields import MULTI
from transforms.header import Header
from transforms.normalize.delivered import mapped_columns, split_values
from transforms.normalize.distinct import TEXT, find_distinct, join_texts, spread
from transforms.normalize.field_rows import FieldRows
from transforms.normalize.personal import hide_mail_in
from transforms.normalize.unread import Told, Unread
from transforms.parse.parsed import text_column

KEY_JOIN = " | "
KEY = "source_record_id"
"""What a row's identifier is called between kinds of report."""
NAMES_A_PERSON = Unread("the identifier holds an e-mail address", "identify records by something that names no person")


def source_keys(rows: pd.DataFrame, contract: Contract, header: Header) -> pd.Series:
    """The key of each row, "" where a part of it is blank, missing or holds an e-mail address; index: the rows'.

    Parts are trimmed and joined by ' | '. The default key is the column that the contract maps to its kind's
    identifier.
    """
    keys = _whole_keys(rows, contract, header)
    return pd.Series(text_column(_blank_where_personal(keys)), index=rows.index, name=KEY)


def read_keys(rows: pd.DataFrame, contract: Contract, header: Header, told: Told) -> FieldRows:
    """The same keys as a canonical field, missing where they are ""; one that holds an e-mail address is unread."""
    keys = _whole_keys(rows, contract, header)
    kept = _blank_where_personal(keys)
    values = pc.if_else(pc.equal(kept, ""), pa.scalar(None, TEXT), kept)
    is_personal = pc.not_equal(kept, keys)
    if not pc.any(is_personal).as_py():
        return FieldRows(values, np.zeros(len(rows), dtype=bool))
    personal = find_distinct(pd.Series(text_column(pc.if_else(is_personal, keys, ""))))
    cells = [(place, text, NAMES_A_PERSON) for place, text in enumerate(personal.texts()) if text]
    flags = told.add_unread(contract.kind.key, ", ".join(contract.key), personal.at, cells, len(personal.values))
    return FieldRows(values, flags[personal.at])


def _whole_keys(rows: pd.DataFrame, contract: Contract, header: Header) -> pa.Array:
    parts = [_key_part(rows, name, contract, header) for name in _key_columns(contract, header)]
    if not parts:
        return pa.repeat(pa.scalar("", TEXT), len(rows))
    joined = join_texts(*parts, between=KEY_JOIN)
    return pc.fill_null(joined, "")


def _key_columns(contract: Contract, header: Header) -> tuple[str, ...]:
    key = contract.kind.key
    if contract.key != (key,) or key in header.columns:
        return contract.key
    mapped = (name for name, column in mapped_columns(contract, header).items() if key in column.to)
    return tuple(mapped)[:1]


def _key_part(rows: pd.DataFrame, name: str, contract: Contract, header: Header) -> pa.Array:
    """One part of the key a row, missing where it is blank."""
    delivered = header.columns.get(name, name)
    if delivered not in rows.columns or name in contract.personal:
        return pa.nulls(len(rows), TEXT)
    distinct = find_distinct(rows[delivered])
    column = contract.columns.get(name, Column(to=(contract.kind.key,)))
    values = distinct.values
    if column.extract:
        values = pa.array([", ".join(split_values(text, contract.kind.key, column)) for text in distinct.texts()], TEXT)
    values = pc.utf8_trim_whitespace(pc.replace_substring(values, MULTI, ", "))
    return spread(pc.if_else(pc.equal(values, ""), pa.scalar(None, TEXT), values), distinct.at)


def _blank_where_personal(keys: pa.Array) -> pa.Array:
    return pc.if_else(pc.equal(hide_mail_in(keys), keys), keys, "")
