"""Nested records, once flattened to paths, become a table: shared by JSON and XML."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from contracts.errors import DeliveryUnreadable
from contracts.fields import MULTI
from transforms.parse.options import MAX_CELLS, MAX_COLUMNS, ReadOptions
from transforms.parse.parsed import Account, Block
from transforms.parse.table import make_block, refuse_sprawl, text_array

Flat = dict[str, str]


class RecordTooDeepError(ValueError):
    """A record nests deeper, or repeats more, than any report does: it is broken, the others are read."""


def join_repeats(repeats: Sequence[Flat]) -> Flat:
    """One flat record from the repeats of one element: the values of a path joined, each at its repeat's place."""
    paths = dict.fromkeys(path for flat in repeats for path in flat)
    if len(paths) * len(repeats) > MAX_CELLS // 10:
        raise RecordTooDeepError(f"{len(repeats):,} repeats with {len(paths):,} different parts")
    return {path: MULTI.join([flat.get(path, "") for flat in repeats]) for path in paths}


def tabulate(flats: Sequence[Flat], numbers: Sequence[int], options: ReadOptions, account: Account) -> Block:
    """The table of flat records; columns in order of first appearance.

    Raises:
        DeliveryUnreadable: more columns or cells than any report has.
    """
    names = list(dict.fromkeys(path for flat in flats for path in flat))
    if len(names) > MAX_COLUMNS:
        raise DeliveryUnreadable(
            f"{len(names):,} different paths in the records; {MAX_COLUMNS:,} are the limit",
            where=account.part,
            mend="list the paths that are not needed under skip in the contract",
        )
    refuse_sprawl(len(flats), len(names), account.part)
    columns = {name: [flat.get(name, "") for flat in flats] for name in names}
    for name in _empty_parents(columns):
        del columns[name]
    arrays = {name: text_array(values) for name, values in columns.items()}
    return make_block(arrays, np.array(numbers, dtype=np.int64), "", options, account)


def _empty_parents(columns: dict[str, list[str]]) -> list[str]:
    # `partner: null` in one record and `partner: {name: …}` in another is one column, partner.name.
    parents = {name[:end] for name in columns for end, mark in enumerate(name) if mark in ".[/" and end}
    return [name for name in columns if name in parents and not any(columns[name])]
