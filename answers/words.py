"""The words of the pages: what may be answered, what holds, and what is said where a page cannot be shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from answers.seen import Earlier, Said, Seen
from contracts.codes import INPUT_DISPOSITION
from transforms.phrases import say_day
from warehouse.links import Link

CHOICES: Mapping[str, tuple[str, str]] = {
    "acknowledged": ("We have seen it", "You will decide later."),
    "accepted": ("We want to work together", "It counts as accepted once the other party accepts, too."),
    "declined": ("We do not want to", "It comes back only if one of the two reports changes."),
    "snoozed": ("Ask us again later", "Say until when below."),
    "same": ("The same", "Both reports tell of one piece of work. It counts once the other party says so, too."),
    "different": ("Different", "The reports tell of two pieces of work."),
    "unsure": ("We cannot tell", "The pair leaves the list until something new is known of it."),
}
"""Answer to its label and what it does."""

STATES: Mapping[str, str] = {
    "invitation.new": "Nobody has answered yet.",
    "invitation.acknowledged": "It waits for an answer.",
    "invitation.accepted": "Both parties have accepted.",
    "invitation.declined": "It was declined.",
    "invitation.snoozed": "It is put off.",
    "invitation.done": "It is dealt with.",
    "match.": "Nobody has decided yet.",
    "match.proposed_same": "One party says that they are the same; it waits for the other party or a steward.",
    "match.same": "They count as the same.",
    "match.different": "They count as different.",
    "match.unsure": "It is not known.",
}
"""Question and state to what holds."""

SAID: Mapping[str, str] = {
    "acknowledged": "Seen", "accepted": "Accepted", "declined": "Declined", "snoozed": "Put off", "done": "Done",
    "same": "The same", "different": "Different", "unsure": "Cannot tell",
}  # fmt: skip

SHARING: Mapping[str, str] = {
    "partners": "All partners: providers, sponsors and the partners' staff",
    "sponsor_only": "Sponsors and the partners' staff",
    "provider_only": "Only you and the stewards of Concord",
}
"""Sharing levels that a giver may choose, in words."""

_WRITE = "If you need to answer, write to {contact}."
MESSAGES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "wrong": ("This link is not valid", (
        "It may have been cut off or changed on its way: copy all of it from the message into the address line.",
        "If that does not help, write to {contact}.",
    )),
    "expired": ("This link has ended", ("It was good until {when}. What was answered by it stays.", _WRITE)),
    "revoked": ("This link was revoked", ("What was answered by it stays.", _WRITE)),
    "gone": ("There is nothing to show any more", (
        "What this link is about was withdrawn, or is no longer shared with you.", _WRITE,
    )),
    "over": ("This no longer waits for an answer", (
        "The reports changed, or the work is over, so Concord no longer finds this pair. What was answered stays.",
        _WRITE,
    )),
    "form": ("This form cannot be used", (
        "It was open for more than a day, or is not of this link. Nothing was noted.",
        "Open the link from the message again and answer anew.",
    )),
    "large": ("This is too long", ("Nothing was noted. Go back, shorten the text and send it again.",)),
    "often": ("Too many requests", ("Nothing was noted. Wait some minutes, then try again.",)),
    "method": ("This cannot be done here", ("Open the link from the message.",)),
    "away": ("Answers cannot be taken just now", (
        "Nothing was noted. Try again in some minutes.", "If it lasts, write to {contact}.",
    )),
}  # fmt: skip
"""Name to heading and lines; {contact} is to whom readers write, {when} a day."""


NOTED: Mapping[str, str] = {
    "invitation": "Your answer was noted. It is taken in with the next night. You may answer again: the latest counts.",
    "match": "Your answer was noted. It is taken in with the next night. You may answer again: the latest counts.",
    "input": "Your input was noted. It is taken in with the next night. You may send more.",
}
"""Question to what is said once an answer to it is noted."""

HEADINGS: Mapping[str, tuple[str, str]] = {
    "figure": ("Object to a figure, or say something on it",
               "Say what is not right, and how you know. The report is corrected, or you are told why not."),
    "edition": ("Input on a report", "Say what should be added, changed or done."),
    "record": ("Input on a piece of work", "Say what the partners should know of this work, or do."),
    "overlap": ("Input on two pieces of work", "Say what the partners should know of these two, or do."),
    "opportunity": ("Input on an invitation to work together", "Say what the two should know, or do."),
    "free": ("Input to the partners", "Say what the partners should know, or do."),
}
"""What input is asked on to heading and lead."""


@dataclass(frozen=True)
class Told:
    """What one party of a pair said: the party's name, the answer in words, and why."""

    who: str
    answer: str
    why: str


def say_said(link: Link, seen: Seen, names: Mapping[str, str]) -> list[Told]:
    """What each side of a pair has said, the reader first; a steward where one did. Nothing for what is no pair."""
    if not link.party:
        return []
    parties = [link.reader, *sorted(side.provider_id for side in seen.sides if not side.is_own)]
    told = [_tell("You" if party == link.reader else names[party], seen.word_of(party)) for party in parties]
    steward = seen.word_of("")
    return [*told, *([_tell("A steward", steward)] if steward else [])]


def say_earlier(earlier: Sequence[Earlier]) -> list[dict[str, str]]:
    """Input that the reader gave before, and what became of it."""
    return [
        {"given": say_day(one.given_on), "about": one.about, "text": one.text, "became": _became(one)}
        for one in earlier
    ]  # fmt: skip


def _became(one: Earlier) -> str:
    if one.is_refused:
        return f"It could not be taken in: {one.note}."
    if not one.disposition:
        return "Noted; it is taken in with the next night."
    owner = f" {one.owner} sees to it." if one.owner else ""
    note = f" “{one.note}”" if one.note else ""
    return f"{INPUT_DISPOSITION.get(one.disposition, one.disposition)}.{owner}{note}"


def _tell(who: str, said: Said | None) -> Told:
    if said is None:
        return Told(who, "No answer yet", "")
    until = f", until {say_day(said.until)}" if said.until else ""
    return Told(who, f"{SAID[said.judgement]}{until} ({say_day(said.said_on)})", said.words)
