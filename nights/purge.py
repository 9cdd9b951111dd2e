"""purge: a record, a delivery or a provider taken out for good, everywhere, with a tombstone in its place.

It overrides every promise of exact reproduction, and says where it does: what was known before can no longer be seen as
it was; deliveries that held the record can no longer be replayed; editions and exports that tell of it are gone.
"""

from __future__ import annotations

import html
import json
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from concord_sources.landing import read_parts, receipts_of
from concord_sources.receipt import Receipt
from concord_sources.retention import drop_deliveries, forget_provider, is_kept
from concord_sources.store import explain_trouble, names_in, open_path
from contracts.contract import Contract
from contracts.contract_file import list_providers, read_contract
from contracts.errors import ConcordError, UsageWrong
from nights.home_lock import hold_home
from nights.load_journal import OVERLAPS, keep_loads
from nights.settings import Settings
from nights.warehouse_access import open_for_owner
from transforms.header import read_header
from transforms.normalize import source_keys
from transforms.parse import parse_parts
from transforms.parse.options import options_for
from warehouse.connections import transaction
from warehouse.loads import RecordedLoad
from warehouse.purges import Purge, count_rows, purge_rows, purged_records

LEAST_LETTERS = 8
"""A shorter title is too common a text to tell that an edition names the record."""
TEXTS = (".html", ".json", ".csv", ".txt", ".xml", ".ics", ".eml")
TOMBSTONE = "purged.txt"


@dataclass(frozen=True)
class Reach:
    """What a purge takes out.

    Attributes:
        rows: rows by table of the warehouse.
        deliveries: receipts of landed deliveries whose bytes go.
        editions, exports: folders that go.
    """

    rows: dict[str, int]
    deliveries: list[Receipt]
    editions: list[Path]
    exports: list[Path]


def find_reach(settings: Settings, purge: Purge) -> Reach:
    """What a purge would take out; nothing is changed.

    Raises:
        UsageWrong: no such record, delivery or provider is known, no reason is given, or the provider's contract is
            still there, so that the next night would bring it back.
    """
    if not purge.why.strip():
        raise UsageWrong("a purge needs a reason", where="--why", mend="say why, for those who look for it later")
    with open_for_owner(settings).connect() as connection:
        purge = _with_load(connection, purge)
        rows = count_rows(connection, purge)
        if not rows:
            raise UsageWrong(_unknown(purge), where=str(settings.home), mend="look for it with concord sql")
        told = [*_names(connection, purge)]
        sha256 = _sha256(connection, purge)
    if purge.kind == "provider" and purge.provider in list_providers(settings.providers):
        raise UsageWrong(
            f"{purge.provider} still has a contract: the next night would bring it back",
            where=str(settings.providers / purge.provider), mend="remove that folder, then purge",
        )  # fmt: skip
    return Reach(
        rows,
        [*_deliveries(settings, purge, sha256)],
        [folder for folder in _folders(settings.editions) if _tells_of(folder, told)],
        [*_folders(settings.home / "exports")],
    )


def carry_out(settings: Settings, purge: Purge, reach: Reach) -> int:
    """Purge: files first, so that a purge that is stopped half-way and run again finds its way; returns the load.

    Raises:
        NightHeld: a night works on this home.
        WarehouseUnavailable, LandingUnavailable: run it again.
    """
    with hold_home(settings.home, "a purge"):
        mark = f"purged on {purge.at.date()} by {purge.by}"
        for folder in (*reach.editions, *reach.exports):
            _leave_tombstone(folder, mark)
        if purge.kind == "provider":
            forget_provider(settings.landing, purge.provider)
        else:
            drop_deliveries(settings.landing, reach.deliveries, mark)
        _purge_journal(settings, purge)
        with open_for_owner(settings).connect() as connection:
            with transaction(connection):
                number = purge_rows(connection, _with_load(connection, purge), code_version=version("concord"))
            keep_loads(settings, connection, None)
    return number


def lift_purge(settings: Settings, purge: Purge) -> int:
    """Let a purged record come again; returns the load.

    Raises:
        UsageWrong: it was not purged.
    """
    with open_for_owner(settings).connect() as connection:
        if purge.record not in purged_records(connection, purge.provider):
            raise UsageWrong(f"{purge.provider}/{purge.record} was not purged", mend="look at core.purge")
        connection.rollback()
        with transaction(connection):
            number = purge_rows(connection, replace(purge, kind="lifted"), code_version=version("concord"))
        keep_loads(settings, connection, None)
    return number


def purge_again(settings: Settings, purge: Purge, recorded: RecordedLoad) -> str:
    """In a replay: the tombstone with its number and moment, and whatever came back of what was purged."""
    with open_for_owner(settings).connect() as connection, transaction(connection):
        purge_rows(connection, _with_load(connection, purge), code_version=version("concord"), recorded=recorded)
    return f"the purge of a {purge.kind}"


def _with_load(connection: Connection, purge: Purge) -> Purge:
    if purge.kind != "delivery":
        return purge
    query = sa.text(
        "SELECT load_number FROM core.delivery WHERE delivery_id = :delivery AND provider_id = :provider"
        " AND load_number IS NOT NULL"
    )
    load = connection.execute(query, {"delivery": purge.delivery, "provider": purge.provider}).scalar()
    return replace(purge, load=load if load is not None else -1)


def _unknown(purge: Purge) -> str:
    what = {"record": f"record {purge.record}", "delivery": f"delivery {purge.delivery}", "provider": "rows"}
    return f"nothing is known of {what[purge.kind]} of {purge.provider}"


def _names(connection: Connection, purge: Purge) -> Iterator[str]:
    """Texts by which an edition tells of it: keys as reports write them, and titles."""
    if purge.kind == "provider":
        yield purge.provider
        query = sa.text("SELECT provider_name FROM core.provider WHERE provider_id = :provider")
    elif purge.kind == "record":
        yield f"{purge.provider}/{purge.record}"
        query = sa.text(
            "SELECT DISTINCT title FROM core.record_version WHERE provider_id = :provider"
            " AND source_record_id = :record AND title IS NOT NULL"
        )
    else:
        query = sa.text(
            "SELECT DISTINCT name FROM core.record_version v, LATERAL (VALUES (title),"
            " (provider_id || '/' || source_record_id)) AS told(name)"
            " WHERE provider_id = :provider AND known_from_load = :load AND name IS NOT NULL"
        )
    names = [str(name) for name in connection.execute(query, purge.values).scalars()]
    yield from (name for name in names if len(name) >= LEAST_LETTERS)


def _tells_of(folder: Path, names: Iterable[str]) -> bool:
    needles = {form.encode() for name in names for form in (name, html.escape(name), json.dumps(name)[1:-1])}
    texts = (path for path in folder.rglob("*") if path.suffix in TEXTS and path.is_file())
    return any(needle in content for content in (path.read_bytes() for path in texts) for needle in needles)


def _folders(place: Path) -> Iterator[Path]:
    return (path for path in sorted(place.iterdir()) if path.is_dir()) if place.is_dir() else iter(())


def _sha256(connection: Connection, purge: Purge) -> str | None:
    query = sa.text("SELECT min(sha256) FROM core.delivery WHERE delivery_id = :delivery")
    found: str | None = connection.execute(query, {"delivery": purge.delivery}).scalar_one()
    return found


def _deliveries(settings: Settings, purge: Purge, sha256: str | None) -> Iterator[Receipt]:
    """Landed deliveries that hold it; one that can no longer be read may hold it."""
    contract = _contract(settings, purge.provider)
    for receipt in receipts_of(settings.landing, purge.provider):
        is_it = receipt.sha256 == sha256 if purge.kind == "delivery" else _holds(receipt, contract, purge)
        if receipt.parts and is_it and is_kept(receipt):
            yield receipt


def _contract(settings: Settings, provider: str) -> Contract | None:
    try:
        return read_contract(settings.providers, provider)
    except ConcordError:
        return None


def _holds(receipt: Receipt, contract: Contract | None, purge: Purge) -> bool:
    if purge.kind == "provider":
        return True
    if contract is None:
        return True
    try:
        rows = parse_parts(read_parts(receipt), options_for(contract)).rows
        return purge.record in set(source_keys(rows, contract, read_header(rows.columns, contract)))
    except ConcordError:
        return True


def _purge_journal(settings: Settings, purge: Purge) -> None:
    """Judgements on the record and input of the provider leave the journal too: they are free text."""
    folder = f"{settings.landing}/{OVERLAPS}/loads"
    gone: set[str] = set()
    for name in sorted(names_in(folder, ".json"), key=lambda name: int(name.removesuffix(".json"))):
        with explain_trouble(f"{folder}/{name}"):
            path = open_path(f"{folder}/{name}")
            tree = json.loads(path.read_bytes())
            kept = _without(tree, purge, gone)
            if kept != tree:
                path.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n")


def _without(tree: dict[str, Any], purge: Purge, gone: set[str]) -> dict[str, Any]:
    """A load of the journal without what is purged; numbers of purged input are added to `gone`, answers follow it."""
    kept = dict(tree)
    if tree.get("judgements"):
        kept["judgements"] = [one for one in tree["judgements"] if not _is_about(one, purge)]
    if tree.get("told") and purge.kind == "provider":
        given, answers = tree["told"]["given"], tree["told"]["answers"]
        giver = ("provider", purge.provider)
        gone |= {one["input_id"] for one in given if (one["from_kind"], one["from_whom"]) == giver}
        kept["told"] = {
            "given": [one for one in given if one["input_id"] not in gone],
            "answers": [one for one in answers if one["input_id"] not in gone],
        }
    return kept


def _is_about(judgement: dict[str, str], purge: Purge) -> bool:
    sides = [(judgement[f"provider_id_{side}"], judgement[f"source_record_id_{side}"]) for side in "ab"]
    if purge.kind == "provider":
        return any(provider == purge.provider for provider, _ in sides)
    return purge.kind == "record" and (purge.provider, purge.record) in sides


def _leave_tombstone(folder: Path, mark: str) -> None:
    draft = folder.with_name(f".{folder.name}.purged")
    if folder.exists():
        shutil.rmtree(draft, ignore_errors=True)
        folder.rename(draft)
    folder.mkdir()
    (folder / TOMBSTONE).write_text(f"{mark}\n", encoding="utf-8")
    shutil.rmtree(draft, ignore_errors=True)
