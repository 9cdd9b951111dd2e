"""The journal of loads in landing: their numbers and moments outlive the warehouse, so that a replay gives them again.

    <landing>/<provider>/loads/<number>.json             one load of the provider's
    <landing>/<provider>/contracts/<rules version>.json  the contract, codes included, under which it was judged
    <landing>/_overlaps/loads/<number>.json              one search for overlaps, people's judgements, or a model

It is copied from the warehouse after each load. What a killed run leaves out is copied with the provider's next one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy.engine import Connection

from concord_sources.store import explain_trouble, make_folder, names_in, open_path, write_once
from contracts.contract import Contract
from contracts.errors import LandingUnavailable
from nights.settings import Settings
from warehouse.past_loads import PastLoad, read_contract_version, read_past_loads, with_what_people_told

OVERLAPS = "_overlaps"
"""Stands for a provider where a load is nobody's; no slug begins so."""

_MOMENTS = ("committed_at", "received_at", "decided_at")


def keep_loads(settings: Settings, connection: Connection, provider: str | None) -> None:
    """Copy those loads of a provider (None: of overlaps and what people told of them) into the journal that it lacks.

    Raises:
        LandingUnavailable: there is no room; the loads stand, and are copied with the next one.
    """
    place = f"{settings.landing}/{provider or OVERLAPS}"
    kept = set(names_in(f"{place}/loads", ".json"))
    for load in read_past_loads(connection, provider):
        if f"{load.number}.json" not in kept:
            _keep_contract(connection, place, load)
            _keep(f"{place}/loads", f"{load.number}.json", _as_tree(with_what_people_told(connection, load)))


def read_journal(settings: Settings) -> list[PastLoad]:
    """All loads that the journal holds, in their order.

    Raises:
        LandingUnavailable: it cannot be read, or is damaged.
    """
    return sorted(_read_all(settings), key=lambda load: load.number)


def contract_as_it_was(settings: Settings, load: PastLoad) -> Contract | None:
    """The contract under which a delivery was judged; None where the journal lacks it.

    Raises:
        LandingUnavailable: it cannot be read, or is damaged.
    """
    path = f"{settings.landing}/{load.provider_id}/contracts/{load.rules_version}.json"
    tree = _read(path)
    return None if tree is None else Contract.model_validate(tree)


def _read_all(settings: Settings) -> Iterator[PastLoad]:
    for provider in names_in(settings.landing):
        folder = f"{settings.landing}/{provider}/loads"
        for name in names_in(folder, ".json"):
            yield _from_tree(_read(f"{folder}/{name}"), f"{folder}/{name}")


def _keep_contract(connection: Connection, place: str, load: PastLoad) -> None:
    if load.provider_id and load.rules_version:
        path = f"{place}/contracts/{load.rules_version}.json"
        with explain_trouble(path):
            if open_path(path).exists():
                return
        tree = read_contract_version(connection, load.provider_id, load.rules_version)
        if tree is not None:
            _keep(f"{place}/contracts", f"{load.rules_version}.json", tree)


def _keep(folder: str, name: str, tree: Any) -> None:
    of_provider = folder.rpartition("/")[0]
    for place in (of_provider.rpartition("/")[0], of_provider, folder):
        make_folder(place)
    with suppress(FileExistsError):
        write_once(folder, name, (json.dumps(tree, indent=1, ensure_ascii=False) + "\n").encode())


def _read(path: str) -> Any:
    with explain_trouble(path):
        file = open_path(path)
        if not file.exists():
            return None
        try:
            return json.loads(file.read_bytes())
        except ValueError:
            raise _damaged(path) from None


def _as_tree(load: PastLoad) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in asdict(load).items()
        if value is not None
    }


def _from_tree(tree: Any, path: str) -> PastLoad:
    try:
        moments = {name: datetime.fromisoformat(tree[name]) for name in _MOMENTS if name in tree}
        plain = {item.name: tree.get(item.name) for item in fields(PastLoad)}
        return PastLoad(**{**plain, **moments, "night": date.fromisoformat(tree["night"])})
    except (TypeError, KeyError, ValueError, AttributeError):
        raise _damaged(path) from None


def _damaged(path: str) -> LandingUnavailable:
    return LandingUnavailable("this entry of the journal is damaged", where=path, mend="bring it back from a backup")
