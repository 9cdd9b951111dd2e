"""A style in which every report is a template whose slots are filled anew, and much is left out at random.

Codes, days, hours and agency carry what titles often do not: some partners' titles say nothing of the work.
"""

from __future__ import annotations

from random import Random

from bench.styles.drafts import PROVIDERS, Drafts
from bench.styles.labelled import Labelled
from bench.styles.slots_telling import Habit, draw_habits, tell
from bench.styles.slots_work import Work, draw_work, make_near_miss, make_series

PARTNERS = (2, 2, 2, 2, 2, 3, 3, 4)
REPEATED = 0.01


def generate(reports: int, seed: int) -> Labelled:
    """Reports of this style: one row a report, and the event of each."""
    return make_drafts(reports, seed).labelled(Random(f"slots order {seed}"))


def make_drafts(reports: int, seed: int) -> Drafts:
    """The reports in the order of the events, with the events that only look alike."""
    rng = Random(f"slots {seed}")
    drafts, habits = Drafts(reports), draw_habits(rng)
    span = rng.randint(18, 36) * 30
    joint = rng.uniform(0.13, 0.22)
    while not drafts.is_full:
        work = draw_work(rng, span)
        if rng.random() < 0.12:
            _tell_series(rng, drafts, habits, make_series(rng, work), joint)
            continue
        event, tellers = drafts.open_event(), _draw_tellers(rng, joint)
        _tell_all(rng, drafts, habits, event, work, tellers)
        if rng.random() < 0.25:
            _tell_near_miss(rng, drafts, habits, event, work, tellers)
    return drafts


def _draw_tellers(rng: Random, joint: float) -> list[str]:
    return rng.sample(PROVIDERS, rng.choice(PARTNERS) if rng.random() < joint else 1)


def _tell_all(
    rng: Random, drafts: Drafts, habits: dict[str, Habit], event: str, work: Work, tellers: list[str]
) -> None:
    for provider in tellers:
        drafts.tell(event, provider, tell(rng, work, habits[provider]))
        if rng.random() < REPEATED:
            drafts.tell(event, provider, tell(rng, work, habits[provider]))


def _tell_series(rng: Random, drafts: Drafts, habits: dict[str, Habit], parts: list[Work], joint: float) -> None:
    tellers = _draw_tellers(rng, joint)
    events = [drafts.open_event() for _ in parts]
    drafts.open_row_of(events)
    for event, part in zip(events, parts, strict=True):
        present = [provider for provider in tellers if rng.random() < 0.85] or tellers[:1]
        _tell_all(rng, drafts, habits, event, part, present)


def _tell_near_miss(
    rng: Random, drafts: Drafts, habits: dict[str, Habit], event: str, work: Work, tellers: list[str]
) -> None:
    others = [provider for provider in PROVIDERS if provider not in tellers]
    near = drafts.open_event(beside=event)
    _tell_all(rng, drafts, habits, near, make_near_miss(rng, work), [rng.choice(others)])
