"""Providers as speakers: own words, own bias in coding, own way with dates, hours and places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from bench.styles.dialects_lexicon import AIMS, FORMS, GROUPS, SUBJECTS, WAYS
from bench.styles.drafts import PROVIDERS
from contracts.codes import CORE_ELEMENT, SECTOR, SPONSOR_OFFICE

OWN_WAY = 0.65
"""How often a speaker's word for a concept is the one of its way of speaking."""

MODE_CODES: tuple[dict[str, str], ...] = (
    {},
    {"hybrid": "virtual", "phone": "virtual", "email": "asynchronous"},
    {"hybrid": "in_person", "phone": "phone", "email": "phone"},
    {"virtual": "virtual", "hybrid": "hybrid", "email": "virtual", "phone": "phone"},
)
"""How speakers code what they count as something else."""

TYPE_CODES: tuple[dict[str, str], ...] = (
    {"training": "training", "series": "training", "coaching": "coaching", "meeting": "meeting",
     "advice": "consultation", "peers": "learning_collaborative", "writing": "tool_development"},
    {"training": "training", "series": "learning_collaborative", "coaching": "technical_assistance",
     "meeting": "facilitation", "advice": "technical_assistance", "peers": "facilitation",
     "writing": "technical_assistance"},
    {"training": "training", "series": "training", "coaching": "consultation", "meeting": "meeting",
     "advice": "consultation", "peers": "meeting", "writing": "consultation"},
    {},
)  # fmt: skip
"""Type of help by form; the last speakers call everything technical assistance."""


@dataclass(frozen=True)
class Speaker:
    """One provider's language and habits.

    Attributes:
        words: place of the own word in each concept: subjects, forms, aims, groups.
        also_elements: element coded besides another one, always. also_sector: sector put on everything, or "".
        kinds: how its reports of long work stand: "engagement", "activity" or "either".
        fills: how often each optional field is filled.
    """

    provider: str
    office: str
    way: int
    subjects: tuple[int, ...]
    forms: dict[str, int]
    aims: tuple[int, ...]
    groups: tuple[int, ...]
    also_elements: dict[str, str]
    also_sector: str
    one_sector: bool
    modes: dict[str, str]
    types: dict[str, str]
    title: int
    naming: int
    precision: str
    step: float
    hours_field: str
    people: str
    dates: str
    kinds: str
    fills: dict[str, float]
    portfolio: tuple[int, ...]


def draw_speakers(rng: Random) -> list[Speaker]:
    """All providers; neighbours in the list have nothing in common."""
    return [_draw_speaker(rng, provider) for provider in PROVIDERS]


def _draw_speaker(rng: Random, provider: str) -> Speaker:
    way = rng.randrange(WAYS)
    return Speaker(
        provider=provider,
        office=rng.choice(tuple(SPONSOR_OFFICE)),
        way=way,
        subjects=_own_words(rng, way, len(SUBJECTS)),
        forms=dict(zip(FORMS, _own_words(rng, way, len(FORMS)), strict=True)),
        aims=_own_words(rng, way, len(AIMS)),
        groups=_own_words(rng, way, len(GROUPS)),
        also_elements=_draw_bias(rng),
        also_sector=rng.choice(tuple(SECTOR)) if rng.random() < 0.35 else "",
        one_sector=rng.random() < 0.25,
        modes=rng.choice(MODE_CODES),
        types=rng.choice(TYPE_CODES),
        title=rng.randrange(10),
        naming=rng.randrange(4),
        precision=rng.choices(("day", "month", "quarter"), (80, 14, 6))[0],
        step=rng.choice((0.25, 0.5, 1.0, 1.0)),
        hours_field=rng.choice(("event_hours", "event_hours", "event_hours", "provider_hours", "both")),
        people=rng.choice(("total", "total", "split", "none")),
        dates=rng.choice(("actual", "actual", "both", "both", "planned")),
        kinds=rng.choice(("engagement", "activity", "either")),
        fills={field: rng.choice((0.0, 0.4, 0.75, 0.95, 1.0)) for field in
               ("summary", "recipient_name", "delivery_mode", "hours", "people", "topic", "intensity", "ta_type",
                "recipient_type", "end")},
        portfolio=tuple(rng.sample(range(len(SUBJECTS)), rng.randint(8, 22))),
    )  # fmt: skip


def _own_words(rng: Random, way: int, count: int) -> tuple[int, ...]:
    return tuple(way if rng.random() < OWN_WAY else rng.randrange(WAYS) for _ in range(count))


def _draw_bias(rng: Random) -> dict[str, str]:
    """Elements that this speaker always codes together: most often, money is a matter of governance too."""
    bias = {"financing": "governance"} if rng.random() < 0.4 else {}
    for element in rng.sample(tuple(CORE_ELEMENT), rng.choice((0, 0, 1, 2))):
        bias.setdefault(element, rng.choice([other for other in CORE_ELEMENT if other != element]))
    return bias


def say(rng: Random, words: Sequence[str], own: int) -> str:
    """The speaker's own word; now and then somebody else's."""
    return words[own] if rng.random() < 0.88 else rng.choice(words)
