"""A provider's own database: what changed since the last time, in one snapshot, and no row lost at the edges."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
import pytest

from concord_sources.sql import Reading
from contracts.contract import Contract
from contracts.errors import ContractWrong, SourceMisbehaved, SourceRefusedLogin, SourceUnreachable
from demo.servers.database import ProviderDatabase
from tests.sources.pulling import ConnectAs, Night, contract_of
from tests.sources.raw_server import RawServer, hang
from warehouse.server import EmbeddedServer

COLUMNS = {"id": "integer PRIMARY KEY", 'Title "quoted"': "text", "hours": "numeric(8,2)", "updated_at": "timestamptz"}
TITLE = 'Title "quoted"'


@pytest.fixture(scope="module")
def server() -> Iterator[EmbeddedServer]:
    # Not pytest's tmp_path: its parents are closed to the server's own account.
    home = Path(tempfile.mkdtemp(prefix="concord-test-"))
    home.chmod(0o711)
    running = EmbeddedServer(home)
    running.start()
    yield running
    running.stop()
    shutil.rmtree(home)


@pytest.fixture(scope="module")
def created(server: EmbeddedServer) -> ProviderDatabase:
    made = ProviderDatabase(server, "center", "ta", "Service Record", COLUMNS)
    made.create()
    return made


@pytest.fixture
def database(created: ProviderDatabase, connect_as: ConnectAs) -> ProviderDatabase:
    execute(created, 'TRUNCATE ta."Service Record"')
    connect_as("center_db", created.connection())
    return created


def at(hour: float) -> datetime:
    return datetime(2026, 3, 10, tzinfo=UTC) + timedelta(hours=hour)


def row(key: int, changed: datetime | None, title: str | None = "a title", hours: str = "1.50") -> dict[str, Any]:
    return {"id": key, TITLE: title, "hours": Decimal(hours), "updated_at": changed}


def table(delivery: str = "incremental", **others: Any) -> Contract:
    source = {
        "transport": "sql", "connection": "center_db", "table": "ta.Service Record", "updated_at": "updated_at",
        "format": "rows", **others,
    }  # fmt: skip
    return contract_of(delivery, **source)


def ids(night: Night) -> list[int]:
    ((_, content),) = night.parts()
    return [json.loads(line)["id"] for line in content.splitlines()]


def execute(database: ProviderDatabase, statement: str) -> None:
    with psycopg.connect(database.server.dsn(database.owner, database.name)) as connection:
        connection.execute(statement)


def test_rows_come_as_lines_of_json_with_exact_values(night: Night, database: ProviderDatabase) -> None:
    database.write([row(2, at(2), None), row(1, at(1), "Zeile\nzwei ☃", "1234.50")])
    night.pull(table())
    assert night.parts() == [
        (
            "ta.Service Record.jsonl",
            '{"Title \\"quoted\\"": "Zeile\\nzwei ☃", "hours": "1234.50", "id": 1, '
            '"updated_at": "2026-03-10T01:00:00+00:00"}\n'
            '{"Title \\"quoted\\"": null, "hours": "1.50", "id": 2, '
            '"updated_at": "2026-03-10T02:00:00+00:00"}\n'.encode(),
        )
    ]


def test_the_database_was_really_asked(night: Night, database: ProviderDatabase) -> None:
    with psycopg.connect(database.server.dsn(database.owner, database.name), autocommit=True) as connection:
        connection.execute("SELECT pg_stat_clear_snapshot()")
    before = database.requests_seen
    database.write([row(1, at(1))])
    night.pull(table())
    # Our own session of `write` is counted as well.
    assert database.requests_seen >= before + 2


def test_only_what_changed_comes_the_next_night(night: Night, database: ProviderDatabase) -> None:
    database.write([row(1, at(0)), row(2, at(5))])
    night.pull(table())
    database.write([row(1, at(24), "changed"), row(3, at(25))])
    night.pull(table())
    assert ids(night) == [2, 1, 3]  # 2 lies within the overlap, and counts as unchanged


def test_nothing_changed_is_said(night: Night, database: ProviderDatabase) -> None:
    database.write([row(1, at(0)), row(2, at(5)), row(3, None)])
    first = night.pull(table())
    cursor = night.last and night.last.cursor
    second = night.pull(table())
    assert (second.outcome, second.reason, second.sha256) == ("unchanged", "no row changed", first.sha256)
    assert night.last is not None
    assert night.last.cursor == cursor
    assert night.pull(table()).outcome == "unchanged"


def test_a_row_of_the_very_moment_of_the_last_one_is_not_lost(night: Night, database: ProviderDatabase) -> None:
    database.write([row(1, at(5))])
    night.pull(table())
    database.write([row(2, at(5))])
    assert night.pull(table()).outcome == "arrived"
    assert ids(night) == [1, 2]


def test_a_row_written_before_and_visible_later_is_not_lost(night: Night, database: ProviderDatabase) -> None:
    database.write([row(1, at(5))])
    night.pull(table())
    database.write([row(2, at(4.5))])
    night.pull(table())
    assert ids(night) == [2, 1]


def test_a_row_without_a_moment_of_change_comes_when_it_changes(night: Night, database: ProviderDatabase) -> None:
    database.write([row(1, at(5)), row(2, None, "before")])
    night.pull(table())
    database.write([row(2, None, "after")])
    night.pull(table())
    assert ids(night) == [1, 2]


def test_a_change_that_claims_to_lie_in_the_future_hides_no_later_one(night: Night, database: ProviderDatabase) -> None:
    database.write([row(1, datetime(2999, 1, 1, tzinfo=UTC))])
    night.pull(table())
    database.write([row(2, datetime.now(UTC))])
    night.pull(table())
    assert ids(night) == [2, 1]


def test_a_full_delivery_brings_all_rows_each_time(night: Night, database: ProviderDatabase) -> None:
    database.write([row(1, at(0)), row(2, at(100))])
    night.pull(table("full"))
    database.write([row(3, at(200))])
    night.pull(table("full"))
    assert ids(night) == [1, 2, 3]
    assert night.pull(table("full")).reason == "the same bytes as the last good delivery"


def test_an_empty_table_arrives_and_is_judged_later(night: Night, database: ProviderDatabase) -> None:
    night.pull(table())
    assert night.parts() == [("ta.Service Record.jsonl", b"")]


@pytest.mark.parametrize("kind", ["timestamp", "date"])
def test_moments_without_a_zone_and_days_serve_as_well(night: Night, database: ProviderDatabase, kind: str) -> None:
    rows = f'SELECT id, updated_at::{kind} AS changed FROM ta."Service Record"'  # noqa: S608
    execute(database, f"CREATE VIEW ta.{kind}s AS {rows}; GRANT SELECT ON ta.{kind}s TO {database.reader}")
    contract = table(table=f"ta.{kind}s", updated_at="changed")
    database.write([row(1, at(0)), row(2, at(50))])
    night.pull(contract)
    assert night.pull(contract).reason == "no row changed"
    database.write([row(3, at(50))])
    night.pull(contract)
    assert ids(night) == [2, 3]


def test_a_row_written_while_we_read_waits_for_the_next_night(
    night: Night, database: ProviderDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    database.write([row(1, at(0))])

    class ReadingWhileOthersWrite(Reading):
        def lines(self, where: str) -> Iterator[bytes]:
            database.write([row(2, at(1))])
            return super().lines(where)

    with monkeypatch.context() as patches:
        patches.setattr("concord_sources.sql.Reading", ReadingWhileOthersWrite)
        night.pull(table())
    assert ids(night) == [1]
    night.pull(table())
    assert ids(night) == [1, 2]


def test_many_rows_come_in_their_order(night: Night, database: ProviderDatabase) -> None:
    execute(
        database,
        "INSERT INTO ta.\"Service Record\" SELECT n, 't', 1, timestamptz '2026-03-10' FROM generate_series(1, 5001) n",
    )
    night.pull(table())
    assert ids(night) == list(range(1, 5002))


def test_names_of_tables_and_columns_are_names_and_never_commands(night: Night, database: ProviderDatabase) -> None:
    database.write([row(1, at(0))])
    for name in ('ta.x"; DROP SCHEMA ta CASCADE; --', "ta.none"):
        with pytest.raises(SourceMisbehaved, match="does not exist"):
            night.pull(table(table=name))
    with pytest.raises(SourceMisbehaved, match="does not exist"):
        night.pull(table(updated_at="now()); DELETE FROM x; --"))
    night.pull(table())
    assert ids(night) == [1]


@pytest.mark.parametrize("name", ["a.b.c", ".b", "a.", "a\0b"])
def test_a_name_of_no_table_is_for_the_contract_to_mend(night: Night, database: ProviderDatabase, name: str) -> None:
    with pytest.raises(ContractWrong, match="names no table"):
        night.pull(table(table=name))


def test_concord_reads_and_cannot_write(database: ProviderDatabase) -> None:
    parts = database.connection()
    with (
        psycopg.connect(
            host=parts["host"],
            port=parts["port"],
            user=parts["login"],
            password=parts["password"],
            dbname=parts["schema"],
        ) as connection,  # fmt: skip
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute('DELETE FROM ta."Service Record"')


def test_a_wrong_password_is_not_tried_again(night: Night, database: ProviderDatabase, connect_as: ConnectAs) -> None:
    connect_as("center_db", database.connection() | {"password": "wrong"})
    with pytest.raises(SourceRefusedLogin) as failure:
        night.pull(table())
    assert not failure.value.retry
    assert "wrong" not in str(failure.value)


def test_a_missing_right_is_for_the_login_to_mend(night: Night, database: ProviderDatabase) -> None:
    execute(database, f'REVOKE ALL ON ta."Service Record" FROM {database.reader}')
    with pytest.raises(SourceRefusedLogin, match="42501"):
        night.pull(table())
    execute(database, f'GRANT SELECT ON ta."Service Record" TO {database.reader}')


def test_a_database_that_is_away_may_come_back(night: Night, database: ProviderDatabase, connect_as: ConnectAs) -> None:
    connect_as("center_db", database.connection() | {"port": 1})
    with pytest.raises(SourceUnreachable) as failure:
        night.pull(table())
    assert type(failure.value) is SourceUnreachable
    assert failure.value.retry


def test_a_database_that_hangs_is_given_up(night: Night, database: ProviderDatabase, connect_as: ConnectAs) -> None:
    with RawServer(hang) as silent:
        connect_as("center_db", database.connection() | {"port": silent.port})
        with pytest.raises(SourceUnreachable) as failure:
            night.pull(table(timeout_seconds=0.5))
        assert silent.requests_seen == 1
    assert type(failure.value) is SourceUnreachable


def test_a_table_that_is_locked_is_given_up(night: Night, database: ProviderDatabase) -> None:
    with psycopg.connect(database.server.dsn(database.owner, database.name)) as connection:
        connection.execute('LOCK TABLE ta."Service Record"')
        with pytest.raises(SourceUnreachable, match="statement timeout"):
            night.pull(table(timeout_seconds=0.5))
