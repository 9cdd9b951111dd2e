"""Names as they were: of providers by their contracts, of codes by their lists, each from load to load."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from contracts.contract import Contract
from contracts.names import CodeName, shipped_names
from tests.conftest import fresh_database
from tests.warehouse.conftest import Story
from warehouse.code_versions import NameChange, change_of_load, keep_code_names, replay_code_names
from warehouse.connections import engine
from warehouse.delivery_load import load_delivery
from warehouse.editions import Issued, keep_edition
from warehouse.loads import recorded_loads
from warehouse.providers import register_contract
from warehouse.server import EmbeddedServer

Query = Callable[..., list[tuple[Any, ...]]]
NIGHT = date(2026, 3, 1)
RENAMED = {"name": "Great Center", "also_known_as": [{"name": "Small Center", "until": "2026-03-01"}]}


@dataclass
class Renaming(Story):
    """A story whose deliveries carry the rules of the contract of the day."""

    said: dict[str, Any] = field(default_factory=dict)

    def contract(self) -> Contract:
        return Contract.model_validate({**super().contract().model_dump(mode="json"), **self.said})

    def deliver(self, versions: list[dict[str, Any]] | None = None, **named: Any) -> int:
        rules = register_contract(self.connection, self.contract(), at=self.received_at)
        self.connection.commit()
        facts = self.facts(rules_version=rules)
        number = load_delivery(self.connection, facts, self.changes(versions, **named))
        self.nights += 1
        return number


@pytest.fixture
def center(loader: sa.Connection) -> Renaming:
    return Renaming(loader)


def test_a_renamed_provider_keeps_its_old_name_in_the_past(center: Renaming, query: Query) -> None:
    center.deliver([{"source_record_id": "a"}])
    [(moment,)] = query("SELECT clock_timestamp()")
    center.said = RENAMED
    center.deliver(unchanged=1)
    center.deliver(unchanged=1)
    names = "SELECT provider_name, known_from_load FROM provider"
    query("SELECT mart.as_of(NULL)")
    assert query(names) == [("Great Center", 2)]
    assert query("SELECT name, is_own_name, valid_to FROM provider_name ORDER BY 2") == [
        ("Small Center", False, date(2026, 3, 1)), ("Great Center", True, None),
    ]  # fmt: skip
    query("SELECT mart.as_of(:moment)", moment=moment)
    assert query(names) == [("Small Center", 1)]
    assert query("SELECT provider_name FROM provider_status") == [("Small Center",)]


def test_a_changed_contract_counts_from_the_first_load_under_it(center: Renaming, query: Query) -> None:
    center.deliver([{"source_record_id": "a"}])
    center.said = RENAMED
    register_contract(center.connection, center.contract(), at=center.received_at)
    center.connection.commit()
    assert query("SELECT provider_name FROM mart.provider") == [("Small Center",)]
    center.deliver(unchanged=1)
    assert query("SELECT provider_name FROM mart.provider") == [("Great Center",)]


@pytest.mark.usefixtures("center")
def test_before_its_first_load_a_provider_has_the_name_of_its_contract(query: Query) -> None:
    assert query("SELECT provider_name, sponsor_office, known_from_load FROM mart.provider") == [
        ("Small Center", ["ACF/OCC"], None)
    ]


def test_an_office_pays_from_a_day_to_a_day(center: Renaming, query: Query) -> None:
    center.said = {"sponsor_offices": [{"office": "CDC", "until": "2020-01-01"}, {"office": "ACF/OHS"}]}
    center.deliver([{"source_record_id": "a"}])
    assert query("SELECT sponsor_office FROM mart.provider") == [(["ACF/OHS"],)]
    assert query("SELECT sponsor_office, valid_to FROM mart.provider_office ORDER BY 1") == [
        ("ACF/OHS", None), ("CDC", date(2020, 1, 1)),
    ]  # fmt: skip


def keep(loader: sa.Connection, names: list[CodeName]) -> int | None:
    return keep_code_names(loader, names, night=NIGHT, code_version="test")


def test_codes_change_in_a_load_of_their_own_and_only_when_something_differs(
    loader: sa.Connection, query: Query
) -> None:
    assert keep(loader, shipped_names()) == 1
    assert keep(loader, shipped_names()) is None
    assert query("SELECT load_number, kind FROM mart.load") == [(1, "codes")]
    [(moment,)] = query("SELECT clock_timestamp()")
    changed = [replace(one, definition="Told anew") if one.code == "financing" else one for one in shipped_names()]
    assert keep(loader, [one for one in changed if one.code != "WIC"]) == 2
    financing = "SELECT definition FROM code WHERE code = 'financing'"
    programs = "SELECT count(*) FROM program"
    query("SELECT mart.as_of(NULL)")
    assert query(financing) == [("Told anew",)]
    assert query(programs) == [(10,)]
    query("SELECT mart.as_of(:moment)", moment=moment)
    assert query(financing) != [("Told anew",)]
    assert query(programs) == [(11,)]


def test_a_name_holds_from_a_day_to_a_day(loader: sa.Connection, query: Query) -> None:
    [ohio] = [one for one in shipped_names() if one.code == "OH"]
    keep(loader, [
        replace(ohio, label="Old Ohio", valid_to=date(2026, 2, 28)), replace(ohio, valid_from=date(2026, 3, 1)),
    ])  # fmt: skip
    assert query("SELECT jurisdiction, name, kind, acf_region FROM mart.jurisdiction") == [("OH", "Ohio", "state", 5)]
    assert query("SELECT label, is_current FROM mart.code_name ORDER BY valid_from NULLS FIRST") == [
        ("Old Ohio", False), ("Ohio", True),
    ]  # fmt: skip


def test_a_code_without_a_name_of_the_day_keeps_the_last_one_it_had(loader: sa.Connection, query: Query) -> None:
    [ohio] = [one for one in shipped_names() if one.code == "OH"]
    keep(loader, [replace(ohio, valid_to=date(2026, 2, 28))])
    assert query("SELECT label, is_current FROM mart.code") == [("Ohio", False)]


@pytest.fixture
def another(server: EmbeddedServer, template: str) -> Iterator[sa.Connection]:
    """A connection to a second, empty warehouse."""
    for warehouse in fresh_database(server, template):
        made = engine(warehouse.loader_url)
        with made.connect() as connection:
            yield connection
        made.dispose()


def test_a_replay_tells_codes_again_as_they_were(loader: sa.Connection, another: sa.Connection) -> None:
    keep(loader, shipped_names())
    changed = [replace(one, valid_from=NIGHT) if one.code == "OH" else one for one in shipped_names()]
    keep(loader, changed)
    for recorded in recorded_loads(loader):
        tree = change_of_load(loader, recorded.number).as_tree()
        replay_code_names(another, NameChange.from_tree(tree), night=NIGHT, code_version="test", recorded=recorded)
    everything = sa.text("SELECT c::text FROM core.code_version c ORDER BY 1")
    assert another.scalars(everything).all() == loader.scalars(everything).all()


ISSUED = Issued("sponsor", "CDC", date(2025, 10, 1), NIGHT, 3, datetime(2026, 3, 2, tzinfo=UTC), "a" * 64, "test")


def test_an_edition_is_written_once_and_a_changed_one_supersedes_it(loader: sa.Connection, query: Query) -> None:
    first = keep_edition(loader, ISSUED)
    assert first == keep_edition(loader, replace(ISSUED, cutoff_load=4)) == "sponsor.CDC.2026-03-01"
    second = keep_edition(loader, replace(ISSUED, cutoff_load=5, data_sha256="b" * 64, notice="Corrected"))
    assert second == "sponsor.CDC.2026-03-01.2"
    assert query("SELECT edition_id, cutoff_load, supersedes, notice FROM mart.edition ORDER BY issued_at") == [
        (first, 3, None, None), (second, 5, first, "Corrected"),
    ]  # fmt: skip


@pytest.mark.parametrize("statement", ["UPDATE core.edition SET notice = 'x'", "DELETE FROM core.edition"])
def test_nobody_changes_an_edition(loader: sa.Connection, statement: str) -> None:
    keep_edition(loader, ISSUED)
    with pytest.raises(Exception, match="permission denied"):
        loader.execute(sa.text(statement))
