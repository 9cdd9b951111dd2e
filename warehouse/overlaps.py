"""Overlaps: the records that may be matched, what changed since the last search, and what was found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from contracts.codes import IN_SCOPE, SHARED_WITH_PARTNERS
from contracts.errors import SumsDisagree
from contracts.fields import FIELDS
from transforms.overlaps.matched import COLUMNS
from transforms.parse.digests import digest_rows
from warehouse import copy_in
from warehouse.connections import transaction
from warehouse.copy_out import Shape, field_shapes, read_rows
from warehouse.loads import LoadFacts, RecordedLoad, lock_loads, next_load
from warehouse.tables import LOAD

KEYS = ("provider_id", "source_record_id")
PAIR = ("provider_id_a", "source_record_id_a", "provider_id_b", "source_record_id_b")
FOUND = (*PAIR, "label", "score", "probability", "evidence", "sentence", "rules_version")
"""Columns of what a search found: one row a pair, the smaller key first; evidence as JSON text."""

MATCHABLE: dict[str, Shape] = {
    **field_shapes([name for name in (*COLUMNS, "acf_region", "record_state") if name in FIELDS]), "title_key": "text",
}  # fmt: skip
"""Columns of the records that matching reads, with their shape."""
_PAIR_SHAPES: dict[str, Shape] = {**dict.fromkeys(PAIR, "text"), "content_hash": "bytes"}
_END = sa.text(
    "UPDATE core.overlap_version o SET known_to_load = :load FROM unnest(CAST(:provider_id_a AS text[]),"
    " CAST(:source_record_id_a AS text[]), CAST(:provider_id_b AS text[]), CAST(:source_record_id_b AS text[]))"
    " AS k(pa, ra, pb, rb) WHERE o.known_to_load IS NULL AND o.provider_id_a = k.pa AND o.source_record_id_a = k.ra"
    " AND o.provider_id_b = k.pb AND o.source_record_id_b = k.rb"
)


@dataclass(frozen=True)
class OverlapChange:
    """What storing a search's result changed: pairs added (new or told anew) and ended; the load, None for none."""

    load_number: int | None
    added: int
    ended: int


def read_matchable(connection: Connection) -> pd.DataFrame:
    """The records that matching may see: they stand, are in scope, and are shared with all partners.

    Returns:
        MATCHABLE, the columns that the rules read; one row a record, in no order. Free text stays where it is.
    """
    source = (
        "core.record_version WHERE known_to_load IS NULL AND record_state <> 'retracted'"
        " AND scope_class = ANY(%s) AND sharing_level = ANY(%s)"
    )
    parameters = (sorted(IN_SCOPE), sorted(SHARED_WITH_PARTNERS))
    return read_rows(connection, MATCHABLE, source, parameters)


def searched_through(connection: Connection) -> int:
    """Number of the last load whose overlaps are stored; 0 before the first search."""
    query = sa.select(sa.func.coalesce(sa.func.max(LOAD.c.load_number), 0)).where(LOAD.c.kind == "overlaps")
    return int(connection.execute(query).scalar_one())


def changed_since(connection: Connection, load_number: int) -> pd.DataFrame:
    """Keys of the records of which something else is believed since after a load: provider_id, source_record_id."""
    source = (
        "(SELECT provider_id, source_record_id FROM core.record_version WHERE known_from_load > %s"
        " UNION SELECT provider_id, source_record_id FROM core.record_version WHERE known_to_load > %s) AS changed"
    )
    return read_rows(connection, dict.fromkeys(KEYS, "text"), source, (load_number, load_number))


def store_overlaps(
    connection: Connection,
    found: pd.DataFrame,
    *,
    night: date,
    code_version: str,
    keys: pd.DataFrame | None = None,
    whole_labels: Sequence[str] = (),
    recorded: RecordedLoad | None = None,
) -> OverlapChange:
    """Make the believed overlaps what a search found, in one transaction that is committed here.

    Pairs found as they are believed stay as they are; others end or are added, under one load.

    Args:
        found: columns FOUND, one row a pair.
        keys: columns provider_id, source_record_id; the search looked only at pairs with one of these records, and
            all other pairs stand. None: it looked at all.
        whole_labels: labels of which it looked at all pairs, whatever the keys.

    Raises:
        SumsDisagree: a pair was found twice, is not in order, or lies outside the search; nothing is stored.
    """
    _check_found(found, keys, whole_labels)
    hashes = pd.Series(digest_rows(_as_texts(found), FOUND), index=found.index, dtype=object)
    with transaction(connection):
        lock_loads(connection)
        believed = _read_believed(connection, found, keys, whole_labels)
        ending, adding = _difference(believed, found[list(PAIR)].assign(content_hash=hashes))
        if ending.empty and not adding.any() and not _has_loads_since_search(connection):
            return OverlapChange(None, 0, 0)
        with next_load(connection, LoadFacts("overlaps", night, code_version), recorded) as number:
            if len(ending):
                connection.execute(_END, {"load": number, **{name: ending[name].tolist() for name in PAIR}})
            if adding.any():
                columns = _columns(found[adding], hashes[adding], number)
                copy_in.copy_rows(connection, "overlap_version", columns)
    return OverlapChange(number, int(adding.sum()), len(ending))


def _read_believed(
    connection: Connection, found: pd.DataFrame, keys: pd.DataFrame | None, whole_labels: Sequence[str]
) -> pd.DataFrame:
    """Believed pairs that the result replaces; a pair that was found again replaces itself, whatever its label."""
    if keys is None:
        return read_rows(connection, _PAIR_SHAPES, "core.overlap_version WHERE known_to_load IS NULL")
    sides = [
        f"SELECT {', '.join(_PAIR_SHAPES)} FROM unnest(%s::text[], %s::text[]) AS k(p, r)"  # noqa: S608  (ours)
        f" JOIN core.overlap_version ON provider_id_{side} = k.p AND source_record_id_{side} = k.r"
        " WHERE known_to_load IS NULL"
        for side in "ab"
    ]
    sides.append(
        f"SELECT {', '.join(_PAIR_SHAPES)} FROM core.overlap_version"  # noqa: S608  (ours)
        " WHERE known_to_load IS NULL AND label = ANY(%s)"
    )
    sides.append(
        f"SELECT {', '.join(f'o.{name}' for name in _PAIR_SHAPES)} FROM core.overlap_version o"  # noqa: S608  (ours)
        " JOIN unnest(%s::text[], %s::text[], %s::text[], %s::text[]) AS k(pa, ra, pb, rb) ON"
        " (o.provider_id_a, o.source_record_id_a, o.provider_id_b, o.source_record_id_b) = (k.pa, k.ra, k.pb, k.rb)"
        " WHERE o.known_to_load IS NULL"
    )
    lists = (keys["provider_id"].tolist(), keys["source_record_id"].tolist())
    parameters = (*lists * 2, list(whole_labels), *(found[name].tolist() for name in PAIR))
    return read_rows(connection, _PAIR_SHAPES, f"({' UNION '.join(sides)}) AS touched", parameters)


def _difference(believed: pd.DataFrame, found: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series]:
    """Believed pairs that end, and whether each found pair is added."""
    columns = [*PAIR, "content_hash"]
    known, seen = (pd.MultiIndex.from_frame(frame[columns].astype(object)) for frame in (believed, found))
    return believed.loc[~known.isin(seen), list(PAIR)], pd.Series(~seen.isin(known), index=found.index, dtype=bool)


def _has_loads_since_search(connection: Connection) -> bool:
    last = connection.execute(sa.select(LOAD.c.kind).order_by(LOAD.c.load_number.desc()).limit(1)).scalar()
    return last not in (None, "overlaps")


def _check_found(found: pd.DataFrame, keys: pd.DataFrame | None, whole_labels: Sequence[str]) -> None:
    if not _in_order(found) or found.duplicated(list(PAIR)).any():
        raise SumsDisagree("a pair of records was found twice, or its greater key stands first", mend="report this")
    if keys is None:
        return
    searched = set(zip(keys["provider_id"], keys["source_record_id"], strict=True))
    partial = found[~found["label"].isin(whole_labels)]
    left, right = (zip(partial[f"provider_id_{s}"], partial[f"source_record_id_{s}"], strict=True) for s in "ab")
    if any(a not in searched and b not in searched for a, b in zip(left, right, strict=True)):
        raise SumsDisagree("a pair was found whose records were not searched", mend="report this")


def _in_order(found: pd.DataFrame) -> bool:
    """Whether each pair's smaller key stands first, as the database orders keys: by their bytes."""
    first, second = (
        [pc.cast(copy_in.texts(found[f"{name}_{side}"]), pa.large_binary()) for name in KEYS] for side in "ab"
    )
    is_less = pc.or_(
        pc.less(first[0], second[0]), pc.and_(pc.equal(first[0], second[0]), pc.less(first[1], second[1]))
    )
    return bool(pc.all(is_less, min_count=0).as_py())


def _as_texts(found: pd.DataFrame) -> pd.DataFrame:
    numbers = {}
    for name in ("score", "probability"):
        written = {n: "" if pd.isna(n) else repr(float(n)) for n in found[name].unique()}
        numbers[name] = found[name].map(written).fillna("")
    return found.assign(**numbers).astype("str")


def _columns(found: pd.DataFrame, hashes: pd.Series, number: int) -> dict[str, copy_in.Values]:
    texts = (*PAIR, "label", "sentence", "rules_version")
    return {
        **{name: copy_in.texts(found[name]) for name in texts},
        "score": copy_in.decimals(found["score"]),
        "probability": copy_in.decimals(found["probability"]),
        "evidence": copy_in.json_texts(found["evidence"]),
        "content_hash": copy_in.byte_strings(hashes),
        "known_from_load": copy_in.repeated(number, len(found)),
    }
