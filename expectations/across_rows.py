"""What is asked of the rows of one delivery together: each record comes once, and as many rows as promised."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from contracts.contract import Contract
from expectations.plan import Check, check
from transforms.header import Header, contract_columns
from transforms.normalize.dates import read_moment
from transforms.normalize.numbers import read_decimal
from transforms.normalize.unread import Unread


@dataclass(frozen=True)
class Repeat:
    """A row that another row of the delivery makes unusable; positions of both."""

    rule: str
    position: int
    others: tuple[int, ...]


def across_rows_plan(contract: Contract, *, has_purged: bool = False) -> tuple[Check, ...]:
    """The checks on the delivery as a whole.

    Args:
        has_purged: whether records of this provider were purged, so that rows may be of one of them.
    """
    purged = check("record_purged", "in_set", column="may_come", value_set=(True,))
    return (
        *((purged,) if has_purged else ()),
        check("row_repeated", "unique", column="source_record_id"),
        check("volume_too_low", "row_count_between", min_value=contract.volume.least),
        check("volume_too_high", "row_count_between", max_value=contract.volume.most),
    )


def judged_keys(keys: pd.Series, purged: frozenset[str] = frozenset()) -> pd.DataFrame:
    """One row a delivered row: its record's key, missing where it is blank (another rule tells of that); may_come.

    Args:
        purged: keys of records that were purged and may not come again.
    """
    frame = pd.DataFrame({"source_record_id": keys.where(keys.ne(""))})
    return frame.assign(may_come=~keys.isin(list(purged))) if purged else frame


def find_repeats(
    rows: pd.DataFrame,
    keys: pd.Series,
    hashes: npt.NDArray[np.object_],
    contract: Contract,
    header: Header,
) -> Iterator[Repeat]:
    """What is wrong with each of the rows that share their key with another.

    Rows that are the same in every cell that counts repeat the first of them. Of those that are left, the newest
    stands, told by revision, else by time of change; where nothing tells, none of them can be used.

    Args:
        rows: the rows that share keys, labelled by position.
        hashes: what each of them says, as bytes.
    """
    said = pd.Series(hashes, index=rows.index, dtype=object)
    ages = row_ages(rows, contract, header)
    for _, group in said.groupby(keys):
        first: dict[object, int] = {}
        for position, what in group.items():
            at = int(str(position))
            if what in first:
                yield Repeat("row_repeated", at, (first[what],))
            else:
                first[what] = at
        if len(first) > 1:
            yield from _of_several(list(first.values()), ages)


def _of_several(positions: list[int], ages: pd.Series) -> Iterator[Repeat]:
    known = [ages[at] for at in positions]
    newest = max(known)
    if known.count(newest) > 1:
        yield from (Repeat("key_ambiguous", at, tuple(positions)) for at in positions)
        return
    winner = positions[known.index(newest)]
    yield from (Repeat("row_superseded", at, (winner,)) for at in positions if at != winner)


def row_ages(rows: pd.DataFrame, contract: Contract, header: Header) -> pd.Series:
    """Revision and moment of the last change of each row, as a pair that sorts; -inf where one is not told."""
    revision, changed = np.full(len(rows), -np.inf), np.full(len(rows), -np.inf)
    for name, column in contract_columns(contract, rows.columns).items():
        delivered = header.columns.get(name)
        if delivered is None:
            continue
        cells = rows[delivered].str.strip()
        if "source_revision" in column.to:
            revision = np.maximum(revision, [_number(read_decimal(cell, column.number)) for cell in cells])
        if "source_updated_at" in column.to:
            changed = np.maximum(changed, [_seconds(cell, column.date) for cell in cells])
    return pd.Series(list(zip(revision, changed, strict=True)), index=rows.index, dtype=object)


def _number(read: float | Unread) -> float:
    return -np.inf if isinstance(read, Unread) else read


def _seconds(cell: str, readings: tuple[str, ...]) -> float:
    moment = read_moment(cell, readings)
    return -np.inf if isinstance(moment, Unread) else moment.at.timestamp()
