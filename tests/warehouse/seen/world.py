"""A warehouse with every kind of record at every sharing level, a word in each text, and what was found of them."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import pandas as pd
import sqlalchemy as sa

from contracts.contract import Contract
from contracts.fields import MULTI
from tests.warehouse.conftest import Story
from tests.warehouse.seen.law import CLEARED, FUNDED, may_see, of_provider
from transforms.accounting import Counts
from warehouse.deliveries import Decision
from warehouse.delivery_record import record_delivery, refuse_held
from warehouse.found_store import store_found
from warehouse.found_tables import FOUND_TABLES
from warehouse.judgements import Judgement, add_judgements
from warehouse.overlaps import SearchFacts, last_load

Key = tuple[str, str]
TEXTS = ("title", "summary", "recipient_strengths", "outcome_note")
"""Free text: where it is cleared."""
PLAIN = ("recipient_name", "topic", "partner")
"""Words that everybody reads who sees the record."""
KINDS = ("activity", "request", "plan", "product", "lesson", "expertise", "engagement")
SCOPES = ("systems_building", "cross_sector", "program_specific", "undetermined")
LEVELS = ("public", "partners", "sponsor_only", "provider_only")
OFFICES = ("ACF/OCC", "ACF/OHS")
PLACES: tuple[tuple[str, tuple[str, ...], int | None], ...] = (
    ("state", ("OH",), None), ("multi_state", ("MI", "AZ"), None), ("regional", (), 5), ("national", (), None),
    ("tribal", ("TR-navajo",), None), ("tribal", ("TR-navajo", "AZ"), None), ("regional", ("TR-navajo",), 9),
)  # fmt: skip


@dataclass(frozen=True)
class Planted:
    """One version of a record, with a word in each text that stands nowhere else."""

    provider: str
    number: int
    kind: str
    scope: str
    level: str
    office: str
    place: tuple[str, tuple[str, ...], int | None]
    version: int = 1
    is_retracted: bool = False

    @property
    def key(self) -> Key:
        return self.provider, f"zq{self.provider[0]}{self.number}key"

    @property
    def project(self) -> str:
        """Identifier of the joint project that it names; others name it, too."""
        return project(self.number)

    @property
    def is_shared(self) -> bool:
        return self.scope in ("systems_building", "cross_sector") and self.level in ("public", "partners")

    @property
    def hours(self) -> int:
        """Differs by provider, so that a consolidated value tells whose it is."""
        return 1 + list(CLEARED).index(self.provider) + self.number % 5

    def word(self, name: str) -> str:
        return f"zq{self.provider[0]}{self.number}v{self.version}{name.replace('_', '')}"

    def row(self) -> dict[str, Any]:
        scope, places, region = self.place
        return {
            "source_record_id": self.key[1], "record_kind": self.kind, "scope_class": self.scope,
            "sharing_level": self.level, "sponsor_office": self.office, "geographic_scope": scope,
            "jurisdiction": MULTI.join(places) or None, "acf_region": region, "event_hours": float(self.hours),
            "record_state": "retracted" if self.is_retracted else "active",
            "change": "retracted" if self.is_retracted else "new" if self.version == 1 else "corrected",
            "source_values": json.dumps({"Title": self.word("source")}),
            "joint_project_id": self.project,
            "partners": json.dumps([{"organisation": self.word("partner"), "role": "contributor"}]),
            **{name: self.word(name) for name in (*TEXTS, "topic", "recipient_name")},
        }  # fmt: skip


def project(number: int) -> str:
    """Identifier of a joint project."""
    return f"zqp{number}x"


@dataclass
class World:
    """All versions that were told, and what was found of them."""

    centers: list[Center]
    first: list[Planted] = field(default_factory=list)
    later: dict[Key, Planted] = field(default_factory=dict)
    pairs: list[tuple[Key, Key, str]] = field(default_factory=list)

    def believed(self, *, at_first: bool = False) -> list[Planted]:
        """The version of each record that stands, at the end or after the first nights."""
        return [one if at_first else self.later.get(one.key, one) for one in self.first]

    def versions(self) -> list[Planted]:
        return [*self.first, *self.later.values()]


def every_kind(provider: str) -> list[Planted]:
    """Scope × sharing × office × place × kind, once each."""
    combined = itertools.product(SCOPES, LEVELS, OFFICES, PLACES)
    return [
        Planted(provider, number, KINDS[(number + number // 7) % 7], scope, level, office, place)
        for number, (scope, level, office, place) in enumerate(combined)
    ]


def changed(records: list[Planted]) -> list[Planted]:
    """A later version of every ninth: closed, opened, its scope changed, or retracted."""
    turns: tuple[dict[str, Any], ...] = (
        {"level": "provider_only"}, {"level": "public"}, {"scope": "program_specific"}, {"is_retracted": True},
    )  # fmt: skip
    return [
        Planted(**{**vars(one), **turns[n % 4], "version": 2}) for n, one in enumerate(records) if one.number % 9 == 0
    ]


class Center(Story):
    """A provider with a word in whatever its contract tells of people."""

    def contract(self) -> Contract:
        return super().contract().model_copy(update={"contact": of_provider(self.provider, "contact")})

    def hold(self) -> None:
        """A delivery is held, and refused by a person; a word in each of its texts."""
        words = {name: of_provider(self.provider, name) for name in ("address", "reason", "mend", "part")}
        facts = self.facts(
            verdict="held", source_address=words["address"], reason=words["reason"], mend=words["mend"],
            parts=({"name": words["part"], "sha256": "s", "size": 1},), sha256="of what is held",
        )  # fmt: skip
        record_delivery(self.connection, facts, Counts())
        decision = Decision(
            of_provider(self.provider, "decider"), of_provider(self.provider, "decided"), self.received_at
        )
        refuse_held(self.connection, facts.delivery_id, decision, code_version="test")


def waiting(provider: str) -> dict[str, Any]:
    """What was rejected and unmapped; said again by each delivery, since a full one ends what was left open before."""
    value, column, record, code = (of_provider(provider, name) for name in ("value", "column", "rejected", "unmapped"))
    return {
        "rejected": [{"value": value, "column": column, "source_record_id": record}] * 3,
        "unmapped": [("sector", code, record)],
    }


def tell_first(loader: sa.Connection) -> World:
    """Tell a warehouse the first versions of all records, what was found between them, and what was judged."""
    world = World([Center(loader, name, CLEARED[name], FUNDED[name]) for name in CLEARED])
    for center in world.centers:
        records = every_kind(center.provider)
        world.first += records
        center.deliver([one.row() for one in records], **waiting(center.provider))
        center.hold()
    _find(loader, world)
    return world


def tell_later(world: World) -> None:
    """Tell it, some time later, what became of some records."""
    for center in world.centers:
        records = [one for one in world.first if one.provider == center.provider]
        later = changed(records)
        world.later |= {one.key: one for one in later}
        center.deliver([one.row() for one in later], unchanged=len(records) - len(later), **waiting(center.provider))


DISPOSITIONS = (
    ("same_activity", "confirmed"), ("same_activity", "probable"), ("declared_joint", "declared"),
    ("coordination_opportunity", "new"),
)  # fmt: skip


def _find(loader: sa.Connection, world: World) -> None:
    by_provider = {name: [one for one in world.first if one.provider == name] for name in CLEARED}
    alpha, beta, gamma = by_provider.values()
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in FOUND_TABLES}
    plain = {"probability": 0.5, "day_gap": 0, "evidence": "{}", "rules_version": "m1"}
    for number, (a, b, c) in enumerate(zip(alpha, beta, gamma, strict=True)):
        label, disposition = DISPOSITIONS[number % 4]
        world.pairs.append((a.key, b.key, disposition))
        found["overlaps"].append({**_pair(a, b), **plain, "label": label, "disposition": disposition,
                                  "score": float(number), "sentence": _words(a, b)})  # fmt: skip
        found["reviews"].append({**_pair(b, c), **plain, "score": float(number), "sentence": _words(b, c)})
        found["engagements"] += [
            {"engagement_id": f"e{number}", "provider_id": one.provider, "source_record_id": one.key[1],
             "basis": "confirmed"} for one in (a, b, c)
        ]  # fmt: skip
        found["discrepancies"].append({**_pair(a, b), "kind": "hours_differ", "value_a": "1", "value_b": "2",
                                       "sentence": _words(a, b), "who": a.provider})  # fmt: skip
        found["contradictions"].append({**_pair(a, b), "message": _words(a, b)})
    found["repeats"] = [
        {"provider_id": a.provider, "source_record_id_a": min(a.key[1], b.key[1]),
         "source_record_id_b": max(a.key[1], b.key[1]), "score": 1.0, "evidence": "{}", "sentence": _words(a, b)}
        for a, b in itertools.pairwise(alpha)
    ]  # fmt: skip
    frames = {name: pd.DataFrame(rows, columns=list(FOUND_TABLES[name].columns)) for name, rows in found.items()}
    for name in ("overlaps", "reviews"):
        frames[name] = frames[name].astype({"day_gap": "Int64"})
    night = date(2026, 3, 1)
    store_found(loader, frames, SearchFacts(last_load(loader), "m1", {}), night=night, code_version="test", keys=None)
    told = [
        Judgement(*a.key, *b.key, "unsure" if a.number % 2 else "same", None, "", _words(a, b), _words(a, b),
                  datetime(2026, 3, 2, tzinfo=UTC)) for a, b in zip(alpha, beta, strict=True)
    ]  # fmt: skip
    add_judgements(loader, told, night=night, code_version="test")


def _pair(a: Planted, b: Planted) -> dict[str, str]:
    return {"provider_id_a": a.provider, "source_record_id_a": a.key[1],
            "provider_id_b": b.provider, "source_record_id_b": b.key[1]}  # fmt: skip


def _words(*records: Planted) -> str:
    return " ".join(one.word("found") for one in records)


def hidden_versions(world: World, kind: str, whose: str) -> Iterable[Planted]:
    """Versions of records that a reader may not see."""
    return (one for one in world.versions() if not may_see(kind, whose, one))
