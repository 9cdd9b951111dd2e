"""The record's natural key."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd

from contracts.contract import Contract
from transforms.header import read_header
from transforms.normalize import source_keys
from transforms.parse.parsed import TEXT_TYPE

Normalize = Callable[..., Any]


def _keys(cells: Mapping[str, Sequence[str]], columns: Mapping[str, Any], **more: Any) -> list[str]:
    rows = pd.DataFrame({name: pd.Series(list(values), dtype=TEXT_TYPE) for name, values in cells.items()})
    said: dict[str, Any] = {
        "provider": "center", "name": "Center", "sponsor_offices": ["ACF/OCC"], "contact": "a@b.example",
        "source": {"transport": "drop_folder", "path": "*.csv", "format": "csv"}, "delivery": "full",
        "columns": columns, "defaults": {"scope_class": "systems_building", "sharing_level": "partners"},
    }  # fmt: skip
    contract = Contract.model_validate(said | more)
    return source_keys(rows, contract, read_header(rows.columns, contract)).tolist()


def test_the_default_key_is_the_column_mapped_to_the_identifier() -> None:
    assert _keys({"Nr": [" 7 ", "8"]}, {"Nr": "source_record_id"}) == ["7", "8"]


def test_a_composite_key_is_joined_from_its_trimmed_parts() -> None:
    cells = {"Award": ["A1 ", "A1"], "Visit": ["3", "4"]}
    columns = {"Award": "award_number", "Visit": "title"}
    assert _keys(cells, columns, key=["Award", "Visit"]) == ["A1 | 3", "A1 | 4"]


def test_a_blank_part_leaves_the_whole_key_blank() -> None:
    columns = {"A": "award_number", "B": "title"}
    assert _keys({"A": ["1", "2"], "B": ["", " "]}, columns, key=["A", "B"]) == ["", ""]
    assert _keys({"A": ["1", "2"]}, columns, key=["A", "B"]) == ["", ""]


def test_a_key_may_lie_within_a_cell() -> None:
    cells = {"Grantee": ["Action, Inc. | 14CH010848", "Action, Inc."]}
    assert _keys(cells, {"Grantee": {"to": "source_record_id", "extract": r"\| (\S+)$"}}) == ["14CH010848", ""]


def test_a_renamed_key_column_is_found() -> None:
    columns = {"Nr": {"to": "source_record_id", "also_named": "Number"}}
    assert _keys({"Number": ["7"]}, columns) == ["7"]
    assert _keys({"Number": ["7"]}, columns, key="Nr") == ["7"]


def test_the_records_key_is_the_same_key(normalize: Normalize) -> None:
    cells = {"Nr": ["x", "", "rosa@example.org"]}
    made = normalize(cells, {"Nr": "source_record_id"})
    assert _keys(cells, {"Nr": "source_record_id"}) == made.records["source_record_id"].fillna("").tolist()


def test_an_identifier_that_holds_an_address_is_unread(normalize: Normalize) -> None:
    made = normalize({"Nr": ["rosa@example.org", "7"]}, {"Nr": "source_record_id"})
    assert made.records["source_record_id"].isna().tolist() == [True, False]
    assert made.unread[["position", "value"]].to_dict("records") == [{"position": 0, "value": "[e-mail removed]"}]


def test_digits_of_identifiers_are_no_phone_numbers(normalize: Normalize) -> None:
    ids = ["2025550143", "14CH010848", "R14-AR-000435", "202-555-0143"]
    made = normalize({"Nr": ids, "Up": ids}, {"Nr": "source_record_id", "Up": "parent_record_id"})
    assert made.records["source_record_id"].tolist() == ids
    assert made.records["parent_record_id"].tolist() == ids
