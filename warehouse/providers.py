"""Providers and their contracts as the warehouse keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import Connection

from contracts.contract import Contract
from contracts.contract_file import contract_fingerprint
from contracts.rules import rules_version
from warehouse.tables import CONTRACT_VERSION, PROVIDER


def register_contract(connection: Connection, contract: Contract, *, at: datetime) -> str:
    """Make a provider and the current version of its contract known; nothing happens when both are.

    Args:
        at: the moment, kept where the provider or this version is new.

    Returns:
        The rules version of the contract, which deliveries carry.
    """
    version = rules_version(contract)
    described = {
        "provider_name": contract.name,
        "report_kind": contract.report,
        "of_provider": contract.whose,
        "contact": contract.contact,
        "delivery_kind": contract.delivery,
        "late_after_days": contract.late_after_days,
        "stands_in_days": contract.stands_in_days,
        "is_text_cleared": contract.free_text_may_leave,
        "sponsor_offices": list(contract.offices_on(at.date())),
    }
    if _is_registered(connection, contract.provider, version, described):
        return version
    new = insert(PROVIDER).values(provider_id=contract.provider, first_seen_at=at, **described)
    differs = sa.or_(*(PROVIDER.c[name].is_distinct_from(new.excluded[name]) for name in described))
    connection.execute(
        new.on_conflict_do_update(
            index_elements=[PROVIDER.c.provider_id],
            set_={name: new.excluded[name] for name in described},
            where=differs,
        )
    )
    connection.execute(
        insert(CONTRACT_VERSION)
        .values(
            provider_id=contract.provider,
            rules_version=version,
            contract_fingerprint=contract_fingerprint(contract),
            contract=contract.model_dump(mode="json"),
            first_used_at=at,
        )
        .on_conflict_do_nothing()
    )
    return version


def _is_registered(connection: Connection, provider_id: str, version: str, described: Mapping[str, object]) -> bool:
    """Whether provider and version are known just so: nearly every night, and then nothing need be sent or written."""
    as_described = [PROVIDER.c[name].is_not_distinct_from(value) for name, value in described.items()]
    this = sa.and_(
        CONTRACT_VERSION.c.provider_id == PROVIDER.c.provider_id, CONTRACT_VERSION.c.rules_version == version
    )
    query = (
        sa.select(sa.literal(True))
        .select_from(PROVIDER.join(CONTRACT_VERSION, this))
        .where(PROVIDER.c.provider_id == provider_id, *as_described)
    )
    return connection.execute(query).first() is not None


def ensure_provider(connection: Connection, provider_id: str, *, at: datetime) -> None:
    """Make a provider known by its slug alone, so that its attempts can be kept before its contract can be read.

    Nothing happens when it is known; its first readable contract describes it.
    """
    stated = {
        "provider_name": provider_id,
        "of_provider": provider_id,
        "contact": "",
        "delivery_kind": "",
        "late_after_days": Contract.model_fields["late_after_days"].default,
        "stands_in_days": Contract.model_fields["stands_in_days"].default,
        "is_text_cleared": False,
        "sponsor_offices": [],
    }
    new = insert(PROVIDER).values(provider_id=provider_id, first_seen_at=at, **stated)
    connection.execute(new.on_conflict_do_nothing())


def provider_names(connection: Connection) -> dict[str, str]:
    """Slug to name of every provider that has a contract; further reports of a provider are not among them."""
    query = sa.select(PROVIDER.c.provider_id, PROVIDER.c.provider_name).where(PROVIDER.c.report_kind == "record")
    rows = connection.execute(query)
    return {row.provider_id: row.provider_name for row in rows}
