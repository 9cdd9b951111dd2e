"""People sign in over TCP with a password of their own, read for whom they were granted, and no more once revoked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa

from contracts.errors import UsageWrong, WarehouseUnavailable
from tests.conftest import Warehouse
from warehouse.connection_lines import Place, as_of_options, connection_lines
from warehouse.connections import engine
from warehouse.logins import grant_login, list_logins, revoke_login
from warehouse.readers import Reader, find_reader, make_readers
from warehouse.server import EmbeddedServer

NAME = "ada"


@pytest.fixture
def admin(warehouse: Warehouse, story: Any) -> Iterator[sa.Engine]:
    """Who makes logins; a provider has delivered one open and one confidential record."""
    story.deliver([{"source_record_id": "open"},
                   {"source_record_id": "own", "sharing_level": "provider_only"}])  # fmt: skip
    made = engine(warehouse.admin_url)
    with made.begin() as connection:
        make_readers(connection, ["other_center"])
    yield made
    with made.connect() as connection:
        left = [login.name for login in list_logins(connection)]
    for name in left:
        revoke_login(made, name)
    made.dispose()


def grant(admin: sa.Engine, kind: str, whose: str = "", name: str = NAME) -> str:
    with admin.begin() as connection:
        return grant_login(connection, name, find_reader(connection, kind, whose))


def sign_in(warehouse: Warehouse, password: str, name: str = NAME, **more: Any) -> psycopg.Connection[Any]:
    url = sa.make_url(warehouse.admin_url)
    return psycopg.connect(
        host=url.host, port=url.port, dbname=url.database, user=name, password=password, autocommit=True, **more
    )


def seen(
    connection: psycopg.Connection[Any], query: str = "SELECT source_record_id FROM record ORDER BY 1"
) -> list[Any]:
    return [row[0] for row in connection.execute(query)]


@pytest.mark.parametrize(
    ("kind", "whose", "records"),
    [("analyst", "", ["open"]), ("provider", "small_center", ["open", "own"]), ("provider", "other_center", ["open"]),
     ("sponsor", "ACF/OCC", ["open"]), ("steward", "", ["open", "own"])],
)  # fmt: skip
def test_a_login_reads_for_whom_it_was_granted(
    warehouse: Warehouse, admin: sa.Engine, kind: str, whose: str, records: list[str]
) -> None:
    with sign_in(warehouse, grant(admin, kind, whose)) as connection:
        assert seen(connection) == records
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="permission denied for schema core"):
            connection.execute("SELECT * FROM core.record_version")
        for role in ("concord_steward", "concord_loader", "concord_provider_small_center"):
            if role not in (f"concord_{kind}", Reader(kind, whose).role):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    connection.execute(f"SET ROLE {role}")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("CREATE FUNCTION pg_temp.tell(text) RETURNS boolean LANGUAGE sql AS 'SELECT true'")


def test_a_wrong_password_and_a_revoked_login_are_refused(warehouse: Warehouse, admin: sa.Engine) -> None:
    password = grant(admin, "analyst")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        sign_in(warehouse, password + "x")
    open_session = sign_in(warehouse, password)
    assert revoke_login(admin, NAME).reader == Reader("analyst")
    with pytest.raises(psycopg.OperationalError):
        open_session.execute("SELECT 1")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        sign_in(warehouse, password)
    with admin.connect() as connection:
        assert list_logins(connection) == []


def test_logins_are_listed_with_whom_they_read_for(warehouse: Warehouse, admin: sa.Engine) -> None:
    password = grant(admin, "sponsor", "acf/occ")
    grant(admin, "analyst", name="ben")
    with sign_in(warehouse, password), admin.connect() as connection:
        told = [(one.name, one.reader.kind, one.reader.whose, one.sessions) for one in list_logins(connection)]
    assert told == [(NAME, "sponsor", "ACF/OCC", 1), ("ben", "analyst", "", 0)]


def test_a_login_opens_one_database_and_begins_at_the_marts_with_a_limit_of_time(
    warehouse: Warehouse, admin: sa.Engine
) -> None:
    password = grant(admin, "sponsor", "ACF/OCC")
    with sign_in(warehouse, password) as connection:
        assert seen(connection, "SHOW search_path") == ["mart"]
        assert seen(connection, "SHOW statement_timeout") == ["5min"]
    url = sa.make_url(warehouse.admin_url)
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        psycopg.connect(host=url.host, port=url.port, dbname="concord", user=NAME, password=password)


def test_the_line_as_of_a_moment_shows_the_past(warehouse: Warehouse, admin: sa.Engine, story: Any) -> None:
    with admin.connect() as connection:
        moment = connection.scalar(
            sa.text("SELECT to_char(max(committed_at), 'YYYY-MM-DD\"T\"HH24:MI:SS.USOF') FROM core.load")
        )
    story.deliver([{"source_record_id": "later"}], unchanged=1)
    password = grant(admin, "analyst")
    with sign_in(warehouse, password) as now, sign_in(warehouse, password, options=as_of_options(moment)) as then:
        assert (seen(now), seen(then)) == (["later", "open"], ["open"])


def test_every_look_of_a_steward_is_logged_and_no_password_is(
    warehouse: Warehouse, admin: sa.Engine, server: EmbeddedServer
) -> None:
    password = grant(admin, "steward")
    with sign_in(warehouse, password) as connection:
        connection.execute("SELECT count(*) AS a_stewards_look FROM record")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("SET log_statement = 'none'")
    logged = "".join(path.read_text() for path in Path(server.home / "postgres" / "log").glob("postgres-*.log"))
    assert f"{NAME}@" in logged
    assert "a_stewards_look" in logged
    assert password not in logged
    with admin.connect() as connection:
        kept = connection.scalar(sa.text("SELECT rolpassword FROM pg_authid WHERE rolname = :name"), {"name": NAME})
    assert str(kept).startswith("SCRAM-SHA-256$")


@pytest.mark.parametrize("reader", [Reader("jurisdiction", "OH"), Reader("public")])
def test_readers_outside_the_partners_get_no_login(admin: sa.Engine, reader: Reader) -> None:
    with admin.connect() as connection, pytest.raises(UsageWrong, match="get reports and exports, and no login"):
        grant_login(connection, NAME, reader)


@pytest.mark.parametrize("name", ["Ada", "a", "pg_ada", "concord_owner", "a;b", 'a"b', "ada" * 20])
def test_a_name_that_cannot_be_one_is_refused(admin: sa.Engine, name: str) -> None:
    with admin.connect() as connection, pytest.raises(UsageWrong, match="cannot be a login"):
        grant_login(connection, name, Reader("analyst"))


def test_a_name_that_is_taken_is_refused_and_an_unknown_one_cannot_be_revoked(admin: sa.Engine) -> None:
    grant(admin, "analyst")
    with pytest.raises(UsageWrong, match="taken"):
        grant(admin, "analyst")
    for name in ("nobody", "concord_loader", "concord_analyst", "concord_admin"):
        with pytest.raises(UsageWrong, match="no login"):
            revoke_login(admin, name)


def test_who_may_not_make_roles_is_told_who_may(warehouse: Warehouse, admin: sa.Engine) -> None:
    loader = engine(warehouse.loader_url)
    with loader.connect() as connection, pytest.raises(WarehouseUnavailable) as told:
        grant_login(connection, NAME, Reader("steward"))
    loader.dispose()
    assert "CREATEROLE" in told.value.mend
    assert "GRANT SET ON PARAMETER log_statement" in told.value.mend


def test_an_outside_server_needs_no_superuser(warehouse: Warehouse, admin: sa.Engine) -> None:
    """A login that may make roles, and manages the groups, is enough."""
    with admin.begin() as connection:
        for statement in (
            "CREATE ROLE keeper LOGIN CREATEROLE PASSWORD 'keeper'", "GRANT concord_owner TO keeper",
            "GRANT concord_analyst, concord_provider TO keeper WITH ADMIN TRUE, INHERIT FALSE, SET FALSE",
            f"GRANT CONNECT ON DATABASE {admin.url.database} TO keeper WITH GRANT OPTION",
        ):  # fmt: skip
            connection.execute(sa.text(statement))
    keeper = engine(admin.url.set(username="keeper", password="keeper").render_as_string(hide_password=False))
    try:
        with keeper.begin() as connection:
            assert make_readers(connection, ["keepers_center"]) == []
        password = grant(keeper, "provider", "keepers_center")
        with sign_in(warehouse, password) as session:
            assert seen(session) == ["open"]
            revoke_login(keeper, NAME)
            with pytest.raises(psycopg.OperationalError):
                session.execute("SELECT 1")
    finally:
        keeper.dispose()
        with admin.begin() as connection:
            for statement in ("DROP ROLE IF EXISTS concord_provider_keepers_center", "DROP OWNED BY keeper CASCADE",
                              "DROP ROLE keeper"):  # fmt: skip
                connection.execute(sa.text(statement))


def test_no_connection_line_holds_a_password() -> None:
    lines = connection_lines(Place(NAME, "127.0.0.1", 5432, "concord"))
    assert set(lines) == {"psql", "pandas", "R", "ODBC, Excel, BI"}
    assert all("concord.as_of" in then and "past,mart" in then for _, then in lines.values())
