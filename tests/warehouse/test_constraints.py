"""The database itself refuses what the dictionary does not allow, and keeps what was once believed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from contracts.codes import CODE_LISTS
from contracts.fields import FIELDS
from tests.conftest import Warehouse
from warehouse.connections import engine
from warehouse.constraints import apply_constraints
from warehouse.upgrade import is_current


@pytest.fixture
def owner(warehouse: Warehouse) -> Iterator[sa.Connection]:
    made = engine(warehouse.owner_url)
    with made.connect() as connection:
        yield connection
    made.dispose()


def put(connection: sa.Connection, **values: Any) -> None:
    """One row of record_version as `values` say, beside a plain one."""
    plain: dict[str, Any] = {
        "provider_id": "small_center", "source_record_id": "x", "record_state": "active",
        "scope_class": "systems_building", "sharing_level": "partners", "received_at": "2026-03-01",
        "source_values": "{}", "part": "f", "sheet": "", "row_number": 1, "row_hash": b"h", "content_hash": b"h",
        "rules_version": "r", "change": "new", "cause": "provider", "true_from": "2026-03-01", "known_from_load": 1,
    }  # fmt: skip
    row = {**plain, **values}
    names = ", ".join(row)
    places = ", ".join(f":{name}" for name in row)
    try:
        connection.execute(sa.text(f"INSERT INTO core.record_version ({names}) VALUES ({places})"), row)  # noqa: S608
    finally:
        connection.rollback()


@pytest.mark.parametrize("field", [name for name, field in FIELDS.items() if field.kind == "code"])
def test_a_code_that_is_in_no_list_is_refused(loader: sa.Connection, field: str) -> None:
    put(loader, **{field: next(iter(CODE_LISTS[FIELDS[field].code_list]))})
    with pytest.raises(sa.exc.IntegrityError, match=f"{field}_is_known"):
        put(loader, **{field: "elsewhere"})


@pytest.mark.parametrize("field", [name for name, field in FIELDS.items() if field.least is not None])
def test_a_number_below_its_least_is_refused(loader: sa.Connection, field: str) -> None:
    least = FIELDS[field].least
    assert least is not None
    put(loader, **{field: least})
    with pytest.raises(sa.exc.IntegrityError, match=f"{field}_in_bounds"):
        put(loader, **{field: least - 1})


@pytest.mark.parametrize(
    ("end", "precision", "is_taken"),
    [
        ("2026-03-12", "day", True), ("2026-03-11", "day", False), ("2026-03-01", "month", True),
        ("2026-02-01", "month", False), ("2026-01-01", "quarter", True), ("2025-10-01", "quarter", False),
        ("2026-01-01", "year", True), ("2025-01-01", "year", False), ("2026-03-11", None, False),
    ],
)  # fmt: skip
def test_work_ends_no_earlier_than_it_starts_as_exactly_as_was_said(
    loader: sa.Connection, end: str, precision: str | None, is_taken: bool
) -> None:
    dates = {"actual_start": "2026-03-12", "actual_end": end, "actual_end_precision": precision}
    if is_taken:
        put(loader, **dates)
        return
    with pytest.raises(sa.exc.IntegrityError, match="actual_end_not_before_start"):
        put(loader, **dates)
    put(loader, **dates, record_state="retracted")
    put(loader, **dates, known_to_load=2)


def test_every_table_asks_for_the_codes_that_its_columns_name(owner: sa.Connection) -> None:
    rows = owner.execute(sa.text("SELECT conrelid::regclass::text, conname, convalidated FROM pg_constraint c"
                                 " WHERE contype = 'c' AND connamespace = 'core'::regnamespace"))  # fmt: skip
    found = {(row[0], row[1]): row[2] for row in rows}
    assert {("core.delivery", "verdict_is_known"), ("core.judgement", "judgement_is_known")} <= set(found)
    assert all(found.values()), "each holds for every row"


def test_a_code_that_is_added_to_its_list_is_taken_after_the_next_upgrade(
    owner: sa.Connection, loader: sa.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(CODE_LISTS, "intensity", {**CODE_LISTS["intensity"], "elsewhere": "Elsewhere"})
    assert not is_current(owner)
    with pytest.raises(sa.exc.IntegrityError):
        put(loader, intensity="elsewhere")
    apply_constraints(owner)
    owner.commit()
    put(loader, intensity="elsewhere")


@pytest.mark.usefixtures("story")
def test_a_code_that_was_taken_off_its_list_keeps_no_warehouse_from_its_upgrade(
    owner: sa.Connection, story: Any, query: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    story.deliver([{"source_record_id": "a", "ta_type": "coaching"}])
    others = {code: label for code, label in CODE_LISTS["ta_type"].items() if code != "coaching"}
    monkeypatch.setitem(CODE_LISTS, "ta_type", others)
    apply_constraints(owner)
    owner.commit()
    assert "rows of core.record_version break ta_type_is_known" in caplog.text
    story.deliver([{"source_record_id": "a", "ta_type": "training", "change": "corrected"}])
    kept = query("SELECT ta_type FROM core.record_version ORDER BY known_from_load")
    assert kept == [("coaching",), ("training",)]


def test_a_constraint_that_nothing_declares_any_more_goes_and_others_stay(
    owner: sa.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner.execute(sa.text("ALTER TABLE core.delivery ADD CONSTRAINT theirs CHECK (size_bytes >= 0)"))
    owner.execute(sa.text("ALTER TABLE core.delivery ADD CONSTRAINT former CHECK (size_bytes >= 0)"))
    owner.execute(sa.text("COMMENT ON CONSTRAINT former ON core.delivery IS 'A rule of old [0123456789ab]'"))
    apply_constraints(owner)
    left = set(owner.scalars(sa.text(
        "SELECT conname FROM pg_constraint WHERE contype = 'c' AND conrelid = 'core.delivery'::regclass"
    )))  # fmt: skip
    assert "theirs" in left
    assert "former" not in left
    assert "verdict_is_known" in left
