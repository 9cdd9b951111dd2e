"""Connections to the warehouse, and the driver's errors in words that say what to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

import psycopg
import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine, ExceptionContext, make_url

from contracts.errors import WarehouseUnavailable

CONNECT_SECONDS = 10
POOL_SIZE = 4
MOST_EXTRA = 6

# SQLSTATE or its class, what happened, what to do; the first that fits counts.
_MEANINGS: tuple[tuple[str, str, str], ...] = (
    ("57014", "A query took longer than it may.", "ask for less, or raise the statement timeout"),
    ("57P", "The server is shutting down or was restarted.", "run again: what was committed stands, nothing else"),
    ("28", "The login is refused.", "check user and password in CONCORD_WAREHOUSE_URL or the Airflow connection"),
    ("3D000", "The database does not exist.", "create it, or correct its name in CONCORD_WAREHOUSE_URL"),
    ("42501", "This role may not do that.", "use the loader's login, or ask the keeper of the warehouse"),
    ("42P01", "A table is missing.", "bring the warehouse up to date: concord upgrade"),
    ("3F000", "A schema is missing.", "bring the warehouse up to date: concord upgrade"),
    ("53100", "The server's disk is full.", "free space on the server; nothing was half written"),
    ("53", "The server is out of connections or memory.", "try again later, or give the server more"),
    ("40", "Two writers met and this one gave way.", "run again"),
    ("55P03", "Somebody else holds a lock.", "run again when the other work is done"),
    ("25006", "The server takes no changes: it is a read-only copy.", "connect to the primary server"),
    ("58", "The server could not read or write its files.", "look into its log: disk full or files damaged"),
    ("XX", "The server reports a fault of its own.", "look into its log before anything else"),
    ("08", "The connection broke.", "run again: what was committed stands, nothing else"),
)
_CONNECTION_LOST = (
    "The database cannot be reached, or the connection broke.",
    "check that the server runs (concord doctor), then run again: what was committed stands, nothing else",
)


def engine(url: str, *, statement_timeout_seconds: float | None = None, role: str = "") -> Engine:
    """An engine for the warehouse: psycopg 3, UTC, a small pool that notices dead connections.

    Args:
        url: SQLAlchemy address; `postgresql://` is taken as psycopg 3.
        statement_timeout_seconds: the longest that one statement may take; no limit when left out.
        role: act with this role's rights, of which the login must be a member, instead of the login's own.

    Raises:
        WarehouseUnavailable: later, in place of the driver's errors that a person can mend.
    """
    address = make_url(url)
    if address.drivername in ("postgresql", "postgres"):
        address = address.set(drivername="postgresql+psycopg")
    options = ["-c timezone=UTC", "-c datestyle=ISO", "-c application_name=concord"]
    if statement_timeout_seconds is not None:
        options.append(f"-c statement_timeout={int(statement_timeout_seconds * 1000)}")
    if role:
        options.append(f"-c role={role}")
    made = sa.create_engine(
        address,
        pool_size=POOL_SIZE,
        max_overflow=MOST_EXTRA,
        pool_pre_ping=True,
        connect_args={"connect_timeout": CONNECT_SECONDS, "options": " ".join(options)},
    )
    event.listen(made, "handle_error", _translate_in_engine, retval=True)
    return made


@contextmanager
def transaction(connection: Connection) -> Iterator[None]:
    """Commit what is done inside, or undo all of it; what the caller began before on the connection goes with it."""
    try:
        yield
        connection.commit()
    except BaseException:
        # A connection that broke cannot be rolled back, and need not be: the server has done so.
        if not connection.closed and not connection.invalidated:
            connection.rollback()
        raise


@contextmanager
def translated_errors(where: str = "") -> Iterator[None]:
    """Turn what psycopg raises inside into WarehouseUnavailable; for statements that do not go through SQLAlchemy."""
    try:
        yield
    except psycopg.Error as error:
        meaning = explain(error, where)
        if meaning is None:
            raise
        raise meaning from error


def explain(error: BaseException, where: str = "") -> WarehouseUnavailable | None:
    """The error in words, or None for one that only a developer can mend."""
    if not isinstance(error, psycopg.Error):
        return None
    state = error.sqlstate or ""
    for start, happened, mend in _MEANINGS:
        if state.startswith(start):
            return WarehouseUnavailable(f"{happened} The server says: {first_line(error)}", where=where, mend=mend)
    if not state and isinstance(error, (psycopg.OperationalError, psycopg.InterfaceError)):
        happened, mend = _CONNECTION_LOST
        return WarehouseUnavailable(f"{happened} The driver says: {first_line(error)}", where=where, mend=mend)
    return None


def first_line(error: BaseException) -> str:
    """The first line of the server's words; the rest may quote rows."""
    return str(error).strip().split("\n", 1)[0]


def driver(connection: Connection) -> psycopg.Connection[tuple[object, ...]]:
    """The psycopg connection inside, for COPY."""
    return cast("psycopg.Connection[tuple[object, ...]]", connection.connection.driver_connection)


def _translate_in_engine(context: ExceptionContext) -> BaseException | None:
    url = context.engine.url if context.engine is not None else None
    where = f"{url.host or 'local'}/{url.database}" if url is not None else ""
    return explain(context.original_exception, where)
