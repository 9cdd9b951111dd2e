"""What each load was about, for a journal that outlives the warehouse."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from contracts.errors import UsageWrong
from warehouse import code_versions, inputs, judgements, overlap_models, purges
from warehouse.loads import RecordedLoad
from warehouse.tables import CONTRACT_VERSION, DELIVERY, LOAD


@dataclass(frozen=True)
class PastLoad:
    """One load, with what is needed to do it again from landing.

    Attributes:
        kind: delivery, decision, overlaps, judgements, model, purge, codes or input; the last six have no provider.
        sha256, received_at: of the delivery that it is about.
        verdict: of the delivery, as this load left it.
        rules_version: of contract, codes and rules together.
        decided_by, decided_why, decided_at: for a held delivery on which a person decided.
        judgements: what people judged, for a load of judgements; see `with_what_people_told`.
        model: the trained model, for a load of one.
        purge: what was purged, for a load of that.
        codes: what codes are called since, for a load of that.
        told: input and answers to it, for a load of these.
    """

    number: int
    committed_at: datetime
    kind: str
    night: date
    provider_id: str | None
    sha256: str | None
    received_at: datetime | None
    verdict: str | None
    rules_version: str | None
    decided_by: str | None
    decided_why: str | None
    decided_at: datetime | None
    judgements: list[dict[str, Any]] | None = None
    model: dict[str, Any] | None = None
    purge: dict[str, Any] | None = None
    codes: dict[str, Any] | None = None
    told: dict[str, Any] | None = None

    @property
    def recorded(self) -> RecordedLoad:
        """Number and moment, which a replay gives to the same load."""
        return RecordedLoad(self.number, self.committed_at)


def read_past_loads(connection: Connection, provider_id: str | None) -> list[PastLoad]:
    """All loads of a provider in their order; with None those of overlaps, which are nobody's."""
    told = ("sha256", "received_at", "verdict", "rules_version", "decided_by", "decided_why", "decided_at")
    this = sa.and_(DELIVERY.c.known_from_load == LOAD.c.load_number, DELIVERY.c.delivery_id == LOAD.c.delivery_id)
    query = (
        sa.select(
            LOAD.c.load_number.label("number"),
            *(LOAD.c[name] for name in ("committed_at", "kind", "night", "provider_id")),
            *(DELIVERY.c[name] for name in told),
        )
        .select_from(LOAD.outerjoin(DELIVERY, this))
        .where(LOAD.c.provider_id.is_not_distinct_from(provider_id))
        .order_by(LOAD.c.load_number)
    )
    return [PastLoad(**row) for row in connection.execute(query).mappings()]


def with_what_people_told(connection: Connection, load: PastLoad) -> PastLoad:
    """The load with its judgements, model, purge, codes or input, as trees that JSON can hold; any other as it is."""
    if load.kind == judgements.KIND:
        told = judgements.judgements_of_load(connection, load.number)
        return replace(load, judgements=[one.as_tree() for one in told])
    if load.kind == overlap_models.KIND:
        trained = overlap_models.model_of_load(connection, load.number)
        return replace(load, model=None if trained is None else trained.as_tree())
    if load.kind == purges.KIND:
        purge = purges.purge_of_load(connection, load.number)
        return replace(load, purge=None if purge is None else purge.as_tree())
    if load.kind == inputs.KIND:
        return replace(load, told=inputs.told_of_load(connection, load.number).as_tree())
    if load.kind == code_versions.KIND:
        return replace(load, codes=code_versions.change_of_load(connection, load.number).as_tree())
    return load


def holds_load(connection: Connection, load: RecordedLoad) -> bool:
    """Whether the warehouse holds this load.

    Raises:
        UsageWrong: it holds another one of this number, and so is not the warehouse that the load comes from.
    """
    moment = connection.execute(
        sa.select(LOAD.c.committed_at).where(LOAD.c.load_number == load.number)
    ).scalar_one_or_none()
    if moment not in (None, load.committed_at):
        raise UsageWrong(
            f"load {load.number} was recorded at {load.committed_at}, but this warehouse has one of {moment}",
            mend="replay into an empty warehouse, or into the one that the loads come from",
        )
    return moment is not None


def read_contract_version(connection: Connection, provider_id: str, rules_version: str) -> Any:
    """A contract as it was under a version of the rules: the tree of its model; None where it is not known."""
    query = sa.select(CONTRACT_VERSION.c.contract).where(
        CONTRACT_VERSION.c.provider_id == provider_id, CONTRACT_VERSION.c.rules_version == rules_version
    )
    return connection.execute(query).scalar_one_or_none()
