"""How a provider fills the slots of a report: its habits, gaps and slips."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from random import Random

from bench.styles.drafts import PROVIDERS, coarsen, round_to
from bench.styles.slots_words import (
    ACTIONS,
    AUDIENCES,
    OPAQUE_TITLES,
    SERVICES,
    SUMMARY_TEMPLATES,
    TITLE_TEMPLATES,
    TOPICS,
)
from bench.styles.slots_work import Agency, Work
from contracts.codes import SPONSOR_OFFICE
from contracts.jurisdictions import JURISDICTIONS

SHIFTS = (0,) * 11 + (-1, -1, 1, 1, 2, -3, 5, -7, 14)
DROPPED = ("event_hours", "participants_total", "recipient_name", "delivery_mode", "summary", "intensity", "ta_type",
           "recipient_type", "service_area", "topic", "population_focus")  # fmt: skip
ELEMENTS = tuple(sorted({topic.element for topic in TOPICS}))
LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Habit:
    """How one provider reports: what it leaves out how often, how exactly it says days and hours, how it titles."""

    provider: str
    office: str
    gaps: dict[str, float]
    precision: str
    step: float
    templates: tuple[str, ...]
    naming: int
    opaque: float
    plans: bool
    ends: bool


def draw_habits(rng: Random) -> dict[str, Habit]:
    """Habits of all providers."""
    return {provider: _draw_habit(rng, provider) for provider in PROVIDERS}


def _draw_habit(rng: Random, provider: str) -> Habit:
    return Habit(
        provider=provider,
        office=rng.choice(tuple(SPONSOR_OFFICE)),
        gaps={field: 1.0 if rng.random() < 0.08 else rng.uniform(0.2, 0.4) for field in DROPPED},
        precision=rng.choices(("day", "month", "quarter"), (84, 12, 4))[0],
        step=rng.choice((0.25, 0.5, 0.5, 1.0)),
        templates=tuple(rng.sample(TITLE_TEMPLATES, 4)),
        naming=rng.randrange(3),
        opaque=rng.choice((0.0, 0.1, 0.2, 0.5)),
        plans=rng.random() < 0.2,
        ends=rng.random() < 0.5,
    )


def tell(rng: Random, work: Work, habit: Habit) -> dict[str, object]:
    """One provider's report of some work: slots filled anew, dates and numbers off by a little, fields left out."""
    slots = _fill_slots(rng, work, habit)
    row: dict[str, object] = {
        "title": _slip(rng, _title(rng, work, habit, slots)),
        "summary": _summary(rng, slots),
        "sponsor_office": [habit.office],
        "geographic_scope": work.scope,
        "jurisdiction": list(work.places),
        "acf_region": work.region,
        "sector": _vary(rng, work.topic.sectors, tuple(SERVICES)),
        "core_element": _vary(rng, (work.topic.element,), ELEMENTS),
        "recipient_name": _name(work.agency, habit.naming),
        "recipient_type": [work.agency.kind],
        "service_area": sorted({SERVICES[sector] for sector in work.topic.sectors}),
        "topic": [rng.choice(work.topic.names)],
        "population_focus": [_population(work)],
        "intensity": "intensive_sustained"
        if work.days > 5
        else rng.choice(("universal_general", "targeted_specialized")),
        "ta_type": ACTIONS[work.action][1],
        "delivery_mode": [work.mode],
        "event_hours": round_to(work.hours * rng.choice((1, 1, 1, 1, 0.8, 1.25)), habit.step),
        "participants_total": max(1, round(work.people * rng.choice((1, 1, 1, 0.9, 1.1, 1.3)))),
        **_dates(rng, work, habit),
    }
    for field, gap in habit.gaps.items():
        if rng.random() < gap:
            row.pop(field)
    return row


def _dates(rng: Random, work: Work, habit: Habit) -> dict[str, object]:
    start = coarsen(work.day + timedelta(days=rng.choice(SHIFTS)), habit.precision)
    end = coarsen(max(start, work.day + timedelta(days=work.days - 1)), habit.precision)
    is_plan = habit.plans and rng.random() < 0.4
    stem = "planned" if is_plan else "actual"
    said: dict[str, object] = {f"{stem}_start": start, f"{stem}_start_precision": habit.precision}
    if habit.ends or work.days > 5:
        said |= {f"{stem}_end": end, f"{stem}_end_precision": habit.precision}
    return said | {"lifecycle_status": "scheduled" if is_plan else "completed"}


def _fill_slots(rng: Random, work: Work, habit: Habit) -> dict[str, str]:
    topic = rng.choice(work.topic.names)
    topic = f"{work.facet} {topic}" if work.facet and rng.random() < 0.7 else topic
    action, audience = rng.choice(ACTIONS[work.action][0]), rng.choice(AUDIENCES[work.audience][0])
    state = JURISDICTIONS[work.places[0]] if len(work.places) == 1 else _far(work)
    agency = _name(work.agency, rng.choice((habit.naming, 1)))
    place = state if work.scope != "local" or rng.random() < 0.4 else f"{work.agency.name.split()[0]} County"
    return {
        "topic": topic, "Topic": _capital(topic), "action": action, "Action": _capital(action), "audience": audience,
        "Audience": _capital(audience), "place": place, "state": state, "agency": agency,
        "mode": work.mode.replace("_", " "), "hours": f"{work.hours:g}", "people": str(work.people),
        "number": str(rng.randint(100, 4999)), "small": str(rng.randint(1, 6)),
    }  # fmt: skip


def _title(rng: Random, work: Work, habit: Habit, slots: dict[str, str]) -> str:
    if rng.random() < habit.opaque:
        return rng.choice(OPAQUE_TITLES).format_map(slots)
    title = _capital(rng.choice(habit.templates).format_map(slots))
    if work.part and rng.random() < 0.75:
        numbered = (" part {part}", ", session {part} of {parts}", " ({part}/{parts})", " #{part}")
        title += numbered[habit.naming if rng.random() < 0.9 else 3].format(part=work.part, parts=work.parts)
    return title


def _summary(rng: Random, slots: dict[str, str]) -> str:
    return " ".join(line.format_map(slots) for line in rng.sample(SUMMARY_TEMPLATES, rng.randint(1, 3)))


def _name(agency: Agency, naming: int) -> str:
    return (agency.name, agency.short, agency.name.replace("Department of", "Dept.").replace("County", "Co."))[naming]


def _far(work: Work) -> str:
    if work.region:
        return f"Region {work.region}"
    return ", ".join(work.places) if work.places else "the nation"


def _population(work: Work) -> str:
    special = {"Spanish-speaking": "dual_language", "bilingual": "dual_language"}
    return "tribal" if work.scope == "tribal" else special.get(work.facet, "all_families")


def _vary(rng: Random, codes: tuple[str, ...], others: tuple[str, ...]) -> list[str]:
    """Mostly the same codes; at times one is missing, one is added, or one stands for another."""
    lot = rng.random()
    if lot < 0.08:
        return sorted({rng.choice(others)})
    if lot < 0.22:
        return sorted({*codes, rng.choice(others)})
    return sorted(codes[:1] if lot < 0.3 else codes)


def _slip(rng: Random, text: str) -> str:
    """Now and then one or two letters are wrong."""
    for _ in range(rng.choices((0, 1, 2), (88, 9, 3))[0]):
        at = rng.randrange(len(text))
        text = rng.choice((text[:at] + text[at + 1 :], text[:at] + rng.choice(LETTERS) + text[at:],
                           text[:at] + text[at + 1 : at + 2] + text[at] + text[at + 2 :]))  # fmt: skip
    return text.strip() or "Event"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
