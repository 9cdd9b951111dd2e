"""What a page shows of a link's subject: read when it is opened, with the rights of the link's reader and no more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from reports.describing import describe_subject, rows_of, say_when, say_where, status_label
from transforms.overlaps.judgements import ANSWERS, MATCH_WORDS, Word, judge_invitation, judge_match
from transforms.phrases import say_span
from warehouse.copy_out import field_shapes, read_rows
from warehouse.links import PAIR_JOIN, Link
from warehouse.overlap_reading import PAIR_IS
from warehouse.readers import Reader
from warehouse.reading import read_query

_SIDE = (
    "provider_id", "source_record_id", "title", "record_kind", "lifecycle_status", "core_element", "sector", "ta_type",
    "geographic_scope", "acf_region", "jurisdiction", "actual_start", "actual_start_precision", "planned_start",
    "planned_start_precision", "requested_on",
)  # fmt: skip
_FOUND = {
    "opportunity": f"SELECT sentence, disposition FROM mart.overlap WHERE label = 'coordination_opportunity' AND {PAIR_IS}",  # noqa: S608, E501
    "overlap": f"SELECT sentence, disposition FROM mart.overlap WHERE label <> 'coordination_opportunity' AND {PAIR_IS}"  # noqa: S608
    f" UNION ALL SELECT sentence, disposition FROM mart.overlap_review WHERE {PAIR_IS}",
}  # fmt: skip
"""Kind of subject to the query for what Concord found of the pair."""
_FOUND_SURELY = _FOUND["overlap"].partition(" UNION ALL ")[0]
MOST_EARLIER = 10
_EARLIER = f"""SELECT * FROM (
    SELECT given_on, coalesce(about, '') AS about, input_text, disposition, owner_name, coalesce(note, ''), false
    FROM mart.input WHERE from_kind = :kind AND from_whom = :whose
    UNION ALL
    SELECT answered_at::date, concat_ws('{PAIR_JOIN}', provider_id_a || '/' || source_record_id_a,
        provider_id_b || '/' || source_record_id_b, nullif(edition_id, '')), words, '', '', coalesce(message, ''),
        outcome = 'refused'
    FROM mart.answer
    WHERE judgement IS NULL AND outcome <> 'taken' AND reader_kind = :kind AND reader = :whose
) given WHERE :about = '' OR about = :about ORDER BY 1 DESC, disposition, input_text LIMIT :most"""  # noqa: S608  (ours)
_SAID = f"""SELECT party, judgement, until, why AS words, judged_at AS said_at, false AS is_waiting
FROM mart.judgement WHERE is_latest AND {PAIR_IS}
UNION ALL
SELECT reader, judgement, until, words, answered_at, true
FROM mart.answer WHERE judgement IS NOT NULL AND outcome = 'waiting' AND {PAIR_IS}
ORDER BY is_waiting, said_at"""  # noqa: S608  (ours)


@dataclass(frozen=True)
class Side:
    """One record, in words that its reader may read."""

    provider_id: str
    provider_name: str
    is_own: bool
    what: str
    when: str
    where: str
    status: str


@dataclass(frozen=True)
class Said:
    """The latest word of one party, or of the stewards (party "").

    Attributes:
        is_waiting: whether it is still to be taken in.
    """

    party: str
    judgement: str
    until: date | None
    words: str
    said_on: date
    is_waiting: bool


@dataclass(frozen=True)
class Earlier:
    """Input that the reader gave before.

    Attributes:
        disposition: "" while it waits to be taken in.
        owner: who sees to it; may be blank.
        note: what was answered, or why it could not be taken in.
    """

    given_on: date
    about: str
    text: str
    disposition: str
    owner: str
    note: str
    is_refused: bool


@dataclass(frozen=True)
class Seen:
    """A link's subject as its reader may see it.

    Attributes:
        sides: its records, the reader's own first.
        sentence: why Concord shows the pair; "" where it is no pair, or no longer found.
        state: what holds of a pair: a disposition, or a verdict; "" where it is none.
        said: latest word of each who said something to the question that the link asks.
        earlier: input that the reader gave before, the latest first.
        edition: what is known of the edition that is asked about: name to value.
    """

    sides: list[Side]
    sentence: str = ""
    state: str = ""
    said: tuple[Said, ...] = ()
    earlier: tuple[Earlier, ...] = ()
    edition: tuple[tuple[str, str], ...] = ()

    def has_waiting(self, reader: str) -> bool:
        """Whether something that the reader said waits to be taken in."""
        said = self.word_of(reader)
        return bool(said and said.is_waiting) or any(not one.disposition for one in self.earlier)

    def word_of(self, party: str) -> Said | None:
        """What a party said last."""
        return next((one for one in self.said if one.party == party), None)


def act_as(connection: Connection, link: Link) -> None:
    """Read with the rights of the link's reader until the transaction ends."""
    role = Reader(link.reader_kind, link.reader).role
    connection.execute(sa.select(sa.func.set_config("role", role, True)))


def read_seen(connection: Connection, link: Link, today: date) -> Seen | None:
    """What the reader may see of the subject; None where a record of it is not the reader's to see, or is gone.

    Args:
        connection: acts as the reader, see `act_as`.
    """
    sides = _read_sides(connection, link)
    if len(sides) < len(link.subject.keys):
        return None
    if link.party:
        return _read_pair(connection, link, sides, today)
    earlier = _read_earlier(connection, link)
    sentence = _find_pair(connection, link)[0] if len(sides) == 2 else ""
    return Seen(sides, sentence, earlier=earlier, edition=_read_edition(connection, link))


def _read_sides(connection: Connection, link: Link) -> list[Side]:
    if not link.subject.keys:
        return []
    keys = list(zip(*link.subject.keys, strict=True))
    source = (
        "(SELECT r.* FROM mart.record r JOIN unnest(%s::text[], %s::text[]) AS k(p, i)"
        " ON r.provider_id = k.p AND r.source_record_id = k.i) AS sides"
    )
    records = read_rows(connection, field_shapes(_SIDE), source, [list(part) for part in keys])
    names = read_query(connection, "SELECT provider_id, provider_name FROM mart.provider")
    named = dict(names.itertuples(index=False, name=None))
    sides = [_side(row, named, link) for row in rows_of(records)]
    return sorted(sides, key=lambda side: (not side.is_own, side.provider_name))


def _side(row: Mapping[Any, Any], names: Mapping[str, str], link: Link) -> Side:
    provider = str(row["provider_id"])
    is_own = link.reader_kind == "provider" and link.reader == provider
    # The view gives a title only where this reader may read it.
    where = say_where(row)
    return Side(provider, names.get(provider, provider), is_own, describe_subject(row, [provider]), say_when(row),
                where[:1].upper() + where[1:], status_label(row["lifecycle_status"]))  # fmt: skip


def _read_pair(connection: Connection, link: Link, sides: list[Side], today: date) -> Seen:
    sentence, disposition = _find_pair(connection, link)
    question = ANSWERS if link.subject.kind == "opportunity" else MATCH_WORDS
    said = _latest(read_query(connection, _SAID, _pair(link)), question)
    return Seen(sides, sentence, _state(link, said, disposition, today), said)


def _find_pair(connection: Connection, link: Link) -> tuple[str, str]:
    """Sentence and disposition of what Concord finds of the pair; "" where it finds nothing."""
    kind = link.subject.kind
    # Pairs that are too unsure to be shown are the partners' alone.
    query = _FOUND[kind] if kind == "opportunity" or link.reader_kind != "jurisdiction" else _FOUND_SURELY
    found = read_query(connection, query, _pair(link))
    return (str(found["sentence"].iloc[0]), str(found["disposition"].iloc[0])) if len(found) else ("", "")


def _pair(link: Link) -> dict[str, str]:
    (provider_a, record_a), (provider_b, record_b) = link.subject.keys
    return {"provider_a": provider_a, "record_a": record_a, "provider_b": provider_b, "record_b": record_b}


def _read_earlier(connection: Connection, link: Link) -> tuple[Earlier, ...]:
    # On a report, or on anything, it is told of all; on a piece of work of what was said of that.
    about = link.subject.about if link.subject.keys else ""
    values = {"kind": link.reader_kind, "whose": link.reader, "about": about, "most": MOST_EARLIER}
    rows = read_query(connection, _EARLIER, values).itertuples(index=False, name=None)
    return tuple(Earlier(*row) for row in rows)


def _read_edition(connection: Connection, link: Link) -> tuple[tuple[str, str], ...]:
    subject = link.subject
    if not subject.edition:
        return ()
    query = "SELECT period_first, period_last FROM mart.edition WHERE edition_id = :edition"
    period = [say_span(*row) for row in read_query(connection, query, {"edition": subject.edition}).to_numpy()]
    told = {"Report": subject.edition, "Period": period[0] if period else "", "Figure": spoken(subject.figure)}
    return tuple((name, value) for name, value in told.items() if value)


def spoken(name: str) -> str:
    """A figure's name for people: hours_by_intensity is Hours by intensity."""
    words = name.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def _latest(rows: pd.DataFrame, question: Sequence[str]) -> tuple[Said, ...]:
    latest: dict[str, Said] = {}
    for party, judgement, until, words, said_at, is_waiting in rows.itertuples(index=False, name=None):
        if judgement in question:
            last = None if pd.isna(until) else until
            latest[party] = Said(party, judgement, last, words, said_at.date(), is_waiting)
    return tuple(latest.values())


def _state(link: Link, said: Sequence[Said], disposition: str, today: date) -> str:
    """What holds once the answers that wait are taken in, by the rules that will take them in."""
    words = {one.party: _word(order, one, disposition) for order, one in enumerate(said)}
    provider_a, provider_b = (key[0] for key in link.subject.keys)
    if link.subject.kind == "opportunity":
        return judge_invitation(words, provider_a, provider_b, today)[0]
    return judge_match(words, provider_a, provider_b)[0]


def _word(order: int, one: Said, disposition: str) -> Word:
    # What the last search no longer counted was said of other content.
    has_lapsed = one.judgement == "declined" and not one.is_waiting and disposition not in ("declined", "done")
    return Word(order, one.judgement, one.until, one.party, one.party, one.words, None,
                ("content",) if has_lapsed else ())  # fmt: skip


