"""Canonical records as a whole: their shape, and what holds for whatever a provider sends."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.contract import Contract
from contracts.fields import DELIVERABLE, FIELDS, MULTI
from transforms.header import read_header
from transforms.normalize import Normalized, hidden_names, normalize_rows, source_keys
from transforms.normalize.unread import UNMAPPED_COLUMNS, UNREAD_COLUMNS
from transforms.parse.parsed import TEXT_TYPE

Normalize = Callable[..., Any]
RECEIVED, NIGHT = datetime(2026, 3, 20, tzinfo=UTC), date(2026, 3, 20)

TEMPLATE: dict[str, Any] = {
    "provider": "small_center", "name": "Small Center", "sponsor_offices": ["ACF/OCC"], "contact": "a@b.example",
    "source": {"transport": "drop_folder", "path": "*.csv", "format": "concord"}, "delivery": "full",
    "defaults": {"scope_class": "systems_building", "sharing_level": "partners"},
}  # fmt: skip

KINDS = {
    "text": "str", "code": "str", "codes": "str", "texts": "str", "partners": "str", "json": "str", "integer": "Int64",
    "decimal": "float64", "date": "datetime64[s]", "timestamp": "datetime64[us, UTC]",
}  # fmt: skip


def _normalize(rows: pd.DataFrame, said: dict[str, Any]) -> Normalized:
    contract = Contract.model_validate(said)
    return normalize_rows(rows, contract, read_header(rows.columns, contract), RECEIVED, NIGHT)


def _rows(cells: dict[str, list[str]]) -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(values, dtype=TEXT_TYPE) for name, values in cells.items()})


def _check_shape(made: Normalized, index: pd.Index) -> None:
    assert list(made.records.columns) == list(FIELDS)
    assert {name: str(kind) for name, kind in made.records.dtypes.items()} == {
        name: KINDS[field.kind] for name, field in FIELDS.items()
    }
    assert made.records.index.equals(index)
    assert tuple(made.unread.columns) == UNREAD_COLUMNS
    assert tuple(made.unmapped.columns) == UNMAPPED_COLUMNS
    for text in made.records["source_values"]:
        assert isinstance(json.loads(text), dict)


@pytest.mark.parametrize("count", [0, 1, 3])
def test_records_have_every_field_in_its_kind(normalize: Normalize, count: int) -> None:
    _check_shape(normalize({"T": ["x"] * count}, {"T": "title"}), pd.RangeIndex(count))


def test_concords_own_template_needs_no_mapping() -> None:
    rows = _rows({
        "source_record_id": ["1"], "title": ["Finance forum"], "lifecycle_status": ["completed"],
        "actual_start": ["2026-03"], "jurisdiction": ["OH;IN"], "sector": ["health; family_support"],
        "partners": ["Center A:lead;Center B"], "event_hours": ["2.5"], "unknown column": ["x"],
    })  # fmt: skip
    made = _normalize(rows, TEMPLATE)
    (record,) = made.records.to_dict("records")
    assert record["jurisdiction"] == f"IN{MULTI}OH"
    assert record["sector"] == f"health{MULTI}family_support"
    assert record["actual_start_precision"] == "month"
    assert record["geographic_scope"] == "multi_state"
    assert len(json.loads(record["partners"])) == 2
    assert record["provider_id"] == "small_center"
    assert record["received_at"] == pd.Timestamp(RECEIVED)
    assert made.unread.empty
    assert made.unmapped.empty


def test_positions_are_those_of_the_delivery_where_some_of_its_rows_are_given() -> None:
    rows = _rows({"source_record_id": list("abc"), "event_hours": ["1", "x", "y"], "sector": ["", "", "z"]})
    made = _normalize(rows.loc[[0, 2]], TEMPLATE)
    assert made.records.index.tolist() == [0, 2]
    assert made.unread["position"].tolist() == [2]
    assert made.unmapped["position"].tolist() == [2]


def test_names_of_the_whole_delivery_can_be_hidden_in_some_of_its_rows() -> None:
    rows = _rows({"source_record_id": ["a", "b"], "title": ["Met Rosa Diaz", "x"], "Who": ["", "Rosa Diaz"]})
    contract = Contract.model_validate(TEMPLATE | {"personal": ["Who"]})
    header = read_header(rows.columns, contract)
    names = hidden_names(rows, contract, header)
    made = normalize_rows(rows.loc[[0]], contract, header, RECEIVED, NIGHT, names)
    assert made.records["title"].tolist() == ["Met [name removed]"]


def test_arrival_without_an_offset_is_utc(normalize: Normalize) -> None:
    rows = _rows({"title": ["x"]})
    contract = Contract.model_validate(TEMPLATE)
    naive = datetime(2026, 3, 20, 1, 2)  # noqa: DTZ001
    made = normalize_rows(rows, contract, read_header(rows.columns, contract), naive, NIGHT)
    assert made.records["received_at"][0] == pd.Timestamp("2026-03-20T01:02Z")


_signs = st.characters(exclude_categories=["Cs"])
_texts = st.one_of(
    st.text(_signs, max_size=40),
    st.sampled_from([
        "", " ", "2026-03-12", "31/02/2026", "2026-Q5", "1,234.50", "-$596", "NaN", "1e400", "9" * 400, "health;x",
        f"OH{MULTI}IN", "A:lead;:;B:", "public", "(202) 555-0143", "Ms. Rosa Diaz", '"\\\x00\x1e', "=1+1", "'; DROP",
        "0000-00-00", "2026-03-12T99:99Z", "٢٠٢٦", "99999", "research and development",
        "@", "%40", "(at)", "{", "\ufeff",
    ]),
    st.text("0123456789-/:.TZ+,$() ", max_size=20),
)  # fmt: skip

_MAPPED = {
    **{name: {"to": name} for name in DELIVERABLE},
    "sector": {"to": ["sector", "core_element", "title"], "split": [";", "\n"]},
    "planned_start": {"to": "planned_start", "date": ["%m/%d/%Y", "%d%b%Y", "excel", "iso", "%B %Y"]},
    "event_hours": {"to": ["event_hours", "participants_total"], "number": "us_currency"},
    "summary": {"to": ["summary", "award_number"], "extract": r"^([^|]+)"},
    "More sectors": {"to": ["sector", "topic", "partners", "planned_end"]},
    "Who": "recipient_name",
}

_CSV = {
    **TEMPLATE,
    "source": {"transport": "drop_folder", "path": "*.csv", "format": "csv"},
    "columns": _MAPPED,
    "personal": ["Who"],
    "key": ["source_record_id", "award_number"],
    "derived": {"outcome_note": "{sector}: {summary} ({Who})"},
    "codes": {"sector": {"": "health", "x": None}},
}  # fmt: skip


@st.composite
def _deliveries(draw: st.DrawFn) -> pd.DataFrame:
    names = draw(st.lists(st.sampled_from(sorted(_MAPPED)), min_size=1, max_size=12, unique=True))
    count = draw(st.integers(0, 4))
    return _rows({name: draw(st.lists(_texts, min_size=count, max_size=count)) for name in names})


@settings(max_examples=60, deadline=None)
@given(_deliveries(), st.sampled_from([TEMPLATE, _CSV]))
def test_whatever_arrives_becomes_records_and_the_same_ones_each_time(rows: pd.DataFrame, said: dict[str, Any]) -> None:
    made, again = _normalize(rows, said), _normalize(rows, said)
    _check_shape(made, rows.index)
    for name in ("records", "unread", "unmapped"):
        pd.testing.assert_frame_equal(getattr(made, name), getattr(again, name))
    contract = Contract.model_validate(said)
    keys = source_keys(rows, contract, read_header(rows.columns, contract))
    assert keys.tolist() == made.records["source_record_id"].fillna("").tolist()


@settings(max_examples=40, deadline=None)
@given(_deliveries(), st.randoms(use_true_random=False), st.sampled_from([TEMPLATE, _CSV]))
def test_the_order_of_rows_changes_nothing(rows: pd.DataFrame, random: Any, said: dict[str, Any]) -> None:
    order = random.sample(range(len(rows)), len(rows))
    made, shuffled = _normalize(rows, said), _normalize(rows.loc[order], said)
    pd.testing.assert_frame_equal(made.records, shuffled.records.sort_index())
    for name in ("unread", "unmapped"):
        one, other = (
            table.sort_values(list(table.columns), ignore_index=True)
            for table in (getattr(made, name), getattr(shuffled, name))
        )
        pd.testing.assert_frame_equal(one, other)


@settings(max_examples=80, deadline=None)
@given(_deliveries(), st.text(_signs, max_size=12), st.text(_signs, max_size=12), st.data())
def test_an_address_planted_anywhere_survives_nowhere(
    rows: pd.DataFrame, before: str, after: str, data: st.DataObject
) -> None:
    if rows.empty:
        return
    row, column = data.draw(st.sampled_from(rows.index.tolist())), data.draw(st.sampled_from(rows.columns.tolist()))
    rows.loc[row, column] = f"{before}planted.person@example.org{after}"
    said = data.draw(st.sampled_from([TEMPLATE, _CSV]))
    made = _normalize(rows, said)
    for table in (made.records, made.unread, made.unmapped):
        told = "\n".join(str(value) for value in table.to_numpy(dtype=object).ravel())
        assert "planted" not in told
        assert "example.org" not in told


def _real_folder() -> Path:
    given = os.environ.get("CONCORD_REAL_DATA")
    return Path(given) if given else Path(__file__).parents[4] / "shared" / "real"


_TTA_HUB: dict[str, Any] = {
    **TEMPLATE,
    "provider": "head_start_region",
    "source": {"transport": "drop_folder", "path": "*.csv", "format": "csv"},
    "columns": {
        "ReportID": "source_record_id", "Grantee Name": {"to": "award_number", "extract": r"\| (\S+)$"},
        "Start Date": "actual_start", "End Date": "actual_end", "Duration": "event_hours",
        "Number of Participants": "participants_total",
        "Topics": {"to": "topic", "split": "\n", "extract": r"^([^|]+)"},
        "Reason/s": "outcome_note", "Format": {"to": "delivery_mode", "split": "\n"}, "Created": "source_updated_at",
        "TTA Provided and Grantee Progress Made": "summary", "Other Specialists": "recipient_strengths",
        "Override Created By": "recipient_name", "Resources Used": "joint_project_id",
        "Manager approval": {"to": "lifecycle_status"}, "Manager": "parent_record_id",
    },
    "codes": {"lifecycle_status": {"Approved": "completed"}},
    "derived": {"title": "{Topics}: {Reason/s}"},
    "personal": ["Created By", "Modified By"],
}  # fmt: skip


@pytest.mark.real
def test_no_address_survives_in_real_activity_reports() -> None:
    path = _real_folder() / "tta_hub" / "R14ActivityReportsTest.csv"
    if not path.exists():
        pytest.skip(f"no real deliveries in {_real_folder()}: set CONCORD_REAL_DATA")
    raw = pd.read_csv(path, dtype=str, keep_default_na=False)
    assert raw.to_csv().count("@") > 20
    made = _normalize(_rows({name: raw[name].tolist() for name in raw.columns}), _TTA_HUB)
    for table in (made.records, made.unread, made.unmapped):
        assert "@" not in table.to_csv()
    assert made.unread.empty
    assert made.records["actual_start"].notna().all()
    assert made.records["award_number"].str.fullmatch(r"14CH\d+").all()
    assert made.records["lifecycle_status"].eq("completed").all()
    assert np.array_equal(made.records["event_hours"], raw["Duration"].astype(float))
    assert made.records["title"].str.contains(": ").all()
