"""A role for each provider, office and jurisdiction: made once, of its group, and Concord may act as it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from contracts.errors import UsageWrong
from contracts.jurisdictions import JURISDICTIONS
from tests.conftest import Warehouse
from warehouse.connections import engine
from warehouse.readers import Reader, find_reader, make_readers
from warehouse.rights import KINDS


@pytest.fixture
def admin(warehouse: Warehouse) -> Iterator[sa.Connection]:
    made = engine(warehouse.admin_url)
    with made.connect() as connection:
        yield connection
    made.dispose()


def test_a_readers_role_is_named_by_its_kind_and_whose_it_is() -> None:
    assert Reader("sponsor", "ACF/OHS").role == "concord_sponsor_acf_ohs"
    assert Reader("jurisdiction", "TR-red-lake").role == "concord_jurisdiction_tr_red_lake"
    assert Reader("steward").role == "concord_steward"
    long = {Reader("provider", "a" * 62 + end).role for end in "bc"}
    assert len(long) == 2
    assert max(map(len, long)) <= 63


def test_a_jurisdiction_has_its_region_and_a_tribe_the_eleventh() -> None:
    assert all(Reader("jurisdiction", code).acf_region for code in JURISDICTIONS)
    assert Reader("jurisdiction", "OH").acf_region == 5
    assert Reader("jurisdiction", "TR-navajo").acf_region == 11


def test_readers_are_made_once_and_a_new_contract_adds_its_own(admin: sa.Connection) -> None:
    assert make_readers(admin, ["a_center"]) == []
    count = sa.text("SELECT count(*) FROM core.reader")
    before = admin.scalar(count)
    assert before == 3 + 9 + len(JURISDICTIONS) + 1
    assert make_readers(admin, ["a_center"]) == []
    assert admin.scalar(count) == before
    make_readers(admin, ["a_center", "b_center"])
    assert admin.scalar(count) == before + 1


def test_the_loader_may_act_as_every_reader_but_a_steward(admin: sa.Connection) -> None:
    make_readers(admin, ["a_center"])
    may = sa.text("SELECT kind, bool_and(pg_has_role('concord_loader', role_name, 'SET')) FROM core.reader GROUP BY 1")
    found = {row[0]: row[1] for row in admin.execute(may)}
    assert found == {kind: kind != "steward" for kind in KINDS}
    inherits = "SELECT bool_or(pg_has_role('concord_loader', role_name, 'USAGE')) FROM core.reader"
    assert admin.scalar(sa.text(inherits)) is False, "the loader itself reads for nobody"


@pytest.mark.usefixtures("story")
def test_who_may_not_make_roles_is_given_the_statements(loader: sa.Connection, admin: sa.Connection) -> None:
    make_readers(admin)
    admin.commit()
    assert make_readers(loader, ["never_made"]) == [
        "CREATE ROLE concord_provider_never_made NOLOGIN IN ROLE concord_provider",
        "GRANT concord_provider_never_made TO concord_loader, concord_owner, concord_answers"
        " WITH INHERIT FALSE, SET TRUE",
    ]


@pytest.mark.parametrize(
    ("kind", "whose", "said"),
    [
        ("sponsor", "ACF/OHZ", "did you mean ACF/OHS?"),
        ("provider", "smal_center", "did you mean small_center?"),
        ("jurisdiction", "", "which jurisdiction?"),
        ("analist", "", "did you mean analyst?"),
        ("analyst", "ACF/OHS", "no analyst"),
    ],
)
def test_an_unknown_reader_is_told_with_the_known_one(
    admin: sa.Connection, story: Any, kind: str, whose: str, said: str
) -> None:
    make_readers(admin)
    with pytest.raises(UsageWrong) as told:
        find_reader(admin, kind, whose)
    assert said in str(told.value)
