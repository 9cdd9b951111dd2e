"""A provider's own database, beside the warehouse in the embedded server; Concord may only read it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import psycopg
from psycopg import sql

from warehouse.server import ADMIN, EmbeddedServer


class ProviderDatabase:
    """One table in a database of the provider's own; no context to leave, since the server outlives it.

    Args:
        server: a started embedded server.
        name: the database; its owner is `<name>_owner`, Concord's login `<name>_reader`.
        schema, table: where the rows are.
        columns: column to SQL type; the first is the key.
    """

    def __init__(self, server: EmbeddedServer, name: str, schema: str, table: str, columns: Mapping[str, str]) -> None:
        self.server = server
        self.name = name
        self.owner, self.reader = f"{name}_owner", f"{name}_reader"
        self._table = sql.Identifier(schema, table)
        self._schema = sql.Identifier(schema)
        self._columns = dict(columns)

    @property
    def requests_seen(self) -> int:
        """Sessions opened on the database so far (the server counts a session when it ends)."""
        query = "SELECT coalesce(max(sessions), 0) FROM pg_stat_database WHERE datname = %s"
        with psycopg.connect(self.server.dsn(ADMIN, "postgres")) as connection:
            row = connection.execute(query, [self.name]).fetchone()
        return int(row[0]) if row else 0

    def create(self) -> None:
        """Make database and table anew, empty, open for reading to Concord's login."""
        self.server.drop_database(self.name)
        self.server.create_database(self.name, self.owner)
        self.server.create_role(self.reader)
        reader = sql.Identifier(self.reader)
        definitions = sql.SQL(", ").join(
            sql.SQL("{} {}").format(sql.Identifier(name), sql.SQL(kind)) for name, kind in self._columns.items()
        )
        with self._open() as connection:
            connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(sql.Identifier(self.name), reader))
            connection.execute(sql.SQL("CREATE SCHEMA {}").format(self._schema))
            connection.execute(sql.SQL("GRANT USAGE ON SCHEMA {} TO {}").format(self._schema, reader))
            connection.execute(sql.SQL("CREATE TABLE {} ({})").format(self._table, definitions))
            connection.execute(sql.SQL("GRANT SELECT ON {} TO {}").format(self._table, reader))

    def write(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Write rows, each over the one with the same key."""
        names = list(self._columns)
        key, others = names[0], names[1:]
        updates = sql.SQL(", ").join(sql.SQL("{0} = excluded.{0}").format(sql.Identifier(name)) for name in others)
        statement = sql.SQL("INSERT INTO {} ({}) VALUES ({}) ON CONFLICT ({}) DO UPDATE SET {}").format(
            self._table, sql.SQL(", ").join(map(sql.Identifier, names)),
            sql.SQL(", ").join(sql.Placeholder() * len(names)), sql.Identifier(key), updates,
        )  # fmt: skip
        with self._open() as connection, connection.cursor() as cursor:
            cursor.executemany(statement, [[row[name] for name in names] for row in rows])

    def connection(self) -> dict[str, Any]:
        """The Airflow connection of Concord's login."""
        parts = psycopg.conninfo.conninfo_to_dict(self.server.dsn(self.reader, self.name))
        return {
            "conn_type": "postgres", "host": parts["host"], "port": int(str(parts["port"])), "login": self.reader,
            "password": parts["password"], "schema": self.name,
        }  # fmt: skip

    def _open(self) -> psycopg.Connection[tuple[Any, ...]]:
        return psycopg.connect(self.server.dsn(self.owner, self.name))
