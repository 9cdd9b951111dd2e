"""What providers' contracts said of them, believed from load to load."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from warehouse.name_tables import PROVIDER_VERSION
from warehouse.past_loads import read_contract_version

_DESCRIBED = (
    "provider_name", "other_names", "contact", "delivery_kind", "late_after_days", "stands_in_days", "sponsor_offices",
)  # fmt: skip


def keep_provider_version(connection: Connection, provider_id: str, rules_version: str, number: int) -> bool:
    """Believe from a load on what the contract under a version of the rules says of its provider.

    Nothing happens when that is what is believed, or when no contract is known under that version.

    Args:
        number: of the load, in whose transaction this is.

    Returns:
        Whether something else is believed now.
    """
    contract = read_contract_version(connection, provider_id, rules_version)
    if contract is None:
        return False
    told = _describe(contract)
    this = sa.and_(PROVIDER_VERSION.c.provider_id == provider_id, PROVIDER_VERSION.c.known_to_load.is_(None))
    columns = [PROVIDER_VERSION.c[name] for name in _DESCRIBED]
    believed = connection.execute(sa.select(*columns).where(this)).mappings().first()
    if believed is not None and dict(believed) == told:
        return False
    connection.execute(sa.update(PROVIDER_VERSION).where(this).values(known_to_load=number))
    connection.execute(
        sa.insert(PROVIDER_VERSION).values(
            provider_id=provider_id, rules_version=rules_version, known_from_load=number, **told
        )
    )
    return True


def _describe(contract: Mapping[str, Any]) -> dict[str, Any]:
    """What a contract, as the tree of its model, says of its provider."""
    return {
        "provider_name": contract["name"],
        "other_names": contract.get("also_known_as", []),
        "contact": contract["contact"],
        "delivery_kind": contract["delivery"],
        "late_after_days": contract["late_after_days"],
        "stands_in_days": contract["stands_in_days"],
        "sponsor_offices": contract["sponsor_offices"],
    }
