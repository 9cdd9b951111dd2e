"""What a form asks, and reading what was sent: every mistake is told at its field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from transforms.normalize.personal import redact_text
from transforms.overlaps.judgements import MATCH_WORDS
from transforms.phrases import say_day
from warehouse.links import Link

Question = Literal["invitation", "match", "input"]

INVITATION_WORDS = ("acknowledged", "accepted", "declined", "snoozed")
MOST_WHY = 1_000
MOST_INPUT = 4_000
MOST_NAME = 120
MOST_SNOOZE_DAYS = 366
SHARING_CHOICES = ("partners", "sponsor_only", "provider_only")
"""Sharing levels that a giver may choose."""
USUAL_SHARING = "sponsor_only"
"""Its giver, sponsors and the partners' staff see it."""


@dataclass(frozen=True)
class Mistake:
    """What is wrong with a field, and what to do."""

    field: str
    message: str


@dataclass(frozen=True)
class Given:
    """What a form says once it has no mistake; texts are screened for personal data."""

    judgement: str | None = None
    until: date | None = None
    words: str = ""
    given_by: str = ""
    sharing_level: str | None = None


def question_of(link: Link) -> Question:
    """What a link asks its reader: parties answer and judge, all others give input."""
    if not link.party:
        return "input"
    return "invitation" if link.subject.kind == "opportunity" else "match"


def read_form(link: Link, sent: Mapping[str, str], today: date) -> tuple[Given, list[Mistake]]:
    """What was sent for a link, and what is wrong with it."""
    values = {name: _plain(value) for name, value in sent.items()}
    question = question_of(link)
    if question == "input":
        return _read_input(values)
    words = INVITATION_WORDS if question == "invitation" else MATCH_WORDS
    judgement = values.get("judgement", "")
    mistakes = [] if judgement in words else [Mistake("judgement", "Choose one of the answers.")]
    until, late = _read_until(values, today) if judgement == "snoozed" else (None, [])
    why, long = _read_text(values, "why", MOST_WHY, "your reason")
    return Given(judgement, until, redact_text(why)), [*mistakes, *late, *long]


def _read_input(values: Mapping[str, str]) -> tuple[Given, list[Mistake]]:
    text, mistakes = _read_text(values, "text", MOST_INPUT, "your input")
    if not text:
        mistakes.append(Mistake("text", "Write your input."))
    name, long = _read_text(values, "given_by", MOST_NAME, "the name of your office or team")
    sharing = values.get("sharing", USUAL_SHARING)
    if sharing not in SHARING_CHOICES:
        mistakes.append(Mistake("sharing", "Choose who may see your input."))
    given = Given(None, None, redact_text(text), redact_text(name), sharing)
    return given, [*mistakes, *long]


def _read_until(values: Mapping[str, str], today: date) -> tuple[date | None, list[Mistake]]:
    written = values.get("until", "")
    first, last = today + timedelta(days=1), today + timedelta(days=MOST_SNOOZE_DAYS)
    try:
        until = date.fromisoformat(written)
    except ValueError:
        told = f"Write the last day as year, month and day, such as {first.isoformat()}."
        return None, [Mistake("until", told)]
    if not first <= until <= last:
        return None, [Mistake("until", f"Choose a day from {say_day(first)} to {say_day(last)}.")]
    return until, []


def _read_text(values: Mapping[str, str], name: str, most: int, what: str) -> tuple[str, list[Mistake]]:
    text = values.get(name, "")
    if len(text) <= most:
        return text, []
    return text, [Mistake(name, f"Shorten {what} to {most:,} letters; it has {len(text):,}.")]


def _plain(text: str) -> str:
    """Without control characters, which no database keeps and no page shows; lines stay."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(letter for letter in lines if letter == "\n" or letter.isprintable()).strip()
