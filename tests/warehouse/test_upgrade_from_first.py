"""A warehouse of the first version is brought up to date with every row that it held."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command

from tests.conftest import Warehouse
from warehouse.connections import engine
from warehouse.roles import prepare_roles
from warehouse.upgrade import migrations_of, upgrade

ROWS = (
    "INSERT INTO core.provider VALUES ('a_center', 'A', 'x', 'full', 1, 2, true, now())",
    "INSERT INTO core.contract_version VALUES ('a_center', 'r1', 'f', '{}', now())",
    "INSERT INTO core.load SELECT n, now() + n * interval '1 s', 'overlaps', '2026-03-01', NULL, NULL, '0.1'"
    " FROM generate_series(1, 3) n",
    "INSERT INTO core.attempt VALUES ('a_center', now(), 'pull', 1, '2026-03-01', 'run', now(), 'ok')",
    "INSERT INTO core.record_version (provider_id, source_record_id, record_state, scope_class, sharing_level,"
    " received_at, source_values, part, sheet, row_number, row_hash, content_hash, rules_version, change, cause,"
    " true_from, known_from_load, known_to_load, ended_by)"
    " SELECT p, n::text, 'active', 'systems_building', 'partners', now(), '{}', 'f', '', n, 'h', 'h', 'r1', 'new',"
    " 'provider', now(), 1, CASE WHEN n > 50 THEN 2 END, CASE WHEN n > 50 THEN 'absent' END"
    " FROM generate_series(1, 60) n, unnest(ARRAY['a_center', 'b_center']) p",
    "INSERT INTO core.rejected_row VALUES ('a_center', 'd', 'f', '', 1, 'x', 'h', '{}', '{}', '[]', '{}', 1, NULL)",
    "INSERT INTO core.unmapped_code VALUES ('a_center', 'sector', 'moon', 1, 1, 'open')",
    "INSERT INTO core.unmapped_row VALUES ('a_center', 'sector', 'moon', '1', 'f', '', 1, 1, NULL)",
    "INSERT INTO core.overlap_version SELECT 'a_center', n::text, 'b_center', n::text,"
    " (ARRAY['declared_joint', 'same_activity', 'coordination_opportunity'])[1 + n % 3], n / 7.0, NULL,"
    " CASE WHEN n % 2 = 0 THEN jsonb_build_object('gap_days', n) ELSE '{\"gap_days\": null}' END, 'Both.', 'simple-1',"
    " 'h', 1, CASE WHEN n > 40 THEN 3 END FROM generate_series(1, 60) n",
)


@pytest.fixture
def first(template: str, empty_database: Warehouse) -> Iterator[sa.Engine]:
    """A warehouse as the first version left it, with rows in its tables."""
    admin = engine(empty_database.admin_url)
    with admin.begin() as connection:
        prepare_roles(connection)
        connection.execute(sa.text("CREATE SCHEMA core"))
        command.upgrade(migrations_of(connection), "0001")
        for statement in ROWS:
            connection.execute(sa.text(statement.replace(":", "\\:")))
    yield admin
    admin.dispose()


def held(admin: sa.Engine) -> dict[str, list[Any]]:
    """Every row of every table, as JSON without the columns that a later version added."""
    with admin.begin() as connection:
        tables = connection.scalars(
            sa.text("SELECT tablename FROM pg_tables WHERE schemaname = 'core' AND tablename <> 'alembic_version'")
        ).all()
        added = "{disposition,day_gap,sponsor_offices,of_provider,report_kind}"
        query = f"SELECT (to_jsonb(t) - '{added}'::text[])::text FROM core."  # noqa: S608  (ours)
        return {name: sorted(connection.scalars(sa.text(f"{query}{name} t".replace(":", "\\:")))) for name in tables}


def test_every_row_of_a_first_warehouse_is_kept(first: sa.Engine) -> None:
    before = held(first)
    assert upgrade(first)
    after = held(first)
    gone = ("surface", "unmapped_code")
    assert {name: after[name] for name in before if name not in gone} == {
        name: rows for name, rows in before.items() if name not in gone
    }
    assert sum(map(len, before.values())) > 180


def test_its_queue_of_codes_follows_from_the_rows_that_they_touch_and_comes_back(first: sa.Engine) -> None:
    upgrade(first)
    with first.begin() as connection:
        queue = "SELECT provider_id, field, source_value, known_from_load FROM mart.unmapped_code"
        assert [tuple(row) for row in connection.execute(sa.text(queue))] == [("a_center", "sector", "moon", 1)]
        prepare_roles(connection)
        command.downgrade(migrations_of(connection), "0002")
        [kept] = connection.execute(sa.text("SELECT * FROM core.unmapped_code")).all()
        assert tuple(kept) == ("a_center", "sector", "moon", 1, 1, "open")


CONTRACT = (
    '{{"name": "{0}", "contact": "x", "delivery": "full", "late_after_days": {1}, "stands_in_days": 9,'
    ' "sponsor_offices": [{{"office": "CDC", "since": null, "until": null}}]}}'
)
"""As the first version kept contracts: without other names."""
DELIVERED = (
    "INSERT INTO core.delivery (delivery_id, provider_id, night, sha256, content_digest, source_address, size_bytes,"
    " parts, column_names, received_at, verdict, delivered, accepted, rejected, new, corrected, returned, retracted,"
    " unchanged, absent, left_out, rules_version, known_from_load, decided_by) VALUES (:rules || :load, 'a_center',"
    " '2026-03-01', 's', 'c', 'x', 1, '[]', '{}', now(), :verdict, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, :rules, :load, :by)"
)


def test_its_providers_get_the_names_that_their_deliveries_contracts_told(first: sa.Engine) -> None:
    with first.begin() as connection:
        for rules, name, late in (("r2", "Old", 1), ("r3", "Old", 1), ("r4", "New", 1), ("r5", "New", 2)):
            told: dict[str, Any] = {"rules": rules, "contract": CONTRACT.format(name, late)}
            connection.execute(sa.text("INSERT INTO core.contract_version VALUES ('a_center', :rules, 'f', :contract, now())"), told)  # noqa: E501
        loads = ((1, "r2", "accepted"), (2, "r3", "unchanged"), (3, "r4", "held"), (4, "r2", "refused"), (5, "r5", "accepted"))  # noqa: E501
        for load, rules, verdict in loads:
            told = {"load": load, "rules": rules, "verdict": verdict, "by": "me" if verdict == "refused" else None}
            connection.execute(sa.text(DELIVERED), told)
    upgrade(first)
    with first.begin() as connection:
        versions = connection.execute(
            sa.text(
                "SELECT provider_name, late_after_days, rules_version, known_from_load, known_to_load"
                " FROM core.provider_version ORDER BY known_from_load"
            )
        )
        assert [tuple(row) for row in versions] == [
            ("Old", 1, "r2", 1, 3), ("New", 1, "r4", 3, 5), ("New", 2, "r5", 5, None),
        ]  # fmt: skip
        shown = connection.execute(sa.text("SELECT provider_name, late_after_days, sponsor_office FROM mart.provider"))
        assert [tuple(row) for row in shown] == [("New", 2, ["CDC"])]


def test_its_overlaps_are_told_what_they_were(first: sa.Engine) -> None:
    upgrade(first)
    with first.begin() as connection:
        told = connection.execute(
            sa.text("SELECT DISTINCT label, disposition FROM core.overlap_version ORDER BY 1")
        ).all()
        gaps = connection.execute(
            sa.text(
                "SELECT count(day_gap), bool_and(CAST(day_gap AS text) = source_record_id_a) FROM core.overlap_version"
            )
        ).one()
        shown = connection.execute(sa.text("SELECT count(*) FROM mart.overlap")).scalar_one()
    assert [tuple(row) for row in told] == [
        ("coordination_opportunity", "new"), ("declared_joint", "declared"), ("same_activity", "probable"),
    ]  # fmt: skip
    assert tuple(gaps) == (30, True)
    assert shown == 40
