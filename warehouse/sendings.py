"""The ledger of sendings: claim a try and commit, send, note how it ended. Nothing is sent twice, nothing is forgotten.

While a try is under way its process holds a lock of its session. So a claim that nobody ended and nobody holds was
left by a crash: what may be repeated without harm (a file in its place) is, a mail waits for a person.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import blake2b

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on, insert
from sqlalchemy.engine import Connection

from contracts.errors import UsageWrong
from warehouse.connections import transaction
from warehouse.sending_tables import SENDING, SENDING_WORD

CLAIMED, ACCEPTED, DEFERRED, REFUSED, IN_DOUBT = "claimed", "accepted", "deferred", "refused", "in_doubt"
ARRIVED, AGAIN, DROPPED = "arrived", "again", "dropped"
DONE = (ACCEPTED, ARRIVED, DROPPED)
TO_SEND = (DEFERRED, AGAIN)
FOR_A_PERSON = (CLAIMED, REFUSED, IN_DOUBT)
REPEATABLE = ("folder", "bucket")
"""Routes on which sending the same again changes nothing."""


@dataclass(frozen=True, order=True)
class Sending:
    """An edition, or its preview, to one recipient by one route: what must happen once."""

    edition_id: str
    recipient_id: str
    route: str
    purpose: str

    @property
    def lock(self) -> int:
        """Number of the lock that whoever sends it holds."""
        told = "\x1f".join(asdict(self).values())
        return int.from_bytes(blake2b(told.encode(), digest_size=8, person=b"sending").digest(), "big", signed=True)


@dataclass(frozen=True)
class Target:
    """Where a try goes, for whom it is read, and what is sent."""

    reader_kind: str
    reader: str
    address: str
    message_id: str
    manifest_sha256: str


@dataclass(frozen=True)
class Standing:
    """How a sending stands after its last try.

    Attributes:
        outcome: a code of the list delivery_outcome.
        said_at: when that was said; when it was claimed, while nothing was.
    """

    tries: int
    outcome: str
    words: str
    said_at: datetime


@contextmanager
def claim(connection: Connection, sending: Sending, target: Target, *, by: str, at: datetime) -> Iterator[int | None]:
    """Claim one try, committed before the inside begins; nobody else claims it until the inside has ended.

    Gives:
        Number of the try; None where nothing is to be sent: it is done, waits for a person, or is being sent now.
    """
    with _held(connection, sending) as is_held:
        yield _claim(connection, sending, target, by, at) if is_held else None


def note(
    connection: Connection, sending: Sending, number: int, outcome: str, words: str, *, by: str, at: datetime
) -> None:
    """Note how a try ended, in one transaction that is committed here."""
    said = {"outcome": outcome, "words": words, "said_by": by, "said_at": at}
    with transaction(connection):
        connection.execute(sa.insert(SENDING_WORD).values(**asdict(sending), try_number=number, **said))


def decide(connection: Connection, sending: Sending, outcome: str, words: str, *, by: str, at: datetime) -> None:
    """Note what a person decides of a sending: it arrived, is to be sent again, or not any more.

    Raises:
        UsageWrong: nothing was tried, it is done, or it is being sent at this moment.
    """
    told = f"{sending.edition_id} to {sending.recipient_id} by {sending.route}"
    with _held(connection, sending) as is_held:
        if not is_held:
            raise UsageWrong(f"{told} is being sent at this moment", mend="look again in a minute")
        standing = read_standings(connection, [sending.edition_id]).get(sending)
        if standing is None:
            raise UsageWrong(f"{told} was never tried", mend="mart.delivery shows what was tried")
        if standing.outcome in (ARRIVED, DROPPED) or (standing.outcome == ACCEPTED and outcome != AGAIN):
            raise UsageWrong(f"{told} is settled: {standing.outcome}", mend="mart.delivery shows how it ended")
        note(connection, sending, standing.tries, outcome, words, by=by, at=at)


def read_standings(connection: Connection, editions: list[str] | None = None) -> dict[Sending, Standing]:
    """How all sendings stand that were tried, or those of some editions."""
    word = (
        sa.select(SENDING_WORD)
        .where(*(SENDING_WORD.c[name] == SENDING.c[name] for name in (*Sending.__match_args__, "try_number")))
        .order_by(SENDING_WORD.c.said_at.desc())
        .limit(1)
        .lateral("word")
    )
    key = [SENDING.c[name] for name in Sending.__match_args__]
    query = (
        sa.select(*key, SENDING.c.try_number, SENDING.c.claimed_at, word.c.outcome, word.c.words, word.c.said_at)
        .select_from(SENDING.outerjoin(word, sa.true()))
        .ext(distinct_on(*key))
        .order_by(*key, SENDING.c.try_number.desc())
    )
    if editions is not None:
        query = query.where(SENDING.c.edition_id.in_(editions))
    return {
        Sending(*row[:4]): Standing(
            row.try_number, row.outcome or CLAIMED, row.words or "", row.said_at or row.claimed_at
        )
        for row in connection.execute(query)
    }


def is_being_sent(connection: Connection, sending: Sending) -> bool:
    """Whether some process is sending it at this moment."""
    with _held(connection, sending) as is_held:
        return not is_held


def _claim(connection: Connection, sending: Sending, target: Target, by: str, at: datetime) -> int | None:
    with transaction(connection):
        last = read_standings(connection, [sending.edition_id]).get(sending)
        if last is not None and not _may_go_on(last, sending.route):
            return None
        number = last.tries + 1 if last else 1
        row = {**asdict(sending), **asdict(target), "try_number": number, "claimed_at": at, "claimed_by": by}
        made = connection.execute(insert(SENDING).values(row).on_conflict_do_nothing().returning(SENDING.c.try_number))
        return number if made.first() else None


def _may_go_on(last: Standing, route: str) -> bool:
    return last.outcome in TO_SEND or (route in REPEATABLE and last.outcome in (CLAIMED, IN_DOUBT))


@contextmanager
def _held(connection: Connection, sending: Sending) -> Iterator[bool]:
    """Hold the lock of a sending, if nobody does; gives whether."""
    with transaction(connection):
        is_held = bool(connection.scalar(sa.select(sa.func.pg_try_advisory_lock(sending.lock))))
    try:
        yield is_held
    finally:
        # With the session goes the lock: of a connection that broke there is nothing to undo.
        if is_held and not connection.closed and not connection.invalidated:
            with transaction(connection):
                connection.execute(sa.select(sa.func.pg_advisory_unlock(sending.lock)))
