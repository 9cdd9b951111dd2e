"""The log of releases: what was previewed, held and released, by whom; added to, never changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from warehouse.connections import transaction
from warehouse.name_tables import EDITION
from warehouse.sending_tables import RELEASE_STEP

PREVIEWED, HELD, RELEASED = "previewed", "held", "released"


@dataclass(frozen=True)
class Step:
    """One step of an edition's release.

    Attributes:
        step: previewed, held or released.
        until: of a preview, the last day on which providers may object.
        manifest_sha256: of the edition.json that was looked at.
        said_by: who decided; Concord where its rules did.
    """

    edition_id: str
    step: str
    manifest_sha256: str
    said_by: str
    why: str
    said_at: datetime
    until: date | None = None


@dataclass(frozen=True)
class IssuedRow:
    """An edition as the warehouse knows it.

    Attributes:
        superseded_by: the edition that corrects it; "" while none does.
    """

    edition_id: str
    kind: str
    reader: str
    period_first: date
    period_last: date
    cutoff_load: int
    cutoff_at: datetime | None
    data_sha256: str
    issued_at: datetime
    supersedes: str | None
    notice: str | None
    superseded_by: str = ""


def add_step(connection: Connection, step: Step) -> None:
    """Add a step, in one transaction that is committed here."""
    with transaction(connection):
        connection.execute(sa.insert(RELEASE_STEP).values(asdict(step)))


def read_steps(connection: Connection) -> dict[str, list[Step]]:
    """All steps by edition, the earliest first."""
    query = sa.select(RELEASE_STEP).order_by(RELEASE_STEP.c.edition_id, RELEASE_STEP.c.said_at)
    found: dict[str, list[Step]] = {}
    for row in connection.execute(query).mappings():
        found.setdefault(row["edition_id"], []).append(Step(**{one.name: row[one.name] for one in fields(Step)}))
    return found


def read_editions(connection: Connection, edition_ids: Sequence[str] | None = None) -> list[IssuedRow]:
    """Editions, the earliest first; all, or those that are named."""
    later = EDITION.alias("later")
    by = sa.select(sa.func.coalesce(sa.func.min(later.c.edition_id), "")).where(
        later.c.supersedes == EDITION.c.edition_id
    )
    names = [one.name for one in fields(IssuedRow) if one.name != "superseded_by"]
    query = sa.select(*(EDITION.c[name] for name in names), by.scalar_subquery().label("superseded_by"))
    if edition_ids is not None:
        query = query.where(EDITION.c.edition_id.in_(edition_ids))
    ordered = query.order_by(EDITION.c.issued_at, EDITION.c.edition_id)
    return [IssuedRow(**row) for row in connection.execute(ordered).mappings()]
