"""People's logins: a role that may sign in with a password of its own, a member of one reader's role and nothing else.

A password is made here, shown once and kept nowhere: the server is sent its SCRAM verifier, so that not even a log of
statements holds it.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass

import psycopg
import sqlalchemy as sa
from psycopg import sql
from sqlalchemy.engine import Connection, Engine

from contracts.errors import UsageWrong, WarehouseUnavailable
from warehouse.connections import driver, translated_errors
from warehouse.mart.moments import MART
from warehouse.readers import Reader
from warehouse.rights import OUTSIDERS

NAME = re.compile(r"[a-z][a-z0-9_]{1,39}")
OURS = ("concord_", "pg_", "airflow")
"""How names of roles begin that belong to Concord, Airflow or the server."""

SETTINGS = {"search_path": MART, "statement_timeout": "5min", "idle_in_transaction_session_timeout": "30min"}
"""Of every login. Who stays in an open transaction keeps the warehouse from being brought up to date."""


@dataclass(frozen=True)
class Login:
    """A person's login.

    Attributes:
        sessions: how many are open now; 0 where the asking login may not know.
    """

    name: str
    reader: Reader
    sessions: int = 0


def grant_login(connection: Connection, name: str, reader: Reader) -> str:
    """Make a login that reads for somebody, in the connection's transaction; returns its password.

    Raises:
        UsageWrong: a reader outside the partners, a name that is taken or that cannot be one.
        WarehouseUnavailable: this login may not do it; says what an administrator must run.
    """
    require_partner(reader.kind)
    _require_name(connection, name)
    password = secrets.token_urlsafe(24)
    plain = driver(connection)
    verifier = plain.pgconn.encrypt_password(password.encode(), name.encode(), b"scram-sha-256").decode()
    try:
        with translated_errors():
            _run(plain, f"CREATE ROLE {{}} LOGIN PASSWORD {{}} IN ROLE {reader.role}", name, verifier)
            for setting, value in SETTINGS.items():
                _run(plain, f"ALTER ROLE {{}} SET {setting} = {{}}", name, value)
            if reader.kind == "steward":
                _run(plain, "ALTER ROLE {} SET log_statement = {}", name, "all")
            _let_connect(plain, name)
    except WarehouseUnavailable as error:
        raise _refused(error, name, reader) from error
    return password


def revoke_login(administrator: Engine, name: str) -> Login:
    """End a login: it signs in no more, its open sessions end, and its role is gone.

    Raises:
        UsageWrong: no login of that name reads the warehouse.
        WarehouseUnavailable: this login may not do it.
    """
    with administrator.connect() as connection:
        found = next((login for login in list_logins(connection) if login.name == name), None)
        if found is None:
            raise UsageWrong(f"no login {name} reads this warehouse", mend="concord logins lists them")
        plain = driver(connection)
        with translated_errors():
            # Committed first: nobody may come back between the end of a session and that of the role.
            _run(plain, "ALTER ROLE {} NOLOGIN", name)
            _run(plain, f"REVOKE {found.reader.role} FROM {{}}", name)
            plain.commit()
            _end_sessions(plain, name)
            # By the same name as it was given: the server looks for who gave just this right.
            plain.execute(
                sql.SQL("REVOKE CONNECT ON DATABASE {} FROM {}").format(_database(plain), sql.Identifier(name))
            )
            _run(plain, "DROP ROLE {}", name)
            plain.commit()
    return found


def list_logins(connection: Connection) -> list[Login]:
    """People's logins, by name."""
    query = sa.text(
        "SELECT m.rolname, r.kind, r.whose,"
        " (SELECT count(*) FROM pg_stat_activity s WHERE s.usename = m.rolname) AS sessions"
        " FROM core.reader r JOIN pg_roles g ON g.rolname = r.role_name JOIN pg_auth_members a ON a.roleid = g.oid"
        # Whoever made a role without being the server's superuser is a member that may only manage it.
        " JOIN pg_roles m ON m.oid = a.member AND m.rolcanlogin AND a.inherit_option AND NOT a.admin_option"
        " ORDER BY 1"
    )
    return [Login(row.rolname, Reader(row.kind, row.whose), row.sessions) for row in connection.execute(query)]


def require_partner(kind: str) -> None:
    """Refuse a login to readers outside the partners.

    Raises:
        UsageWrong: it is such a kind.
    """
    if kind in OUTSIDERS:
        raise UsageWrong(
            f"readers outside the partners ({', '.join(OUTSIDERS)}) get reports and exports, and no login",
            mend="send them their report, or grant a login as provider, sponsor, analyst or steward",
        )


def _require_name(connection: Connection, name: str) -> None:
    if not NAME.fullmatch(name) or name.startswith(OURS):
        raise UsageWrong(
            f"{name!r} cannot be a login",
            mend=f"write 2 to 40 small letters, digits and _, a letter first, not beginning with {', '.join(OURS)}",
        )
    if connection.scalar(sa.text("SELECT count(*) FROM pg_roles WHERE rolname = :name"), {"name": name}):
        raise UsageWrong(f"the login {name} is taken", mend=f"choose another, or end it first: concord revoke {name}")


def _let_connect(plain: psycopg.Connection[tuple[object, ...]], name: str) -> None:
    may = "SELECT has_database_privilege(%s, current_database(), 'CONNECT')"
    if plain.execute(may, [name]).fetchone() != (True,):
        plain.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(_database(plain), sql.Identifier(name)))


def _end_sessions(plain: psycopg.Connection[tuple[object, ...]], name: str) -> None:
    if plain.execute("SELECT pg_has_role(%s, 'USAGE')", [name]).fetchone() != (True,):
        _run(plain, "GRANT {} TO CURRENT_USER WITH INHERIT TRUE", name)
    ended = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = %s"
    plain.execute(ended, [name])


def _refused(error: WarehouseUnavailable, name: str, reader: Reader) -> WarehouseUnavailable:
    """The server's refusal with what an administrator of the server can do about it."""
    needed = [f"GRANT {reader.role} TO {{user}} WITH ADMIN TRUE"]
    if reader.kind == "steward":
        needed.append("GRANT SET ON PARAMETER log_statement TO {user}")
    needed = [statement.format(user="the login in CONCORD_WAREHOUSE_URL") for statement in needed]
    return WarehouseUnavailable(
        f"The login {name} was not made. {error.message}",
        where=error.where,
        mend=f"use a login that may make roles (CREATEROLE) in CONCORD_WAREHOUSE_URL, {'; '.join(needed)}",
    )


def _run(plain: psycopg.Connection[tuple[object, ...]], statement: str, name: str, *values: str) -> None:
    """Run a statement of ours with a role's name and literals in their places; such statements take no parameters."""
    filled = sql.SQL(statement).format(sql.Identifier(name), *map(sql.Literal, values))
    plain.execute(filled)


def _database(plain: psycopg.Connection[tuple[object, ...]]) -> sql.Identifier:
    return sql.Identifier(plain.info.dbname)
