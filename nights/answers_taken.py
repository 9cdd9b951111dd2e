"""What readers answered by links, taken into the logs of judgements and input as the commands for them do it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from contracts.errors import UsageWrong
from nights.answer_settings import AnswerSettings
from nights.judgement_file import Line
from nights.judgements import note_judgements
from nights.partner_input import answer_input, note_input
from nights.settings import Settings
from nights.warehouse_access import open_warehouse
from transforms.overlaps.judgements import AS_PROVIDER, PAIR
from warehouse.answers import Answer, Outcome, note_outcomes, waiting_answers
from warehouse.inputs import known_inputs, last_answer
from warehouse.links import Link

Waiting = tuple[Link, Answer]
TAKEN, REFUSED = "taken", "refused"
BY_CONCORD = "Concord"


def take_answers(settings: Settings, *, at: datetime | None = None) -> list[Outcome]:
    """Take in what waits, in the order in which it was answered; the next search for overlaps counts it.

    What could not count any more (a record that was withdrawn or closed meanwhile) is refused, with the reason. One
    that was stopped half-way is taken in again: what the logs hold already, they do not hold twice.

    Args:
        at: when it is taken in; now when left out.

    Raises:
        WarehouseUnavailable, LandingUnavailable: run it again.
    """
    with open_warehouse(settings).connect() as connection:
        waiting = waiting_answers(connection)
    if not waiting:
        return []
    outcomes = [
        *_take_judgements(settings, [one for one in waiting if one[1].judgement is not None]),
        *(_take_input(settings, *one) for one in waiting if one[1].judgement is None),
    ]
    with open_warehouse(settings).connect() as connection:
        note_outcomes(connection, outcomes, at=at or datetime.now(UTC))
    return outcomes


def _take_judgements(settings: Settings, waiting: Sequence[Waiting]) -> list[Outcome]:
    if not waiting:
        return []
    taken = note_judgements(settings, [_line(number, *one) for number, one in enumerate(waiting)])
    wrong: dict[int, str] = {mistake.line: mistake.message for mistake in reversed(taken.mistakes)}
    return [
        Outcome(answer.answer_id, REFUSED, wrong[number]) if number in wrong
        else Outcome(answer.answer_id, TAKEN, load_number=taken.load_number)
        for number, (_, answer) in enumerate(waiting)
    ]  # fmt: skip


def _line(number: int, link: Link, answer: Answer) -> Line:
    keys = [part for key in link.subject.keys for part in key]
    said = {
        "judgement": answer.judgement or "", "by": f"{AS_PROVIDER}{link.reader}", "why": answer.words,
        "until": answer.until.isoformat() if answer.until else "",
    }  # fmt: skip
    return Line(number, {**dict(zip(PAIR, keys, strict=True)), **said}, answer.answered_at)


def _take_input(settings: Settings, link: Link, answer: Answer) -> Outcome:
    """Input gets an owner with its first answer, so that whoever gave it sees that it is known."""
    line = {
        "from": f"{link.reader_kind}:{link.reader}", "about": _about(link), "text": _text(link, answer),
        "by": answer.given_by, "on": answer.answered_at.date().isoformat(), "sharing": answer.sharing_level or "",
    }  # fmt: skip
    try:
        noted = note_input(settings, [line], at=answer.answered_at)
    except UsageWrong as error:
        return Outcome(answer.answer_id, REFUSED, error.message)
    input_id = noted[0].input_id if noted else _noted_before(settings, link, answer)
    if input_id and not _has_owner(settings, input_id):
        answer_input(settings, input_id, "acknowledged", owner=AnswerSettings.read(settings).owner, by=BY_CONCORD)
    return Outcome(answer.answer_id, TAKEN, input_id=input_id or None)


def _has_owner(settings: Settings, input_id: str) -> bool:
    with open_warehouse(settings).connect() as connection:
        return last_answer(connection, input_id) is not None


def _about(link: Link) -> str:
    plain = replace(link.subject, figure="")
    return "" if plain.kind == "free" else str(plain)


def _text(link: Link, answer: Answer) -> str:
    return f"On the figure {link.subject.figure}: {answer.words}" if link.subject.figure else answer.words


def _noted_before(settings: Settings, link: Link, answer: Answer) -> str:
    """Number of the input that says just this; "" where none does."""
    with open_warehouse(settings).connect() as connection:
        known = known_inputs(connection).values()
    said = (link.reader_kind, link.reader, link.subject.about, _text(link, answer))
    same = [one.input_id for one in known if (one.from_kind, one.from_whom, one.about, one.input_text) == said]
    return same[-1] if same else ""
