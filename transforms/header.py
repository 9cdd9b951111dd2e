"""Holding a delivery's header against the contract: every column is mapped, ignored by name, or signalled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from fnmatch import fnmatchcase

from contracts.contract import Column, Contract
from contracts.report_kinds import ANY_FIELD

# A cell of these formats exists only where a record has the value, so a column may be missing from a whole delivery.
SPARSE_FORMATS = frozenset({"json", "jsonl", "xml"})


@dataclass(frozen=True)
class Header:
    """What a delivery's columns are.

    Attributes:
        columns: the contract's name of a column to its name in the delivery.
        missing: columns that the contract promises and the delivery lacks.
        unknown: delivered columns that the contract neither maps nor ignores.
        likely: missing column to the unknown one that looks like it.
    """

    columns: Mapping[str, str]
    missing: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    likely: Mapping[str, str] = field(default_factory=dict)


def contract_columns(contract: Contract, delivered: Iterable[str] = ()) -> dict[str, Column]:
    """Source columns and what they mean; Concord's own template needs no mapping: its headers are the fields."""
    if contract.source.format.kind != "concord":
        return dict(contract.columns)
    names = [name for name in delivered if name in contract.kind.deliverable]
    own = {name: Column(to=(name,), split=(";",) if ANY_FIELD[name].is_multiple else ()) for name in names}
    return own | dict(contract.columns)


def read_header(delivered: Iterable[str], contract: Contract, before: Iterable[str] = ()) -> Header:
    """The delivery's header, held against the contract.

    Args:
        delivered: the delivery's column names.
        before: column names of the last good delivery; a template column that vanished since is missing.
    """
    names = list(delivered)
    columns = contract_columns(contract, names)
    found = {
        name: match
        for name, column in columns.items()
        if (match := _first(names, (name, *column.also_named))) is not None
    }
    for name in _named_only(contract):
        if name in names:
            found.setdefault(name, name)
    missing = _missing(columns, contract, found, names, tuple(before))
    used = set(found.values())
    unknown = tuple(name for name in names if name not in used and not is_ignored(name, contract))
    likely = {name: close[0] for name in missing if (close := get_close_matches(name, unknown, n=1, cutoff=0.5))}
    return Header(found, missing, unknown, likely)


def is_ignored(name: str, contract: Contract) -> bool:
    """Whether the contract ignores a delivered column by name."""
    return any(fnmatchcase(name, pattern) for pattern in contract.ignore)


def digested_columns(header: Header, contract: Contract) -> list[str]:
    """Delivered columns whose cells make a row what it is: mapped ones, without volatile and personal ones."""
    left_out = set(contract.volatile) | set(contract.personal)
    return [delivered for name, delivered in header.columns.items() if name not in left_out]


def _named_only(contract: Contract) -> tuple[str, ...]:
    key = () if contract.key == (contract.kind.key,) else contract.key
    return (*key, *contract.personal, *contract.volatile)


def _missing(
    columns: Mapping[str, Column],
    contract: Contract,
    found: Mapping[str, str],
    names: list[str],
    before: tuple[str, ...],
) -> tuple[str, ...]:
    kind = contract.source.format.kind
    if kind == "concord":
        return tuple(name for name in before if name in contract.kind.deliverable and name not in names)
    promised = [
        name
        for name, column in columns.items()
        if column.required or not (column.optional or kind in SPARSE_FORMATS)
    ]
    return tuple(name for name in promised if name not in found)


def _first(names: list[str], candidates: tuple[str, ...]) -> str | None:
    return next((name for name in candidates if name in names), None)
