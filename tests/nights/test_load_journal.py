"""The journal of loads: what a warehouse knew, and when, stands in landing as well."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from concord_sources.store import names_in
from contracts.contract import Contract
from contracts.contract_file import contract_fingerprint, read_contract
from contracts.errors import LandingUnavailable
from nights.load_journal import OVERLAPS, contract_as_it_was, keep_loads, read_journal
from nights.settings import ROOT, Settings
from nights.warehouse_access import open_warehouse
from transforms.accounting import Counts
from warehouse.deliveries import DeliveryFacts
from warehouse.delivery_record import record_delivery
from warehouse.loads import LoadFacts, next_load
from warehouse.providers import register_contract

NIGHT = date(2026, 3, 12)
MOMENT = datetime(2026, 3, 12, 2, 0, tzinfo=UTC)


def learn(settings: Settings, contract: Contract, sha256: str) -> None:
    """Let the warehouse learn of a refused delivery."""
    with open_warehouse(settings).connect() as connection:
        rules = register_contract(connection, contract, at=MOMENT)
        facts = DeliveryFacts(
            contract.provider, NIGHT, sha256, "", "inbox", 10, MOMENT, "refused", rules, "1", reason="torn"
        )
        record_delivery(connection, facts, Counts())


@pytest.fixture(scope="module")
def contract() -> Contract:
    return read_contract(ROOT / "providers", "child_care_center")


@pytest.fixture(scope="module")
def kept(settings: Settings, contract: Contract) -> Settings:
    learn(settings, contract, "a" * 64)
    with open_warehouse(settings).connect() as connection:
        with next_load(connection, LoadFacts("overlaps", NIGHT, "1")):
            pass
        connection.commit()
    learn(settings, contract, "b" * 64)
    with open_warehouse(settings).connect() as connection:
        keep_loads(settings, connection, contract.provider)
        keep_loads(settings, connection, None)
    return settings


def test_every_load_is_kept_in_its_order_with_what_it_was_about(kept: Settings) -> None:
    journal = read_journal(kept)
    assert [load.number for load in journal] == [1, 2, 3]
    assert [load.kind for load in journal] == ["delivery", "overlaps", "delivery"]
    assert [load.sha256 for load in journal] == ["a" * 64, None, "b" * 64]
    assert all(load.committed_at.tzinfo is not None for load in journal)
    assert journal[0].received_at == MOMENT
    assert journal[0].verdict == "refused"


def test_the_contract_is_kept_as_it_was(kept: Settings, contract: Contract) -> None:
    load = read_journal(kept)[0]
    was = contract_as_it_was(kept, load)
    assert was is not None
    assert contract_fingerprint(was) == contract_fingerprint(contract)


def test_keeping_again_writes_nothing(kept: Settings, contract: Contract) -> None:
    folder = Path(kept.landing.removeprefix("file://"))
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*.json")}
    with open_warehouse(kept).connect() as connection:
        keep_loads(kept, connection, contract.provider)
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*.json")} == before


def test_the_journal_is_closed_to_all_but_its_owner(kept: Settings) -> None:
    for path in Path(kept.landing.removeprefix("file://")).rglob("*"):
        assert path.stat().st_mode & 0o077 == 0, path


def test_a_damaged_entry_is_told_by_its_path(kept: Settings) -> None:
    place = f"{kept.landing}/{OVERLAPS}/loads"
    path = Path(place.removeprefix("file://")) / names_in(place)[0]
    whole = path.read_bytes()
    path.write_bytes(whole[:20])
    with pytest.raises(LandingUnavailable, match="damaged") as caught:
        read_journal(kept)
    assert caught.value.where.endswith(path.name)
    path.write_bytes(whole)
