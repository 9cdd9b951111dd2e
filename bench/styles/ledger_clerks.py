"""The ledger style's fifty providers: each one's clerk, with fixed ways of entering contacts."""

from __future__ import annotations

from dataclasses import dataclass

from bench.styles.dice import Dice, Urn
from bench.styles.ledger_words import SUBJECTS, TITLES
from contracts.codes import CORE_ELEMENT, SECTOR
from contracts.jurisdictions import REGIONS, STATES, TERRITORIES

PROVIDERS = tuple(f"p{number:02d}" for number in range(1, 51))
OFFICES = ("ACF/OCC", "HRSA/MCHB", "ED/OSEP", "ACF/OHS", "SAMHSA", "ACF/CB", "USDA/FNS")
GRANTS = ("CCDF", "ECCS", "IDEA Part C", "Head Start", "LAUNCH", "CBCAP", "CACFP")
BIG = frozenset(("CA", "TX", "NY", "FL", "PA", "OH", "IL", "GA", "NC", "MI"))
CASELOAD = {**{code: 3.0 if code in BIG else 1.0 for code in STATES}, **dict.fromkeys(TERRITORIES, 0.5)}
"""How much is done for each state and territory."""

BLANKS = {
    "recipient_name": 0.25, "delivery_mode": 0.15, "ta_type": 0.35, "service_area": 0.7, "population_focus": 0.75,
    "topic": 0.8, "program": 0.5, "intensity": 0.6, "recipient_type": 0.5, "event_hours": 0.06,
    "participants_total": 0.3, "actual_end": 0.6,
}  # fmt: skip
"""Share of the providers that hardly ever fill a field."""


@dataclass(frozen=True)
class Clerk:
    """How one provider's clerk enters contacts.

    Attributes:
        states: its caseload, weights by code; `subjects` what it works on, weights by number.
        family: which family of titles it has; `usual` which of them it takes mostly, `steadiness` how often.
        entry: "day" of the contact, "logged" days later, "friday" of its week.
        blanks: fields that stay blank; `slack` the share of the others left blank now and then.
        hours: "event", "provider" or "both"; `extra` quarter hours of preparation or travel put on top.
        rounding: quarter hours that hours are rounded up to.
        coding: "subject", "first", "default" (the same codes on everything) or "one".
        width: characters that fit into a title; 0 for no limit.
        numbering: "same", "own" (its own count of sessions) or "none".
    """

    provider: str
    office: int
    states: dict[str, float]
    subjects: dict[int, float]
    family: int
    usual: int
    steadiness: float
    precision: str
    entry: str
    blanks: frozenset[str]
    slack: float
    hours: str
    extra: tuple[int, ...]
    rounding: int
    coding: str
    default_codes: tuple[str, str]
    abbreviation: int
    width: int
    is_upper: bool
    typos: float
    numbering: str
    session: int
    notes: float
    headcount: str
    mixed: str
    plans: bool
    size: float


def hire_clerks(dice: Dice) -> tuple[Clerk, ...]:
    """Fifty clerks; ten say only months and one only quarters, whatever the seed."""
    precisions = dice.some(["day"] * 39 + ["month"] * 10 + ["quarter"], 50)
    return tuple(_hire(dice, name, precision) for name, precision in zip(PROVIDERS, precisions, strict=True))


def _hire(dice: Dice, provider: str, precision: str) -> Clerk:
    family = dice.below(len(TITLES))
    return Clerk(
        provider=provider, office=dice.below(len(OFFICES)), states=_caseload(dice),
        subjects={at: dice.skewed(1, 1.2) for at in dice.some(range(len(SUBJECTS)), dice.between(9, 22))},
        family=family, usual=dice.below(len(TITLES[family])), steadiness=dice.pick((0.4, 0.6, 0.85)),
        precision=precision, entry=Urn({"day": 80.0, "logged": 14, "friday": 6}).draw(dice),
        blanks=frozenset(name for name, share in BLANKS.items() if dice.happens(share)),
        slack=dice.pick((0.02, 0.05, 0.12)),
        hours=dice.pick((*["event"] * 5, "provider", "both", "both")),
        extra=dice.pick(((0,), (0,), (0,), (0,), (0,), (0, 0, 1, 2), (2, 4), (0, 4, 6))),
        rounding=dice.pick((1, 1, 1, 1, 2, 2, 4)),
        coding=dice.pick(("subject", "subject", "subject", "subject", "first", "one", "default")),
        default_codes=(dice.pick(tuple(CORE_ELEMENT)), dice.pick(tuple(SECTOR))), abbreviation=dice.below(60),
        width=dice.pick((0, 0, 0, 40, 32, 24)), is_upper=dice.happens(0.18), typos=dice.pick((0.0, 0.02, 0.05, 0.1)),
        numbering=dice.pick(("same", "same", "own", "none")), session=dice.below(6),
        notes=dice.pick((0.0, 0.0, 0.0, 0.1, 0.25, 0.6)), headcount=dice.pick(("all", "all", "recipients", "split")),
        mixed=dice.pick(("hybrid", "hybrid", "virtual", "in_person")), plans=dice.happens(0.25),
        size=dice.skewed(1.0, 0.7),
    )  # fmt: skip


def _caseload(dice: Dice) -> dict[str, float]:
    """Everywhere, some of the regions, or a list of states with favourites."""
    if dice.happens(0.35):
        return dict(CASELOAD)
    if dice.happens(0.5):
        codes = [code for region in dice.some(range(1, 11), dice.between(2, 4)) for code in REGIONS[region]]
        return {code: CASELOAD[code] for code in codes}
    return {code: CASELOAD[code] * dice.skewed(1, 0.8) for code in dice.some(tuple(CASELOAD), dice.between(8, 20))}
