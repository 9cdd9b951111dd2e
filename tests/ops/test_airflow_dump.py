"""A new home need not migrate Airflow's database again: the environment keeps an empty one."""

from __future__ import annotations

from pathlib import Path

import psycopg

from ops.airflow_dump import dump_database, restore_database
from warehouse.server import AIRFLOW, EmbeddedServer


def test_a_kept_database_comes_back_as_it_was(server: EmbeddedServer, tmp_path: Path) -> None:
    server.create_database("kept", AIRFLOW)
    with psycopg.connect(server.dsn(AIRFLOW, "kept")) as connection:
        connection.execute("CREATE TABLE slot_pool (pool text PRIMARY KEY, slots int)")
        connection.execute("INSERT INTO slot_pool VALUES ('concord_pull', 4)")
    dump_database(server, "kept", tmp_path / "share" / "airflow.dump")
    server.create_database("restored", AIRFLOW)
    assert restore_database(server, "restored", tmp_path / "share" / "airflow.dump")
    with psycopg.connect(server.dsn(AIRFLOW, "restored")) as connection:
        assert connection.execute("SELECT pool, slots FROM slot_pool").fetchall() == [("concord_pull", 4)]


def test_a_damaged_or_missing_one_is_not_used(server: EmbeddedServer, tmp_path: Path) -> None:
    server.create_database("fresh", AIRFLOW)
    assert not restore_database(server, "fresh", tmp_path / "none.dump")
    (tmp_path / "damaged.dump").write_bytes(b"PGDMP, cut off")
    assert not restore_database(server, "fresh", tmp_path / "damaged.dump")


def test_no_password_stands_in_what_is_kept(server: EmbeddedServer, tmp_path: Path) -> None:
    server.create_database("plain", AIRFLOW)
    dump_database(server, "plain", tmp_path / "plain.dump")
    kept = (tmp_path / "plain.dump").read_bytes()
    assert kept
    assert not [password for password in server.secrets.read().values() if password.encode() in kept]
