"""What really happened, slot by slot, before any provider tells of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from bench.styles.slots_words import (
    ACTIONS,
    AUDIENCES,
    COUNTIES,
    FACETS,
    LOCAL_KINDS,
    STATE_AGENCIES,
    TOPICS,
    Topic,
)
from contracts.jurisdictions import JURISDICTIONS, REGIONS, STATES, TERRITORIES, TRIBES

FIRST_DAY = date(2023, 10, 2)
MODES = ("virtual", "virtual", "virtual", "in_person", "in_person", "hybrid", "phone", "email")
LENGTHS = (1.0, 1.0, 1.5, 1.5, 2.0, 2.0, 3.0, 4.0, 6.0, 7.0, 12.0)


@dataclass(frozen=True)
class Agency:
    """An organization helped: its name, its short name, its kind."""

    name: str
    short: str
    kind: str


@dataclass(frozen=True)
class Work:
    """One event as it was. `part` is 0 where it is no part of a series; `days` counts from first to last day."""

    topic: Topic
    facet: str
    action: str
    audience: int
    scope: str
    places: tuple[str, ...]
    region: int | None
    agency: Agency
    day: date
    days: int
    hours: float
    people: int
    mode: str
    part: int = 0
    parts: int = 0


def draw_day(rng: Random, span: int) -> date:
    """A working day within the span, in days."""
    day = FIRST_DAY + timedelta(days=rng.randrange(span))
    return day - timedelta(days=max(0, day.weekday() - 4))


def draw_work(rng: Random, span: int) -> Work:
    """Some work, somewhere: mostly in one state, some for tribes, several states, a region or the nation."""
    scope, places, region = _draw_reach(rng)
    return Work(
        topic=rng.choice(TOPICS),
        facet=rng.choice(FACETS),
        action=rng.choice(tuple(ACTIONS)),
        audience=rng.randrange(len(AUDIENCES)),
        scope=scope,
        places=places,
        region=region,
        agency=_draw_agency(rng, scope, places),
        day=draw_day(rng, span),
        days=rng.choice((1, 1, 1, 1, 1, 1, 2, 2, 3, 30)),
        hours=rng.choice(LENGTHS),
        people=max(2, int(rng.lognormvariate(2.8, 0.8))),
        mode=rng.choice(MODES),
    )


def make_near_miss(rng: Random, work: Work) -> Work:
    """Other work that is easily taken for this one: same topic, place and agency, in the same weeks."""
    other = draw_work(rng, 365)
    shift = rng.choice((-15, -9, -6, -2, -1, 0, 0, 1, 2, 5, 8, 13, 20))
    near = replace(
        work, day=work.day + timedelta(days=shift), hours=other.hours, people=other.people, mode=other.mode, part=0,
    )  # fmt: skip
    changed = rng.random()
    if changed < 0.4:
        return replace(near, action=other.action, audience=other.audience)
    if changed < 0.7:
        return replace(near, topic=other.topic, facet=other.facet)
    return replace(near, action=other.action, facet=other.facet)


def make_series(rng: Random, work: Work) -> list[Work]:
    """Two to six parts of one course, a week to a month apart, alike but for day, number and attendance."""
    parts, gap = rng.randint(2, 6), rng.choice((7, 7, 14, 28))
    return [
        replace(
            work, day=work.day + timedelta(days=gap * at), part=at + 1, parts=parts, days=1,
            people=max(2, work.people + rng.randint(-5, 5)),
        )
        for at in range(parts)
    ]  # fmt: skip


def _draw_reach(rng: Random) -> tuple[str, tuple[str, ...], int | None]:
    lot = rng.random()
    if lot < 0.83:
        place = rng.choice((*STATES, *TERRITORIES))
        return ("territory" if place in TERRITORIES else rng.choice(("state", "state", "local"))), (place,), None
    if lot < 0.89:
        return "tribal", (rng.choice(tuple(TRIBES)),), None
    region = rng.randint(1, 10)
    if lot < 0.94:
        states = REGIONS[region]
        return "multi_state", tuple(sorted(rng.sample(states, min(len(states), rng.randint(2, 4))))), None
    return ("regional", (), region) if lot < 0.975 else ("national", (), None)


def _draw_agency(rng: Random, scope: str, places: Sequence[str]) -> Agency:
    if scope == "local":
        (kind, short, code), county = rng.choice(LOCAL_KINDS), rng.choice(COUNTIES)
        return Agency(f"{county} {kind}", f"{county} {short}", code)
    if scope == "tribal":
        office = rng.choice(("Head Start", "Child Care Program", "Health and Human Services", "Education Department"))
        return Agency(
            f"{JURISDICTIONS[places[0]]} {office}", f"{JURISDICTIONS[places[0]].split()[0]} {office}", "tribe"
        )
    if scope in ("regional", "national", "multi_state"):
        name = rng.choice(("Regional Office grantees", "State administrators network", "National TA partners"))
        return Agency(name, name.split()[0], "other")
    name, short, code = rng.choice(STATE_AGENCIES)
    place = JURISDICTIONS[places[0]]
    return Agency(f"{place} {name}", f"{places[0]} {short}", "territory" if scope == "territory" else code)
