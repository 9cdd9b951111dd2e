"""The name under which a delivery is known: the same for the same bytes, unless they came back after others."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from warehouse.deliveries import DeliveryFacts
from warehouse.tables import DELIVERY


def name_delivery(connection: Connection, delivery: DeliveryFacts) -> DeliveryFacts:
    """The delivery under the name that it is, or is to be, known by.

    Work that is done twice for one delivery finds what was done. But a provider may send A, then B, then A again, for
    one night: that is a return to A, and a delivery of its own, which is told from the first by the moment at which it
    was received. The caller holds the lock on loads.
    """
    same = _same_deliveries(connection, delivery)
    if not same:
        return delivery
    last = same[-1]
    was_superseded = last.load_number is not None and last.load_number < _last_loaded(connection, delivery.provider_id)
    if was_superseded and delivery.received_at > last.received_at and delivery.verdict != "unchanged":
        return replace(delivery, delivery_id=f"{delivery.delivery_id}.{len(same) + 1}")
    return replace(delivery, delivery_id=last.delivery_id)


def _same_deliveries(connection: Connection, delivery: DeliveryFacts) -> list[sa.Row[Any]]:
    """The same bytes for the same night under the same rules, in the order in which they were received."""
    query = (
        sa.select(DELIVERY.c.delivery_id, DELIVERY.c.load_number, DELIVERY.c.received_at)
        .where(DELIVERY.c.provider_id == delivery.provider_id, DELIVERY.c.known_to_load.is_(None))
        .where(DELIVERY.c.night == delivery.night, DELIVERY.c.sha256 == delivery.sha256)
        .where(DELIVERY.c.rules_version == delivery.rules_version)
        .order_by(DELIVERY.c.received_at, DELIVERY.c.known_from_load)
    )
    return list(connection.execute(query))


def _last_loaded(connection: Connection, provider_id: str) -> int:
    query = sa.select(sa.func.max(DELIVERY.c.load_number)).where(
        DELIVERY.c.provider_id == provider_id, DELIVERY.c.known_to_load.is_(None)
    )
    return int(connection.execute(query).scalar_one())
