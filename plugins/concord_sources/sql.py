"""Rows of a provider's own database, read by the column that says when they last changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from airflow.providers.common.sql.hooks.sql import DbApiHook
from airflow.sdk.bases.hook import BaseHook
from sqlalchemy import (
    ColumnClause,
    Connection,
    Select,
    TableClause,
    column,
    func,
    literal_column,
    or_,
    select,
    table,
    text,
)
from sqlalchemy.pool import NullPool
from sqlalchemy.sql import quoted_name

from concord_sources.delivery import Asked, Fetched
from concord_sources.sql_cursor import Moment, TableCursor, next_start
from concord_sources.sql_refusals import explain_refusals
from concord_sources.sql_rows import write_line
from contracts.contract import Source
from contracts.errors import ContractWrong

ROWS_AT_ONCE = 2_000
SNAPSHOT: dict[str, dict[str, Any]] = {
    "postgresql": {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True},
    "mysql": {"isolation_level": "REPEATABLE READ"},
    "mssql": {"isolation_level": "SNAPSHOT"},
}
"""What makes one database or another read everything as of one moment."""


def fetch(asked: Asked) -> Fetched:
    """Land the rows that changed since the last good delivery, or all where the contract promises the whole table.

    All is read in one snapshot of the database. Rows without a moment of change come each time, since no cursor could
    tell when they do.

    Raises:
        SourceUnreachable: the database is away or hangs.
        SourceRefusedLogin: the login or its rights are refused.
        SourceMisbehaved: table or column is not there.
    """
    where = f"{asked.source.connection}/{asked.source.table}"
    cursor = TableCursor.read(asked.since) if asked.is_incremental else TableCursor()
    with explain_refusals(where), open_snapshot(asked) as connection:
        reading = Reading(connection, asked, cursor)
        chunks = asked.patience.limit(reading.lines(where), where)
        part = asked.landing.keep(f"{asked.source.table}.jsonl", chunks)
    if cursor.sha256 and reading.seen == cursor.sha256:
        return Fetched((), where, asked.since, nothing_new="no row changed")
    return Fetched((part,), where, reading.cursor.write())


@contextmanager
def open_snapshot(asked: Asked) -> Iterator[Connection]:
    """A connection within one read-only snapshot, with the contract's timeout for each statement."""
    seconds = asked.source.timeout_seconds
    hook = _open_hook(asked.source.connection, seconds)
    # The hook makes the connections, so that what its extra says of TLS holds; the engine only speaks the dialect.
    engine = hook.get_sqlalchemy_engine({"creator": hook.get_conn, "poolclass": NullPool})
    with engine.connect().execution_options(**SNAPSHOT.get(engine.dialect.name, {})) as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(
                text("SELECT set_config('statement_timeout', :milliseconds, true)"),
                {"milliseconds": str(round(seconds * 1000))},
            )
        yield connection


def _open_hook(connection_id: str, seconds: float) -> DbApiHook:
    """The hook of whatever database a connection names; PostgreSQL's is told how long to try."""
    connection = BaseHook.get_connection(connection_id)
    if connection.conn_type in ("postgres", "postgresql"):
        from airflow.providers.postgres.hooks.postgres import PostgresHook

        ours = {"connect_timeout": max(2, round(seconds)), "application_name": "concord"}
        connection.extra = json.dumps(ours | connection.extra_dejson)
        return PostgresHook(postgres_conn_id=connection_id, connection=connection)
    hook = connection.get_hook()  # type: ignore[no-untyped-call]
    if not isinstance(hook, DbApiHook):
        raise ContractWrong(
            f"connection {connection_id} is of type {connection.conn_type}, which is no database",
            where="source.connection",
            mend="name a connection to a database",
        )
    return hook


class Reading:
    """One reading of a table: its lines, and from where to read the next time.

    Attributes:
        seen: digest over all lines, once they were read.
    """

    def __init__(self, connection: Connection, asked: Asked, cursor: TableCursor) -> None:
        self._connection = connection
        self._source = asked.source
        self._keys = asked.contract.key
        self._from = cursor.moment
        self._digest, self._digest_later = hashlib.sha256(), hashlib.sha256()
        self._next: Moment | None = self._find_next_start()

    @property
    def seen(self) -> str:
        """Digest over all lines that were read."""
        return self._digest.hexdigest()

    @property
    def cursor(self) -> TableCursor:
        """What the next pull starts from, once all lines were read."""
        start = self._next.isoformat() if self._next else ""
        return TableCursor(start, self._digest_later.hexdigest())

    def lines(self, where: str) -> Iterator[bytes]:
        """The rows as lines of JSON, by moment of change and key; many lines a chunk."""
        with explain_refusals(where):
            rows = self._connection.execution_options(yield_per=ROWS_AT_ONCE).execute(self._statement()).mappings()
            for block in rows.partitions():
                yield b"".join(self._count_line(write_line(dict(row)), row[self._source.updated_at]) for row in block)

    def _count_line(self, line: bytes, changed: Moment | None) -> bytes:
        self._digest.update(line)
        if changed is None or self._next is None or changed >= self._next:
            self._digest_later.update(line)
        return line

    def _statement(self) -> Select[Any]:
        """The rows to read; names are quoted, values are parameters."""
        changed: ColumnClause[Any] = column(quoted_name(self._source.updated_at, True))
        rows: Select[Any] = select(literal_column("*")).select_from(_table_of(self._source))
        if self._from is not None:
            rows = rows.where(or_(changed >= self._from, changed.is_(None)))
        return rows.order_by(changed, *(column(quoted_name(name, True)) for name in self._keys))

    def _find_next_start(self) -> Moment | None:
        changed: ColumnClause[Any] = column(quoted_name(self._source.updated_at, True))
        latest, clock = self._connection.execute(
            select(func.max(changed), func.current_timestamp()).select_from(_table_of(self._source))
        ).one()
        return next_start(latest, clock)


def _table_of(source: Source) -> TableClause:
    """The table or view, with its schema when the contract names one.

    Raises:
        ContractWrong: the name is not one of a table.
    """
    names = source.table.split(".")
    if not 1 <= len(names) <= 2 or not all(names) or "\0" in source.table:
        raise ContractWrong(f"{source.table} names no table", where="source.table", mend="write table, or schema.table")
    return table(quoted_name(names[-1], True), schema=quoted_name(names[0], True) if len(names) == 2 else None)
