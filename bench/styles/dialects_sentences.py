"""Titles and summaries in a speaker's own language, and what is copied between partners."""

from __future__ import annotations

from random import Random

from bench.styles.dialects_lexicon import AIMS, FORMS, GROUPS, SUBJECTS
from bench.styles.dialects_speakers import Speaker, say
from bench.styles.dialects_work import Work, place_name
from contracts.jurisdictions import STATES

_SENTENCES = (
    (
        "We held {a_form} on {subject} with {group}.",
        "{Group} in {place} wanted to know more about {subject}.",
        "We talked about {detail} and what to do next.",
        "It went well and people had a lot of questions.",
        "We will call the {agency} again in a few weeks.",
    ),
    (
        "This {form} examined {subject} in the context of {aim}.",
        "Participants ({group}) engaged with evidence on {subject}, including {detail}.",
        "The {agency} identified {aim} as an area of need.",
        "Implementation drivers and barriers were explored.",
        "Evaluation data will inform subsequent activities.",
    ),
    (
        "Pursuant to the work plan, {a_form} was delivered to {group}.",
        "Topics addressed: {subject}; {detail}.",
        "Recipient: {agency}. Status of {aim}: on schedule.",
        "No corrective action is required at this time.",
        "The region was notified and a report is on file.",
    ),
    (
        "Together with {group}, we imagined what {subject} could be in {place}.",
        "Families were at the table when {detail} was discussed.",
        "We honored the wisdom of {group} throughout {aim}.",
        "Those closest to the work led the way.",
        "The {agency} committed to listening more deeply.",
    ),
    (
        "Delivered {form} ({aim}) to {group}; scope: {subject}.",
        "Key inputs: {detail}, current-state review, stakeholder map.",
        "Client {agency} signed off on next milestones.",
        "Takeaways and action items circulated within 48 hours.",
        "Risks: staff turnover, competing priorities.",
    ),
)
"""By way of speaking; the last two of each say nothing of the work and stand in many reports."""


def fill_slots(rng: Random, work: Work, speaker: Speaker) -> dict[str, str]:
    """The concepts of the work in the speaker's words, now and then with somebody else's."""
    subject = say(rng, SUBJECTS[work.subject].words, speaker.subjects[work.subject])
    group = say(rng, GROUPS[work.group][0], speaker.groups[work.group])
    form = say(rng, FORMS[work.form], speaker.forms[work.form])
    return {
        "subject": subject,
        "Subject": subject[:1].upper() + subject[1:],
        "form": form,
        "a_form": f"{'an' if form[0] in 'aeiou' else 'a'} {form}",
        "aim": say(rng, AIMS[work.aim], speaker.aims[work.aim]),
        "group": group,
        "Group": group[:1].upper() + group[1:],
        "detail": work.detail,
        "place": place_name(work),
        "agency": agency_name(work, speaker.naming),
        "short": work.places[0] if work.places and work.places[0] in STATES else place_name(work),
        "year": f"FY{(work.sessions[0].year + (work.sessions[0].month > 9)) % 100}",
        "month": work.sessions[0].strftime("%b %Y"),
    }


_TITLES = (
    "{place}: {form} on {subject}",
    "{Subject} {form}",
    "{form}/{subject}/{group}",
    "Supporting {place} with {aim} of {subject}",
    "{short} {year} – {subject}",
    "{agency} – {subject} {aim}",
    "{form}: {subject} with {group} ({detail})",
    "{Group} {form}, {detail}",
    "{Subject}: {aim}, {month}",
    "{place} {detail} {form}",
)  # fmt: skip


def say_title(rng: Random, work: Work, speaker: Speaker, slots: dict[str, str]) -> str:
    """A title as this speaker makes them; some write all in capitals."""
    pattern = speaker.title if rng.random() < 0.85 else rng.randrange(len(_TITLES))
    title = _TITLES[pattern].format_map(slots)
    title = title[:1].upper() + title[1:]
    return title.upper() if speaker.way == 2 and speaker.title in (1, 5) else title


def say_summary(rng: Random, speaker: Speaker, slots: dict[str, str]) -> list[str]:
    """Two to four sentences in the speaker's way of speaking, the first of them about the work."""
    sentences = _SENTENCES[speaker.way]
    about, phrases = rng.sample(sentences[:3], rng.choice((1, 2, 2, 3))), rng.sample(sentences[3:], rng.choice((0, 1)))
    return [sentence.format_map(slots) for sentence in (*about, *phrases)]


def copy_summary(rng: Random, theirs: list[str], own: list[str]) -> list[str]:
    """The partner's text taken over: whole, its beginning, or between own sentences."""
    lot = rng.random()
    if lot < 0.35:
        return theirs
    if lot < 0.7:
        return [*theirs[: rng.randint(1, len(theirs))], *own[-1:]]
    return [*own[:1], " ".join(theirs)[: rng.randint(60, 160)]]


def agency_name(work: Work, naming: int) -> str:
    """The agency as a speaker writes it: whole, letters only, its office first, or without its place."""
    kind, of = work.agency
    if work.scope in ("regional", "national"):
        return ("Regional partners", "Grantees", "TA network", "Administrators")[naming]
    place = place_name(work).split(" (")[0]
    if naming == 0:
        return f"{place} {kind} {of}"
    if naming == 1:
        capitals = "".join(word[0] for word in f"{kind} {of}".split() if word[0].isupper())
        return f"{work.places[0].removeprefix('TR-')} {capitals}"
    return f"{of.removeprefix('of ').removeprefix('for ')} {kind}, {place}" if naming == 2 else f"{kind} {of}"
