"""The prose style's titles, summaries and names: one event in the words of one provider."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from bench.styles import prose_words as words
from bench.styles.dice import Dice
from bench.styles.prose_events import Event
from bench.styles.prose_habits import Habit
from bench.styles.prose_places import name_agency
from contracts.jurisdictions import JURISDICTIONS

SMALL = frozenset(
    ("a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with", "its", "after")
)
LONGEST = 180
_AN = re.compile(r"\b([Aa]) (?=[aeio])")


class Phrases(dict[str, str]):
    """Phrases by their name; a name that starts with a capital gives the phrase with one."""

    def __missing__(self, name: str) -> str:
        phrase = self[name[0].lower() + name[1:]]
        return phrase[:1].upper() + phrase[1:]


def favoured(dice: Dice, habit: Habit, phrases: Sequence[str], salt: int = 0) -> str:
    """The provider's usual wording, or another one."""
    if dice.happens(habit.loyalty):
        return phrases[(habit.favourite + salt) % len(phrases)]
    return dice.pick(phrases)


def phrases_of(dice: Dice, habit: Habit, event: Event) -> Phrases:
    """What one provider calls the parts of an event."""
    theme, form = event.theme, words.FORMS[event.form]
    angle = words.ANGLES[event.angle if dice.happens(0.93) else dice.below(len(words.ANGLES))]
    angle_words = favoured(dice, habit, angle)
    place = JURISDICTIONS[event.place] if event.reach not in ("regional", "national") else "the region"
    place = "several states" if event.reach == "multi_state" and dice.happens(0.5) else place
    known_aim = event.aim if dice.happens(0.7) else dice.below(3)
    return Phrases(
        name=theme.names[event.name] if dice.happens(0.5) else favoured(dice, habit, theme.names, event.theme_at),
        name2=dice.pick(theme.names),
        form=favoured(dice, habit, form.names) if dice.happens(0.92) else dice.pick(("session", "event", "meeting")),
        angle=" " + angle_words if dice.happens(0.6) else "", angle0=angle_words,
        place="the nation" if event.reach == "national" else place,
        agency=_agency(dice, habit, event), aim=theme.aims[known_aim], aim2=dice.pick(theme.aims),
        yields=theme.yields[event.yields if dice.happens(0.7) else dice.below(3)],
        subject=dice.pick(theme.subjects), subject2=dice.pick(theme.subjects), initiative=event.initiative,
        who=dice.pick(words.WHO), hours=f"{event.hours:g}-hour", nextmonth=_month(event.start + timedelta(days=35)),
    )  # fmt: skip


def _agency(dice: Dice, habit: Habit, event: Event) -> str:
    template = favoured(dice, habit, event.agency.names, len(event.agency.names[0]))
    return name_agency(template, event.place, event.county)


def _month(day: date) -> str:
    return f"{day:%B}"


def tell_title(dice: Dice, habit: Habit, event: Event, phrases: Phrases) -> str:
    """A title: looking at what this provider likes to look at, or one that it uses for anything."""
    if dice.happens(habit.standard_share):
        title = dice.pick(habit.standard).format_map(phrases)
    else:
        kind = dice.pick(habit.titles)
        if kind == "initiative" and not event.initiative:
            kind = "plain"
        if event.initiative and dice.happens(0.35):
            kind = "initiative"
        title = favoured(dice, habit, words.TITLES[kind]).format_map(phrases)
    if event.session and dice.happens(habit.numbers):
        ends = favoured(dice, habit, words.SERIES_ENDS[habit.favourite % len(words.SERIES_ENDS)])
        title += ends.format(n=event.session, of=event.sessions, month=_month(event.start))
    return (habit.prefix + _cased(_sentence(title), habit.casing))[:LONGEST]


def _cased(title: str, casing: str) -> str:
    if casing == "title":
        parts = title.split(" ")
        return " ".join(part if at and part in SMALL else part[:1].upper() + part[1:] for at, part in enumerate(parts))
    if casing == "upper_first" and ": " in title:
        head, rest = title.split(": ", 1)
        return f"{head.upper()}: {rest}"
    return title


def tell_summary(dice: Dice, event: Event, phrases: Phrases, crowd: int) -> str:
    """One to three sentences about an event."""
    number = round(crowd, -1) if crowd > 30 else crowd
    told = dice.pick(words.CROWDS).format(n=number, less=max(1, number - 2))
    full = Phrases(phrases | {"crowd": told})
    parts = [dice.pick(words.OPENINGS)]
    length = dice.between(1, 3)
    parts += [dice.pick(words.MIDDLES)] if length > 1 else []
    parts += [dice.pick(words.CLOSINGS)] if length > 2 else []
    return _AN.sub(r"\1n ", " ".join(_sentence(part.format_map(full)) for part in parts))


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def tell_recipient(dice: Dice, habit: Habit, event: Event) -> str:
    """The recipient's name in the provider's own wording."""
    return _sentence(_agency(dice, habit, event))
