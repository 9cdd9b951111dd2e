"""Load numbers: the moments of knowledge, in one order for everything that the warehouse believes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from contracts.errors import UsageWrong
from warehouse.tables import LOAD

# Any number serves, as long as nobody else in the database uses it: "concord" in ASCII.
LOAD_LOCK = 0x636F6E636F7264


@dataclass(frozen=True)
class RecordedLoad:
    """A load as an earlier warehouse recorded it; a replay gives it the same number and moment."""

    number: int
    committed_at: datetime


@dataclass(frozen=True)
class LoadFacts:
    """What a load is about.

    Attributes:
        kind: delivery, decision, overlaps, judgements, model, purge or codes.
        night: the night it belongs to.
        code_version: version of Concord that writes it.
    """

    kind: str
    night: date
    code_version: str
    provider_id: str | None = None
    delivery_id: str | None = None


@contextmanager
def next_load(connection: Connection, facts: LoadFacts, recorded: RecordedLoad | None = None) -> Iterator[int]:
    """A load number for what is written inside, in the connection's transaction, which the caller commits at once.

    The lock is held until the transaction ends, so numbers are given in the order in which loads become visible. The
    moment is taken last, as close to the commit as can be.

    Raises:
        UsageWrong: a recorded load is not later than what the warehouse already holds.
    """
    lock_loads(connection)
    last = connection.execute(sa.select(LOAD).order_by(LOAD.c.load_number.desc()).limit(1)).mappings().first()
    number = recorded.number if recorded else (last["load_number"] + 1 if last else 1)
    if last and recorded and (number <= last["load_number"] or recorded.committed_at <= last["committed_at"]):
        raise UsageWrong(
            f"load {number} of {recorded.committed_at:%Y-%m-%d %H:%M:%S} was recorded earlier than load "
            f"{last['load_number']}, which the warehouse already holds",
            mend="replay the recorded loads in their order, into an empty warehouse",
        )
    yield number
    earliest = last["committed_at"] if last else datetime.min.replace(tzinfo=UTC)
    moment = (
        sa.literal(recorded.committed_at, sa.DateTime(timezone=True))
        if recorded
        else sa.func.greatest(sa.func.clock_timestamp(), sa.literal(earliest) + sa.text("interval '1 microsecond'"))
    )
    connection.execute(
        sa.insert(LOAD).values(
            load_number=number, committed_at=moment, kind=facts.kind, night=facts.night,
            provider_id=facts.provider_id, delivery_id=facts.delivery_id, code_version=facts.code_version,
        )
    )  # fmt: skip


def lock_loads(connection: Connection) -> None:
    """Wait for the right to load, and keep it until the transaction ends."""
    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOAD_LOCK)))


def load_at(connection: Connection, moment: datetime) -> int:
    """Number of the last load that was committed by a moment; 0 before the first."""
    number: int = connection.execute(
        sa.select(sa.func.coalesce(sa.func.max(LOAD.c.load_number), 0)).where(LOAD.c.committed_at <= moment)
    ).scalar_one()
    return number


def recorded_loads(connection: Connection) -> list[RecordedLoad]:
    """All loads in their order, for a replay into an empty warehouse."""
    rows = connection.execute(sa.select(LOAD.c.load_number, LOAD.c.committed_at).order_by(LOAD.c.load_number))
    return [RecordedLoad(number, moment) for number, moment in rows]
