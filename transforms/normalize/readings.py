"""Reading each canonical field from the columns that give it, kind by kind.

Several columns may give one field: a field of many values gets those of all, any other the first that has one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from contracts.contract import Column, Contract
from contracts.fields import MULTI
from contracts.report_kinds import ANY_FIELD, IDENTIFIERS
from transforms.normalize.codes import CodeReading
from transforms.normalize.dates import Moment, read_moment, read_plain_iso
from transforms.normalize.delivered import Delivered, single_value, split_values
from transforms.normalize.derived import derive_text
from transforms.normalize.distinct import TEXT, Distinct, Flags, Places, pair_up, spread
from transforms.normalize.field_rows import FieldRows, first_given, no_values
from transforms.normalize.numbers import read_decimal, read_integer
from transforms.normalize.partners import read_partners
from transforms.normalize.personal import hide_mail_in, redact_values
from transforms.normalize.unread import Told, Unread

DAY, MOMENT = pa.timestamp("s"), pa.timestamp("us", "UTC")
KINDS: dict[str, pa.DataType] = {
    "integer": pa.int64(), "decimal": pa.float64(), "date": DAY, "timestamp": MOMENT,
}  # fmt: skip

T = TypeVar("T")
Source = tuple[str, Column]


def read_field(field: str, contract: Contract, delivered: Delivered, told: Told) -> FieldRows:
    """One canonical field of all rows; what could not be read or mapped is told."""
    kind = ANY_FIELD[field].kind
    if field in contract.derived:
        text = derive_text(contract.derived[field], delivered)
        return FieldRows(text, np.zeros(len(text), dtype=bool))
    sources = delivered.sources(field)
    if not sources:
        return no_values(delivered.count, KINDS.get(kind, TEXT))
    if kind == "partners":
        return read_partners(delivered, told)
    if kind in ("code", "codes"):
        return _read_codes(CodeReading(field, contract.codes.get(field, {})), sources, delivered, told)
    if kind in ("text", "texts"):
        return _read_texts(field, sources, delivered)
    read = {"date": _read_dates, "timestamp": _read_dates}.get(kind, _read_numbers)
    return first_given([read(field, source, delivered, told) for source in sources])


def _read_texts(field: str, sources: Sequence[Source], delivered: Delivered) -> FieldRows:
    read = [_one_text(field, source, delivered) for source in sources]
    at = [delivered.as_written[name].at for name, _ in sources]
    if ANY_FIELD[field].is_multiple:
        values = _union(read, at, _each_once)
    else:
        values = pc.coalesce(*(spread(texts, places) for texts, places in zip(read, at, strict=True)))
    return FieldRows(values, np.zeros(len(values), dtype=bool))


def _one_text(field: str, source: Source, delivered: Delivered) -> pa.Array:
    """A text for each distinct cell of a column, missing where it is blank."""
    name, column = source
    is_multiple = ANY_FIELD[field].is_multiple
    values = delivered.redacted[name].values
    has_several = is_multiple and pc.any(pc.match_substring(values, MULTI)).as_py()
    if column.extract or column.split or has_several:
        join = MULTI if is_multiple else ", "
        cells = [split_values(text, field, column) for text in delivered.as_written[name].texts()]
        texts = pa.array([join.join(dict.fromkeys(cell)) for cell in cells], TEXT)
        values = hide_mail_in(texts) if field in IDENTIFIERS else redact_values(texts, delivered.names)
    elif not is_multiple:
        values = pc.replace_substring(values, MULTI, ", ")
    values = pc.utf8_trim_whitespace(values)
    return pc.if_else(pc.equal(values, ""), pa.scalar(None, TEXT), values)


def _read_codes(reading: CodeReading, sources: Sequence[Source], delivered: Delivered, told: Told) -> FieldRows:
    is_multiple = ANY_FIELD[reading.field].is_multiple
    read, unknown = [], []
    for place, source in enumerate(sources):
        # A blank cell speaks for the field only where no other column still may.
        speaks = len(sources) == 1 or (not is_multiple and place == len(sources) - 1)
        codes, flags = _one_column_of_codes(reading, source, delivered, told, speaks)
        read.append(pa.array([MULTI.join(cell) or None for cell in codes], TEXT))
        unknown.append(flags)
    at = [delivered.as_written[name].at for name, _ in sources]
    if is_multiple:
        values = _union(read, at, reading.in_order)
    else:
        values = pc.coalesce(*(spread(texts, places) for texts, places in zip(read, at, strict=True)))
    is_unknown = np.logical_or.reduce([flags[places] for flags, places in zip(unknown, at, strict=True)])
    return FieldRows(values, is_unknown)


def _one_column_of_codes(
    reading: CodeReading, source: Source, delivered: Delivered, told: Told, blank_speaks: bool
) -> tuple[list[list[str]], Flags]:
    """Codes for each distinct cell of a column, and whether it held something that could not be made use of."""
    name, column = source
    distinct = delivered.as_written[name]
    is_multiple = ANY_FIELD[reading.field].is_multiple
    codes: list[list[str]] = []
    unmapped: list[tuple[int, str]] = []
    several: list[tuple[int, str, Unread]] = []
    for place, text in enumerate(distinct.texts()):
        found, unknown = _codes_in(reading, text, column, blank_speaks)
        unmapped += [(place, value) for value in unknown]
        if len(found) > 1 and reading.field == "sharing_level":
            found = reading.most_restrictive(found)
        if unknown and not is_multiple:
            found = []  # where one value belongs, it may be the one that nothing knows
        if len(found) > 1 and not is_multiple:
            why = f"this means {' and '.join(found)}, and only one can stand"
            several.append((place, text.replace(MULTI, ", "), Unread(why, "give one value")))
            found = []
        codes.append(found)
    flags = told.add_unmapped(reading.field, distinct.at, unmapped, len(codes))
    flags |= told.add_unread(reading.field, delivered.shown_names[name], distinct.at, several, len(codes))
    return codes, flags


def _codes_in(reading: CodeReading, text: str, column: Column, blank_speaks: bool) -> tuple[list[str], list[str]]:
    """Codes of a cell in their list's order, and its values that nothing knows."""
    values = split_values(text, reading.field, column)
    if not values:
        return reading.in_order(reading.of_blank if blank_speaks else ()), []
    # A crosswalk may speak of the whole cell, separators and all.
    whole = reading.look_up(text) if len(values) > 1 else None
    if whole is not None:
        return reading.in_order(whole), []
    codes: list[str] = []
    unknown: list[str] = []
    for value in values:
        known = reading.read(value)
        codes += known or ()
        if known is None:
            unknown.append(value)
    return reading.in_order(codes), unknown


def _union(read: Sequence[pa.Array], at: Sequence[Places], in_order: Callable[[list[str]], list[str]]) -> pa.Array:
    """All values of several columns, row by row."""
    values, places = read[0], at[0]
    for more, more_at in zip(read[1:], at[1:], strict=True):
        joined, places = _joined_columns(values.to_pylist(), places, more.to_pylist(), more_at, in_order)
        values = pa.array(joined, TEXT)
    return spread(values, places)


def _joined_columns(
    first: list[str | None],
    at: Places,
    second: list[str | None],
    second_at: Places,
    in_order: Callable[[list[str]], list[str]],
) -> tuple[list[str | None], Places]:
    def join(i: int, j: int) -> str | None:
        values = [value for cell in (first[i], second[j]) if cell for value in cell.split(MULTI)]
        return MULTI.join(in_order(values)) or None

    return pair_up(at, second_at, join)


def _read_numbers(field: str, source: Source, delivered: Delivered, told: Told) -> FieldRows:
    name, column = source
    is_whole = ANY_FIELD[field].kind == "integer"

    def read(text: str) -> float | Unread:
        return read_integer(text, column.number) if is_whole else read_decimal(text, column.number)

    distinct = delivered.as_written[name]
    numbers, flags = _read_cells(field, source, distinct, read, delivered, told)
    return FieldRows(spread(pa.array(numbers, KINDS[ANY_FIELD[field].kind]), distinct.at), flags[distinct.at])


def _read_dates(field: str, source: Source, delivered: Delivered, told: Told) -> FieldRows:
    """Days as they were written, at midnight, or moments in UTC."""
    name, column = source
    distinct = delivered.as_written[name]
    kind = KINDS[ANY_FIELD[field].kind]
    plain, is_plain = read_plain_iso(distinct.values, column.date)
    others = distinct.with_values(pc.if_else(is_plain, "", distinct.values))
    moments, flags = _read_cells(field, source, others, lambda text: read_moment(text, column.date), delivered, told)
    values = pa.array([moment and _as_kind(moment, kind) for moment in moments], kind)
    precision = pa.array([moment and moment.precision for moment in moments], TEXT)
    return FieldRows(
        spread(pc.coalesce(values, _days_or_moments(plain, kind)), distinct.at),
        flags[distinct.at],
        spread(pc.if_else(is_plain, "day", precision), distinct.at),
    )


def _read_cells(
    field: str,
    source: Source,
    distinct: Distinct,
    read: Callable[[str], T | Unread],
    delivered: Delivered,
    told: Told,
) -> tuple[list[T | None], Flags]:
    """What each distinct cell of a column says, None where it is blank or unread, and whether it is unread."""
    name, column = source
    values: list[T | None] = []
    unread: list[tuple[int, str, Unread]] = []
    for place, text in enumerate(distinct.texts()):
        single = single_value(text, field, column)
        value = single if isinstance(single, Unread) else read(single) if single else None
        if isinstance(value, Unread):
            unread.append((place, text.replace(MULTI, ", "), value))
            value = None
        values.append(value)
    return values, told.add_unread(field, delivered.shown_names[name], distinct.at, unread, len(values))


def _each_once(values: list[str]) -> list[str]:
    return list(dict.fromkeys(values))


def _as_kind(moment: Moment, kind: pa.DataType) -> datetime | np.datetime64:
    return np.datetime64(moment.at.date(), "s") if kind == DAY else moment.at.astimezone(UTC)


def _days_or_moments(moments: pa.Array, kind: pa.DataType) -> pa.Array:
    return pc.cast(pc.floor_temporal(moments, unit="day"), DAY) if kind == DAY else pc.assume_timezone(moments, "UTC")
