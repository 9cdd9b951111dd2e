"""Versions of records, rejected rows and unmapped codes as columns for COPY."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

import pandas as pd
import pyarrow as pa

from contracts.errors import SumsDisagree
from contracts.fields import MULTI
from contracts.report_kinds import RECORD, ReportKind
from transforms.titles import title_key
from warehouse import copy_in
from warehouse.deliveries import DeliveryFacts
from warehouse.record_tables import MOST_KEY_BYTES

MOST_VALUE_CHARS = 300

_WRITE: dict[str, Callable[[pd.Series], pa.Array]] = {
    "integer": copy_in.integers,
    "decimal": copy_in.decimals,
    "date": copy_in.dates,
    "timestamp": copy_in.timestamps,
    "codes": copy_in.text_lists,
    "texts": copy_in.text_lists,
    "partners": copy_in.json_texts,
    "json": copy_in.json_texts,
}


def version_columns(
    versions: pd.DataFrame, delivery: DeliveryFacts, number: int, kind: ReportKind = RECORD
) -> dict[str, pa.Array]:
    """The columns of a kind's table for new versions; those in which no row has a value are left out."""
    rows = len(versions)
    columns = {name: _WRITE.get(f.kind, copy_in.texts)(versions[name]) for name, f in kind.fields.items()}
    if kind is RECORD:
        columns["title_key"] = copy_in.texts(title_key(versions["title"]))
    filled = {name: values for name, values in columns.items() if values.null_count < rows}
    true_from = versions["source_updated_at"].fillna(versions["received_at"])
    return filled | {
        **origin_columns(versions),
        "row_hash": copy_in.byte_strings(versions["row_hash"]),
        "content_hash": copy_in.byte_strings(versions["content_hash"]),
        "rules_version": copy_in.repeated(delivery.rules_version, rows),
        "change": copy_in.texts(versions["change"]),
        "cause": copy_in.texts(versions["cause"]),
        "true_from": copy_in.timestamps(true_from),
        "known_from_load": copy_in.repeated(number, rows),
    }


def rejected_columns(rejected: pd.DataFrame, delivery: DeliveryFacts, number: int) -> dict[str, pa.Array]:
    """The columns of rejected_row for the rows that a delivery had rejected."""
    rows = len(rejected)
    findings = [json.loads(text) for text in rejected["findings"]]
    return {
        "provider_id": copy_in.repeated(delivery.provider_id, rows),
        "delivery_id": copy_in.repeated(delivery.delivery_id, rows),
        **origin_columns(rejected),
        "source_record_id": copy_in.texts(rejected["source_record_id"]),
        "row_hash": copy_in.byte_strings(rejected["row_hash"]),
        "rules": copy_in.text_lists(_distinct(findings, "rule")),
        "source_columns": copy_in.text_lists(_distinct(findings, "column")),
        "findings": copy_in.json_texts(rejected["findings"]),
        "cells": copy_in.json_texts(rejected["cells"]),
        "known_from_load": copy_in.repeated(number, rows),
    }


def unmapped_columns(unmapped: pd.DataFrame, delivery: DeliveryFacts, number: int) -> dict[str, pa.Array]:
    """The columns of unmapped_row for the rows that codes without mapping touch."""
    rows = len(unmapped)
    return {
        "provider_id": copy_in.repeated(delivery.provider_id, rows),
        "field": copy_in.texts(unmapped["field"]),
        "source_value": copy_in.texts(unmapped["source_value"].str.slice(0, MOST_VALUE_CHARS)),
        "source_record_id": copy_in.texts(unmapped["source_record_id"]),
        **origin_columns(unmapped),
        "known_from_load": copy_in.repeated(number, rows),
    }


def origin_columns(rows: pd.DataFrame) -> dict[str, pa.Array]:
    """Where each row stood in its delivery."""
    return {
        "part": copy_in.texts(rows["part"].fillna("")),
        "sheet": copy_in.texts(rows["sheet"].fillna("")),
        "row_number": copy_in.integers(rows["row"].fillna(0)),
    }


def require_short_keys(keys: pd.Series, where: str) -> None:
    """Refuse keys that an index could not hold; the rules of the delivery should have rejected their rows.

    Raises:
        SumsDisagree: a key is longer than MOST_KEY_BYTES.
    """
    # A character takes at most four bytes, so nearly all keys are judged by their length alone.
    suspects = keys[keys.str.len() * 4 > MOST_KEY_BYTES]
    if any(len(key.encode()) > MOST_KEY_BYTES for key in suspects):
        raise SumsDisagree(
            f"a record's identifier is longer than {MOST_KEY_BYTES} bytes, and no rule rejected its row",
            where=where,
            mend="reject such rows before they are loaded; nothing was loaded",
        )


def _distinct(findings: Sequence[list[dict[str, object]]], name: str) -> pd.Series:
    lists = [dict.fromkeys(str(f[name]) for f in row if f.get(name)) for row in findings]
    return pd.Series([MULTI.join(values) for values in lists], dtype="str")
