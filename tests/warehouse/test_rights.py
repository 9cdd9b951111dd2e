"""What an analyst may see: mart and nothing else, and in it no confidential record and no text that is not cleared."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from contracts.errors import WarehouseUnavailable
from contracts.fields import FIELDS
from tests.conftest import Warehouse
from warehouse.connections import engine
from warehouse.mart.moments import SCHEMAS
from warehouse.mart.views import VIEWS
from warehouse.rights import KINDS, ROWS, group, rows_of
from warehouse.roles import ANALYST
from warehouse.surface import READER_COLUMNS
from warehouse.tables import METADATA

SECRET = "Zanzibar"


@pytest.fixture
def told(tell: Callable[..., Any]) -> None:
    """A cleared and an uncleared provider, each with an open and a confidential record and a rejected row."""
    for provider, is_cleared in (("open_center", True), ("closed_center", False)):
        story = tell(provider, is_text_cleared=is_cleared)
        words = "Fiscal mapping" if is_cleared else SECRET
        free = {name: words for name, field in FIELDS.items() if field.is_free_text}
        story.deliver(
            [
                {"source_record_id": "shared", **free},
                {"source_record_id": "hidden", "sharing_level": "provider_only", "title": SECRET,
                 "recipient_name": SECRET, "sector": "child_welfare"},
                {"source_record_id": "sponsor", "sharing_level": "sponsor_only", **free},
            ],
            rejected=[{"source_record_id": SECRET, "value": SECRET}],
            unmapped=[("sector", "Anything" if is_cleared else SECRET, "shared")],
        )  # fmt: skip


def rows(connection: sa.Connection, statement: str) -> list[Any]:
    found = [tuple(row) for row in connection.execute(sa.text(statement))]
    connection.commit()
    return found


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize("table", [table.name for table in METADATA.sorted_tables])
def test_an_analyst_cannot_read_core(analyst: sa.Connection, table: str) -> None:
    with pytest.raises(WarehouseUnavailable, match="permission denied for schema core"):
        analyst.execute(sa.text(f"SELECT count(*) FROM core.{table}"))  # noqa: S608


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize("login", ["loader_url", "owner_url", "admin_url"])
def test_a_login_of_more_rights_that_acts_as_an_analyst_sees_what_an_analyst_sees(
    warehouse: Warehouse, login: str
) -> None:
    made = engine(getattr(warehouse, login), role=ANALYST)
    with made.connect() as connection:
        assert rows(connection, "SELECT count(*) FROM mart.record WHERE sharing_level = 'provider_only'") == [(0,)]
        with pytest.raises(WarehouseUnavailable, match="permission denied for schema core"):
            connection.execute(sa.text("SELECT count(*) FROM core.record_version"))
    made.dispose()


@pytest.mark.usefixtures("told")
def test_an_analyst_sees_no_confidential_record_in_any_view(analyst: sa.Connection) -> None:
    seen = rows(analyst, "SELECT provider_id, source_record_id FROM mart.record ORDER BY 1, 2")
    assert seen == [(p, r) for p in ("closed_center", "open_center") for r in ("shared", "sponsor")]
    assert rows(analyst, "SELECT count(*) FROM mart.record_sector WHERE sector = 'child_welfare'") == [(0,)]
    assert rows(analyst, "SELECT count(*) FROM mart.activity") == [(4,)]
    rows(analyst, "SELECT mart.as_of(now())")
    assert rows(analyst, "SELECT count(*) FROM past.record") == [(4,)]


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize("schema", SCHEMAS)
@pytest.mark.parametrize("view", VIEWS)
def test_no_view_shows_an_analyst_a_hidden_word(analyst: sa.Connection, schema: str, view: str) -> None:
    rows(analyst, "SELECT mart.as_of(now())")
    shown = rows(analyst, f"SELECT v::text FROM {schema}.{view} v")  # noqa: S608
    assert not [row for row in shown if SECRET in str(row)]


@pytest.mark.usefixtures("told")
def test_free_text_is_shown_where_the_contract_clears_it(analyst: sa.Connection) -> None:
    titles = rows(analyst, "SELECT provider_id, title FROM mart.record WHERE source_record_id = 'shared' ORDER BY 1")
    assert titles == [("closed_center", None), ("open_center", "Fiscal mapping")]


@pytest.mark.usefixtures("told")
def test_a_condition_on_hidden_text_finds_nothing(analyst: sa.Connection) -> None:
    assert rows(analyst, f"SELECT count(*) FROM mart.record WHERE title = '{SECRET}'") == [(0,)]  # noqa: S608


@pytest.mark.usefixtures("told")
def test_statistics_tell_an_analyst_nothing_of_hidden_rows(analyst: sa.Connection, warehouse: Any) -> None:
    admin = sa.create_engine(warehouse.admin_url)
    with admin.begin() as connection:
        connection.execute(sa.text("ANALYZE"))
        known = connection.execute(sa.text("SELECT count(*) FROM pg_stats WHERE schemaname = 'core'")).scalar_one()
    admin.dispose()
    assert known > 0
    assert rows(analyst, "SELECT tablename FROM pg_stats WHERE schemaname = 'core'") == []


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize(
    "attempt",
    [
        "UPDATE mart.record SET title = 'x'",
        "DELETE FROM mart.load",
        "INSERT INTO mart.load VALUES (9)",
        "CREATE TABLE mart.mine (x int)",
        "SET ROLE concord_loader",
        "SELECT table_to_xml('core.record_version', true, false, '')",
    ],
)
def test_an_analyst_changes_nothing(analyst: sa.Connection, attempt: str) -> None:
    with pytest.raises((WarehouseUnavailable, sa.exc.DBAPIError), match=r"permission denied|cannot .* view|may not"):
        analyst.execute(sa.text(attempt))


def test_every_table_that_readers_views_read_says_whose_its_rows_are() -> None:
    assert sorted(set(READER_COLUMNS) - set(ROWS)) == [], "say it in warehouse.rights.ROWS"
    assert all(set(rows_of(table)) <= set(KINDS) for table in READER_COLUMNS)


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize("kind", KINDS)
def test_no_kind_of_reader_reaches_a_table_or_makes_one(warehouse: Warehouse, kind: str) -> None:
    made = engine(warehouse.admin_url)
    for attempt in ("SELECT FROM core.record_version", "SELECT core.reading('provider')",
                    "CREATE TEMP TABLE mine (x int)", "CREATE TABLE public.mine (x int)"):  # fmt: skip
        with made.connect() as connection:
            connection.execute(sa.text(f"SET LOCAL ROLE {group(kind)}"))
            with pytest.raises(WarehouseUnavailable, match="permission denied"):
                connection.execute(sa.text(attempt))
    made.dispose()


@pytest.mark.usefixtures("told")
def test_every_view_asks_for_the_readers_own_rights(loader: sa.Connection) -> None:
    views = rows(
        loader,
        "SELECT relnamespace::regnamespace::text, relname, reloptions FROM pg_class"
        " WHERE relnamespace IN ('mart'::regnamespace, 'past'::regnamespace) AND relkind IN ('v', 'm')",
    )
    assert {(schema, name) for schema, name, _ in views} == {(schema, name) for schema in SCHEMAS for name in VIEWS}
    assert all("security_invoker=true" in options for _, _, options in views)
