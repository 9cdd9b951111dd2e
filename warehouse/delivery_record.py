"""Recording deliveries: those whose rows are not loaded, what people decided on them, and a delivery's own row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from transforms.accounting import Counts
from warehouse.connections import transaction
from warehouse.deliveries import LOADED_VERDICTS, Decision, DeliveryFacts, counts_of, facts_of, load_facts
from warehouse.delivery_lookup import believed_delivery, held_delivery
from warehouse.delivery_names import name_delivery
from warehouse.loads import RecordedLoad, lock_loads, next_load
from warehouse.provider_versions import keep_provider_version
from warehouse.tables import DELIVERY


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
        delivery = name_delivery(connection, delivery)
        known = believed_delivery(connection, delivery.delivery_id)
        if known is not None and _is_settled(known, delivery):
            return int(known["known_from_load"])
        with next_load(connection, load_facts(delivery), recorded) as number:
            # A decision may be on what came under an older contract.
            if delivery.decision is None:
                keep_provider_version(connection, delivery.provider_id, delivery.rules_version, number)
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
