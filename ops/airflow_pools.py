"""The pools of Concord's DAGs: how many tasks of a kind may run at the same time."""

from __future__ import annotations

import os
import sys

import psycopg

POOLS = {"concord_pull": (4, "Pulls at the same time: politeness to the providers' servers")}
"""Name of a pool to its slots and what it is for. Without its pool in the database, no task that names it ever runs."""

_ADD = """
INSERT INTO slot_pool (pool, slots, description, include_deferred) VALUES (%s, %s, %s, false)
ON CONFLICT (pool) DO NOTHING
"""


def ensure_pools(url: str) -> None:
    """Add the pools that are missing from Airflow's database; one that is there keeps the slots it was given.

    Args:
        url: the SQLAlchemy address of Airflow's database, of the release that is installed.
    """
    with psycopg.connect(url.replace("postgresql+psycopg://", "postgresql://", 1)) as connection:
        for name, (slots, description) in POOLS.items():
            connection.execute(_ADD, [name, slots, description])


if __name__ == "__main__":
    ensure_pools(os.environ["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"])
    sys.stdout.write(f"Pools of Airflow: {', '.join(POOLS)}.\n")
