"""A warehouse with every kind of record, and what each reader may see of it, worked out from the matrix alone.

Nothing here asks the code under test what a reader may see: the rules are written anew, from the law that they state.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import pandas as pd
import sqlalchemy as sa

from contracts.fields import MULTI
from tests.warehouse.conftest import Story
from warehouse.found_store import store_found
from warehouse.found_tables import FOUND_TABLES
from warehouse.judgements import Judgement, add_judgements
from warehouse.overlaps import SearchFacts, last_load

CLEARED = {"alpha_center": True, "beta_center": False, "gamma_center": True}
FUNDED = {"alpha_center": "ACF/OCC", "beta_center": "ACF/OHS", "gamma_center": "CDC"}
"""Provider to the office that its contract names; the records name others, too."""

TEXTS = ("title", "summary", "recipient_strengths", "outcome_note")
SCOPES = ("systems_building", "cross_sector", "program_specific", "undetermined")
LEVELS = ("public", "partners", "sponsor_only", "provider_only")
OFFICES = ("ACF/OCC", "ACF/OHS")
PLACES: tuple[tuple[str, tuple[str, ...], int | None], ...] = (
    ("state", ("OH",), None), ("multi_state", ("MI", "AZ"), None), ("regional", (), 5), ("national", (), None),
    ("tribal", ("TR-navajo",), None), ("tribal", ("TR-navajo", "AZ"), None), ("regional", ("TR-navajo",), 9),
)  # fmt: skip
REGION = {"OH": 5, "MI": 5, "AZ": 9, "TR-navajo": 11}
READERS = (
    ("provider", "alpha_center"), ("provider", "beta_center"), ("sponsor", "ACF/OCC"), ("sponsor", "ACF/OHS"),
    ("sponsor", "CDC"), ("analyst", ""), ("steward", ""), ("jurisdiction", "OH"), ("jurisdiction", "AZ"),
    ("jurisdiction", "TR-navajo"), ("public", ""),
)  # fmt: skip
PARTNERS = ("provider", "sponsor", "analyst", "steward")


@dataclass(frozen=True)
class Planted:
    """One version of a record, with a word in each free text that stands nowhere else."""

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
    def key(self) -> tuple[str, str]:
        return self.provider, f"r{self.number}"

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
            **{name: self.word(name) for name in TEXTS},
        }  # fmt: skip


def may_see(kind: str, whose: str, record: Planted) -> bool:
    """The matrix, line by line."""
    if kind == "steward":
        return True
    if kind == "analyst":
        return record.level != "provider_only"
    if kind == "provider":
        return record.provider == whose or record.is_shared
    if kind == "sponsor":
        return (record.office == whose and record.level != "provider_only") or record.is_shared
    if kind == "public":
        return record.is_shared and record.level == "public"
    scope, places, region = record.place
    if record.kind == "request":
        return whose in places and record.level != "provider_only"
    is_tribal = any(place.startswith("TR-") for place in places)
    is_all_round = scope == "national" or (scope == "regional" and region == REGION[whose])
    return record.is_shared and (whose in places or (is_all_round and not is_tribal))


def may_read_text(kind: str, whose: str, provider: str) -> bool:
    """Free text: where cleared, one's own, and a steward all."""
    return CLEARED[provider] or kind == "steward" or (kind == "provider" and whose == provider)


def may_follow(kind: str, whose: str, provider: str) -> bool:
    """Deliveries, tries, rejected rows and unmapped codes: one's own, or of whom one funds by contract."""
    if kind in ("analyst", "steward"):
        return True
    return (kind == "provider" and whose == provider) or (kind == "sponsor" and FUNDED[provider] == whose)


@dataclass
class World:
    """All versions that were told, and what was found of them."""

    first: list[Planted] = field(default_factory=list)
    later: dict[tuple[str, str], Planted] = field(default_factory=dict)
    pairs: list[tuple[tuple[str, str], tuple[str, str], str]] = field(default_factory=list)
    first_moment: datetime | None = None

    def believed(self, *, at_first: bool = False) -> list[Planted]:
        """The version of each record that stands, at the end or after the first nights."""
        return [one if at_first else self.later.get(one.key, one) for one in self.first]

    def versions(self) -> list[Planted]:
        return [*self.first, *self.later.values()]


def every_kind(provider: str) -> list[Planted]:
    """Scope × sharing × office × place × kind, once each."""
    kinds = ("activity", "request", "plan")
    combined = itertools.product(SCOPES, LEVELS, OFFICES, PLACES)
    return [
        Planted(provider, number, kinds[number % 3] if number % 7 else "request", scope, level, office, place)
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


def build(loader: sa.Connection) -> World:
    """Tell a warehouse all of it: two deliveries a provider, what was found between them, what was judged."""
    world = World()
    stories = {name: Story(loader, name, CLEARED[name], FUNDED[name]) for name in CLEARED}
    # Said again by each delivery: a full one ends what the one before left open.
    waiting: dict[str, dict[str, Any]] = {
        name: {"rejected": [{"value": f"zq{name[0]}rejected"}] * 3,
               "unmapped": [("sector", f"zq{name[0]}unmapped", "r1")]}
        for name in CLEARED
    }  # fmt: skip
    for name, story in stories.items():
        records = every_kind(name)
        world.first += records
        story.deliver([one.row() for one in records], **waiting[name])
    _find(loader, world)
    world.first_moment = loader.execute(sa.text("SELECT clock_timestamp()")).scalar_one()
    loader.rollback()
    for name, story in stories.items():
        later = changed([one for one in world.first if one.provider == name])
        world.later |= {one.key: one for one in later}
        story.deliver([one.row() for one in later], unchanged=len(every_kind(name)) - len(later), **waiting[name])
    return world


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
