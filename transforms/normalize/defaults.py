"""What stands where a row says nothing, and what becomes of a row that says something nothing knows.

In this order: the contract's defaults; the partners' stated defaults; the sponsor offices of the contract on the
record's own date (actual start, else planned start, else request; else the night's); the reach, from the number of
jurisdictions. A blank cell counts as a missing column, so that a record does not depend on its neighbours.

Where a code is not known, no default hides it: the field stays empty, save those whose list has a code for just that,
or must fail towards silence: the scope is undetermined, and the sharing level the most restrictive.

Sharing: the most restrictive wins. A row's own level stands only where it is at least as restrictive as the contract's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TypeVar

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from contracts.codes import SHARING_LEVEL
from contracts.contract import Column, Contract, code_list
from contracts.errors import ContractWrong
from contracts.fields import MULTI, STATED_DEFAULTS
from contracts.jurisdictions import TERRITORIES, is_tribe
from contracts.report_kinds import ANY_FIELD
from transforms.normalize.dates import read_moment
from transforms.normalize.distinct import TEXT, find_distinct, spread
from transforms.normalize.field_rows import FieldRows, fill, fill_unknown
from transforms.normalize.numbers import read_decimal, read_integer
from transforms.normalize.unread import Unread
from transforms.parse.parsed import text_column

WHERE_UNKNOWN: dict[str, str] = {
    "scope_class": "undetermined",
    "sharing_level": "provider_only",
    "intensity": "unknown",
    "ta_type": "other",
    "recipient_type": "other",
}
"""What stands where a row's code is not known and queued."""

OWN_DATES = ("actual_start", "planned_start", "requested_on", "project_start")
"""Dates by which a record or project belongs to a sponsor office, best first."""

T = TypeVar("T")
Fields = dict[str, FieldRows]


def fill_defaults(fields: Fields, contract: Contract, night: date) -> Fields:
    """The fields with their defaults."""
    filled = dict(fields)
    for field, value in contract.defaults.items():
        filled[field] = _fill_from_contract(filled[field], field, value)
    filled["sharing_level"] = _most_restrictive(fields["sharing_level"], contract)
    for field, value in _of_kind(WHERE_UNKNOWN, filled):
        filled[field] = fill_unknown(filled[field], value)
    for field, value in _of_kind(STATED_DEFAULTS, filled):
        filled[field] = fill(filled[field], int(value) if ANY_FIELD[field].kind == "integer" else value)
    if "sponsor_office" in filled:
        filled["sponsor_office"] = fill(filled["sponsor_office"], _offices(filled, contract, night))
    if "geographic_scope" in filled:
        scope = filled["geographic_scope"]
        reach = _reach(filled["jurisdiction"])
        filled["geographic_scope"] = FieldRows(pc.coalesce(scope.values, reach), scope.is_unknown)
    return filled


def _of_kind(values: Mapping[str, str], fields: Fields) -> Iterator[tuple[str, str]]:
    """Of values by field, those of fields that the kind of report has."""
    return ((field, value) for field, value in values.items() if field in fields)


def _fill_from_contract(rows: FieldRows, field: str, value: str | list[str]) -> FieldRows:
    kind = ANY_FIELD[field].kind
    texts = [value] if isinstance(value, str) else value
    if kind in ("code", "codes"):
        order = list(code_list(field))
        return fill(rows, MULTI.join(sorted(set(texts), key=order.index)))
    if kind == "date":
        moment = _or_wrong(read_moment(texts[0], Column(to=(field,)).date), field)
        is_open = pc.and_(rows.values.is_null(), pa.array(~rows.is_unknown))
        filled = fill(rows, pa.scalar(np.datetime64(moment.at.date(), "s"), pa.timestamp("s")))
        return FieldRows(filled.values, rows.is_unknown, pc.if_else(is_open, moment.precision, rows.precision))
    if kind == "timestamp":
        return fill(rows, pa.scalar(_or_wrong(read_moment(texts[0]), field).at, pa.timestamp("us", "UTC")))
    if kind == "integer":
        return fill(rows, _or_wrong(read_integer(texts[0]), field))
    if kind == "decimal":
        return fill(rows, _or_wrong(read_decimal(texts[0]), field))
    return fill(rows, (MULTI if ANY_FIELD[field].is_multiple else ", ").join(texts))


def _or_wrong(read: T | Unread, field: str) -> T:
    if isinstance(read, Unread):
        raise ContractWrong(f"{read.reason}", where=f"contract.yaml, defaults: {field}", mend=read.mend)
    return read


def _most_restrictive(rows: FieldRows, contract: Contract) -> FieldRows:
    """Sharing levels, none more open than the contract's own."""
    levels = list(SHARING_LEVEL)
    known = fill_unknown(rows, WHERE_UNKNOWN["sharing_level"])
    floor = contract.defaults.get("sharing_level")
    if floor is None:
        return known
    least = max(levels.index(level) for level in ([floor] if isinstance(floor, str) else floor))
    own = pc.fill_null(pc.index_in(known.values, value_set=pa.array(levels, TEXT)), least)
    return FieldRows(
        pa.array(levels, TEXT).take(pc.max_element_wise(own, pa.scalar(least, pa.int32()))), rows.is_unknown
    )


def _offices(fields: Fields, contract: Contract, night: date) -> pa.Array:
    """Sponsor offices of the contract on each record's own date, missing where none holds."""
    days = pc.coalesce(*(fields[name].values for name in OWN_DATES if name in fields))
    codes = pd.Series(days.to_numpy(zero_copy_only=False)).factorize(use_na_sentinel=False)
    offices = [_offices_on(night if pd.isna(day) else day.date(), contract) for day in codes[1]]
    return spread(offices, codes[0].astype(np.int64))


def _offices_on(day: date, contract: Contract) -> str | None:
    order = list(code_list("sponsor_office"))
    return MULTI.join(sorted(set(contract.offices_on(day)), key=order.index)) or None


def _reach(jurisdictions: FieldRows) -> pa.Array:
    """The geographic scope that jurisdictions speak of, missing where there are none."""
    distinct = find_distinct(pd.Series(text_column(jurisdictions.values)))
    return spread([_reach_of(text.split(MULTI)) if text else None for text in distinct.texts()], distinct.at)


def _reach_of(places: list[str]) -> str:
    """One state or territory is itself; a tribe is tribal, also beside a state that its record names; more are
    several."""
    others = [place for place in places if not is_tribe(place)]
    if len(others) < len(places) and len(others) <= 1:
        return "tribal"
    if len(others) > 1:
        return "multi_state"
    return "territory" if others[0] in TERRITORIES else "state"
