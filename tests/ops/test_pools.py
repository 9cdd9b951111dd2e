"""Every pool that a DAG names is in Airflow's database: without its pool a task waits for ever."""

from __future__ import annotations

import re
from pathlib import Path

import psycopg

from ops.airflow_pools import POOLS, ensure_pools
from warehouse.server import AIRFLOW, EmbeddedServer

ROOT = Path(__file__).resolve().parents[2]
TABLE = """
CREATE TABLE slot_pool (id serial PRIMARY KEY, pool text UNIQUE, slots int, description text, include_deferred bool)
"""


def test_the_dags_name_the_pools_that_are_made_and_no_other() -> None:
    named = {name for path in (ROOT / "dags").glob("*.py") for name in re.findall(r'pool="(\w+)"', path.read_text())}
    assert named == set(POOLS)


def test_a_pool_is_made_once_and_keeps_the_slots_it_is_given(server: EmbeddedServer) -> None:
    server.create_database("pools", AIRFLOW)
    with psycopg.connect(server.dsn(AIRFLOW, "pools"), autocommit=True) as connection:
        connection.execute(TABLE)
        ensure_pools(server.url(AIRFLOW, "pools"))
        assert connection.execute("SELECT pool, slots FROM slot_pool").fetchall() == [("concord_pull", 4)]
        connection.execute("UPDATE slot_pool SET slots = 2")
        ensure_pools(server.url(AIRFLOW, "pools"))
        assert connection.execute("SELECT pool, slots FROM slot_pool").fetchall() == [("concord_pull", 2)]
