"""Overlaps: the records that may be matched, what changed since the last search, and what was found before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from contracts.codes import IN_SCOPE, SHARED_WITH_PARTNERS
from contracts.fields import FIELDS
from transforms.overlaps.matched import ALSO_READ, COLUMNS
from warehouse.copy_out import Shape, field_shapes, read_rows
from warehouse.deliveries import GOOD_VERDICTS
from warehouse.overlap_tables import OVERLAP_LEFT, OVERLAP_SEARCH
from warehouse.tables import LOAD

KEYS = ("provider_id", "source_record_id")

MATCHABLE: dict[str, Shape] = {
    **field_shapes([name for name in (*COLUMNS, *ALSO_READ) if name in FIELDS]), "title_key": "text",
}  # fmt: skip
"""Columns of the records that matching reads, with their shape."""


@dataclass(frozen=True)
class SearchFacts:
    """What a search knew, so that the next one looks only at what changed since.

    Attributes:
        read_through: number of the last load that was in the records searched.
        rules_version: versions of the rules and of the model.
        provider_names: slug to name, as sentences tell it.
    """

    read_through: int
    rules_version: str
    provider_names: Mapping[str, str]

    def searches_anew(self, last: SearchFacts | None) -> bool:
        """Whether what the last search found does not stand: other rules, another model, or a renamed provider."""
        if last is None or last.rules_version != self.rules_version:
            return True
        return any(self.provider_names.get(slug, name) != name for slug, name in last.provider_names.items())


def read_matchable(connection: Connection) -> pd.DataFrame:
    """The records that matching may see: they stand, are in scope, and are shared with all partners.

    Returns:
        MATCHABLE, the columns that the rules read; one row a record, in no order. Free text is compared, never told.
    """
    source = (
        "core.record_version WHERE known_to_load IS NULL AND record_state <> 'retracted'"
        " AND scope_class = ANY(%s) AND sharing_level = ANY(%s)"
    )
    parameters = (sorted(IN_SCOPE), sorted(SHARED_WITH_PARTNERS))
    return read_rows(connection, MATCHABLE, source, parameters)


def last_load(connection: Connection) -> int:
    """Number of the last load; 0 before the first."""
    return int(connection.execute(sa.select(sa.func.coalesce(sa.func.max(LOAD.c.load_number), 0))).scalar_one())


def last_search(connection: Connection) -> SearchFacts | None:
    """What the last search that is stored knew; None before the first."""
    names = SearchFacts.__dataclass_fields__
    query = sa.select(*(OVERLAP_SEARCH.c[name] for name in names)).order_by(OVERLAP_SEARCH.c.known_from_load.desc())
    row = connection.execute(query.limit(1)).mappings().first()
    return None if row is None else SearchFacts(**row)


def read_left(connection: Connection) -> bytes | None:
    """What the last search left for the next one; None before the first, and where the last one left nothing."""
    last = sa.select(sa.func.max(OVERLAP_SEARCH.c.known_from_load)).scalar_subquery()
    content: bytes | None = connection.execute(
        sa.select(OVERLAP_LEFT.c.content).where(OVERLAP_LEFT.c.known_from_load == last)
    ).scalar_one_or_none()
    return content


def current_providers(connection: Connection, night: date) -> list[str]:
    """Providers whose last good report may still stand in at the end of a night."""
    query = sa.text(
        "SELECT p.provider_id FROM core.provider p WHERE p.report_kind = 'record' AND EXISTS ("
        "SELECT FROM core.delivery d WHERE d.provider_id = p.provider_id AND d.known_to_load IS NULL"
        " AND d.verdict = ANY(:good)"
        " AND d.received_at + make_interval(days => p.stands_in_days + 1) > CAST(:night AS timestamptz))"
        " ORDER BY 1"
    )
    return list(connection.scalars(query, {"good": list(GOOD_VERDICTS), "night": f"{night} 23:59:59+00"}))


def changed_since(connection: Connection, load_number: int) -> pd.DataFrame:
    """Keys of the records of which something else is believed, or that were judged, since after a load.

    Returns:
        provider_id, source_record_id; a key once.
    """
    sources = [
        f"SELECT provider_id, source_record_id FROM core.record_version WHERE {when} > %s"  # noqa: S608  (ours)
        for when in ("known_from_load", "known_to_load")
    ]
    sources += [
        f"SELECT provider_id_{side}, source_record_id_{side} FROM core.judgement WHERE known_from_load > %s"  # noqa: S608
        for side in "ab"
    ]
    source = f"({' UNION '.join(sources)}) AS changed"
    return read_rows(connection, dict.fromkeys(KEYS, "text"), source, (load_number,) * len(sources))
