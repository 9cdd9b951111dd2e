"""The ledger style's texts: titles, agencies and notes as a clerk types them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from bench.styles.dice import Dice
from bench.styles.ledger_clerks import Clerk
from bench.styles.ledger_truth import Contact
from bench.styles.ledger_words import AGENCIES, KINDS, LOCALS, NOTES, PIECES, SESSIONS, SUBJECTS, TITLES
from contracts.jurisdictions import REGIONS, TRIBES, is_tribe

SHORTEST_WITH_TYPO = 6


def enter_title(dice: Dice, clerk: Clerk, contact: Contact, *, is_lead: bool) -> str:
    """A title of the clerk's family, cut to its width, upper-cased, mistyped."""
    family = TITLES[clerk.family]
    template = family[clerk.usual] if dice.happens(clerk.steadiness) else dice.pick(family)
    title = template.format(**_words(dice, clerk, contact), sess=_session(dice, clerk, contact, is_lead=is_lead))
    place = _place(contact)
    title = (title[:1].upper() + title[1:]).replace(f"{place} {place}", place)
    if dice.happens(clerk.typos):
        title = _mistyped(dice, title)
    title = title.upper() if clerk.is_upper else title
    return title[: clerk.width].rstrip() if clerk.width else title


def enter_agency(dice: Dice, clerk: Clerk, contact: Contact) -> str:
    """The agency as the clerk abbreviates it."""
    if contact.reach == "local":
        return _usual(dice, clerk, LOCALS).format(county=contact.county)
    return _usual(dice, clerk, AGENCIES[contact.agency]).format(S=_place(contact))


def enter_note(dice: Dice, clerk: Clerk, contact: Contact) -> str:
    """A telegraphic note."""
    day = contact.day
    return dice.pick(NOTES).format(
        **_words(dice, clerk, contact), n=contact.heads, day=f"{day.month}/{day.day}",
        nxt=f"{(day + timedelta(days=14)).month}/{(day + timedelta(days=14)).day}",
        prev=f"{(day - timedelta(days=14)).month}/{(day - timedelta(days=14)).day}",
        subj2=SUBJECTS[dice.below(len(SUBJECTS))].names[0],
    )  # fmt: skip


def _words(dice: Dice, clerk: Clerk, contact: Contact) -> dict[str, str]:
    fiscal = contact.day.year + (contact.day.month > 9)
    quarter = (contact.day.month - 10) % 12 // 3 + 1
    return {
        "subj": _usual(dice, clerk, SUBJECTS[contact.subject].names),
        "kind": _usual(dice, clerk, KINDS[contact.kind].names), "S": _place(contact),
        "pc": "/" + _usual(dice, clerk, PIECES[contact.piece]) if dice.happens(0.55) else "",
        "ag": enter_agency(dice, clerk, contact), "fy": f"FY{fiscal % 100} Q{quarter}",
        "code": f"{contact.subject % 7 + 1}.{(contact.subject * 3 + clerk.family) % 9 + 1}",
    }  # fmt: skip


def _usual(dice: Dice, clerk: Clerk, names: Sequence[str]) -> str:
    if dice.happens(0.4):
        return names[0]
    return names[clerk.abbreviation % len(names)] if dice.happens(0.75) else dice.pick(names)


def _place(contact: Contact) -> str:
    if contact.reach == "national":
        return "Nat'l"
    if contact.reach == "regional":
        return f"R{next((number for number, codes in REGIONS.items() if contact.state in codes), 11)}"
    if is_tribe(contact.state):
        return TRIBES[contact.state].name.split()[0]
    return contact.state


def _session(dice: Dice, clerk: Clerk, contact: Contact, *, is_lead: bool) -> str:
    if not contact.session or clerk.numbering == "none" or dice.happens(0.2):
        return ""
    own = contact.session - (0 if is_lead or clerk.numbering == "same" else contact.joined)
    return SESSIONS[clerk.session].format(n=max(1, own))


def _mistyped(dice: Dice, title: str) -> str:
    """Two letters the wrong way round, one left out or one twice."""
    if len(title) < SHORTEST_WITH_TYPO:
        return title
    at = dice.between(1, len(title) - 3)
    way = dice.below(3)
    if way == 0:
        return title[:at] + title[at + 1] + title[at] + title[at + 2 :]
    return title[:at] + title[at + 1 :] if way == 1 else title[:at] + title[at] + title[at:]
