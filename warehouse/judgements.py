"""The log of people's judgements on pairs of records: read, added to, and compared with what the records say now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from contracts.codes import IN_SCOPE, SHARED_WITH_PARTNERS
from contracts.errors import SumsDisagree
from contracts.fields import FIELDS
from transforms.changes import NOT_CONTENT
from transforms.overlaps.judgements import CONTENT
from warehouse.connections import transaction
from warehouse.copy_out import Shape, read_rows
from warehouse.found_tables import PAIR
from warehouse.loads import LoadFacts, RecordedLoad, lock_loads, next_load
from warehouse.overlap_tables import JUDGEMENT

KIND = "judgements"
"""Kind of a load that brings judgements."""

COMPARED = tuple(
    name for name in FIELDS if name not in (*NOT_CONTENT, "source_revision", "source_updated_at", "provider_id")
)
"""Fields in which a record's own content may change; its provider's book-keeping is none."""

_LOG: dict[str, Shape] = {
    **dict.fromkeys(PAIR, "text"), "judgement": "text", "until": "date", "party": "text", "by": "text", "why": "text",
    "judged_at": "timestamp", "content_hash_a": "bytes", "content_hash_b": "bytes",
}  # fmt: skip
_JUDGED = (
    "SELECT DISTINCT provider_id_{0} AS provider_id, source_record_id_{0} AS source_record_id,"
    " content_hash_{0} AS content_hash FROM core.judgement"
)
# Only content that is another than when it was judged is compared, field by field, as JSON.
_CHANGED = f"""(SELECT j.provider_id, j.source_record_id, j.content_hash, coalesce((
        SELECT string_agg(o.key, E'\\x1f' ORDER BY o.key)
        FROM jsonb_each(to_jsonb(old)) o JOIN jsonb_each(to_jsonb(now)) n USING (key)
        WHERE o.key = ANY(%s) AND o.value IS DISTINCT FROM n.value),
        CASE WHEN old.content_hash IS NULL THEN 'content' ELSE '' END) AS changed_fields
    FROM ({_JUDGED.format("a")} UNION {_JUDGED.format("b")}) j
    JOIN core.record_version now USING (provider_id, source_record_id)
    LEFT JOIN LATERAL (
        SELECT * FROM core.record_version v WHERE v.provider_id = j.provider_id
            AND v.source_record_id = j.source_record_id AND v.content_hash = j.content_hash
            AND v.known_to_load IS NOT NULL
        ORDER BY v.known_from_load DESC LIMIT 1) old ON true
    WHERE now.known_to_load IS NULL AND now.content_hash <> j.content_hash) AS judged"""  # noqa: S608  (ours)


@dataclass(frozen=True)
class Judgement:
    """One person's judgement on a pair, the smaller key first.

    Attributes:
        until: last day of a snooze.
        party: the provider that judges; blank for a steward.
        at: when it was judged.
    """

    provider_id_a: str
    source_record_id_a: str
    provider_id_b: str
    source_record_id_b: str
    judgement: str
    until: date | None
    party: str
    by: str
    why: str
    at: datetime

    @property
    def keys(self) -> tuple[tuple[str, str], tuple[str, str]]:
        """Provider and identifier of the two records."""
        return (self.provider_id_a, self.source_record_id_a), (self.provider_id_b, self.source_record_id_b)

    def as_tree(self) -> dict[str, Any]:
        """The judgement as a tree that JSON can hold."""
        return {**vars(self), "until": self.until and self.until.isoformat(), "at": self.at.isoformat()}

    @classmethod
    def from_tree(cls, tree: Mapping[str, Any]) -> Judgement:
        """The judgement that `as_tree` gave."""
        until, at = tree["until"], datetime.fromisoformat(tree["at"])
        return cls(**{**tree, "until": None if until is None else date.fromisoformat(until), "at": at})


@dataclass(frozen=True)
class RecordNow:
    """A record as it is believed: of its canonical content, and whether partners see it of each other."""

    content_hash: bytes
    is_shared: bool


def read_log(connection: Connection) -> pd.DataFrame:
    """All judgements in the order in which they were made: columns `transforms.overlaps.judgements.LOG`."""
    source = (
        f"(SELECT {', '.join(PAIR)}, judgement, until, party, judged_by AS by, why, judged_at, content_hash_a,"  # noqa: S608
        " content_hash_b FROM core.judgement ORDER BY known_from_load, position) AS log"
    )
    return read_rows(connection, _LOG, source)


def read_changed_content(connection: Connection) -> pd.DataFrame:
    """What became of judged content: columns `transforms.overlaps.judgements.CONTENT`.

    One row a record and content that it had when it was judged, where it has another one now. Fields that only tell
    of the provider's book-keeping are not named. "content" stands for all where the judged version is kept no more.
    """
    shapes: dict[str, Shape] = {**dict.fromkeys(CONTENT, "text"), "content_hash": "bytes"}
    return read_rows(connection, shapes, _CHANGED, (list(COMPARED),))


def add_judgements(
    connection: Connection,
    judgements: Sequence[Judgement],
    *,
    night: date,
    code_version: str,
    recorded: RecordedLoad | None = None,
) -> int | None:
    """Add judgements to the log under one load, in one transaction that is committed here.

    Args:
        recorded: number and moment of the load in an earlier warehouse, for a replay.

    Returns:
        Number of the load; None where there is nothing to add.

    Raises:
        SumsDisagree: a record is not believed; nothing is added.
    """
    if not judgements:
        return None
    with transaction(connection):
        lock_loads(connection)
        now = read_records_now(connection, [key for one in judgements for key in one.keys])
        with next_load(connection, LoadFacts(KIND, night, code_version), recorded) as number:
            rows = [_row(one, number, position, now) for position, one in enumerate(judgements)]
            connection.execute(sa.insert(JUDGEMENT), rows)
    return number


def read_records_now(connection: Connection, keys: Sequence[tuple[str, str]]) -> dict[tuple[str, str], RecordNow]:
    """Those of the records that are believed and not retracted, by provider and identifier."""
    query = sa.text(
        "SELECT provider_id, source_record_id, content_hash,"
        " scope_class = ANY(:scopes) AND sharing_level = ANY(:levels) AS is_shared FROM core.record_version"
        " JOIN unnest(CAST(:providers AS text[]), CAST(:records AS text[])) AS k(p, r)"
        " ON provider_id = k.p AND source_record_id = k.r"
        " WHERE known_to_load IS NULL AND record_state <> 'retracted'"
    )
    distinct = sorted(set(keys))
    lists = {"providers": [key[0] for key in distinct], "records": [key[1] for key in distinct]}
    rights = {"scopes": sorted(IN_SCOPE), "levels": sorted(SHARED_WITH_PARTNERS)}
    rows = connection.execute(query, {**lists, **rights})
    return {(row[0], row[1]): RecordNow(row.content_hash, row.is_shared) for row in rows}


def judgements_of_load(connection: Connection, number: int) -> list[Judgement]:
    """The judgements that one load brought, in their order."""
    rows = connection.execute(
        sa.select(JUDGEMENT).where(JUDGEMENT.c.known_from_load == number).order_by(JUDGEMENT.c.position)
    ).mappings()
    plain = (*PAIR, "judgement", "until", "party", "why")
    return [Judgement(**{name: row[name] for name in plain}, by=row["judged_by"], at=row["judged_at"]) for row in rows]


def _row(one: Judgement, number: int, position: int, now: Mapping[tuple[str, str], RecordNow]) -> dict[str, Any]:
    missing = [key for key in one.keys if key not in now]
    if missing:
        raise SumsDisagree(f"{'/'.join(missing[0])} was judged, but is not believed", mend="judge records that stand")
    plain = {name: getattr(one, name) for name in (*PAIR, "judgement", "until", "party", "why")}
    told = {"judged_by": one.by, "judged_at": one.at, "known_from_load": number, "position": position}
    return (
        plain | told | {f"content_hash_{side}": now[key].content_hash for side, key in zip("ab", one.keys, strict=True)}
    )
