"""Bringing a warehouse up to date, and whether the database is what the declarations say."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from contracts.errors import WarehouseUnavailable
from contracts.fields import FIELDS
from warehouse.connections import engine
from warehouse.record_tables import RECORD_VERSION
from warehouse.tables import METADATA
from warehouse.upgrade import HEAD, MIGRATIONS, upgrade


def run(url: str, statement: str) -> list[Any]:
    made = engine(url)
    with made.begin() as connection:
        result = connection.execute(sa.text(statement))
        found = [tuple(row) for row in result] if result.returns_rows else []
    made.dispose()
    return found


def test_an_empty_database_becomes_a_warehouse_and_a_second_time_nothing_happens(empty_database: Any) -> None:
    admin = engine(empty_database.admin_url)
    assert upgrade(admin)
    assert not upgrade(admin)
    admin.dispose()
    owner = engine(empty_database.owner_url)
    assert not upgrade(owner)
    owner.dispose()


def test_the_owner_may_do_it_once_the_roles_are_there(template: str, empty_database: Any) -> None:
    owner = engine(empty_database.owner_url)
    assert upgrade(owner)
    owner.dispose()
    assert run(empty_database.loader_url, "SELECT count(*) FROM mart.record") == [(0,)]


def test_a_reader_cannot_make_a_warehouse_and_hears_what_to_do(template: str, empty_database: Any) -> None:
    loader = engine(empty_database.loader_url)
    with pytest.raises(WarehouseUnavailable):
        upgrade(loader)
    loader.dispose()


def test_changed_views_are_made_anew_and_keep_the_rows(warehouse: Any, story: Any) -> None:
    story.deliver([{"source_record_id": "a"}])
    run(warehouse.admin_url, "DROP VIEW mart.record_sector; UPDATE core.surface SET fingerprint = 'older'")
    run(warehouse.admin_url, "CREATE VIEW mart.record_sector AS SELECT 1 AS other_column")
    run(warehouse.admin_url, "ALTER VIEW mart.record_sector OWNER TO concord_owner")
    owner = engine(warehouse.owner_url)
    assert upgrade(owner)
    owner.dispose()
    found = run(warehouse.analyst_url, "SELECT DISTINCT source_record_id, sector > '' FROM mart.record_sector")
    assert found == [("a", True)]


def test_a_readers_own_view_is_never_dropped_with_ours(warehouse: Any) -> None:
    run(
        warehouse.admin_url,
        "DROP VIEW mart.record_sector; CREATE VIEW mart.record_sector AS SELECT 1 AS other_column;"
        "ALTER VIEW mart.record_sector OWNER TO concord_owner;"
        "CREATE VIEW public.mine AS SELECT * FROM mart.record_sector;"
        "UPDATE core.surface SET fingerprint = 'older'",
    )
    owner = engine(warehouse.owner_url)
    with pytest.raises(WarehouseUnavailable, match=r"mine"):
        upgrade(owner)
    owner.dispose()
    assert run(warehouse.admin_url, "SELECT * FROM public.mine") == [(1,)]


def test_the_newest_migration_is_the_one_that_an_up_to_date_warehouse_has() -> None:
    assert ScriptDirectory(str(MIGRATIONS)).get_heads() == [HEAD]


def test_tables_columns_and_comments_are_those_declared(warehouse: Any) -> None:
    admin = engine(warehouse.admin_url)
    with admin.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "include_schemas": True,
                "include_name": lambda name, kind, _: kind != "schema" or name == "core",
                "include_object": lambda _o, name, kind, _r, _c: (kind, name) != ("table", "alembic_version"),
                "compare_type": True,
            },
        )
        differences = compare_metadata(context, METADATA)
    admin.dispose()
    assert differences == []


def test_a_records_columns_begin_with_the_dictionary_in_its_order() -> None:
    assert tuple(RECORD_VERSION.columns.keys())[: len(FIELDS)] == tuple(FIELDS)


def test_nothing_in_the_database_lacks_a_description(warehouse: Any) -> None:
    lacking = run(
        warehouse.admin_url,
        "SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum >= 0"
        " WHERE c.relnamespace IN ('core'::regnamespace, 'mart'::regnamespace) AND c.relkind IN ('r', 'v', 'p')"
        " AND c.relname <> 'alembic_version' AND NOT a.attisdropped"
        " AND coalesce(col_description(c.oid, a.attnum), '') = ''"
        " UNION ALL SELECT c.relname, '' FROM pg_class c WHERE c.relkind IN ('r', 'v', 'p')"
        " AND c.relnamespace IN ('core'::regnamespace, 'mart'::regnamespace) AND c.relname <> 'alembic_version'"
        " AND coalesce(obj_description(c.oid, 'pg_class'), '') = ''",
    )
    assert lacking == []
