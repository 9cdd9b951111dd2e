"""What happened: help with a subject, in a place, on one day or over weeks with several sessions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from bench.styles.dialects_lexicon import AIMS, DETAILS, FORMS, GROUPS
from contracts.jurisdictions import JURISDICTIONS, REGIONS, STATES, TERRITORIES, TRIBES

FIRST_DAY = date(2023, 7, 3)
MODES = ("virtual", "virtual", "virtual", "hybrid", "in_person", "in_person", "phone", "email")

AGENCY_PARTS = (
    ("Department", "of Early Childhood"), ("Department", "of Public Health"), ("Department", "of Education"),
    ("Office", "of Child Care"), ("Division", "of Maternal and Child Health"), ("Division", "of Family Services"),
    ("Bureau", "of Early Intervention"), ("Department", "of Social Services"), ("Governor's Office", "for Children"),
    ("Coalition", "for Young Children"), ("Alliance", "of Family Resource Centers"),
    ("Association", "for Infant Mental Health"),
)  # fmt: skip


@dataclass(frozen=True)
class Work:
    """One engagement: days of its sessions, and what it was about, as places in the lexicon.

    Attributes:
        shared: which session those report who do not report the whole engagement.
    """

    subject: int
    form: str
    aim: int
    group: int
    detail: str
    scope: str
    places: tuple[str, ...]
    region: int | None
    agency: tuple[str, str]
    sessions: tuple[date, ...]
    shared: int
    hours: float
    people: int
    mode: str

    @property
    def is_long(self) -> bool:
        """Whether it lasted for weeks."""
        return (self.sessions[-1] - self.sessions[0]).days > 6


def draw_work(rng: Random, span: int, subject: int) -> Work:
    """Some work on a subject; three in ten last for weeks."""
    scope, places, region = _draw_reach(rng)
    sessions = _draw_sessions(rng, FIRST_DAY + timedelta(days=rng.randrange(span)))
    return Work(
        subject=subject,
        form=rng.choice(tuple(FORMS)),
        aim=rng.randrange(len(AIMS)),
        group=rng.randrange(len(GROUPS)),
        detail=rng.choice(DETAILS),
        scope=scope,
        places=places,
        region=region,
        agency=rng.choice(AGENCY_PARTS),
        sessions=sessions,
        shared=rng.randrange(len(sessions)),
        hours=rng.choice((0.75, 1, 1, 1.5, 1.5, 2, 3, 3.5, 6, 6.5, 12)),
        people=max(1, int(rng.expovariate(1 / 22))),
        mode=rng.choice(MODES),
    )


def make_follow_up(rng: Random, work: Work) -> Work:
    """The same help again some weeks later, for the same people: a reused template, other work."""
    days = rng.choice((14, 21, 28, 30, 35, 61))
    return replace(
        work, sessions=tuple(day + timedelta(days=days) for day in work.sessions),
        people=work.people + rng.randint(-3, 3), hours=rng.choice((work.hours, work.hours, work.hours + 0.5)),
    )  # fmt: skip


def make_near_miss(rng: Random, work: Work, span: int) -> Work:
    """Another's help to the same agency on the same subject in the same weeks."""
    other = draw_work(rng, span, work.subject)
    move = work.sessions[0] + timedelta(days=rng.randint(-16, 16)) - other.sessions[0]
    return replace(
        other, scope=work.scope, places=work.places, region=work.region, agency=work.agency,
        sessions=tuple(day + move for day in other.sessions),
        group=rng.choice((work.group, other.group)), detail=rng.choice((work.detail, other.detail, other.detail)),
    )  # fmt: skip


def _draw_sessions(rng: Random, start: date) -> tuple[date, ...]:
    if rng.random() >= 0.3:
        days = rng.choice((1, 1, 1, 1, 2, 3))
        return tuple(_weekday(start) + timedelta(days=at) for at in range(days))
    gap, count = rng.choice((7, 14, 21, 28)), rng.randint(3, 6)
    return tuple(_weekday(start + timedelta(days=gap * at + rng.choice((0, 0, 0, 1, -1)))) for at in range(count))


def _weekday(day: date) -> date:
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


def _draw_reach(rng: Random) -> tuple[str, tuple[str, ...], int | None]:
    scope = rng.choices(
        ("state", "local", "territory", "tribal", "multi_state", "regional", "national"), (56, 18, 8, 6, 6, 4, 2)
    )[0]
    region = rng.randint(1, 10)
    if scope in ("state", "local"):
        return scope, (rng.choice(tuple(STATES)),), None
    if scope == "territory":
        return scope, (rng.choice(tuple(TERRITORIES)),), None
    if scope == "tribal":
        tribe = rng.choice(tuple(TRIBES))
        return scope, (tribe, TRIBES[tribe].states[0]) if rng.random() < 0.4 else (tribe,), None
    if scope == "multi_state":
        return scope, tuple(sorted(rng.sample(REGIONS[region], min(len(REGIONS[region]), rng.randint(2, 5))))), None
    return scope, (), region if scope == "regional" else None


def place_name(work: Work) -> str:
    """The place as people say it."""
    if len(work.places) > 1 and work.scope == "multi_state":
        return " and ".join(work.places) if len(work.places) == 2 else ", ".join(work.places)
    if work.places:
        return JURISDICTIONS[work.places[0]]
    return f"Region {work.region}" if work.region else "National"
