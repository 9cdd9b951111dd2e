"""Deliveries: what is known of each, whether its rows were loaded or not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from contracts.errors import Actor
from transforms.accounting import Counts
from warehouse.loads import LoadFacts

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


def delivery_id(night: date, provider_id: str, sha256: str, rules_version: str) -> str:
    """The same delivery, judged by the same rules for the same night, has the same name; but see `delivery_names`."""
    return f"{night:%Y-%m-%d}.{provider_id}.{sha256[:12]}.{rules_version[:6]}"


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
