"""Pages from what is seen: pure functions; every value is escaped."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from answers.forms import (
    INVITATION_WORDS,
    MOST_INPUT,
    MOST_NAME,
    MOST_SNOOZE_DAYS,
    MOST_WHY,
    USUAL_SHARING,
    Mistake,
    question_of,
)
from answers.seen import Seen
from answers.words import CHOICES, HEADINGS, MESSAGES, NOTED, SHARING, STATES, say_earlier, say_said
from contracts.codes import SPONSOR_OFFICE
from contracts.jurisdictions import JURISDICTIONS
from transforms.overlaps.judgements import MATCH_WORDS
from transforms.phrases import say_day, say_list
from warehouse.links import Link

TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True)
class Form:
    """A form to show.

    Attributes:
        token: what makes it good for one answer.
        values: what was filled in, to show again beside its mistakes.
        is_noted: whether an answer was just noted.
    """

    token: str
    values: Mapping[str, str] = field(default_factory=dict)
    mistakes: Sequence[Mistake] = ()
    is_noted: bool = False


def render_subject(link: Link, seen: Seen, form: Form, *, today: date, contact: str) -> str:
    """The page by which a link's reader answers on its subject."""
    question = question_of(link)
    words = {"invitation": INVITATION_WORDS, "match": MATCH_WORDS, "input": ()}[question]
    heading, lead = HEADINGS["figure" if link.subject.figure else link.subject.kind]
    names = {side.provider_id: side.provider_name for side in seen.sides}
    data: dict[str, Any] = {
        "seen": seen, "form": replace(form, values=defaultdict(str, form.values)), "contact": contact,
        "reader": names.get(link.reader) or reader_name(link), "ends": say_day(link.expires_at.date()),
        "names": say_list([side.provider_name for side in seen.sides]),
        "choices": [(word, *CHOICES[word]) for word in words],
        "said": say_said(link, seen, names), "state": STATES.get(f"{question}.{seen.state}", ""),
        "wrong": {mistake.field: mistake.message for mistake in form.mistakes},
        "first_day": (today + timedelta(days=1)).isoformat(),
        "last_day": (today + timedelta(days=MOST_SNOOZE_DAYS)).isoformat(),
        "most": {"why": MOST_WHY, "text": MOST_INPUT, "given_by": MOST_NAME},
        "sharing": SHARING, "usual_sharing": USUAL_SHARING, "noted": NOTED[question],
        "heading": heading, "lead": lead, "earlier": say_earlier(seen.earlier), "edition": seen.edition,
    }  # fmt: skip
    return _environment().get_template(f"{question}.html").render(data)


def render_message(name: str, *, contact: str, when: str = "") -> str:
    """A page that only says something.

    Args:
        name: of `answers.words.MESSAGES`.
        when: day on which a link ended.
    """
    heading, lines = MESSAGES[name]
    told = [line.format(contact=contact, when=when) for line in lines]
    return _environment().get_template("message.html").render(heading=heading, lines=told)


def read_style() -> str:
    """The pages' style."""
    return (TEMPLATES / "style.css").read_text(encoding="utf-8")


def reader_name(link: Link) -> str:
    """The reader as people call it."""
    lists = {"sponsor": SPONSOR_OFFICE, "jurisdiction": JURISDICTIONS}
    return lists.get(link.reader_kind, {}).get(link.reader, link.reader)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    environment.filters["day"] = say_day
    return environment
