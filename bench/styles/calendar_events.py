"""Sessions as they took place: series at a rhythm, conferences, tours through a region, lone days."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from bench.styles.calendar_words import AGENCIES, CATCHES, CONFERENCES, MATTERS, SERIES_FORMS, TALKS, TOPICS, TOUR_FORMS
from contracts.jurisdictions import REGIONS, STATES, TERRITORIES, TRIBES

FIRST_DAY = date(2024, 1, 1)

RHYTHMS = {"weekly": (7, 4, 30), "biweekly": (14, 4, 16), "monthly": (28, 4, 18), "quarterly": (91, 4, 8)}
"""Days from session to session, fewest and most sessions."""


@dataclass(frozen=True)
class Session:
    """One session. `kind` is series, talk, stop or lone; `number` its true place among `total`."""

    kind: str
    name: str
    form: str
    rhythm: str
    topic: int
    audience: str
    scope: str
    places: tuple[str, ...]
    region: int | None
    agency: int
    day: date
    hours: float
    people: int
    mode: str
    matter: str
    catch: str = ""
    number: int = 0
    total: int = 0


def draw_session(rng: Random, span: int) -> Session:
    """A lone day of help."""
    scope, places, region = _draw_reach(rng)
    topic = rng.randrange(len(TOPICS))
    return Session(
        kind="lone",
        name="",
        form=rng.choice(tuple(SERIES_FORMS)),
        rhythm="",
        topic=topic,
        audience=rng.choice(TOPICS[topic].audiences),
        scope=scope,
        places=places,
        region=region,
        agency=rng.randrange(len(AGENCIES)),
        day=move_to_workday(FIRST_DAY + timedelta(days=rng.randrange(span))),
        hours=rng.choice((0.5, 1.0, 1.0, 1.0, 1.5, 2.0, 2.0, 6.0)),
        people=rng.randint(3, 45),
        mode=rng.choice(("virtual", "virtual", "virtual", "phone", "in_person", "hybrid")),
        matter=rng.choice(MATTERS),
    )


def draw_series(rng: Random, span: int) -> list[Session]:
    """A recurring session: same weekday, same length; now and then one is moved or falls out."""
    rhythm = rng.choice(tuple(RHYTHMS))
    gap, least, most = RHYTHMS[rhythm]
    total = rng.randint(least, most)
    first = replace(draw_session(rng, max(30, span - gap * total)), kind="series", rhythm=rhythm, total=total)
    return _repeat(rng, first, gap)


def make_rival_series(rng: Random, sessions: list[Session]) -> list[Session]:
    """Another's series on the same topic with the same agency in the same months, on another weekday or week."""
    first = sessions[0]
    gap = RHYTHMS[first.rhythm][0]
    shift = rng.choice((0, 1, 2, 2, 3, -2, -1, 7))
    rival = replace(
        first, day=first.day + timedelta(days=shift), form=rng.choice(tuple(SERIES_FORMS)), people=rng.randint(3, 45),
        hours=rng.choice((1.0, 1.0, 1.5, 2.0)), audience=rng.choice(TOPICS[first.topic].audiences),
        mode=rng.choice((first.mode, "virtual", "in_person", "phone")),
    )  # fmt: skip
    return _repeat(rng, rival, gap)[: rng.randint(3, 30)]


def draw_conference(rng: Random, span: int) -> list[Session]:
    """Many talks on one to three days at one agency's conference: each is work of its own."""
    place = draw_session(rng, span)
    topics = rng.sample(range(len(TOPICS)), 7)
    days, name = rng.choice((1, 1, 2, 3)), rng.choice(CONFERENCES)
    talks = []
    for _ in range(rng.randint(6, 22)):
        topic = rng.choice(topics)
        talks.append(replace(
            place, kind="talk", name=name, form=rng.choice(TALKS), topic=topic,
            mode=rng.choice(("in_person", "hybrid")), audience=rng.choice(TOPICS[topic].audiences),
            day=place.day + timedelta(days=rng.randrange(days)),
            hours=rng.choice((0.75, 1.0, 1.0, 1.25, 1.5, 3.0)), people=rng.randint(10, 120),
            matter=rng.choice(MATTERS), catch=rng.choice(CATCHES),
        ))  # fmt: skip
    return talks


def draw_tour(rng: Random, span: int) -> list[Session]:
    """The same session in another state of a region every week."""
    first = draw_session(rng, span)
    states = rng.choice([states for states in REGIONS.values() if len(states) >= 4])
    stops = rng.sample(states, len(states))
    form = rng.choice(TOUR_FORMS)
    return [
        replace(
            first, kind="stop", form=form, scope="territory" if place in TERRITORIES else "state", places=(place,),
            region=None, day=move_to_workday(first.day + timedelta(days=7 * at)), people=rng.randint(8, 60),
            mode="in_person", number=at + 1, total=len(stops),
        )
        for at, place in enumerate(stops)
    ]  # fmt: skip


def _repeat(rng: Random, first: Session, gap: int) -> list[Session]:
    sessions = []
    for at in range(first.total):
        moved = rng.choice((0, 0, 0, 0, 0, 0, 0, 0, 1, -1, 2))
        day = move_to_workday(first.day + timedelta(days=gap * at + moved))
        people = max(2, round(first.people * rng.uniform(0.6, 1.3)))
        if rng.random() > 0.05:
            sessions.append(replace(first, day=day, people=people, number=at + 1, matter=rng.choice(MATTERS)))
    return sessions or [replace(first, number=1)]


def move_to_workday(day: date) -> date:
    """The day, or the Friday before it."""
    return day - timedelta(days=max(0, day.weekday() - 4))


def _draw_reach(rng: Random) -> tuple[str, tuple[str, ...], int | None]:
    lot = rng.random()
    if lot < 0.78:
        return "state", (rng.choice(tuple(STATES)),), None
    if lot < 0.85:
        return "territory", (rng.choice(tuple(TERRITORIES)),), None
    if lot < 0.9:
        return "tribal", (rng.choice(tuple(TRIBES)),), None
    region = rng.randint(1, 10)
    if lot < 0.95:
        return "multi_state", tuple(sorted(rng.sample(REGIONS[region], min(3, len(REGIONS[region]))))), None
    return ("regional", (), region) if lot < 0.98 else ("national", (), None)
