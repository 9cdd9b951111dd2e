"""A style of calendars: series, conferences and tours, whose sessions differ in little but their day.

Partners of a series each report some of its sessions, under their own title and in their own numbering.
"""

from __future__ import annotations

from random import Random

from bench.styles.calendar_entries import Diary, Heading, draw_diaries, draw_heading, enter
from bench.styles.calendar_events import (
    Session,
    draw_conference,
    draw_series,
    draw_session,
    draw_tour,
    make_rival_series,
)
from bench.styles.drafts import PROVIDERS, Drafts
from bench.styles.labelled import Labelled

REPEATED = 0.01
OFTEN = ("weekly", "biweekly")
"""Rhythms that hardly any provider holds that notes no more than months."""


def generate(reports: int, seed: int) -> Labelled:
    """Reports of this style: one row a report, and the event of each."""
    return make_drafts(reports, seed).labelled(Random(f"calendar order {seed}"))


def make_drafts(reports: int, seed: int) -> Drafts:
    """The reports in the order of the events, with the events that only look alike."""
    rng = Random(f"calendar {seed}")
    drafts, diaries = Drafts(reports), draw_diaries(rng)
    span, hosted = rng.randint(18, 36) * 30, rng.uniform(0.16, 0.28)
    while not drafts.is_full:
        lot = rng.random()
        if lot < 0.3:
            _tell_series(rng, drafts, diaries, span, hosted)
        elif lot < 0.4:
            _tell_conference(rng, drafts, diaries, draw_conference(rng, span))
        elif lot < 0.5:
            _tell_row(rng, drafts, diaries, draw_tour(rng, span), _draw_hosts(rng, hosted))
        else:
            _tell_row(rng, drafts, diaries, [draw_session(rng, span)], _draw_hosts(rng, hosted))
    return drafts


def _draw_hosts(rng: Random, hosted: float) -> list[str]:
    return rng.sample(PROVIDERS, rng.choice((2, 2, 2, 3, 3, 4)) if rng.random() < hosted else 1)


def _tell_series(rng: Random, drafts: Drafts, diaries: dict[str, Diary], span: int, hosted: float) -> None:
    """A series, and for one in four another's series that is easily taken for it."""
    sessions, hosts = draw_series(rng, span), _draw_hosts(rng, hosted)
    if sessions[0].rhythm in OFTEN:
        exact = [name for name, diary in diaries.items() if diary.precision == "day"]
        hosts = [host if host in exact or rng.random() < 0.1 else rng.choice(exact) for host in hosts]
        hosts = list(dict.fromkeys(hosts))
    events = _tell_row(rng, drafts, diaries, sessions, hosts)
    if rng.random() < 0.25:
        others = [provider for provider in PROVIDERS if provider not in hosts]
        rivals = _tell_row(rng, drafts, diaries, make_rival_series(rng, sessions), [rng.choice(others)])
        drafts.near.extend(zip(events, rivals, strict=False))


def _tell_row(
    rng: Random, drafts: Drafts, diaries: dict[str, Diary], sessions: list[Session], hosts: list[str]
) -> list[str]:
    """Sessions in a row; each host reports most of them, under one heading and with its own count."""
    headings = {host: draw_heading(rng, sessions[0].kind, f"S{len(drafts.rows):06d}") for host in hosts}
    shares = {host: rng.uniform(0.6, 0.97) for host in hosts}
    counts = dict.fromkeys(hosts, 0)
    events = [drafts.open_event() for _ in sessions]
    for event, session in zip(events, sessions, strict=True):
        present = [host for host in hosts if rng.random() < shares[host]]
        for host in present or [rng.choice(hosts)]:
            counts[host] += 1
            _enter(rng, drafts, event, session, diaries[host], headings[host], counts[host])
    drafts.open_row_of(events)
    return events


def _tell_conference(rng: Random, drafts: Drafts, diaries: dict[str, Diary], talks: list[Session]) -> None:
    """Talks by three to eight providers; one in eight is held together."""
    speakers = rng.sample(PROVIDERS, rng.randint(3, 8))
    headings = {speaker: draw_heading(rng, "talk", "") for speaker in speakers}
    events = [drafts.open_event() for _ in talks]
    for event, talk in zip(events, talks, strict=True):
        for speaker in rng.sample(speakers, 2 if rng.random() < 0.125 else 1):
            _enter(rng, drafts, event, talk, diaries[speaker], headings[speaker], 0)
    drafts.open_row_of(events)


def _enter(
    rng: Random, drafts: Drafts, event: str, session: Session, diary: Diary, heading: Heading, number: int
) -> None:
    for _ in range(2 if rng.random() < REPEATED else 1):
        drafts.tell(event, diary.provider, enter(rng, session, diary, heading, number))
