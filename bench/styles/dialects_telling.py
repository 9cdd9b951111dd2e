"""A speaker's report of some work: own codes, own dates, one session or the whole engagement."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from bench.styles.dialects_lexicon import GROUPS, SUBJECTS
from bench.styles.dialects_sentences import agency_name, fill_slots, say_title
from bench.styles.dialects_speakers import Speaker
from bench.styles.dialects_work import Work
from bench.styles.drafts import coarsen, month_end, round_to


def tell(rng: Random, work: Work, speaker: Speaker, summary: list[str] | None) -> dict[str, object]:
    """One report; `summary` is what the speaker wrote or copied, None where it wrote nothing."""
    slots = fill_slots(rng, work, speaker)
    as_engagement = work.is_long and (
        speaker.kinds == "engagement" or (speaker.kinds == "either" and rng.random() < 0.5)
    )
    row: dict[str, object] = {
        "record_kind": "engagement" if as_engagement else "activity",
        "title": say_title(rng, work, speaker, slots),
        "summary": " ".join(summary) if summary else None,
        "sponsor_office": [speaker.office],
        "geographic_scope": "state" if work.scope == "local" and speaker.naming == 3 else work.scope,
        "jurisdiction": list(work.places),
        "acf_region": work.region,
        "recipient_name": agency_name(work, speaker.naming),
        "recipient_type": [GROUPS[work.group][1]],
        "topic": [slots["subject"]],
        "intensity": _intensity(work, speaker),
        "ta_type": speaker.types.get(work.form, "technical_assistance"),
        "delivery_mode": [speaker.modes.get(work.mode, work.mode)],
        **_subjects(rng, work, speaker),
        **_dates(rng, work, speaker, as_engagement),
        **_amounts(rng, work, speaker, as_engagement),
    }
    return {field: value for field, value in row.items() if rng.random() < speaker.fills.get(field, 1.0)}


def _intensity(work: Work, speaker: Speaker) -> str:
    if work.is_long:
        return "intensive_sustained"
    return "universal_general" if work.people > 30 or speaker.way == 2 else "targeted_specialized"


def _subjects(rng: Random, work: Work, speaker: Speaker) -> dict[str, object]:
    """Elements and sectors by the speaker's bias, which is the same in all its reports."""
    subject = SUBJECTS[work.subject]
    elements = {subject.element}
    if subject.element in speaker.also_elements:
        elements.add(speaker.also_elements[subject.element])
        if rng.random() < 0.15:
            elements.discard(subject.element)
    sectors = {*(subject.sectors[:1] if speaker.one_sector else subject.sectors)}
    if speaker.also_sector:
        sectors.add(speaker.also_sector)
    return {"core_element": sorted(elements), "sector": sorted(sectors)}


def _dates(rng: Random, work: Work, speaker: Speaker, as_engagement: bool) -> dict[str, object]:
    first, last = work.sessions[0], work.sessions[-1]
    if as_engagement:
        first, last = _window(rng, first, last)
    elif work.is_long:
        first = last = work.sessions[work.shared]
    if rng.random() < 0.08:
        first = last = first + timedelta(days=rng.choice((-3, -1, 1, 1, 2, 5)))
    stems = {"actual": ("actual",), "planned": ("planned",), "both": ("planned", "actual")}[speaker.dates]
    has_end = as_engagement or last > first or rng.random() < speaker.fills["end"]
    said: dict[str, object] = {"lifecycle_status": "completed" if "actual" in stems else "planned"}
    for stem in stems:
        off = timedelta(days=rng.choice((0, 0, -7, -14, 3)) if stem == "planned" and len(stems) == 2 else 0)
        said |= _said(f"{stem}_start", first + off, speaker.precision)
        said |= _said(f"{stem}_end", last + off, speaker.precision) if has_end else {}
    return said


def _window(rng: Random, first: date, last: date) -> tuple[date, date]:
    """First and last day of an engagement: some start at the first call and end with the month."""
    lot = rng.random()
    if lot < 0.5:
        return first, last
    return (first - timedelta(days=rng.randint(1, 20)), last) if lot < 0.75 else (first.replace(day=1), month_end(last))


def _said(field: str, day: date, precision: str) -> dict[str, object]:
    return {field: coarsen(day, precision), f"{field}_precision": precision}


def _amounts(rng: Random, work: Work, speaker: Speaker, as_engagement: bool) -> dict[str, object]:
    """Hours and attendances; an engagement's are those of all its sessions."""
    times = len(work.sessions) if as_engagement else 1
    amounts: dict[str, object] = {}
    if rng.random() < speaker.fills["hours"]:
        hours = round_to(work.hours * times, speaker.step)
        if speaker.hours_field in ("event_hours", "both"):
            amounts["event_hours"] = hours
        if speaker.hours_field in ("provider_hours", "both"):
            amounts["provider_hours"] = hours + rng.choice((0.5, 1.0, 2.0, hours))
    if speaker.people == "none" or rng.random() >= speaker.fills["people"]:
        return amounts
    people = max(1, round(work.people * rng.choice((1, 1, 1, 0.9, 1.15))))
    amounts["participants_total"] = people
    if speaker.people == "split":
        afar = {"in_person": 0, "hybrid": people // 3}.get(work.mode, people)
        amounts |= {"participants_in_person": people - afar, "participants_virtual": afar}
    return amounts
