"""Every delivered column is mapped, ignored by name, or signalled; there is no fourth answer."""

from __future__ import annotations

from contracts.contract import Contract
from tests.expectations.conftest import COLUMNS, build_contract
from transforms.header import digested_columns, read_header

DELIVERED = [*COLUMNS, "Contact"]
TEMPLATE = {"transport": "drop_folder", "path": "in/*.csv", "format": "concord"}


def template() -> Contract:
    return build_contract(source=TEMPLATE, columns={}, personal=[], key="source_record_id")


def test_the_promised_header_leaves_nothing_to_say() -> None:
    header = read_header(DELIVERED, build_contract())
    assert (header.missing, header.unknown) == ((), ())
    assert header.columns["Report ID"] == "Report ID"


def test_a_renamed_column_is_missing_and_its_likely_new_name_is_told() -> None:
    names = ["Event Hours" if name == "Hours" else name for name in DELIVERED]
    header = read_header(names, build_contract())
    assert (header.missing, header.unknown) == (("Hours",), ("Event Hours",))
    assert header.likely == {"Hours": "Event Hours"}


def test_a_name_under_which_a_column_also_came_is_the_column() -> None:
    contract = build_contract(columns={**COLUMNS, "Hours": {"to": "event_hours", "also_named": ["Event Hours"]}})
    names = ["Event Hours" if name == "Hours" else name for name in DELIVERED]
    header = read_header(names, contract)
    assert (header.missing, header.unknown) == ((), ())
    assert header.columns["Hours"] == "Event Hours"


def test_an_optional_column_may_be_missing() -> None:
    contract = build_contract(columns={**COLUMNS, "Hours": {"to": "event_hours", "optional": True}})
    assert read_header([name for name in DELIVERED if name != "Hours"], contract).missing == ()


def test_ignored_columns_are_ignored_by_name_or_pattern() -> None:
    header = read_header([*DELIVERED, "Internal 1", "Internal 2", "Other"], build_contract(ignore=["Internal *"]))
    assert header.unknown == ("Other",)


def test_in_json_a_column_is_there_only_where_a_record_has_it_unless_it_is_required() -> None:
    source = {"transport": "drop_folder", "path": "in/*.json", "format": "json"}
    columns = {**COLUMNS, "Title": {"to": "title", "required": True}}
    assert read_header(["Report ID"], build_contract(source=source, columns=columns)).missing == ("Title",)


def test_the_template_needs_no_mapping_and_tells_what_is_none_of_its_fields() -> None:
    header = read_header(["source_record_id", "title", "Remarks"], template())
    assert set(header.columns) == {"source_record_id", "title"}
    assert header.unknown == ("Remarks",)
    assert header.missing == ()


def test_a_column_of_the_template_that_came_before_is_missed() -> None:
    header = read_header(["source_record_id"], template(), before=["source_record_id", "title", "Remarks"])
    assert header.missing == ("title",)


def test_volatile_and_personal_columns_do_not_make_a_row_another_one() -> None:
    contract = build_contract(volatile=["Changed"])
    digested = digested_columns(read_header(DELIVERED, contract), contract)
    assert "Title" in digested
    assert not {"Changed", "Contact"} & set(digested)
