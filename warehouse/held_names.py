"""Names under which partners' reports may tell of a provider, as the contracts in use say."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.engine import Connection

from transforms.overlaps.provider_names import HeldName
from warehouse.tables import CONTRACT_VERSION


def held_names(connection: Connection) -> tuple[HeldName, ...]:
    """Former names and abbreviations of all providers, each from a day to a day, by the contract last put into use."""
    newest = (
        sa.select(CONTRACT_VERSION.c.provider_id, CONTRACT_VERSION.c.contract)
        .ext(distinct_on(CONTRACT_VERSION.c.provider_id))
        .order_by(CONTRACT_VERSION.c.provider_id, CONTRACT_VERSION.c.first_used_at.desc())
    )
    return tuple(
        HeldName(row.provider_id, one["name"], _day(one.get("since")), _day(one.get("until")))
        for row in connection.execute(newest)
        for one in row.contract.get("also_known_as", [])
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
