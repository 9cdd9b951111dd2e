"""Storing what a search for overlaps found: what is believed becomes what was found, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import Connection

from contracts.errors import SumsDisagree, WarehouseUnavailable
from contracts.states import MAYBE
from transforms.overlaps.ties import tie_records
from warehouse import copy_in
from warehouse.connections import driver, transaction, translated_errors
from warehouse.copy_out import Shape, read_rows
from warehouse.facts import follow_ties
from warehouse.found_tables import FOUND_TABLES, OVERLAPS, PAIR, TIES, FoundTable
from warehouse.loads import LoadFacts, RecordedLoad, lock_loads, next_load
from warehouse.overlap_tables import OVERLAP_LEFT, OVERLAP_SEARCH
from warehouse.overlaps import KEYS, SearchFacts, last_search
from warehouse.tables import LOAD


class SearchOvertaken(WarehouseUnavailable):
    """Another search was stored since this one read the records: it must look again."""


@dataclass(frozen=True)
class OverlapChange:
    """What storing a search's result changed: pairs added (new or told anew) and ended; the load, None for none."""

    load_number: int | None
    added: int
    ended: int


def store_found(
    connection: Connection,
    found: Mapping[str, pd.DataFrame],
    search: SearchFacts,
    *,
    night: date,
    code_version: str,
    keys: pd.DataFrame | None = None,
    whole_labels: Sequence[str] = (),
    left: bytes | None = None,
    recorded: RecordedLoad | None = None,
) -> OverlapChange:
    """Make what is believed of overlaps what a search found, in one transaction that is committed here.

    What was found as it is believed stays as it is; the rest ends or is added, under one load.

    Args:
        found: name in FOUND_TABLES to its rows; a name that is left out found nothing.
        keys: columns provider_id, source_record_id; the search looked only at what concerns one of these records, and
            everything else stands. None: it looked at all.
        whole_labels: labels of overlaps of which it looked at all pairs, whatever the keys.
        left: what the next search goes on from.

    Raises:
        SumsDisagree: a row was found twice, is not in order, or lies outside the search; nothing is stored.
        SearchOvertaken: another search was stored since this one read the records; nothing is stored.
    """
    rows = {name: _columns_of(found.get(name), table) for name, table in FOUND_TABLES.items()}
    for name, table in FOUND_TABLES.items():
        _check_found(rows[name], table, None if table.is_whole else keys, whole_labels)
    with transaction(connection):
        lock_loads(connection)
        _require_newest(connection, search)
        changes = {
            table: _difference(connection, table, rows[name], None if table.is_whole else keys, whole_labels)
            for name, table in FOUND_TABLES.items()
        }
        if all(change.is_empty for change in changes.values()) and not _is_news(connection, search):
            return OverlapChange(None, 0, 0)
        with next_load(connection, LoadFacts("overlaps", night, code_version), recorded) as number:
            for table, change in changes.items():
                _write(connection, table, change, number)
            if not changes[OVERLAPS].is_empty:
                ties = tie_records(_read_tying_pairs(connection))
                _write(connection, TIES, _difference(connection, TIES, ties, None, ()), number)
                follow_ties(connection, number)
            facts = {name: getattr(search, name) for name in SearchFacts.__dataclass_fields__}
            connection.execute(sa.insert(OVERLAP_SEARCH).values(known_from_load=number, **facts))
            if left is not None:
                _keep_left(connection, left, number)
    pairs = changes[OVERLAPS]
    return OverlapChange(number, len(pairs.adding), len(pairs.ending))


def _read_tying_pairs(connection: Connection) -> pd.DataFrame:
    """The pairs that stand and tie their records together."""
    shapes: dict[str, Shape] = dict.fromkeys((*PAIR, "disposition"), "text")
    source = "core.overlap_version WHERE known_to_load IS NULL AND disposition = ANY(%s)"
    return read_rows(connection, shapes, source, (list(MAYBE),))


def _require_newest(connection: Connection, search: SearchFacts) -> None:
    newest = sa.select(sa.func.max(OVERLAP_SEARCH.c.known_from_load))
    if (connection.execute(newest).scalar() or 0) > search.read_through:
        raise SearchOvertaken("Another search for overlaps was stored meanwhile.", mend="search again")


@dataclass(frozen=True)
class _Change:
    ending: pd.DataFrame
    adding: pd.DataFrame

    @property
    def is_empty(self) -> bool:
        return self.ending.empty and self.adding.empty


def _columns_of(found: pd.DataFrame | None, table: FoundTable) -> pd.DataFrame:
    if found is None:
        return pd.DataFrame({name: pd.Series(dtype="str") for name in table.columns})
    return found[list(table.columns)]


def _difference(
    connection: Connection,
    table: FoundTable,
    found: pd.DataFrame,
    keys: pd.DataFrame | None,
    whole_labels: Sequence[str],
) -> _Change:
    """Believed rows that end, and found rows that are added, each with its content_hash."""
    believed = _read_believed(connection, table, found, keys, whole_labels)
    told = found.assign(content_hash=table.digests(found))
    ends = ~believed["content_hash"].isin(told["content_hash"])
    return _Change(believed[ends], told[~told["content_hash"].isin(believed["content_hash"])])


def _read_believed(
    connection: Connection,
    table: FoundTable,
    found: pd.DataFrame,
    keys: pd.DataFrame | None,
    whole_labels: Sequence[str],
) -> pd.DataFrame:
    """Believed rows that the result replaces; one that was found again replaces itself, whatever it says now."""
    shapes: dict[str, Shape] = {**dict.fromkeys(table.key, "text"), "content_hash": "bytes"}
    if keys is None:
        return read_rows(connection, shapes, f"core.{table.table} WHERE known_to_load IS NULL")
    selected = f"SELECT {', '.join(f'o.{name}' for name in shapes)} FROM core.{table.table} o"  # noqa: S608  (ours)
    sources = [
        f"{selected} JOIN unnest(%s::text[], %s::text[]) AS k(p, r) ON o.{provider} = k.p AND o.{record} = k.r"
        " WHERE o.known_to_load IS NULL"
        for provider, record in table.sides
    ]
    parameters: list[list[object]] = [_listed(keys[name]) for _ in table.sides for name in KEYS]
    if "label" in table.told:
        sources.append(f"{selected} WHERE o.known_to_load IS NULL AND o.label = ANY(%s)")
        parameters.append(list(whole_labels))
    sources.append(f"{selected} JOIN {_unnested(table, table.key)} WHERE o.known_to_load IS NULL")
    parameters += [_listed(found[name]) for name in table.key]
    return read_rows(connection, shapes, f"({' UNION '.join(sources)}) AS touched", parameters)


def _unnested(table: FoundTable, names: Sequence[str], kinds: Mapping[str, str] = MappingProxyType({})) -> str:
    """Lists of values as rows k, joined to rows o of the same values; a missing value meets a missing one."""
    made = ", ".join(f"%s::{kinds.get(name, 'text')}[]" for name in names)
    same = " AND ".join(
        f"o.{name} {'IS NOT DISTINCT FROM' if name in table.may_be_missing else '='} k.{name}" for name in names
    )
    return f"unnest({made}) AS k({', '.join(names)}) ON {same}"


def _listed(values: pd.Series) -> list[object]:
    listed: list[object] = values.astype(object).where(values.notna(), None).tolist()
    return listed


def _write(connection: Connection, table: FoundTable, change: _Change, number: int) -> None:
    if len(change.ending):
        _end(connection, table, change.ending, number)
    if len(change.adding):
        columns = {
            **table.written(change.adding),
            "content_hash": copy_in.byte_strings(change.adding["content_hash"]),
            "known_from_load": copy_in.repeated(number, len(change.adding)),
        }
        copy_in.copy_rows(connection, table.table, columns)


def _end(connection: Connection, table: FoundTable, ending: pd.DataFrame, number: int) -> None:
    names = (*table.key, "content_hash")
    source, _, same = _unnested(table, names, {"content_hash": "bytea"}).partition(" ON ")
    statement = (
        f"UPDATE core.{table.table} o SET known_to_load = %s FROM {source} WHERE {same} AND o.known_to_load IS NULL"  # noqa: S608
    )
    with translated_errors(f"core.{table.table}"), driver(connection).cursor() as cursor:
        cursor.execute(statement.encode(), (number, *(_listed(ending[name]) for name in names)))


def _keep_left(connection: Connection, left: bytes, number: int) -> None:
    row = insert(OVERLAP_LEFT).values(slot=1, known_from_load=number, content=left)
    kept = {name: row.excluded[name] for name in ("known_from_load", "content")}
    connection.execute(row.on_conflict_do_update(index_elements=[OVERLAP_LEFT.c.slot], set_=kept))


def _is_news(connection: Connection, search: SearchFacts) -> bool:
    """Whether a search that found nothing else is to be told all the same: something was loaded, or other rules."""
    last = connection.execute(sa.select(LOAD.c.kind).order_by(LOAD.c.load_number.desc()).limit(1)).scalar()
    return last not in (None, "overlaps") or search.searches_anew(last_search(connection))


def _check_found(
    found: pd.DataFrame, table: FoundTable, keys: pd.DataFrame | None, whole_labels: Sequence[str]
) -> None:
    if found.duplicated(list(table.key)).any() or (table.is_ordered and not _in_order(found)):
        raise SumsDisagree(
            "something was found twice, or the greater key of a pair stands first", where=table.table,
            mend="report this",
        )  # fmt: skip
    if keys is None:
        return
    partial = found[~found["label"].isin(whole_labels)] if "label" in table.told else found
    searched = pd.MultiIndex.from_frame(keys[list(KEYS)])
    inside = [pd.MultiIndex.from_frame(partial[list(side)]).isin(searched) for side in table.sides]
    if not np.logical_or.reduce(inside).all():
        raise SumsDisagree(
            "something was found of records that were not searched", where=table.table, mend="report this"
        )


def _in_order(found: pd.DataFrame) -> bool:
    """Whether each pair's smaller key stands first, as the database orders keys: by their bytes."""
    first, second = (
        [pc.cast(copy_in.texts(found[f"{name}_{side}"]), pa.large_binary()) for name in KEYS] for side in "ab"
    )
    is_less = pc.or_(
        pc.less(first[0], second[0]), pc.and_(pc.equal(first[0], second[0]), pc.less(first[1], second[1]))
    )
    return bool(pc.all(is_less, min_count=0).as_py())
