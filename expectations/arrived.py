"""What is asked of the cells that arrived, whatever they mean: each distinct cell of a column is judged once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from contracts.contract import Column, Contract
from contracts.report_kinds import ANY_FIELD
from expectations.plan import Check, check
from expectations.rules import LONGEST_CELL
from transforms.header import Header, contract_columns
from transforms.parse.parsed import text_column

# Tab and line ends may stand in a cell, and so may the sign that joins several values; the rest is no text.
CONTROL = r"[\x00-\x08\x0b\x0c\x0e-\x1e\x7f]"
LOST = "\ufffd"
LOOKS_LIKE_DATE = r"[0-9]"
LOOKS_LIKE_NUMBER = r"^[-+$() .,0-9]*[0-9][-+$() .,0-9]*$"

_TEXT = pa.large_string()
_ROLES = ("key", "date", "number")
_DATES = frozenset({"date", "timestamp"})
_NUMBERS = frozenset({"integer", "decimal"})


@dataclass(frozen=True)
class ArrivedCells:
    """The distinct cells of a delivery.

    Attributes:
        frame: one row a distinct cell: column (the contract's name), cell, and the same text as key_cell, date_cell or
            number_cell where its column plays that role and, for dates and numbers, it is not blank.
        delivered: delivered column of each row of the frame.
    """

    rows: pd.DataFrame
    frame: pd.DataFrame
    delivered: Mapping[str, range] = field(default_factory=dict)

    def positions(self, item: Check, labels: pd.Index) -> Iterator[tuple[str, pd.Index]]:
        """Delivered columns and the rows in which they hold one of the cells that a check found."""
        label = str(dict(item.settings)["column"])
        for name, places in self.delivered.items():
            texts = self.frame[label].loc[labels[(labels >= places.start) & (labels < places.stop)]]
            if len(texts):
                cells = self.rows[name] if label == "cell" else self.rows[name].str.strip()
                yield name, self.rows.index[cells.isin(texts)]


def arrived_plan(header: Header) -> tuple[Check, ...]:
    """The checks on the cells that arrived."""
    promised = tuple(sorted({*header.columns, *header.missing}))
    return (
        check("column_missing", "distinct_contain", column="column", value_set=promised),
        check("column_unknown", "distinct_in_set", column="column", value_set=promised),
        check("key_blank", "lengths_between", column="key_cell", min_value=1),
        check("control_character", "not_match_regex", column="cell", regex=CONTROL),
        check("damaged_character", "not_match_regex", column="cell", regex=LOST),
        check("cell_too_long", "lengths_between", column="cell", max_value=LONGEST_CELL),
        check("date_unlike", "match_regex", column="date_cell", regex=LOOKS_LIKE_DATE),
        check("number_unlike", "match_regex", column="number_cell", regex=LOOKS_LIKE_NUMBER),
    )


def distinct_cells(rows: pd.DataFrame, contract: Contract, header: Header) -> ArrivedCells:
    """The distinct cells of all columns that the contract uses; columns that name people are not looked at."""
    roles = ColumnRoles(contract, tuple(rows.columns))
    blocks, names, delivered, start = [], [], {}, 0
    looked_at = {name: column for name, column in header.columns.items() if name not in contract.personal}
    for name, column in looked_at.items():
        values = pc.unique(_cells(rows[column]))
        blocks.append(roles.block(name, values))
        names.append(pa.repeat(pa.scalar(name, _TEXT), len(values)))
        delivered[column] = range(start, start + len(values))
        start += len(values)
    for name in (*(name for name in header.columns if name not in looked_at), *header.unknown):
        blocks.append([pa.nulls(1, _TEXT)] * (1 + len(_ROLES)))
        names.append(pa.array([name], _TEXT))
    joined = [pa.concat_arrays(names), *(pa.concat_arrays(parts) for parts in zip(*blocks, strict=True))]
    labels = ("column", "cell", *(f"{role}_cell" for role in _ROLES))
    return ArrivedCells(rows, pd.DataFrame(dict(zip(labels, map(text_column, joined), strict=True))), delivered)


def _cells(column: pd.Series) -> pa.Array:
    cells = pa.array(column, type=_TEXT, from_pandas=True)
    return cells.combine_chunks() if isinstance(cells, pa.ChunkedArray) else cells


@dataclass(frozen=True)
class ColumnRoles:
    """What the contract's columns are asked for, by their names in it."""

    contract: Contract
    delivered: tuple[str, ...]

    @cached_property
    def columns(self) -> Mapping[str, Column]:
        """The contract's columns."""
        return contract_columns(self.contract, self.delivered)

    def of(self, name: str) -> frozenset[str]:
        """Roles of a column: key, date, number.

        A cell of which only a part is the value, or that holds several, is not a date or number as a whole.
        """
        column = self.columns.get(name, Column(to=()))
        kinds = {ANY_FIELD[target].kind for target in column.to}
        is_key = name in self.contract.key or (
            self.contract.key == (self.contract.kind.key,) and self.contract.kind.key in column.to
        )
        roles = {"key"} if is_key else set()
        if not (column.extract or column.split):
            roles |= {"date"} if kinds & _DATES else set()
            roles |= {"number"} if kinds & _NUMBERS else set()
        return frozenset(roles)

    def block(self, name: str, values: pa.Array) -> list[pa.Array]:
        """The distinct values as cell, and once for each role: null where the column does not play it."""
        roles, nothing = self.of(name), pa.nulls(len(values), _TEXT)
        trimmed = pc.utf8_trim_whitespace(values) if roles else values
        told = pc.if_else(pc.equal(trimmed, ""), None, trimmed) if roles else nothing
        by_role = {"key": trimmed, "date": told, "number": told}
        return [values, *(by_role[role] if role in roles else nothing for role in _ROLES)]
