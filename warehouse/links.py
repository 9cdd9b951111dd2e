"""Links by which one reader answers on one subject: made, found, revoked, listed.

What stands here lets nobody make a link: its signature, which needs the secret, is kept nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import Connection

from contracts.codes import INPUT_ABOUT
from contracts.contract import nearest
from contracts.errors import UsageWrong
from warehouse.connections import transaction
from warehouse.link_tables import LINK, LINK_END
from warehouse.reading import read_query
from warehouse.rights import BY_LINK

Key = tuple[str, str]
"""Provider and identifier of a record."""

PAIR_JOIN = " + "
PAIR_KINDS = ("opportunity", "overlap")


@dataclass(frozen=True)
class Subject:
    """What a link asks about.

    Attributes:
        kind: opportunity or overlap, of two records; record; edition; or free, for input on anything.
        keys: of the records, the smaller first.
        edition: edition_id, where it asks about one.
        figure: name of a figure of that edition; "" for all of it.
    """

    kind: str
    keys: tuple[Key, ...] = ()
    edition: str = ""
    figure: str = ""

    @classmethod
    def of_pair(cls, kind: str, one: Key, other: Key) -> Subject:
        """An invitation (opportunity) or two records that may be one (overlap), whichever record stands first."""
        return cls(kind, (min(one, other), max(one, other)))

    @classmethod
    def read(cls, written: str) -> Subject:
        """A subject as people write it: opportunity:A/1 + B/2, overlap:…, record:A/1, edition:ID#FIGURE, free.

        Raises:
            UsageWrong: it is none.
        """
        kind, _, rest = written.strip().partition(":")
        if kind not in INPUT_ABOUT:
            raise UsageWrong(f"{written!r} is no subject of a link", mend=nearest(kind, INPUT_ABOUT))
        if kind == "free":
            return cls(kind)
        if kind == "edition":
            name, _, figure = rest.strip().partition("#")
            if name:
                return cls(kind, edition=name, figure=figure)
        parts = [part.strip().partition("/") for part in rest.split(PAIR_JOIN)]
        keys = tuple(sorted((provider, record) for provider, _, record in parts if provider and record))
        if kind == "edition" or len(keys) != (1 if kind == "record" else 2):
            mend = "write opportunity:A/1 + B/2, overlap:A/1 + B/2, record:A/1, edition:ID or free"
            raise UsageWrong(f"{written!r} names no {kind}", mend=mend)
        return cls(kind, keys)

    @property
    def about(self) -> str:
        """The records as input names them: A/1, or A/1 + B/2; the edition; or nothing."""
        return PAIR_JOIN.join("/".join(key) for key in self.keys) or self.edition

    def __str__(self) -> str:
        about = f"{self.about}#{self.figure}" if self.figure else self.about
        return f"{self.kind}:{about}" if about else self.kind


@dataclass(frozen=True)
class Link:
    """A link, without its signature.

    Attributes:
        reader_kind, reader: for whom: provider and slug, sponsor and office, jurisdiction and code.
        edition: edition in which it stands, or "".
        made_at, expires_at: UTC.
        is_revoked: whether somebody ended it before its time.
    """

    link_id: str
    reader_kind: str
    reader: str
    subject: Subject
    edition: str
    made_at: datetime
    made_by: str
    expires_at: datetime
    is_revoked: bool = field(default=False, compare=False)

    @property
    def party(self) -> str:
        """The provider as which its reader judges the pair; "" for readers who judge none."""
        is_party = self.reader_kind == "provider" and self.reader in {provider for provider, _ in self.subject.keys}
        return self.reader if is_party and self.subject.kind in PAIR_KINDS else ""


def require_bound(link: Link) -> None:
    """Refuse a link that nobody could answer by.

    Raises:
        UsageWrong: such readers get no links, or the reader has no part in the pair.
    """
    if link.reader_kind not in BY_LINK:
        raise UsageWrong(f"{link.reader_kind!r} answers by no link", mend=f"name one of {', '.join(BY_LINK)}")
    if link.reader_kind == "provider" and link.subject.kind in PAIR_KINDS and not link.party:
        who = " and ".join(provider for provider, _ in link.subject.keys)
        raise UsageWrong(f"{link.reader} has no part in {link.subject}", mend=f"make it for {who}")


def add_links(connection: Connection, links: Sequence[Link]) -> list[Link]:
    """Keep links that are not there yet, in one transaction that is committed here.

    Returns:
        All of them as they stand: one that was there keeps its time.
    """
    for link in links:
        require_bound(link)
    if not links:
        return []
    with transaction(connection):
        connection.execute(insert(LINK).values([_row(link) for link in links]).on_conflict_do_nothing())
    standing = {link.link_id: link for link in read_links(connection, [link.link_id for link in links])}
    return [standing[link.link_id] for link in links]


def find_link(connection: Connection, link_id: str) -> Link | None:
    """A link by its identifier; None where there is none."""
    return next(iter(read_links(connection, [link_id])), None)


def end_links(connection: Connection, link_ids: Iterable[str], *, by: str, why: str, at: datetime) -> int:
    """Revoke links, in one transaction that is committed here; returns how many stood until then."""
    rows = [{"link_id": one, "ended_at": at, "ended_by": by, "why": why} for one in sorted(set(link_ids))]
    if not rows:
        return 0
    with transaction(connection):
        ended = insert(LINK_END).values(rows).on_conflict_do_nothing().returning(LINK_END.c.link_id)
        return len(connection.execute(ended).all())


def list_links(connection: Connection) -> pd.DataFrame:
    """All links, the latest first: link_id, reader_kind, reader, about, edition_id, made_at, made_by, expires_at,
    state (open, expired, revoked), answers."""
    query = f"""SELECT l.link_id, l.reader_kind, l.reader, l.about_kind || coalesce(':' || nullif(
            concat_ws('{PAIR_JOIN}', l.provider_id_a || '/' || l.source_record_id_a,
                l.provider_id_b || '/' || l.source_record_id_b), ''), '') AS about,
        l.edition_id, l.made_at, l.made_by, l.expires_at,
        CASE WHEN e.link_id IS NOT NULL THEN 'revoked' WHEN l.expires_at <= now() THEN 'expired' ELSE 'open' END
            AS state,
        (SELECT count(*) FROM core.answer a WHERE a.link_id = l.link_id) AS answers
    FROM core.link l LEFT JOIN core.link_end e USING (link_id) ORDER BY l.made_at DESC, l.link_id"""  # noqa: S608  (ours)
    return read_query(connection, query)


def read_links(connection: Connection, link_ids: Sequence[str]) -> list[Link]:
    """Links by their identifiers, those that there are."""
    query = (
        sa.select(LINK, LINK_END.c.link_id.is_not(None).label("is_revoked"))
        .select_from(LINK.outerjoin(LINK_END, LINK.c.link_id == LINK_END.c.link_id))
        .where(LINK.c.link_id.in_(link_ids))
    )
    return [_of_row(row) for row in connection.execute(query).mappings()]


def _row(link: Link) -> dict[str, Any]:
    subject = link.subject
    (provider_a, record_a), (provider_b, record_b) = [*subject.keys, (None, None), (None, None)][:2]
    return {
        "link_id": link.link_id, "reader_kind": link.reader_kind, "reader": link.reader, "about_kind": subject.kind,
        "provider_id_a": provider_a, "source_record_id_a": record_a, "provider_id_b": provider_b,
        "source_record_id_b": record_b, "edition_id": subject.edition or link.edition, "figure": subject.figure,
        "made_at": link.made_at, "made_by": link.made_by, "expires_at": link.expires_at,
    }  # fmt: skip


def _of_row(row: sa.RowMapping) -> Link:
    sides = [(row[f"provider_id_{side}"], row[f"source_record_id_{side}"]) for side in "ab"]
    edition = row["edition_id"]
    subject = Subject(
        row["about_kind"], tuple((p, r) for p, r in sides if p is not None),
        edition if row["about_kind"] == "edition" else "", row["figure"],
    )  # fmt: skip
    named = {name: row[name] for name in ("link_id", "reader_kind", "reader", "made_at", "made_by", "expires_at")}
    return Link(subject=subject, edition=edition, is_revoked=row["is_revoked"], **named)
