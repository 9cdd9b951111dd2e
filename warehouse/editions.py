"""Issued reports: each is written down once, with what it knew; a later one of the same period supersedes it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from warehouse.connections import transaction
from warehouse.name_tables import EDITION

_LOCK = 0x65646974696F6E00


@dataclass(frozen=True)
class Issued:
    """A report that was made.

    Attributes:
        kind: sponsor, workgroup, jurisdiction, digest or evaluation.
        reader: office, provider or jurisdiction that it is for, or all.
        period_first, period_last: days that it tells of.
        cutoff_load, cutoff_at: the last load in its figures; 0 and None before the first.
        data_sha256: of its data, without edition, load and moment.
        notice: what its readers must know.
    """

    kind: str
    reader: str
    period_first: date
    period_last: date
    cutoff_load: int
    cutoff_at: datetime | None
    data_sha256: str
    code_version: str
    notice: str | None = None


def keep_edition(connection: Connection, issued: Issued) -> str:
    """Write down that a report was issued, in one transaction that is committed here; returns its edition_id.

    Nothing is written when the last edition of the same kind, reader and period has the same data.
    """
    same = sa.and_(*(EDITION.c[name] == getattr(issued, name) for name in
                     ("kind", "reader", "period_first", "period_last")))  # fmt: skip
    with transaction(connection):
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
        earlier = connection.execute(sa.select(EDITION).where(same).order_by(EDITION.c.issued_at)).mappings().all()
        if earlier and earlier[-1]["data_sha256"] == issued.data_sha256:
            return str(earlier[-1]["edition_id"])
        name = f"{issued.kind}.{issued.reader}.{issued.period_last}"
        edition_id = f"{name}.{len(earlier) + 1}" if earlier else name
        connection.execute(
            sa.insert(EDITION).values(
                edition_id=edition_id, issued_at=sa.func.clock_timestamp(),
                supersedes=earlier[-1]["edition_id"] if earlier else None, **asdict(issued),
            )
        )  # fmt: skip
    return edition_id
