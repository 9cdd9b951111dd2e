"""What people read of overlaps, pair by pair: lists, and one pair with all that is known; with the reader's rights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from contracts.fields import FIELDS
from transforms.overlaps.judgements import Key
from warehouse.mart.record import NEVER_SHOWN
from warehouse.reading import read_query, see_past

PAIR_IS = (
    "(provider_id_a, source_record_id_a, provider_id_b, source_record_id_b)"
    " = (:provider_a, :record_a, :provider_b, :record_b)"
)
_WHERE = {
    "label": "o.label = :label",
    "disposition": "o.disposition = :disposition",
    "provider": "(o.provider_id_a = :provider OR o.provider_id_b = :provider)",
    "jurisdiction": "EXISTS (SELECT FROM mart.record r WHERE (r.provider_id, r.source_record_id) IN"
    " ((o.provider_id_a, o.source_record_id_a), (o.provider_id_b, o.source_record_id_b))"
    " AND CAST(:jurisdiction AS text) = ANY(r.jurisdiction))",
}
_VIEWS = {
    "overlap": "label, probability DESC NULLS LAST, score DESC",
    "overlap_review": "worth DESC",
    "contradiction": "message",
}
_PAIR_ORDER = "provider_id_a, source_record_id_a, provider_id_b, source_record_id_b"


@dataclass(frozen=True)
class PairStory:
    """All that a reader may see of one pair of records.

    Attributes:
        records: canonical column to what each side says; a side that is not there has no column.
        overlap: the row of mart.overlap or else of mart.overlap_review; None where the pair is in neither.
        judgements: rows of mart.judgement on it, in their order.
        contradictions: messages.
        changed: one row a field that says something else than when the pair was last judged: side, field, then, now.
    """

    records: Mapping[tuple[str, str], Mapping[str, Any]]
    overlap: Mapping[str, Any] | None
    judgements: pd.DataFrame
    contradictions: list[str]
    changed: pd.DataFrame


def list_overlaps(connection: Connection, view: str = "overlap", *, limit: int, **chosen: str) -> pd.DataFrame:
    """Rows of mart.overlap, mart.overlap_review or mart.contradiction, best first.

    Args:
        chosen: label, disposition, provider, jurisdiction; blank ones choose all.
    """
    given = {name: value for name, value in chosen.items() if value}
    where = " AND ".join(_WHERE[name] for name in given) or "true"
    query = f"SELECT * FROM mart.{view} o WHERE {where} ORDER BY {_VIEWS[view]}, {_PAIR_ORDER} LIMIT :limit"  # noqa: S608
    return read_query(connection, query, {**given, "limit": limit})


def read_pair(connection: Connection, key: Key) -> PairStory:
    """One pair of records, the smaller key first, as the reader may see it."""
    pair = dict(zip(("provider_a", "record_a", "provider_b", "record_b"), key, strict=True))
    overlap = None
    for view in ("overlap", "overlap_review"):
        found = read_query(connection, f"SELECT * FROM mart.{view} WHERE {PAIR_IS}", pair)  # noqa: S608  (ours)
        if overlap is None and len(found):
            overlap = {str(name): value for name, value in found.iloc[0].items()}
    judgements = read_query(
        connection,
        f"SELECT judged_at, judged_by, party, judgement, until, why, is_latest, known_from_load FROM mart.judgement"  # noqa: S608
        f" WHERE {PAIR_IS} ORDER BY known_from_load, judged_at",
        pair,
    )
    told = read_query(connection, f"SELECT message FROM mart.contradiction WHERE {PAIR_IS}", pair)  # noqa: S608  (ours)
    sides = (key[:2], key[2:])
    records = {side: record for side in sides if (record := _read_record(connection, *side))}
    last = judgements["judged_at"].iloc[-1].to_pydatetime() if len(judgements) else None
    changed = _what_changed(connection, records, last) if last else pd.DataFrame()
    return PairStory(records, overlap, judgements, told["message"].tolist(), changed)


def _read_record(
    connection: Connection, provider: str, record: str, moment: datetime | None = None
) -> Mapping[str, Any]:
    if moment is not None:
        see_past(connection, moment)
    source = "mart.record" if moment is None else "past.record"
    query = f"SELECT * FROM {source} WHERE provider_id = :provider AND source_record_id = :record"  # noqa: S608  (ours)
    row = connection.execute(sa.text(query), {"provider": provider, "record": record}).mappings()
    found = row.first()
    names = [name for name in FIELDS if name not in NEVER_SHOWN]
    return {} if found is None else {name: found[name] for name in names if found[name] not in (None, [], {})}


def _what_changed(connection: Connection, records: Mapping[Any, Mapping[str, Any]], moment: datetime) -> pd.DataFrame:
    rows = []
    for (provider, record), now in records.items():
        then = _read_record(connection, provider, record, moment)
        names = [name for name in FIELDS if name != "received_at" and then and now.get(name) != then.get(name)]
        rows += [(f"{provider}/{record}", name, then.get(name), now.get(name)) for name in names]
    return pd.DataFrame(rows, columns=["record", "field", "then", "now"])
