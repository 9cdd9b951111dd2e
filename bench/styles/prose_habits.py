"""The prose style's fifty providers: where they work, what on, and each one's own way of reporting."""

from __future__ import annotations

from dataclasses import dataclass

from bench.styles.dice import Dice, Urn
from bench.styles.prose_places import REGION_OF, WEIGHTS
from bench.styles.prose_themes_people import THEMES
from bench.styles.prose_words import TITLES
from contracts.codes import SECTOR
from contracts.jurisdictions import is_tribe

PROVIDERS = tuple(f"p{number:02d}" for number in range(1, 51))
SPONSORS = ("ACF/OCC", "ACF/OHS", "HRSA/MCHB", "SAMHSA", "ED/OSEP", "ACF/CB", "CDC", "USDA/FNS", "ED/OESE")
PROGRAMS = ("CCDF", "Head Start", "ECCS", "LAUNCH", "IDEA 619", "CBCAP", "MIECHV", "CACFP", "Title V")
STANDARD = (
    "Technical assistance to the state team", "State systems {form}", "{Form} with state partners",
    "Tailored support for state leaders", "{Form}", "Universal TA: {form}", "Intensive technical assistance {form}",
    "Monthly {form}", "Cross-state {form}", "Partner {form}", "Early childhood systems {form}",
)  # fmt: skip


@dataclass(frozen=True)
class Habit:
    """How one provider reports; shares are between 0 and 1.

    Attributes:
        places, themes: where it works and what on (weights by state and by number of the theme).
        precision, planned_precision: how exactly it says days.
        dates: "start", "both" or "planned": which of the date fields it fills.
        dating: "event" day, "logged" day (up to ten days late), "monday" of the week, "series" start.
        titles: the ways of titling that it likes; `standard` the titles that it uses for anything, and how often.
        favourite: a number that its preferred wordings follow from; `loyalty` how often it keeps to them.
        hours: "event", "provider", "both" or "none"; `step` its rounding; `preparation` hours added as a share.
        people: "total", "split", "recipients", "fives" or "none".
        fills: fields that it fills at all; `forgets` the share of those left blank now and then.
        codes: "all", "first", "own" (its home sector beside or instead) or "drops".
        hybrid: what it calls a mixed event.
    """

    provider: str
    sector: str
    sponsor: int
    places: dict[str, float]
    themes: dict[int, float]
    precision: str
    planned_precision: str
    dates: str
    dating: str
    titles: tuple[str, ...]
    standard: tuple[str, ...]
    standard_share: float
    favourite: int
    loyalty: float
    hours: str
    step: float
    preparation: float
    people: str
    summaries: float
    fills: frozenset[str]
    forgets: float
    codes: str
    hybrid: tuple[str, ...]
    casing: str
    prefix: str
    numbers: float
    ta_type: str
    size: float


OPTIONAL = ("recipient_name", "delivery_mode", "ta_type", "service_area", "population_focus", "topic", "program",
            "intensity", "recipient_type", "acf_region", "award_number")  # fmt: skip
FILLED = {"recipient_name": 0.88, "delivery_mode": 0.88, "ta_type": 0.8, "service_area": 0.5, "population_focus": 0.5,
          "topic": 0.5, "program": 0.3, "intensity": 0.5, "recipient_type": 0.7, "acf_region": 0.5,
          "award_number": 0.1}  # fmt: skip
PREFIXES = ("", "", "", "", "", "", "TA: ", "State systems building – ", "[Partners] ", "SB: ", "Targeted TA – ")


def make_habits(dice: Dice) -> tuple[Habit, ...]:
    """Fifty providers; the shares of each precision are the same for every seed, who has which is not."""
    precisions = dice.some(["day"] * 42 + ["month"] * 7 + ["quarter"], 50)
    return tuple(_habit(dice, name, precision) for name, precision in zip(PROVIDERS, precisions, strict=True))


def _habit(dice: Dice, provider: str, precision: str) -> Habit:
    sector = dice.pick(tuple(SECTOR))
    return Habit(
        provider=provider, sector=sector, sponsor=dice.below(len(SPONSORS)), places=_places(dice),
        themes=_themes(dice, sector), precision=precision,
        planned_precision=precision if precision != "day" or dice.happens(0.6) else "month",
        dates=dice.pick(("start", "start", "both", "both", "planned")),
        dating=Urn({"event": 74.0, "logged": 13, "monday": 5, "series": 5}).draw(dice),
        titles=tuple(dice.some(tuple(TITLES), dice.between(2, 4))), standard=tuple(dice.some(STANDARD, 4)),
        standard_share=dice.pick((0.0, 0.0, 0.02, 0.05, 0.1, 0.25)), favourite=dice.below(1000),
        loyalty=dice.pick((0.2, 0.5, 0.8)), hours=dice.pick((*["event"] * 6, *["both"] * 3, "provider", "none")),
        step=dice.pick((0.25, 0.5, 0.5, 1.0)), preparation=dice.pick((0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.25, 0.5)),
        people=dice.pick((*["total"] * 5, "split", "split", "split", "recipients", "fives", "none")),
        summaries=dice.pick((0.0, 0.4, 0.7, 0.9, 1.0)),
        fills=frozenset(name for name in OPTIONAL if dice.happens(FILLED[name])),
        forgets=dice.pick((0.02, 0.04, 0.1)), codes=dice.pick(("all", "all", "all", "all", "first", "own", "drops")),
        hybrid=dice.pick((("hybrid",), ("hybrid",), ("virtual",), ("in_person",), ("in_person", "virtual"))),
        casing=dice.pick(("sentence", "sentence", "title", "title", "upper_first")), prefix=dice.pick(PREFIXES),
        numbers=dice.pick((0.0, 0.3, 0.8, 0.95)), ta_type=dice.pick(("true", "true", "true", "technical_assistance")),
        size=dice.skewed(1.0, 0.7),
    )  # fmt: skip


def _places(dice: Dice) -> dict[str, float]:
    """A third each: national centers, centers for two or three regions, centers for a handful of states."""
    kind = dice.below(5)
    if kind < 2:
        return dict(WEIGHTS)
    if kind < 4:
        regions = set(dice.some(range(1, 11), dice.between(2, 3)))
        near = {code: weight for code, weight in WEIGHTS.items() if REGION_OF.get(code) in regions}
        return near | {code: 0.2 for code in WEIGHTS if is_tribe(code) and dice.happens(0.1)}
    return {code: WEIGHTS[code] * dice.skewed(1, 0.5) for code in dice.some(tuple(WEIGHTS), dice.between(6, 14))}


def _themes(dice: Dice, sector: str) -> dict[int, float]:
    known = {at: dice.skewed(1.0, 0.8) for at, theme in enumerate(THEMES) if sector in theme.sectors}
    others = dice.some(range(len(THEMES)), dice.between(5, 12))
    return {at: dice.skewed(0.6, 0.6) for at in others} | known
