"""Phrases about two records: what they are, with whom, where, when, and how they compare."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache

from contracts.codes import LIFECYCLE_STATUS
from contracts.jurisdictions import JURISDICTIONS
from transforms.overlaps.pair_facts import PairFacts, Results, Side
from transforms.overlaps.places import NATION, place_label
from transforms.overlaps.windows import PRECISIONS
from transforms.phrases import MONTHS, say_as_exactly, say_day, say_list, say_span

MOST_LISTED = 3
"""Things that a list names; the rest is counted."""

FORMS = {
    "training": "a training", "technical_assistance": "technical assistance", "meeting": "a meeting",
    "learning_collaborative": "a learning collaborative", "coaching": "coaching", "consultation": "a consultation",
    "facilitation": "facilitation", "tool_development": "tool development",
}  # fmt: skip
KINDS = {
    "activity": "a session", "engagement": "an engagement", "plan": "work", "request": "a request for help",
    "product": "a product", "lesson": "a lesson", "expertise": "expertise",
}  # fmt: skip
STAGES = {
    "requested": "asked", "triaged": "asked", "planned": "ahead", "scheduled": "ahead", "in_progress": "under way",
    "completed": "over", "declined": "off", "withdrawn": "off", "suspended": "off", "cancelled": "off",
}  # fmt: skip
"""How far work has come, as far as two reports can agree on it."""

SPOKEN: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("titles", ("title", "title_words", "title_concepts")),
    ("numbers in the titles", ("numbers",)),
    ("hours", ("event_hours",)),
    ("participants", ("participants_total",)),
    ("organizations helped", ("recipient",)),
    ("core elements", ("core_element",)),
    ("sectors", ("sector",)),
    ("subjects", ("subjects",)),
    ("forms of delivery", ("delivery_mode",)),
    ("forms of help", ("ta_type",)),
    ("places", ("place",)),
    ("summaries", ("summary",)),
)
"""What a sentence says of compared fields, the most telling first; of several fields the first that was compared."""

TOLD_BY_THEIR_NAMES = ("core elements", "sectors", "subjects", "places", "organizations helped")
"""What the sentence names where both have it: it need not say that they agree."""

_OFFICES = re.compile(
    r"(?:state )?(?:department|office|division|bureau|board|agency|council|commission|ministry|administration)\b", re.I
)
_ARTICLE = frozenset({"DC", "VI", "MP", "FM", "MH"})


def stage(side: Side) -> str:
    """How far the work is, one of STAGES; "" where its state is not known."""
    return STAGES.get(side.status, "")


def status_word(side: Side) -> str:
    """planned; in progress; completed."""
    return LIFECYCLE_STATUS.get(side.status, side.status).lower()


def say_form(side: Side) -> str:
    """a training; an engagement: the form of help, else the kind of record."""
    return FORMS.get(side.form) or KINDS.get(side.kind, "work")


def say_what(facts: PairFacts) -> str:
    """a training, where both say so; else a session, where both are one or plan one; else work."""
    a, b = facts.a, facts.b
    if a.form == b.form and a.form in FORMS and "request" not in (a.kind, b.kind):
        return FORMS[a.form]
    kinds = {a.kind, b.kind} - {"plan"}
    return KINDS.get(kinds.pop(), "work") if len(kinds) == 1 else "work"


def joint(what: str) -> str:
    """a joint training; joint work."""
    article, _, noun = what.partition(" ")
    return f"a joint {noun}" if article in ("a", "an") else f"joint {what}"


def say_about(facts: PairFacts) -> str:
    """on financing and governance, with a blank before it: shared core elements, else sectors; "" without any."""
    words = facts.elements or facts.sectors
    if len(words) == 2 and any(" and " in word for word in words):
        return f" on {words[0]}, and {words[1]}"
    return f" on {say_cut(words)}" if words else ""


def say_with(facts: PairFacts) -> str:
    """with the Department of Education, where both name it; "" elsewhere."""
    name = facts.recipient
    if not name:
        return ""
    return f" with the {name}" if _OFFICES.match(name) or _begins_with_a_state(name) else f" with {name}"


@lru_cache(maxsize=10_000)
def _begins_with_a_state(name: str) -> bool:
    """Ohio Department of Education, but not Ohio Families Together."""
    for state in JURISDICTIONS.values():
        if name.casefold().startswith(f"{state.casefold()} "):
            return bool(_OFFICES.match(name[len(state) + 1 :]))
    return False


def say_where(facts: PairFacts) -> str:
    """in Ohio; in Ohio, Michigan and 4 more places; across the nation. "" for no shared place, or where it was told."""
    places = [place for place in facts.places if place_label(place).casefold() not in facts.recipient.casefold()]
    return say_places(tuple(places))


@lru_cache(maxsize=20_000)
def say_places(places: tuple[str, ...]) -> str:
    """in Ohio; for the Navajo Nation; across the nation: places by their codes, with a blank before it."""
    if not places:
        return ""
    if places == (NATION,):
        return " across the nation"
    tribes = [_named(place) for place in places if place.startswith("TR-")]
    others = [_named(place) for place in places if not place.startswith("TR-")]
    if len(places) > MOST_LISTED + 1:
        return f" in {say_cut([*others, *tribes], 'places')}"
    parts = [f"in {say_list(others)}"] if others else []
    return f" {' and '.join([*parts, f'for {say_list(tribes)}'] if tribes else parts)}"


def _named(place: str) -> str:
    label = place_label(place)
    return f"the {label}" if place in _ARTICLE or place.startswith("TR-") else label


def say_when(facts: PairFacts) -> str:
    """on March 12, 2026; on March 12 and 14, 2026; in March 2026; from March 12 to May 3, 2026. "" without a day."""
    sides = [side for side in (facts.a, facts.b) if side.first is not None]
    sides.sort(key=lambda side: (side.precision, side.first))
    if not sides:
        return ""
    exact = sides[0]
    if exact.precision > 0:
        return _in_period(exact.first or 0, exact.precision)
    firsts = sorted({side.first or 0 for side in sides if side.precision == 0})
    if any(_lasts(side) for side in sides):
        ends = {side.end for side in sides}
        if len(firsts) == 1 and len(ends) == 1 and not exact.is_end_assumed:
            return f" from {say_span(_day(firsts[0]), _day(ends.pop()))}"
        return f" beginning {say_days(tuple(firsts))}"
    return f" on {say_days(tuple(firsts))}"


def _lasts(side: Side) -> bool:
    return side.kind != "activity" if side.is_end_assumed else side.end != side.first


@lru_cache(maxsize=5_000)
def _in_period(first: int, precision: int) -> str:
    said = say_as_exactly(_day(first), PRECISIONS[precision])
    return f" between {said.replace(' to ', ' and ')}" if " to " in said else f" in {said}"


@lru_cache(maxsize=20_000)
def say_days(days: tuple[int, ...]) -> str:
    """March 12, 2026; March 12 and 14, 2026; March 30 and April 1, 2026."""
    first, last = _day(days[0]), _day(days[-1])
    if first == last:
        return say_day(first)
    if first.year != last.year:
        return f"{say_day(first)} and {say_day(last)}"
    shown = f"{MONTHS[last.month - 1]} " if first.month != last.month else ""
    return f"{MONTHS[first.month - 1]} {first.day} and {shown}{last.day}, {last.year}"


def say_dates(side: Side) -> str:
    """Of one side: March 12 to 14, 2026; from March 2026, end not stated; no date."""
    if side.first is None:
        return "no date"
    first = say_as_exactly(_day(side.first), PRECISIONS[side.precision])
    if side.is_end_assumed:
        return first if side.kind == "activity" else f"from {first}, end not stated"
    if side.precision == 0:
        return say_span(_day(side.first), _day(side.end))
    period = say_as_exactly(_day(side.end), PRECISIONS[side.precision])
    return first if period == first else f"{first} to {period}"


def say_coarse(facts: PairFacts) -> str:
    """B gives only the month: which side is less exact; "" where both are alike."""
    a, b = facts.a, facts.b
    if a.first is None or b.first is None:
        silent = [side.provider for side in (a, b) if side.first is None]
        return "no date is given" if len(silent) == 2 else f"{silent[0]} gives no date"
    if a.precision == b.precision:
        return ""
    coarse = a if a.precision > b.precision else b
    return f"{coarse.provider} gives only the {PRECISIONS[coarse.precision]}"


def say_compared(results: Results) -> str:
    """titles differ, hours and participants agree; lists are cut, with a count. "" where nothing was compared."""
    told: dict[str, list[str]] = {"differs": [], "partly": [], "agrees": []}
    for word, fields in SPOKEN:
        result = next((results[name] for name in fields if results.get(name, "missing") != "missing"), "")
        if result in told and not (result == "agrees" and word in TOLD_BY_THEIR_NAMES):
            told[result].append(word)
    endings = {"differs": "differ", "partly": "agree in part", "agrees": "agree"}
    parts = [f"{say_cut(words)} {endings[result]}" for result, words in told.items() if words]
    return ", ".join(parts)


def say_cut(words: Sequence[str], of_what: str = "") -> str:
    """A list of which at most MOST_LISTED are named: a, b, c and 4 more."""
    if len(words) <= MOST_LISTED + 1:
        return say_list(words)
    return say_list([*words[:MOST_LISTED], f"{len(words) - MOST_LISTED} more {of_what}".strip()])


def _day(number: int) -> date:
    return date(1970, 1, 1) + timedelta(days=number)
