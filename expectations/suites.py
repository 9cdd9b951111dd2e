"""The suites that judge a delivery: what arrived, the canonical table, and its rows together.

Each runs through Great Expectations, which is loaded only when there is something to judge, and tells all errors of a
row, not the first. Facts of the runs, without any delivered value, are added to `runs` for Data Docs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd

from contracts.contract import Contract
from expectations import canonical
from expectations.across_rows import Repeat, across_rows_plan, find_repeats, judged_keys
from expectations.arrived import (
    LOOKS_LIKE_DATE,
    LOOKS_LIKE_NUMBER,
    ArrivedCells,
    ColumnRoles,
    arrived_plan,
    distinct_cells,
)
from expectations.canonical_kinds import judged_kind_rows, kind_rows_plan
from expectations.canonical_words import Why, tell_codes, tell_rows, tell_unread
from expectations.findings import Teller, findings_table, no_findings
from expectations.plan import Broken, Check, SuiteRun
from expectations.rules import RULES
from transforms.header import Header, contract_columns
from transforms.normalize import Normalized
from transforms.normalize.dates import read_moment
from transforms.normalize.numbers import read_decimal
from transforms.normalize.people import HiddenNames
from transforms.normalize.unread import Unread

MOST_NAMED = 10
"""So many other rows are named in one finding."""

Told = Iterator[dict[str, object]]


def count_rules(contract: Contract) -> int:
    """How many expectations judge a delivery of this contract."""
    promised = Header({name: name for name in contract_columns(contract, contract.kind.deliverable)})
    cells = canonical.cells_plan(contract.kind)
    plans = (arrived_plan(Header({})), _rows_plan(contract, promised), cells, across_rows_plan(contract))
    return sum(len(plan) for plan in plans)


def arrived_findings(
    rows: pd.DataFrame,
    contract: Contract,
    header: Header,
    runs: list[SuiteRun] | None = None,
    names: HiddenNames | None = None,
) -> pd.DataFrame:
    """Findings about single cells, whatever they mean.

    Args:
        rows: parsed rows to judge, labelled by position.
        runs: the facts of the run are added here.
        names: people to hide in shown values; where only some rows of a delivery are given, those of all of them.

    Returns:
        One row a finding; part, sheet and row are left for who knows the origin. Missing and unknown columns are
        judged, but told of by the verdict on the header.
    """
    if rows.empty:
        return no_findings()
    cells = distinct_cells(rows, contract, header)
    broken = _run(contract, "arrived_cells", cells.frame, arrived_plan(header), runs)
    teller = Teller(rows, contract, header, names)
    return findings_table(
        finding
        for item, labels in broken.labels.items()
        if not RULES[item.rule].of_delivery
        for finding in _tell_cells(item, labels, cells, teller)
    )


def canonical_findings(
    normalized: Normalized,
    rows: pd.DataFrame,
    contract: Contract,
    header: Header,
    runs: list[SuiteRun] | None = None,
    names: HiddenNames | None = None,
) -> pd.DataFrame:
    """Findings about canonical records: read, complete, plausible.

    Cells that do not even look like a date or a number, and blank keys, are left to `arrived_findings`; a value that is
    missing because its cell could not be read is told once.

    Args:
        normalized: records to judge, with what could not be read or mapped.
        rows: parsed rows, which hold at least those of the records.
    """
    records = normalized.records
    if records.empty:
        return no_findings()
    judged = _judged_rows(contract, records)
    of_rows = _run(contract, "canonical_rows", judged, _rows_plan(contract, header), runs)
    unread = _not_told_yet(normalized.unread, rows, contract, header)
    cells = canonical.judged_cells(records, unread, contract.kind)
    of_cells = _run(contract, "canonical_cells", cells, canonical.cells_plan(contract.kind), runs)
    teller = Teller(rows, contract, header, names)
    why = Why(_places(normalized.unmapped), _places(normalized.unread))
    told: list[dict[str, object]] = []
    for item, labels in of_rows.labels.items():
        told += tell_rows(item, labels, records, why, teller)
    for item, labels in of_cells.labels.items():
        if item.rule == "code_unknown":
            told += tell_codes(cells["code"].loc[labels], records, teller)
        else:
            told += tell_unread(item.rule, unread.loc[labels], teller)
    return findings_table(told)


def _rows_plan(contract: Contract, header: Header) -> tuple[Check, ...]:
    if contract.report != "record":
        return kind_rows_plan(contract.kind)
    return canonical.rows_plan(canonical.given_fields(contract, header))


def _judged_rows(contract: Contract, records: pd.DataFrame) -> pd.DataFrame:
    return canonical.judged_rows(records) if contract.report == "record" else judged_kind_rows(contract.kind, records)


def across_rows_findings(
    rows: pd.DataFrame,
    keys: pd.Series,
    hashes: npt.NDArray[np.object_],
    contract: Contract,
    header: Header,
    runs: list[SuiteRun] | None = None,
    origin: pd.DataFrame | None = None,
    purged: frozenset[str] = frozenset(),
) -> pd.DataFrame:
    """Findings about rows that share their key within one delivery, and about rows of records that were purged.

    Args:
        rows: all parsed rows.
        keys: the record's key of each, "" where it is blank.
        hashes: bytes of each row over the cells that count.
        origin: part, sheet and row of each, to name other rows as a person sees them; else by position from 1.
        purged: keys of records that were purged; of their rows nothing is told but that.
    """
    if rows.empty:
        return no_findings()
    plan = across_rows_plan(contract, has_purged=bool(purged))
    broken = _run(contract, "across_rows", judged_keys(keys, purged), plan, runs)
    labels = {item.rule: found for item, found in broken.labels.items()}
    gone, repeated = (labels.get(rule, pd.Index([])) for rule in ("record_purged", "row_repeated"))
    repeated = repeated.difference(gone, sort=False)
    if not len(gone) and not len(repeated):
        return no_findings()
    teller = Teller(rows, contract, header)
    told = [teller.tell("record_purged", int(position), teller.named(contract.kind.key)) for position in gone]
    at = rows.index.get_indexer(repeated)
    repeats = find_repeats(rows.loc[repeated], keys.loc[repeated], hashes[at], contract, header)
    return findings_table([*told, *(_tell_repeat(repeat, teller, origin) for repeat in repeats)])


def _run(
    contract: Contract, suite: str, frame: pd.DataFrame, checks: tuple[Check, ...], runs: list[SuiteRun] | None
) -> Broken:
    from expectations.engine import run_suite  # loads Great Expectations

    broken = run_suite(contract.provider, suite, frame, checks)
    if runs is not None:
        runs.append(broken.run)
    return broken


def _places(cells: pd.DataFrame) -> frozenset[tuple[int, str]]:
    return frozenset(zip(cells["position"].tolist(), cells["field"].tolist(), strict=True))


def _tell_cells(item: Check, labels: pd.Index, cells: ArrivedCells, teller: Teller) -> Told:
    """Findings about the rows that hold the cells that a check found."""
    for column, positions in cells.positions(item, labels):
        mend = _example(item.rule, column, teller)
        for position in positions:
            length = len(str(teller.rows.at[position, column]))
            yield teller.tell(item.rule, position, column, teller.cell(column, position), mend=mend, length=length)


def _example(rule: str, column: str, teller: Teller) -> str:
    """What to write instead, as the reader of dates or numbers says it for the column's readings; else nothing."""
    if rule not in ("date_unlike", "number_unlike"):
        return ""
    meant = next(
        meant for name, meant in contract_columns(teller.contract, teller.rows.columns).items()
        if teller.header.columns.get(name) == column
    )  # fmt: skip
    read = read_moment("?", meant.date) if rule == "date_unlike" else read_decimal("?", meant.number)
    return read.mend if isinstance(read, Unread) else ""


def _not_told_yet(unread: pd.DataFrame, rows: pd.DataFrame, contract: Contract, header: Header) -> pd.DataFrame:
    """Unread cells without those that `arrived_findings` already finds to be no date or number at all."""
    if unread.empty:
        return unread
    roles = ColumnRoles(contract, tuple(rows.columns))
    names = {delivered: name for name, delivered in header.columns.items()}
    told = [
        column in names and _is_unlike(roles.of(names[column]), str(rows.at[position, column]))
        for position, column in zip(unread["position"], unread["column"], strict=True)
    ]
    return unread.loc[~np.array(told, dtype=bool)].reset_index(drop=True)


def _is_unlike(roles: frozenset[str], cell: str) -> bool:
    looks = (("date", LOOKS_LIKE_DATE), ("number", LOOKS_LIKE_NUMBER))
    return any(role in roles and not re.search(pattern, cell.strip()) for role, pattern in looks)


def _tell_repeat(repeat: Repeat, teller: Teller, origin: pd.DataFrame | None) -> dict[str, object]:
    names = [_row_name(at, repeat.position, origin) for at in repeat.others]
    key = teller.contract.kind.key
    column = teller.named(key)
    value = teller.cell_of(repeat.position, key)
    return teller.tell(repeat.rule, repeat.position, column, value, other=names[0], others=_listed(names))


def _row_name(position: int, beside: int, origin: pd.DataFrame | None) -> str:
    """The number of a row as a person sees it, with its sheet or file where that is not the other row's."""
    if origin is None:
        return str(position + 1)
    row, other = origin.loc[position], origin.loc[beside]
    places = [str(row[name]) for name in ("sheet", "part") if row[name] != other[name]]
    return " of ".join([str(row["row"]), *places])


def _listed(names: list[str]) -> str:
    shown = names if len(names) <= MOST_NAMED else [*names[:MOST_NAMED], f"{len(names) - MOST_NAMED} more"]
    return f"{', '.join(shown[:-1])} and {shown[-1]}"
