"""What is said of a canonical record that breaks a rule, in the provider's own columns and cells."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from contracts.fields import MULTI
from expectations.findings import Teller
from expectations.plan import Check

Finding = dict[str, object]


@dataclass(frozen=True)
class Why:
    """Why a record may lack a value: positions and fields whose codes nothing maps, and whose cells were unread."""

    unmapped: frozenset[tuple[int, str]]
    unread: frozenset[tuple[int, str]]

_MISSING = frozenset({"source_record_id_missing", "date_missing"})
"""Rules about values that a cell of the wrong kind makes missing."""

_WHEN_UNMAPPED = {
    "status_missing": "status_unmapped",
    "place_missing": "place_unmapped",
    "sector_missing": "sector_unmapped",
    "core_element_missing": "core_element_unmapped",
}


def tell_rows(
    item: Check, labels: pd.Index, records: pd.DataFrame, why: Why, teller: Teller
) -> Iterator[Finding]:
    """Findings about the records that break a check on rows."""
    tell = _TELLERS.get(item.rule, _tell_value)
    for label in labels:
        if not _is_told_of_cell(item, int(label), why, teller):
            yield from tell(item, int(label), records, why, teller)


def _is_told_of_cell(item: Check, at: int, why: Why, teller: Teller) -> bool:
    """Whether a value is missing because of a cell of which a finding tells already."""
    if item.rule not in _MISSING:
        return False
    if any((at, name) in why.unread for name in item.fields):
        return True
    return item.rule == "source_record_id_missing" and teller.has_blank(at, item.fields[0])


def tell_unread(rule: str, unread: pd.DataFrame, teller: Teller) -> Iterator[Finding]:
    """Findings about cells that could not be read; why and what to write instead was found out where they were read."""
    for cell in unread.to_dict("records"):
        yield teller.tell(
            rule, int(cell["position"]), str(cell["column"]), str(cell["value"]),
            reason=cell["reason"], mend=str(cell.get("mend") or ""),
        )  # fmt: skip


def tell_codes(codes: pd.Series, records: pd.DataFrame, teller: Teller) -> Iterator[Finding]:
    """Findings about records that use codes from outside the closed lists."""
    for text in codes:
        field, _, code = str(text).partition(" ")
        uses = records[field].fillna("").map(lambda cell, code=code: code in str(cell).split(MULTI))
        for position in records.index[uses]:
            yield teller.tell("code_unknown", int(position), teller.named(field), teller.show(code), field=field)


def _tell_value(item: Check, at: int, records: pd.DataFrame, why: Why, teller: Teller) -> Iterator[Finding]:
    """A rule about one field's value."""
    rule = item.rule
    if rule in _WHEN_UNMAPPED and (at, item.fields[0]) in why.unmapped:
        rule = _WHEN_UNMAPPED[rule]
    yield teller.tell(rule, at, teller.named(*item.fields), teller.cell_of(at, *item.fields))


def _tell_required(
    item: Check, at: int, records: pd.DataFrame, why: Why, teller: Teller
) -> Iterator[Finding]:
    for field in item.fields:
        if pd.isna(_value(records, at, field)):
            value = teller.cell_of(at, field)
            because = f", because no code is mapped to {value}" if (at, field) in why.unmapped else ""
            yield teller.tell(item.rule, at, teller.named(field), value, field=field, because=because)


def _tell_stated(item: Check, at: int, records: pd.DataFrame, why: Why, teller: Teller) -> Iterator[Finding]:
    """A field that a kind of report must have."""
    field = item.fields[0]
    if (at, field) not in why.unread:
        rule = "field_unmapped" if (at, field) in why.unmapped else item.rule
        yield teller.tell(rule, at, teller.named(field), teller.cell_of(at, field), field=field)


def _tell_span(item: Check, at: int, records: pd.DataFrame, why: Why, teller: Teller) -> Iterator[Finding]:
    end, start = item.fields
    yield teller.tell(
        item.rule, at, teller.named(end, start), teller.cell_of(at, end),
        end=_day(records, at, end), start=_day(records, at, start),
    )  # fmt: skip


def _tell_future(item: Check, at: int, records: pd.DataFrame, why: Why, teller: Teller) -> Iterator[Finding]:
    field = next(name for name in item.fields if pd.notna(_value(records, at, name)))
    days = (_value(records, at, field).tz_localize("UTC") - _value(records, at, "received_at")).days
    yield teller.tell(item.rule, at, teller.named(field), teller.cell_of(at, field), days=days)


def _tell_part(item: Check, at: int, records: pd.DataFrame, why: Why, teller: Teller) -> Iterator[Finding]:
    total, part = item.fields
    yield teller.tell(
        item.rule, at, teller.named(total, part), teller.cell_of(at, total),
        total=_value(records, at, total), part=part, count=_value(records, at, part),
    )  # fmt: skip


def _tell_length(item: Check, at: int, records: pd.DataFrame, why: Why, teller: Teller) -> Iterator[Finding]:
    length = len(_value(records, at, item.fields[0]))
    yield teller.tell(item.rule, at, teller.named(*item.fields), teller.cell_of(at, *item.fields), length=length)


def _value(records: pd.DataFrame, at: int, field: str) -> Any:
    return records.at[at, field]


def _day(records: pd.DataFrame, at: int, field: str) -> str:
    """A date as exactly as it was said: 2026-03-12, 2026-03, 2026-Q1, 2026."""
    date = _value(records, at, field)
    precision = _value(records, at, f"{field}_precision") if f"{field}_precision" in records else "day"
    if precision == "quarter":
        return f"{date:%Y}-Q{date.quarter}"
    shape = {"month": "%Y-%m", "year": "%Y"}.get(str(precision), "%Y-%m-%d")
    return f"{date:{shape}}"


_TELLERS: Mapping[str, Callable[[Check, int, pd.DataFrame, Why, Teller], Iterator[Finding]]] = {
    "required_missing": _tell_required,
    "field_missing": _tell_stated,
    "project_end_before_start": _tell_span,
    "closed_before_opened": _tell_span,
    "planned_end_before_start": _tell_span,
    "actual_end_before_start": _tell_span,
    "completed_in_future": _tell_future,
    "participants_total_too_small": _tell_part,
    "title_too_long": _tell_length,
    "key_too_long": _tell_length,
}

