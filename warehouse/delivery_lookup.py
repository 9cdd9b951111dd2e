"""What the warehouse knows of deliveries: the last good one, those that were loaded, those that wait for a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from contracts.errors import UsageWrong
from warehouse.deliveries import GOOD_VERDICTS, Decision
from warehouse.tables import DELIVERY


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


def believed_delivery(connection: Connection, delivery_id: str) -> Mapping[str, Any] | None:
    """What is believed of a delivery, column by column; None when it is not known."""
    query = sa.select(DELIVERY).where(DELIVERY.c.delivery_id == delivery_id, DELIVERY.c.known_to_load.is_(None))
    row = connection.execute(query).mappings().first()
    return None if row is None else dict(row)


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
