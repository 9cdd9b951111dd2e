"""The rows that codes touch which no crosswalk knows; the queue of those codes follows from them."""

from __future__ import annotations

import pandas as pd
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from transforms.changes import Changes
from warehouse.copy_in import copy_rows
from warehouse.deliveries import DeliveryFacts
from warehouse.kind_tables import VERSION_TABLES
from warehouse.record_rows import MOST_VALUE_CHARS, unmapped_columns

_KEYS = ["field", "source_value", "source_record_id"]

_BELIEVED = (
    "SELECT u.ctid::text AS place, NOT EXISTS (SELECT FROM core.{0.name} v WHERE v.{0.delivered_as} = u.provider_id"
    " AND v.{0.key} = u.source_record_id AND v.known_to_load IS NULL) AS is_rejected,"
    " u.field, u.source_value, u.source_record_id FROM core.unmapped_row u"
    " WHERE u.provider_id = :provider AND u.known_to_load IS NULL"
)
_END = sa.text("UPDATE core.unmapped_row SET known_to_load = :load WHERE ctid = ANY(CAST(:places AS tid[]))")


def replace_unmapped(connection: Connection, delivery: DeliveryFacts, changes: Changes, number: int) -> None:
    """End the rows whose code is known now or whose record changed, add those that the delivery brings."""
    provider = {"provider": delivery.provider_id}
    found = _distinct(changes.unmapped)
    query = sa.text(_BELIEVED.format(VERSION_TABLES[changes.kind.name]))
    believed = pd.DataFrame(connection.execute(query, provider).all(), columns=["place", "is_rejected", *_KEYS])
    gone = believed.loc[_is_told_again(believed, changes) & ~_is_in(believed, found), "place"]
    if len(gone):
        connection.execute(_END, {"load": number, "places": gone.tolist()})
    added = found.loc[~_is_in(found, believed)]
    if len(added):
        copy_rows(connection, "unmapped_row", unmapped_columns(added, delivery, number))


def _is_told_again(believed: pd.DataFrame, changes: Changes) -> pd.Series:
    """Rows whose record was read anew, or that were rejected: the delivery lists them again if they still lack a code.

    All others stand as they are.
    """
    if believed.empty:
        return pd.Series(False, index=believed.index)
    read_anew = pd.concat([changes.versions["source_record_id"], changes.touched["source_record_id"], changes.absent])
    return believed["is_rejected"].astype(bool) | believed["source_record_id"].isin(read_anew)


def _distinct(unmapped: pd.DataFrame) -> pd.DataFrame:
    short = unmapped["source_value"].astype("str").str.slice(0, MOST_VALUE_CHARS)
    values = short.str.replace("\0", "\N{REPLACEMENT CHARACTER}")
    return unmapped.assign(source_value=values).drop_duplicates(_KEYS)


def _is_in(rows: pd.DataFrame, others: pd.DataFrame) -> pd.Series:
    """Whether each row's field, value and record stand among the others."""
    mine, theirs = (pd.MultiIndex.from_frame(frame[_KEYS].astype(object).fillna("")) for frame in (rows, others))
    return pd.Series(mine.isin(theirs), index=rows.index)
