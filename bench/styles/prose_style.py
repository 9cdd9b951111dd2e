"""The prose style: providers write sentences, vary their titles and paraphrase each other without knowing it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pandas as pd

from bench.styles.dice import Dice, said_date
from bench.styles.labelled import RECEIVED, Labelled, as_records
from bench.styles.prose_events import Event, World
from bench.styles.prose_habits import PROGRAMS, SPONSORS, Habit, make_habits
from bench.styles.prose_places import REGION_OF
from bench.styles.prose_telling import phrases_of, tell_recipient, tell_summary, tell_title
from bench.styles.prose_words import FORMS

TODAY = RECEIVED.date()
SHARE_REPEATED, SHARE_WITHDRAWN = 0.01, 0.02
Row = dict[str, object]


def generate(reports: int, seed: int) -> Labelled:
    """Reports of some 24 months by fifty providers, the same for the same seed.

    Args:
        reports: how many records are made.
        seed: what all draws follow from.
    """
    dice = Dice(seed, 1)
    habits = make_habits(dice)
    told: list[tuple[str, date, int, int, Row]] = []
    for event in World(dice, habits).events():
        for row in _reports(dice, habits, event):
            told.append((str(row["provider_id"]), event.start, len(told), event.number, row))
        if len(told) >= reports:
            break
    told = sorted(told[:reports], key=lambda item: item[:3])
    rows = [item[4] for item in told]
    for at, row in enumerate(rows):
        row["source_record_id"] = f"{str(row['provider_id']).upper()}-{at:06d}"
    return Labelled(as_records(rows), pd.Series([f"e{item[3]:06d}" for item in told], dtype="str"))


def _reports(dice: Dice, habits: tuple[Habit, ...], event: Event) -> Iterator[Row]:
    for at in event.providers:
        for _ in range(2 if dice.happens(SHARE_REPEATED) else 1):
            yield _report(dice, habits[at], event, is_lead=at == event.providers[0])


def _report(dice: Dice, habit: Habit, event: Event, *, is_lead: bool) -> Row:
    phrases = phrases_of(dice, habit, event)
    row: Row = {
        "provider_id": habit.provider, "title": tell_title(dice, habit, event, phrases),
        "recipient_name": tell_recipient(dice, habit, event), "sponsor_office": [SPONSORS[habit.sponsor]],
        "recipient_type": [event.agency.recipient_type], "program": [PROGRAMS[habit.sponsor]],
        "award_number": f"90{habit.favourite:05d}", "ta_type": _ta_type(dice, habit, event),
        "intensity": dice.pick(("universal_general", "targeted_specialized", "intensive_sustained")),
    }  # fmt: skip
    if dice.happens(habit.summaries):
        row["summary"] = tell_summary(dice, event, phrases, event.crowd)
    row |= _place(dice, event, is_lead=is_lead) | _codes(dice, habit, event)
    row |= _numbers(dice, habit, event, is_lead=is_lead)
    for name in ("recipient_name", "delivery_mode", "ta_type", "service_area", "population_focus", "topic", "program",
                 "intensity", "recipient_type", "acf_region", "award_number"):  # fmt: skip
        if name in row and (name not in habit.fills or dice.happens(habit.forgets)):
            del row[name]
    return row | _dates(dice, habit, event)


def _ta_type(dice: Dice, habit: Habit, event: Event) -> str:
    if habit.ta_type == "true" and dice.happens(0.85):
        return FORMS[event.form].ta_type
    return dice.pick(("technical_assistance", "technical_assistance", "training", "meeting", "consultation"))


def _place(dice: Dice, event: Event, *, is_lead: bool) -> Row:
    """Where: partners of multi-state work may name one state only, regional work may be told by its states."""
    region = REGION_OF.get(event.place, 11)
    if event.reach == "national" or (event.reach == "regional" and dice.happens(0.7)):
        return {"geographic_scope": event.reach, "acf_region": region if event.reach == "regional" else None}
    if event.reach == "regional":
        near = [code for code, number in REGION_OF.items() if number == region] or [event.place]
        return {"geographic_scope": "multi_state", "jurisdiction": near}
    if event.reach == "multi_state":
        is_whole = is_lead or dice.happens(0.55)
        places = event.places if is_whole else event.places[: dice.between(1, len(event.places))]
        return {"geographic_scope": "multi_state" if len(places) > 1 else "state", "jurisdiction": places}
    reach = "state" if event.reach == "local" and dice.happens(0.5) else event.reach
    reach = "territory" if reach == "state" and region in (2, 9) and event.place in _TERRITORIES else reach
    return {"geographic_scope": reach, "jurisdiction": event.places}


_TERRITORIES = frozenset(("PR", "VI", "GU", "AS", "MP", "FM", "MH", "PW"))


def _codes(dice: Dice, habit: Habit, event: Event) -> Row:
    theme = event.theme
    mode = list(habit.hybrid) if event.mode == "hybrid" else [event.mode]
    if dice.happens(0.05):
        mode = [dice.pick(("virtual", "in_person", "phone"))]
    sectors = _chosen(dice, habit, theme.sectors)
    if habit.codes == "own":
        sectors = [habit.sector] if dice.happens(0.3) else list(dict.fromkeys([*sectors, habit.sector]))
    return {
        "sector": sectors, "core_element": _chosen(dice, habit, theme.elements), "delivery_mode": mode,
        "service_area": _chosen(dice, habit, theme.services), "population_focus": list(theme.families),
        "topic": dice.some(theme.subjects, dice.between(1, 3)),
    }  # fmt: skip


ELEMENTS = ("governance", "financing", "provider_practitioner_support", "communications", "standards")


def _chosen(dice: Dice, habit: Habit, codes: tuple[str, ...]) -> list[str]:
    if habit.codes == "first":
        return [codes[0]]
    chosen = [code for code in codes if dice.happens(0.6)] if habit.codes == "drops" else list(codes)
    if codes[0] in _ELEMENT_SET and dice.happens(0.12):
        chosen.append(dice.pick(ELEMENTS))
    return list(dict.fromkeys(chosen)) or [dice.pick(codes)]


_ELEMENT_SET = frozenset((*ELEMENTS, "monitoring_accountability", "parent_leadership_development"))


def _numbers(dice: Dice, habit: Habit, event: Event, *, is_lead: bool) -> Row:
    """Hours and people as this provider counts them; partners know the crowd less well."""
    row: Row = {}
    prepared = event.hours * (1 + habit.preparation * dice.share() * 2) if habit.preparation else event.hours
    if habit.hours in ("event", "both") and not dice.happens(habit.forgets):
        row["event_hours"] = _rounded(prepared, habit.step)
    if habit.hours in ("provider", "both") and not dice.happens(habit.forgets):
        worked = event.hours * dice.pick((1, 1, 1.5, 2, 3)) + dice.pick((0, 0, 1, 2))
        row["provider_hours"] = _rounded(worked, habit.step)
    counted = event.crowd if is_lead or dice.happens(0.5) else max(1, round(event.crowd * dice.skewed(1.0, 0.12)))
    return row if habit.people == "none" or dice.happens(habit.forgets) else row | _people(dice, habit, event, counted)


def _rounded(hours: float, step: float) -> float:
    return max(step, round(hours / step) * step)


def _people(dice: Dice, habit: Habit, event: Event, counted: int) -> Row:
    if habit.people == "recipients":
        return {"participants_total": max(1, round(counted * (0.65 + 0.3 * dice.share())))}
    if habit.people == "fives" and counted > 12:
        return {"participants_total": 5 * round(counted / 5)}
    if habit.people == "split":
        away = {"in_person": 0.0, "hybrid": 0.2 + 0.6 * dice.share()}.get(event.mode, 1.0)
        virtual = round(counted * away)
        return {"participants_virtual": virtual, "participants_in_person": counted - virtual,
                "participants_total": counted}  # fmt: skip
    return {"participants_total": counted}


def _dates(dice: Dice, habit: Habit, event: Event) -> Row:
    """When and whether it is over: what lies ahead is planned; a few that went by are still told as plans."""
    start, end = _dated(dice, habit, event)
    is_ahead, is_withdrawn = end > TODAY, dice.happens(SHARE_WITHDRAWN)
    row: Row = {"lifecycle_status": "completed"}
    if is_ahead or is_withdrawn or dice.happens(0.03):
        open_states = ("planned", "scheduled", "scheduled")
        row["lifecycle_status"] = "cancelled" if is_withdrawn else dice.pick(open_states)
    if row["lifecycle_status"] == "completed":
        row |= _said("actual", start, end, habit.precision, with_end=habit.dates != "start" or dice.happens(0.1))
    if row["lifecycle_status"] != "completed" or habit.dates == "planned":
        planned = start + timedelta(days=dice.pick((0, 0, 0, 0, -1, -3, 2, -7)))
        row |= _said("planned", planned, planned + (end - start), habit.planned_precision, with_end=dice.happens(0.5))
    return row


def _dated(dice: Dice, habit: Habit, event: Event) -> tuple[date, date]:
    length = event.end - event.start
    day = event.start
    if habit.dating == "logged":
        day += timedelta(days=dice.pick((0, 0, 1, 1, 2, 3, 4, 6, 8, 10)))
    elif habit.dating == "monday":
        day -= timedelta(days=day.weekday())
    elif habit.dating == "series" and event.session > 1 and (day - event.series_start).days <= 10:
        day = event.series_start
    elif dice.happens(0.08):
        day += timedelta(days=dice.between(-3, 3))
    return day, day + length


def _said(stem: str, start: date, end: date, precision: str, *, with_end: bool) -> Row:
    row: Row = {f"{stem}_start": said_date(start, precision), f"{stem}_start_precision": precision}
    if with_end:
        row |= {f"{stem}_end": said_date(end, precision), f"{stem}_end_precision": precision}
    return row
