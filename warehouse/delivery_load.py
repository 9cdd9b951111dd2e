"""Loading a delivery: one transaction that ends what is no longer believed and adds what now is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NoReturn

import pandas as pd
import sqlalchemy as sa
from psycopg.errors import UniqueViolation
from sqlalchemy.engine import Connection

from contracts.errors import SumsDisagree
from contracts.report_kinds import RECORD
from transforms.accounting import Counts
from transforms.changes import Changes
from warehouse.connections import transaction
from warehouse.copy_in import copy_rows
from warehouse.deliveries import LOADED_VERDICTS, DeliveryFacts, load_facts
from warehouse.delivery_lookup import believed_delivery
from warehouse.delivery_names import name_delivery
from warehouse.delivery_record import end_delivery, insert_delivery
from warehouse.facts import follow_records
from warehouse.kind_tables import VERSION_TABLES, VersionTable
from warehouse.loads import RecordedLoad, lock_loads, next_load
from warehouse.provider_versions import keep_provider_version
from warehouse.record_rows import rejected_columns, require_short_keys, version_columns
from warehouse.unmapped import replace_unmapped

_COUNT_STANDING = (
    "SELECT count(*) FROM core.{0.name}"
    " WHERE {0.delivered_as} = :provider AND known_to_load IS NULL AND record_state <> 'retracted'"
)
_END_VERSIONS = (
    "UPDATE core.{0.name} v SET known_to_load = :load, ended_by = :by"
    " FROM unnest(CAST(:keys AS text[])) AS k(key)"
    " WHERE v.{0.delivered_as} = :provider AND v.{0.key} = k.key AND v.known_to_load IS NULL"
    " RETURNING v.{0.key}, v.record_state"
)
_RENEW_HASHES = (
    "UPDATE core.{0.name} v SET row_hash = k.row_hash, rules_version = :rules"
    " FROM unnest(CAST(:keys AS text[]), CAST(:hashes AS bytea[])) AS k(key, row_hash)"
    " WHERE v.{0.delivered_as} = :provider AND v.{0.key} = k.key AND v.known_to_load IS NULL"
)
_END_REJECTED = sa.text(
    "UPDATE core.rejected_row SET known_to_load = :load WHERE provider_id = :provider AND known_to_load IS NULL"
    " AND (:is_whole OR source_record_id = ANY(CAST(:keys AS text[])) OR row_hash = ANY(CAST(:hashes AS bytea[])))"
)


@dataclass(frozen=True)
class _Ended:
    """How many standing (not retracted) records lost their version, by why."""

    superseded: int
    retracted: int
    absent: int


def load_delivery(
    connection: Connection, delivery: DeliveryFacts, changes: Changes, *, recorded: RecordedLoad | None = None
) -> int:
    """Load what one delivery changes, in one transaction that is committed here.

    A delivery that is loaded already is left alone; one that comes back after another one is loaded again. Killed at
    any moment, the warehouse is as it was before.

    Args:
        recorded: number and moment of the load in an earlier warehouse, for a replay.

    Returns:
        Number of the load that brought the delivery's rows.

    Raises:
        SumsDisagree: the database does not hold what the counts say; nothing is loaded.
        WarehouseUnavailable: the server is away, full, or refuses; nothing is loaded.
    """
    _check_changes(delivery, changes)
    with transaction(connection):
        lock_loads(connection)
        delivery = name_delivery(connection, delivery)
        known = believed_delivery(connection, delivery.delivery_id)
        if known is not None and known["load_number"] is not None:
            return int(known["load_number"])
        with next_load(connection, load_facts(delivery), recorded) as number:
            _write(connection, delivery, changes, number)
    return number


def _write(connection: Connection, delivery: DeliveryFacts, changes: Changes, number: int) -> None:
    keep_provider_version(connection, delivery.provider_id, delivery.rules_version, number)
    table = VERSION_TABLES[changes.kind.name]
    before = _standing(connection, delivery, table)
    ended = _end_versions(connection, delivery, changes, number)
    if len(changes.versions):
        _add_versions(connection, delivery, changes.versions, number, table)
    if changes.kind is RECORD:
        follow_records(connection, number)
    _renew_hashes(connection, delivery, changes.touched, table)
    _replace_rejected(connection, delivery, changes, number)
    replace_unmapped(connection, delivery, changes, number)
    standing = _standing(connection, delivery, table)
    _check_standing(delivery, changes.counts, ended, before, standing)
    end_delivery(connection, delivery.delivery_id, number)
    insert_delivery(connection, delivery, changes.counts, number, standing=standing, load_number=number)


def _add_versions(
    connection: Connection, delivery: DeliveryFacts, versions: pd.DataFrame, number: int, table: VersionTable
) -> None:
    try:
        copy_rows(connection, table.name, version_columns(versions, delivery, number, table.kind))
    except UniqueViolation:
        _disagree(delivery, "two versions of one record would be believed at once")


def _check_changes(delivery: DeliveryFacts, changes: Changes) -> None:
    """The rows to be loaded are as many as the counts say, each of its kind."""
    if delivery.verdict not in LOADED_VERDICTS:
        raise ValueError(f"{delivery.delivery_id} is {delivery.verdict}: record_delivery records it without rows")
    counts = changes.counts.check(delivery.delivery_id)
    by_change = changes.versions["change"].value_counts().to_dict()
    found = {name: by_change.pop(name, 0) for name in ("new", "corrected", "returned", "retracted")}
    found |= {"rejected": len(changes.rejected), "absent": len(changes.absent)}
    wrong = [f"{name}: {n} rows, counted {getattr(counts, name)}" for name, n in found.items()
             if n != getattr(counts, name)]  # fmt: skip
    if wrong or by_change:
        _disagree(delivery, "; ".join([*wrong, *(f"unknown change {name}" for name in by_change)]))
    require_short_keys(changes.versions["source_record_id"], delivery.delivery_id)


def _end_versions(connection: Connection, delivery: DeliveryFacts, changes: Changes, number: int) -> _Ended:
    """End the versions that new ones supersede and those of absent records; each kind ends as many as it must."""
    versions, table = changes.versions, VERSION_TABLES[changes.kind.name]
    replacing = versions.loc[versions["change"].ne("new"), ["source_record_id", "change"]]
    ended = _end(connection, delivery, replacing["source_record_id"], number, "superseded", table)
    merged = replacing.merge(ended, on="source_record_id", how="left")
    lost = merged["record_state"].notna()
    was_retracted = merged["record_state"].eq("retracted")
    corrected = merged["change"].eq("corrected")
    if (corrected & ~lost).any() or (merged["change"].eq("returned") & lost & ~was_retracted).any():
        _disagree(delivery, "a correction of a record that is not believed, or a return of one that never left")
    absent = _end(connection, delivery, changes.absent, number, "absent", table)
    if len(absent) != len(changes.absent) or absent["record_state"].eq("retracted").any():
        _disagree(delivery, f"{len(changes.absent)} records absent, {len(absent)} of them known")
    retracted = merged["change"].eq("retracted") & lost & ~was_retracted
    return _Ended(int((lost & ~was_retracted).sum()), int(retracted.sum()), len(absent))


def _end(
    connection: Connection, delivery: DeliveryFacts, keys: pd.Series, number: int, by: str, table: VersionTable
) -> pd.DataFrame:
    names = ["source_record_id", "record_state"]
    if keys.empty:
        return pd.DataFrame({name: pd.Series(dtype="str") for name in names})
    values = {"load": number, "by": by, "keys": keys.tolist(), "provider": delivery.provider_id}
    rows = connection.execute(sa.text(_END_VERSIONS.format(table)), values).all()
    return pd.DataFrame(rows, columns=names).astype("str")


def _renew_hashes(
    connection: Connection, delivery: DeliveryFacts, touched: pd.DataFrame, table: VersionTable
) -> None:
    """Remember the new bytes of rows whose content is the same, so that they are not judged again tomorrow."""
    if touched.empty:
        return
    values = {
        "rules": delivery.rules_version,
        "keys": touched["source_record_id"].tolist(),
        "hashes": touched["row_hash"].tolist(),
        "provider": delivery.provider_id,
    }
    renewed = connection.execute(sa.text(_RENEW_HASHES.format(table)), values).rowcount
    if renewed != len(touched):
        _disagree(delivery, f"{len(touched)} rows say what is known, {renewed} of their records are believed")


def _replace_rejected(connection: Connection, delivery: DeliveryFacts, changes: Changes, number: int) -> None:
    """Rejected rows wait until a whole delivery comes, or an increment with their record; then they are history."""
    rejected = changes.rejected
    values = {
        "load": number,
        "provider": delivery.provider_id,
        "is_whole": changes.is_whole,
        "keys": [] if changes.is_whole else changes.delivered.tolist(),
        "hashes": [] if changes.is_whole else rejected["row_hash"].dropna().tolist(),
    }
    connection.execute(_END_REJECTED, values)
    if len(rejected):
        copy_rows(connection, "rejected_row", rejected_columns(rejected, delivery, number))


def _standing(connection: Connection, delivery: DeliveryFacts, table: VersionTable) -> int:
    query = sa.text(_COUNT_STANDING.format(table))
    return int(connection.execute(query, {"provider": delivery.provider_id}).scalar_one())


def _check_standing(delivery: DeliveryFacts, counts: Counts, ended: _Ended, before: int, after: int) -> None:
    expected = before + counts.new + counts.returned - ended.retracted - ended.absent
    if after != expected:
        _disagree(
            delivery,
            f"{before} records stood, + {counts.new} new + {counts.returned} returned - {ended.retracted} retracted "
            f"- {ended.absent} absent = {expected}, but {after} stand",
        )


def _disagree(delivery: DeliveryFacts, what: str) -> NoReturn:
    raise SumsDisagree(
        what,
        where=delivery.delivery_id,
        mend="keep the home as it is and report this: it is a fault of Concord, nothing was loaded",
    )
