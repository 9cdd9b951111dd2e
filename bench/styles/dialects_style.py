"""A style in which every provider speaks a language of its own and codes by a bias of its own.

Partners name the same work in different words; a third of them copy text from each other. Long work is told by some as
one engagement and by others as one of its sessions.
"""

from __future__ import annotations

from random import Random

from bench.styles.dialects_sentences import copy_summary, fill_slots, say_summary
from bench.styles.dialects_speakers import Speaker, draw_speakers
from bench.styles.dialects_telling import tell
from bench.styles.dialects_work import Work, draw_work, make_follow_up, make_near_miss
from bench.styles.drafts import Drafts
from bench.styles.labelled import Labelled

COPIED = 1 / 3
REPEATED = 0.01


def generate(reports: int, seed: int) -> Labelled:
    """Reports of this style: one row a report, and the event of each."""
    return make_drafts(reports, seed).labelled(Random(f"dialects order {seed}"))


def make_drafts(reports: int, seed: int) -> Drafts:
    """The reports in the order of the events, with the events that only look alike."""
    rng = Random(f"dialects {seed}")
    drafts, speakers = Drafts(reports), draw_speakers(rng)
    span, joint = rng.randint(18, 36) * 30, rng.uniform(0.13, 0.24)
    while not drafts.is_full:
        lead = rng.choice(speakers)
        work = draw_work(rng, span, rng.choice(lead.portfolio))
        tellers = [lead, *_draw_partners(rng, speakers, lead, work)] if rng.random() < joint else [lead]
        event = drafts.open_event()
        _tell_all(rng, drafts, event, work, tellers)
        lot = rng.random()
        if lot < 0.14:
            _tell_all(rng, drafts, drafts.open_event(beside=event), make_follow_up(rng, work), tellers[:2])
        elif lot < 0.32:
            others = [speaker for speaker in speakers if speaker not in tellers and work.subject in speaker.portfolio]
            near = make_near_miss(rng, work, span)
            _tell_all(rng, drafts, drafts.open_event(beside=event), near, [rng.choice(others or speakers)])
    return drafts


def _draw_partners(rng: Random, speakers: list[Speaker], lead: Speaker, work: Work) -> list[Speaker]:
    """One to three others, more often such as do this subject anyway."""
    others = [speaker for speaker in speakers if speaker is not lead]
    close = [speaker for speaker in others if work.subject in speaker.portfolio]
    count = rng.choice((1, 1, 1, 1, 2, 2, 3))
    return rng.sample(close if len(close) >= count and rng.random() < 0.6 else others, count)


def _tell_all(rng: Random, drafts: Drafts, event: str, work: Work, tellers: list[Speaker]) -> None:
    shared = say_summary(rng, tellers[0], fill_slots(rng, work, tellers[0]))
    copies = len(tellers) > 1 and rng.random() < COPIED
    for speaker in tellers:
        own = say_summary(rng, speaker, fill_slots(rng, work, speaker))
        if speaker is tellers[0]:
            own = shared
        elif copies:
            own = copy_summary(rng, shared, own)
        drafts.tell(event, speaker.provider, tell(rng, work, speaker, own))
        if rng.random() < REPEATED:
            drafts.tell(event, speaker.provider, tell(rng, work, speaker, own))
