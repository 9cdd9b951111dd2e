"""The ledger style: terse entries, abbreviated and typed in haste, whose titles alone say little."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pandas as pd

from bench.styles.dice import Dice, said_date
from bench.styles.labelled import RECEIVED, Labelled, as_records
from bench.styles.ledger_clerks import GRANTS, OFFICES, Clerk, hire_clerks
from bench.styles.ledger_entry import enter_agency, enter_note, enter_title
from bench.styles.ledger_truth import Calendar, Contact
from bench.styles.ledger_words import KINDS, SUBJECTS, TOPIC_WORDS
from contracts.jurisdictions import REGIONS, TERRITORIES

TODAY = RECEIVED.date()
SHARE_ENTERED_TWICE = 0.01
Row = dict[str, object]


def generate(reports: int, seed: int) -> Labelled:
    """Reports of some 36 months by fifty providers, the same for the same seed.

    Args:
        reports: how many records are made.
        seed: what all draws follow from.
    """
    dice = Dice(seed, 2)
    clerks = hire_clerks(dice)
    entries: list[tuple[int, date, int, int, Row]] = []
    for contact in Calendar(dice, clerks).contacts():
        for at in contact.providers:
            for _ in range(2 if dice.happens(SHARE_ENTERED_TWICE) else 1):
                row = _enter(dice, clerks[at], contact, is_lead=at == contact.providers[0])
                entries.append((at, contact.day, len(entries), contact.number, row))
        if len(entries) >= reports:
            break
    entries = sorted(entries[:reports], key=lambda entry: entry[:3])
    rows = [entry[4] for entry in entries]
    for at, row in enumerate(rows):
        row["source_record_id"] = f"{at % 9973:04d}-{at}"
    return Labelled(as_records(rows), pd.Series([f"c{entry[3]}" for entry in entries], dtype="str"))


def _enter(dice: Dice, clerk: Clerk, contact: Contact, *, is_lead: bool) -> Row:
    kind = KINDS[contact.kind]
    row: Row = {
        "provider_id": clerk.provider, "sponsor_office": [OFFICES[clerk.office]],
        "title": enter_title(dice, clerk, contact, is_lead=is_lead),
        "recipient_name": enter_agency(dice, clerk, contact), "ta_type": kind.ta_type if dice.happens(0.8) else "other",
        "delivery_mode": _mode(dice, clerk, contact), "program": [GRANTS[clerk.office]],
        "intensity": dice.pick(("universal_general", "targeted_specialized")),
        "recipient_type": ["local_program" if contact.reach == "local" else "state_agency"],
        "topic": [dice.pick(TOPIC_WORDS)], **_codes(dice, clerk, contact), **_place(dice, contact, is_lead=is_lead),
        **_hours(dice, clerk, contact), **_heads(dice, clerk, contact, is_lead=is_lead),
    }  # fmt: skip
    if dice.happens(clerk.notes):
        row["summary"] = enter_note(dice, clerk, contact)
    row |= _dates(dice, clerk, contact)
    for name in _MAY_BE_BLANK:
        if name in row and (name in clerk.blanks or dice.happens(clerk.slack)):
            del row[name]
            row.pop(f"{name}_precision", None)
    return row


_MAY_BE_BLANK = ("recipient_name", "delivery_mode", "ta_type", "service_area", "population_focus", "topic", "program",
                 "intensity", "recipient_type", "event_hours", "participants_total", "actual_end",
                 "planned_end")  # fmt: skip


def _mode(dice: Dice, clerk: Clerk, contact: Contact) -> list[str]:
    if dice.happens(0.06):
        return [dice.pick(("virtual", "in_person"))]
    return [clerk.mixed if contact.mode == "hybrid" else contact.mode]


def _codes(dice: Dice, clerk: Clerk, contact: Contact) -> Row:
    subject = SUBJECTS[contact.subject]
    elements: Sequence[str] = subject.elements
    sectors: Sequence[str] = subject.sectors
    if clerk.coding == "default" and dice.happens(0.9):
        elements, sectors = clerk.default_codes[:1], clerk.default_codes[1:]
    elif clerk.coding == "first":
        elements, sectors = elements[:1], sectors[:1]
    elif clerk.coding == "one":
        elements, sectors = [dice.pick(elements)], [dice.pick(sectors)]
    elif dice.happens(0.08):
        elements = [*elements[:1], clerk.default_codes[0]] if elements[0] != clerk.default_codes[0] else elements
    return {"core_element": elements, "sector": sectors, "service_area": subject.services,
            "population_focus": subject.families}  # fmt: skip


def _place(dice: Dice, contact: Contact, *, is_lead: bool) -> Row:
    if contact.reach == "national":
        return {"geographic_scope": "national"}
    region = next((number for number, codes in REGIONS.items() if contact.state in codes), 11)
    if contact.reach == "regional":
        if is_lead or dice.happens(0.7):
            return {"geographic_scope": "regional", "acf_region": region}
        return {"geographic_scope": "multi_state", "jurisdiction": REGIONS[region] or (contact.state,)}
    states = contact.states if is_lead or dice.happens(0.6) else contact.states[:1]
    reach = "state" if contact.reach in ("local", "multi_state") else contact.reach
    reach = "territory" if reach == "state" and contact.state in TERRITORIES else reach
    return {"geographic_scope": "multi_state" if len(states) > 1 else reach, "jurisdiction": states}


def _hours(dice: Dice, clerk: Clerk, contact: Contact) -> Row:
    """Hours in quarters, rounded up; some clerks put preparation or travel on top."""
    quarters = contact.quarters + dice.pick(clerk.extra)
    told = -(-quarters // clerk.rounding) * clerk.rounding / 4
    row: Row = {"event_hours": told} if clerk.hours != "provider" else {}
    if clerk.hours != "event":
        row["provider_hours"] = told + dice.pick((0, 0, 0.25, 0.5, 1, 2))
    return row


def _heads(dice: Dice, clerk: Clerk, contact: Contact, *, is_lead: bool) -> Row:
    heads = contact.heads if is_lead or dice.happens(0.6) else max(1, contact.heads + dice.between(-2, 2))
    if clerk.headcount == "recipients":
        heads = max(1, heads - dice.between(1, 3))
    if clerk.headcount == "split" and "participants_total" not in clerk.blanks:
        name = "participants_in_person" if contact.mode == "in_person" else "participants_virtual"
        return {"participants_total": heads, name: heads}
    return {"participants_total": heads}


def _dates(dice: Dice, clerk: Clerk, contact: Contact) -> Row:
    day = contact.day
    if clerk.entry == "logged":
        day += timedelta(days=dice.pick((0, 0, 0, 1, 1, 2, 3, 5, 7, 10)))
    elif clerk.entry == "friday":
        day += timedelta(days=(4 - day.weekday()) % 7)
    elif dice.happens(0.06):
        day += timedelta(days=dice.pick((-2, -1, 1, 1, 2, 7)))
    end = day + timedelta(days=contact.nights)
    is_off, is_ahead = dice.happens(0.02), end > TODAY
    is_open = is_ahead or (clerk.plans and dice.happens(0.1))
    status = "cancelled" if is_off else "scheduled" if is_open else "completed"
    stem = "actual" if status == "completed" else "planned"
    row: Row = {"lifecycle_status": status, f"{stem}_start": said_date(day, clerk.precision),
                f"{stem}_end": said_date(end, clerk.precision)}  # fmt: skip
    if clerk.plans and stem == "actual":
        row["planned_start"] = said_date(day - timedelta(days=dice.pick((0, 0, 0, 1, 7))), clerk.precision)
    return row | {f"{name}_precision": clerk.precision for name in tuple(row) if name.endswith(("_start", "_end"))}
