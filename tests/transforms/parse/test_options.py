"""A contract states how its deliveries are read; nothing else does."""

from __future__ import annotations

from typing import Any

from contracts.contract import Contract
from transforms.parse import ReadOptions, options_for, parse_parts

SMALL: dict[str, Any] = {
    "provider": "small_center",
    "name": "Small Center for Family Support",
    "sponsor_offices": ["ACF/OCC"],
    "contact": "reports@small-center.example",
    "source": {"transport": "drop_folder", "path": "inbox/small_center/*.csv", "format": "concord"},
    "delivery": "full",
    "defaults": {"scope_class": "systems_building", "sharing_level": "partners"},
}


def contract(source: dict[str, Any], **more: Any) -> Contract:
    return Contract.model_validate(SMALL | {"source": source} | more)


def test_the_template_is_found_by_the_canonical_names() -> None:
    options = options_for(Contract.model_validate(SMALL))
    content = b"Our report;;\n\nsource_record_id;title;jurisdiction\nA-1;Training;OH\n"
    parsed = parse_parts([("a.csv", content)], options)
    assert parsed.rows.to_numpy().tolist() == [["A-1", "Training", "OH"]]
    assert parsed.origin["row"].tolist() == [4]


def test_names_known_from_the_contract_find_the_header() -> None:
    source = {
        "transport": "drop_folder",
        "path": "x.xlsx",
        "format": {"kind": "xlsx", "sheets": "Q*", "footers": "^End"},
    }
    columns = {"Report ID": "source_record_id", "Topic": {"to": "title", "also_named": "Subject"}}
    options = options_for(contract(source, columns=columns, ignore=["Fax", "Internal*"]))
    assert options == ReadOptions(
        kind="xlsx",
        sheets=("Q*",),
        footers=("^End",),
        expected_columns=frozenset({"Report ID", "Topic", "Subject", "Fax"}),
    )


def test_rows_of_a_database_are_read_as_json_lines() -> None:
    source = {"transport": "sql", "format": "rows", "connection": "c", "table": "t", "updated_at": "u"}
    assert options_for(contract(source, columns={"id": "source_record_id"})).kind == "jsonl"
