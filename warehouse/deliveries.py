"""Deliveries: what is known of each, whether its rows were loaded or not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from contracts.errors import Actor, UsageWrong
from transforms.accounting import Counts
from warehouse.connections import transaction
from warehouse.loads import LoadFacts, RecordedLoad, lock_loads, next_load
from warehouse.tables import DELIVERY

Verdict = Literal["accepted", "partly_accepted", "unchanged", "held", "refused"]

GOOD_VERDICTS: tuple[Verdict, ...] = ("accepted", "partly_accepted", "unchanged")
"""A delivery with one of these renews the age of its provider's last good report."""

LOADED_VERDICTS: tuple[Verdict, ...] = ("accepted", "partly_accepted")


@dataclass(frozen=True)
class Decision:
    """What a person decided on a held delivery: who, why, when."""

    by: str
    why: str
    at: datetime


@dataclass(frozen=True)
class DeliveryFacts:
    """What is known of one delivery before its rows are loaded.

    Attributes:
        source_address: without secrets.
        watermark: where an incremental source goes on from, as its transport writes it.
        decision: for a held delivery that a person accepted or refused.
    """

    provider_id: str
    night: date
    sha256: str
    content_digest: str
    source_address: str
    size_bytes: int
    received_at: datetime
    verdict: Verdict
    rules_version: str
    code_version: str
    parts: tuple[Mapping[str, Any], ...] = ()
    column_names: tuple[str, ...] = ()
    etag: str | None = None
    reason: str | None = None
    who: Actor | None = None
    mend: str | None = None
    watermark: str | None = None
    decision: Decision | None = None
    delivery_id: str = field(default="")

    def __post_init__(self) -> None:
        if not self.delivery_id:
            made = delivery_id(self.night, self.provider_id, self.sha256, self.rules_version)
            object.__setattr__(self, "delivery_id", made)


@dataclass(frozen=True)
class LastGoodDelivery:
    """The provider's last delivery that was loaded or found unchanged."""

    delivery_id: str
    night: date
    sha256: str
    content_digest: str
    etag: str | None
    watermark: str | None
    received_at: datetime
    delivered: int
    rules_version: str


def delivery_id(night: date, provider_id: str, sha256: str, rules_version: str) -> str:
    """The same delivery, judged by the same rules for the same night, has the same name."""
    return f"{night:%Y-%m-%d}.{provider_id}.{sha256[:12]}.{rules_version[:6]}"


def record_delivery(
    connection: Connection, delivery: DeliveryFacts, counts: Counts, *, recorded: RecordedLoad | None = None
) -> int:
    """Record a delivery whose rows are not loaded: unchanged, held or refused. One transaction, committed here.

    Recording the same delivery again changes nothing, and neither does recording one whose rows were loaded.

    Args:
        counts: of its rows; an unchanged delivery counts all accepted rows as unchanged.

    Returns:
        Number of the load under which it is known.
    """
    counts.check(delivery.delivery_id)
    if delivery.verdict in LOADED_VERDICTS:
        raise ValueError(f"{delivery.delivery_id} is {delivery.verdict}: load_delivery records it with its rows")
    with transaction(connection):
        lock_loads(connection)
        known = believed_delivery(connection, delivery.delivery_id)
        if known is not None and _is_settled(known, delivery):
            return int(known["known_from_load"])
        with next_load(connection, load_facts(delivery), recorded) as number:
            end_delivery(connection, delivery.delivery_id, number)
            insert_delivery(connection, delivery, counts, number, standing=None, load_number=None)
    return number


def _is_settled(known: Mapping[str, Any], delivery: DeliveryFacts) -> bool:
    """Whether nothing is left to say: its rows stand, a person decided, or the verdict is the same."""
    is_decided = known["load_number"] is not None or known["decided_by"] is not None
    return is_decided or (known["verdict"] == delivery.verdict and delivery.decision is None)


def refuse_held(
    connection: Connection,
    delivery_id: str,
    decision: Decision,
    *,
    code_version: str,
    recorded: RecordedLoad | None = None,
) -> int:
    """Record that a person refused a held delivery; what was believed before goes on standing.

    Args:
        recorded: number and moment of the decision's load in an earlier warehouse, for a replay.

    Raises:
        UsageWrong: no such delivery waits.
    """
    waiting = held_delivery(connection, delivery_id)
    facts = replace(facts_of(waiting), verdict="refused", decision=decision, code_version=code_version)
    return record_delivery(connection, facts, counts_of(waiting), recorded=recorded)


def held_delivery(connection: Connection, delivery_id: str) -> Mapping[str, Any]:
    """The delivery that waits for a person.

    Raises:
        UsageWrong: it is not known, or does not wait.
    """
    known = believed_delivery(connection, delivery_id)
    if known is None or known["verdict"] != "held":
        state = "is not known" if known is None else f"is {known['verdict']}"
        raise UsageWrong(f"{delivery_id} {state}: only a held delivery can be decided", mend="see concord status")
    return known


def newest_held(connection: Connection, provider_id: str) -> Mapping[str, Any] | None:
    """The provider's newest delivery that waits for a person; None when none does."""
    query = (
        sa.select(DELIVERY)
        .where(DELIVERY.c.provider_id == provider_id, DELIVERY.c.known_to_load.is_(None))
        .where(DELIVERY.c.verdict == "held")
        .order_by(DELIVERY.c.known_from_load.desc())
        .limit(1)
    )
    held = connection.execute(query).mappings().first()
    return dict(held) if held else None


def last_good_delivery(connection: Connection, provider_id: str) -> LastGoodDelivery | None:
    """The provider's last delivery that stands, by the time at which it was learnt; None before the first."""
    names = LastGoodDelivery.__dataclass_fields__
    query = (
        sa.select(*(DELIVERY.c[name] for name in names))
        .where(DELIVERY.c.provider_id == provider_id, DELIVERY.c.known_to_load.is_(None))
        .where(DELIVERY.c.verdict.in_(GOOD_VERDICTS))
        .order_by(DELIVERY.c.known_from_load.desc())
        .limit(1)
    )
    row = connection.execute(query).mappings().first()
    return None if row is None else LastGoodDelivery(**row)


def loaded_deliveries(connection: Connection, provider_id: str) -> list[str]:
    """sha256 of the provider's loaded deliveries, the earliest first."""
    query = (
        sa.select(DELIVERY.c.sha256)
        .where(DELIVERY.c.provider_id == provider_id, DELIVERY.c.known_to_load.is_(None))
        .where(DELIVERY.c.load_number.is_not(None))
        .order_by(DELIVERY.c.load_number)
    )
    return list(connection.scalars(query))


def refused_by_person(connection: Connection, provider_id: str, sha256: str) -> Decision | None:
    """The last decision by which a person refused these bytes of a provider; None when nobody did."""
    query = (
        sa.select(DELIVERY.c.decided_by, DELIVERY.c.decided_why, DELIVERY.c.decided_at)
        .where(DELIVERY.c.provider_id == provider_id, DELIVERY.c.sha256 == sha256, DELIVERY.c.verdict == "refused")
        .where(DELIVERY.c.known_to_load.is_(None), DELIVERY.c.decided_by.is_not(None))
        .order_by(DELIVERY.c.known_from_load.desc())
        .limit(1)
    )
    row = connection.execute(query).first()
    return None if row is None else Decision(*row)


def believed_delivery(connection: Connection, delivery_id: str) -> Mapping[str, Any] | None:
    """What is believed of a delivery, column by column; None when it is not known."""
    query = sa.select(DELIVERY).where(DELIVERY.c.delivery_id == delivery_id, DELIVERY.c.known_to_load.is_(None))
    row = connection.execute(query).mappings().first()
    return None if row is None else dict(row)


def end_delivery(connection: Connection, delivery_id: str, number: int) -> None:
    """End what was believed of a delivery; nothing happens when it was not known."""
    connection.execute(
        sa.update(DELIVERY)
        .where(DELIVERY.c.delivery_id == delivery_id, DELIVERY.c.known_to_load.is_(None))
        .values(known_to_load=number)
    )


def insert_delivery(
    connection: Connection,
    delivery: DeliveryFacts,
    counts: Counts,
    number: int,
    *,
    standing: int | None,
    load_number: int | None,
) -> None:
    """Add what is now believed of a delivery."""
    decision = delivery.decision
    plain = {
        name: getattr(delivery, name)
        for name in DeliveryFacts.__dataclass_fields__
        if name not in ("parts", "column_names", "decision", "code_version")
    }
    connection.execute(
        sa.insert(DELIVERY).values(
            **plain,
            **counts.as_dict(),
            parts=[dict(part) for part in delivery.parts],
            column_names=list(delivery.column_names),
            standing_records=standing,
            load_number=load_number,
            decided_by=decision.by if decision else None,
            decided_why=decision.why if decision else None,
            decided_at=decision.at if decision else None,
            known_from_load=number,
        )
    )


def facts_of(row: Mapping[str, Any]) -> DeliveryFacts:
    """The facts of a delivery from its row; without a decision, and with no version of the code."""
    names = set(DeliveryFacts.__dataclass_fields__) - {"parts", "column_names", "decision", "code_version"}
    plain = {name: row[name] for name in names}
    return DeliveryFacts(**plain, parts=tuple(row["parts"]), column_names=tuple(row["column_names"]), code_version="")


def counts_of(row: Mapping[str, Any]) -> Counts:
    """The counts of a delivery from its row."""
    return Counts(**{name: int(row[name]) for name in Counts.__dataclass_fields__})


def load_facts(delivery: DeliveryFacts) -> LoadFacts:
    """What the load that records a delivery is about."""
    kind = "decision" if delivery.decision else "delivery"
    return LoadFacts(kind, delivery.night, delivery.code_version, delivery.provider_id, delivery.delivery_id)
