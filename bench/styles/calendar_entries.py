"""A provider's diary: own title for a series, own numbering, own way to note days, hours and heads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from random import Random

from bench.styles.calendar_events import Session
from bench.styles.calendar_words import AGENCIES, NOTES, SERIES_FORMS, TOPICS
from bench.styles.drafts import PROVIDERS, coarsen, round_to
from contracts.codes import SECTOR, SPONSOR_OFFICE
from contracts.jurisdictions import JURISDICTIONS

ROMAN = ("0", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
RHYTHM_WORDS = {"weekly": "wkly", "biweekly": "bi-wkly", "monthly": "mthly", "quarterly": "qtrly", "": ""}

SERIES_TITLES = (
    "{topic} {form}", "{st} {topic} {form}", "{agency}: {topic} {form}", "{form} – {topic}", "{rhythm} {topic} {form}",
    "{topic} w/ {agency}", "[Zoom] {topic} {form}", "{state} {form} ({topic})", "{topic} {form} for {audience}",
)  # fmt: skip
TALK_TITLES = (
    "{name}: {topic}", "{st} {name} – {topic} {form}", "{form}, {topic}", "{catch}: {topic} ({name})", "{catch}",
    "{topic} for {audience} ({name})", "Presentation at {agency} {name}", "{name} {form}: {catch}",
)  # fmt: skip
STOP_TITLES = ("{topic} {form}", "{st} {topic} {form}", "{form}: {topic} ({state})", "{topic} {form} for {audience}")
TITLES = {"series": SERIES_TITLES, "lone": SERIES_TITLES, "talk": TALK_TITLES, "stop": STOP_TITLES}

NUMBERS = (
    "", "", " #{n}", ", session {n}", " {roman}", " {n} of {total}", " – {month}", " {day}", ": wk {n}",
    " ({year}-{n:02d})",
)  # fmt: skip


@dataclass(frozen=True)
class Diary:
    """How one provider keeps its diary.

    Attributes:
        counts_own: numbers the sessions that it reports itself, not those that took place.
        logs: "day", "next_day" (notes everything a day later) or "week" (notes the Monday).
        heads: counts heads exactly, to the nearest five, or not at all.
    """

    provider: str
    office: str
    precision: str
    logs: str
    numbers: str
    counts_own: bool
    naming: int
    step: float
    heads: str
    slip: float
    plans: float
    parents: bool
    extra_sector: str
    fills: dict[str, float]


@dataclass(frozen=True)
class Heading:
    """What a provider calls a structure in all of its entries: place of the words, pattern of the title."""

    topic: int
    form: int
    pattern: int
    parent: str


def draw_diaries(rng: Random) -> dict[str, Diary]:
    """The diaries of all providers."""
    return {provider: _draw_diary(rng, provider) for provider in PROVIDERS}


def _draw_diary(rng: Random, provider: str) -> Diary:
    fields = ("recipient_name", "recipient_type", "delivery_mode", "event_hours", "summary", "ta_type", "topic")
    return Diary(
        provider=provider,
        office=rng.choice(tuple(SPONSOR_OFFICE)),
        precision=rng.choices(("day", "month", "quarter"), (92, 7, 1))[0],
        logs=rng.choices(("day", "next_day", "week"), (86, 8, 6))[0],
        numbers=rng.choice(NUMBERS),
        counts_own=rng.random() < 0.4,
        naming=rng.randrange(4),
        step=rng.choice((0.25, 0.5, 0.5, 1.0)),
        heads=rng.choice(("exact", "exact", "fives", "none")),
        slip=rng.choice((0.0, 0.02, 0.05, 0.12)),
        plans=rng.choice((0.0, 0.0, 0.05, 0.3)),
        parents=rng.random() < 0.3,
        extra_sector=rng.choice(tuple(SECTOR)) if rng.random() < 0.2 else "",
        fills={field: rng.choice((0.2, 0.6, 0.9, 1.0)) for field in fields},
    )


def draw_heading(rng: Random, kind: str, parent: str) -> Heading:
    """A provider's own heading for a series, tour, conference or lone day."""
    return Heading(rng.randrange(3), rng.randrange(4), rng.randrange(len(TITLES[kind])), parent)


def enter(rng: Random, session: Session, diary: Diary, heading: Heading, own_number: int) -> dict[str, object]:
    """One entry; `own_number` counts the provider's own entries of this series."""
    slots = _fill_slots(session, diary, heading)
    topic = TOPICS[session.topic]
    row: dict[str, object] = {
        "title": _title(session, diary, heading, slots, own_number),
        "summary": " ".join(note.format_map(slots) for note in rng.sample(NOTES, rng.randint(1, 3))),
        "parent_record_id": heading.parent if diary.parents and session.kind in ("series", "stop") else None,
        "sponsor_office": [diary.office],
        "geographic_scope": session.scope,
        "jurisdiction": list(session.places),
        "acf_region": session.region,
        "recipient_name": _agency(session, diary.naming),
        "recipient_type": ["tribe" if session.scope == "tribal" else AGENCIES[session.agency][1]],
        "sector": sorted({*topic.sectors, diary.extra_sector} - {""}) if rng.random() < 0.9 else [topic.sectors[0]],
        "core_element": [topic.element if rng.random() < 0.95 else "provider_practitioner_support"],
        "topic": [slots["topic"]],
        "ta_type": SERIES_FORMS[session.form][1] if session.form in SERIES_FORMS else "training",
        "delivery_mode": [session.mode],
        "event_hours": round_to(session.hours, diary.step),
        "participants_total": _count_heads(rng, session.people, diary.heads),
        **_day(rng, session, diary),
    }
    return {field: value for field, value in row.items() if rng.random() < diary.fills.get(field, 1.0)}


def _title(session: Session, diary: Diary, heading: Heading, slots: dict[str, str], own_number: int) -> str:
    title = TITLES[session.kind][heading.pattern].format_map(slots).strip()
    if session.kind not in ("series", "stop"):
        return title
    n = own_number if diary.counts_own else session.number
    return title + diary.numbers.format(
        n=n, roman=ROMAN[n] if n < len(ROMAN) else n, total=session.total, month=session.day.strftime("%B"),
        day=f"{session.day.month}/{session.day.day}", year=session.day.year,
    )  # fmt: skip


def _fill_slots(session: Session, diary: Diary, heading: Heading) -> dict[str, str]:
    form = SERIES_FORMS[session.form][0][heading.form] if session.form in SERIES_FORMS else session.form
    topic = TOPICS[session.topic]
    state = JURISDICTIONS[session.places[0]] if session.places else f"Region {session.region or 'wide'}"
    return {
        "topic": topic.names[heading.topic], "form": form, "rhythm": RHYTHM_WORDS[session.rhythm],
        "st": "/".join(session.places).replace("TR-", "") or "All", "state": state, "name": session.name,
        "agency": _agency(session, diary.naming), "audience": session.audience, "people": str(session.people),
        "matter": session.matter, "catch": session.catch,
        "next": f"{session.day + timedelta(days=7):%m/%d}",
    }  # fmt: skip


def _agency(session: Session, naming: int) -> str:
    if not session.places:
        return ("Grantees", "All grantees", "Network", "Regional network")[naming]
    place = JURISDICTIONS[session.places[0]]
    if session.scope == "tribal":
        return (f"{place} Early Childhood", f"{place}", "Tribal program", f"{place.split()[0]} EC")[naming]
    return AGENCIES[session.agency][0][naming].format(state=place, st=session.places[0])


def _day(rng: Random, session: Session, diary: Diary) -> dict[str, object]:
    day = session.day
    if diary.logs == "next_day":
        day += timedelta(days=1)
    elif diary.logs == "week":
        day -= timedelta(days=day.weekday())
    if rng.random() < diary.slip:
        day += timedelta(days=rng.choice((-2, -1, 1, 1, 2, 7)))
    stem = "planned" if rng.random() < diary.plans else "actual"
    return {
        f"{stem}_start": coarsen(day, diary.precision),
        f"{stem}_start_precision": diary.precision,
        "lifecycle_status": "scheduled" if stem == "planned" else "completed",
    }


def _count_heads(rng: Random, people: int, heads: str) -> int | None:
    if heads == "none":
        return None
    people = max(1, people + rng.choice((0, 0, 0, 0, -1, -2, 1)))
    return people if heads == "exact" else max(5, 5 * round(people / 5))
