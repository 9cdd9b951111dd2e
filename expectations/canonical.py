"""What is asked of canonical records: everything could be read, what must be there is there, and it is plausible."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from contracts.codes import IN_SCOPE
from contracts.contract import Contract, code_list
from contracts.fields import DATE_FIELDS, MULTI, SPANS
from contracts.report_kinds import ANY_FIELD, RECORD, ReportKind
from expectations.plan import Check, check
from expectations.rules import (
    DAYS_AHEAD,
    LARGEST_INTEGER,
    LONGEST_KEY,
    LONGEST_TITLE,
    MOST_HOURS,
    MOST_PARTICIPANTS,
)
from transforms.header import Header, contract_columns

HOURS = ("planned_hours", "event_hours", "provider_hours")
PARTS = ("participants_in_person", "participants_virtual")
TOTAL = "participants_total"
ANY_DATE = (*DATE_FIELDS, "requested_on")
ALWAYS = (
    "source_revision", "record_kind", "record_state", "scope_class", "sharing_level", "sponsor_office",
    "recipient_type",
)  # fmt: skip
"""Required fields that have a default, from the contract or stated; without a value it is the contract that is wrong.

The reach of the work follows from its places, so the rules about places tell where it is missing.
"""

WITHOUT_TIME_AND_PLACE = frozenset({"product", "lesson", "expertise"})
"""Kinds that tell what exists or who knows it: they happen on no day and serve no one place."""
TOLD = ("title", "lifecycle_status")
NOT_ASKED = "(retracted)"
PLACELESS = frozenset({"regional", "national"})

_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_YES = (True,)

_ALWAYS_ASKED = (
    check("source_record_id_missing", "not_null", ("source_record_id",), column="source_record_id"),
    check("title_missing", "not_null", ("title",), column="title"),
    check("status_missing", "not_null", ("lifecycle_status",), column="lifecycle_status"),
    check("required_missing", "in_set", ALWAYS, column="has_required", value_set=_YES),
    check("date_missing", "in_set", ANY_DATE, column="is_dated", value_set=_YES),
    check("place_missing", "in_set", ("jurisdiction",), column="is_placed", value_set=_YES),
    check("sector_missing", "in_set", ("sector",), column="has_sector", value_set=_YES),
    check("core_element_missing", "in_set", ("core_element",), column="has_core_element", value_set=_YES),
    check("title_too_long", "between", ("title",), column="title_length", max_value=LONGEST_TITLE),
    check("key_too_long", "between", ("source_record_id",), column="key_length", max_value=LONGEST_KEY),
)
_ASKED_WHERE_GIVEN = (
    *(check(f"{end}_before_start", "pair_at_least", (end, start), column_A=f"{end}_last_day", column_B=start,
            or_equal=True, ignore_row_if="either_value_is_missing") for start, end in SPANS),
    *(check("hours_out_of_range", "between", (name,), column=name, min_value=0, max_value=MOST_HOURS)
      for name in HOURS),
    *(check("participants_out_of_range", "between", (name,), column=name, min_value=0, max_value=MOST_PARTICIPANTS)
      for name in (*PARTS, TOTAL)),
    *(check("participants_total_too_small", "pair_at_least", (TOTAL, part), column_A=TOTAL, column_B=part,
            or_equal=True, ignore_row_if="either_value_is_missing") for part in PARTS),
    check("region_out_of_range", "between", ("acf_region",), column="acf_region", min_value=1, max_value=12),
    check("revision_out_of_range", "between", ("source_revision",), column="source_revision",
          min_value=0, max_value=LARGEST_INTEGER),
)  # fmt: skip
_OF_COMPLETED_WORK = check(
    "completed_in_future", "between", ("actual_end", "actual_start"), column="days_ahead", max_value=DAYS_AHEAD
)


def rows_plan(given: frozenset[str]) -> tuple[Check, ...]:
    """The checks on records.

    Args:
        given: fields that the delivery or the contract gives; one that nothing gives cannot be out of range.
    """
    where_given = tuple(item for item in _ASKED_WHERE_GIVEN if given.issuperset(item.fields))
    of_completed = (_OF_COMPLETED_WORK,) if given.intersection(_OF_COMPLETED_WORK.fields) else ()
    return (*_ALWAYS_ASKED, *where_given, *of_completed)


def given_fields(contract: Contract, header: Header) -> frozenset[str]:
    """Canonical fields that columns of a delivery, derived texts or the contract's defaults give."""
    columns = contract_columns(contract, header.columns.values())
    of_columns = {field for name, column in columns.items() if name in header.columns for field in column.to}
    return frozenset({*of_columns, *contract.derived, *contract.defaults})


UNREAD_RULES = {"date": "date_unread", "number": "number_unread", "value": "value_unread"}
_UNREAD_KIND = {"date": "date", "timestamp": "date", "integer": "number", "decimal": "number"}


def cells_plan(kind: ReportKind = RECORD) -> tuple[Check, ...]:
    """The checks on cells that could not be read and on the codes that are used."""
    known = tuple(f"{name} {code}" for name in kind.coded for code in code_list(name))
    unread = (check(rule, "null", column=f"{kind}_unread") for kind, rule in UNREAD_RULES.items())
    return (*unread, check("code_unknown", "in_set", column="code", value_set=known))


def judged_rows(records: pd.DataFrame) -> pd.DataFrame:
    """One row a record, same index: what the plan for rows asks about.

    Canonical fields as they are, but numbers as float64, and title and status of a retraction that lacks them as
    `NOT_ASKED`. Beside them, `has_required`, `is_dated`, `is_placed`, `has_sector` and `has_core_element` say whether
    what the record must have is there; `<end>_last_day` is the last day of what was said (a month ends on its last);
    `days_ahead` counts from the report's arrival to the end of completed work; `title_length` and `key_length` count
    characters.
    """
    kinds, states = records["record_kind"], records["record_state"]
    # A row that takes a record back needs to name it, not to tell it again.
    is_retracted = _among(states, {"retracted"})
    needs_neither = is_retracted | _among(kinds, WITHOUT_TIME_AND_PLACE)
    is_placeless = needs_neither | _among(records["geographic_scope"], PLACELESS)
    out_of_scope = is_retracted | ~_among(records["scope_class"], IN_SCOPE)
    return pd.DataFrame(
        {
            "source_record_id": records["source_record_id"],
            **{name: records[name].mask(is_retracted & records[name].isna(), NOT_ASKED) for name in TOLD},
            "has_required": _all_there(records, ALWAYS),
            "is_dated": needs_neither | _any_there(records, ANY_DATE),
            "is_placed": is_placeless | _there(records, "jurisdiction"),
            "has_sector": out_of_scope | _there(records, "sector"),
            "has_core_element": out_of_scope | _there(records, "core_element"),
            **{start: records[start] for start, _ in SPANS},
            **{f"{end}_last_day": last_days(records[end], records[f"{end}_precision"]) for _, end in SPANS},
            "days_ahead": _days_ahead(records),
            **{name: records[name].astype("float64") for name in (*HOURS, *PARTS, TOTAL, "acf_region")},
            "source_revision": records["source_revision"].astype("float64"),
            "title_length": records["title"].str.len().astype("float64"),
            "key_length": records["source_record_id"].str.len().astype("float64"),
        },
        index=records.index,
    )


def judged_cells(records: pd.DataFrame, unread: pd.DataFrame, kind: ReportKind = RECORD) -> pd.DataFrame:
    """One row a cell that could not be read (first, in the order of `unread`) or a distinct code of a field.

    Columns: date_unread, number_unread, value_unread (the text, redacted), code (field and code).
    """
    read_as = unread["field"].map(lambda name: _UNREAD_KIND.get(ANY_FIELD[name].kind, "value"))
    texts = {f"{what}_unread": unread["value"].where(read_as.eq(what)) for what in UNREAD_RULES}
    cells = pd.DataFrame(texts, dtype="str")
    codes = pd.DataFrame({"code": [f"{name} {code}" for name in kind.coded for code in distinct_codes(records[name])]})
    return pd.concat([cells.reset_index(drop=True), codes.astype("str")], ignore_index=True)


def distinct_codes(column: pd.Series) -> list[str]:
    """The codes that a column uses, those of cells with several told apart."""
    return sorted({code for cell in column.dropna().unique() for code in str(cell).split(MULTI)})


def last_days(dates: pd.Series, precisions: pd.Series) -> pd.Series:
    """The last day of what each date said: of its month, quarter or year where no day was said."""
    coarse = precisions.isin(list(_MONTHS)) & dates.notna()
    if not coarse.any():
        return dates
    months = precisions[coarse].map(_MONTHS).to_numpy(dtype="int64")
    ends = dates[coarse].to_numpy().astype("datetime64[M]") + months.astype("timedelta64[M]")
    last = dates.copy()
    last[coarse] = (ends.astype("datetime64[D]") - np.timedelta64(1, "D")).astype("datetime64[s]")
    return last


def _among(column: pd.Series, values: frozenset[str] | set[str]) -> npt.NDArray[np.bool_]:
    return column.isin(list(values)).to_numpy(dtype=bool)


def _there(records: pd.DataFrame, name: str) -> npt.NDArray[np.bool_]:
    return records[name].notna().to_numpy(dtype=bool)


def _all_there(records: pd.DataFrame, names: tuple[str, ...]) -> npt.NDArray[np.bool_]:
    flags: npt.NDArray[np.bool_] = np.array([_there(records, name) for name in names])
    return np.asarray(flags.all(axis=0))


def _any_there(records: pd.DataFrame, names: tuple[str, ...]) -> npt.NDArray[np.bool_]:
    flags: npt.NDArray[np.bool_] = np.array([_there(records, name) for name in names])
    return np.asarray(flags.any(axis=0))


def _days_ahead(records: pd.DataFrame) -> pd.Series:
    over = records["actual_end"].fillna(records["actual_start"])
    arrived = records["received_at"].dt.tz_localize(None).astype("datetime64[s]")
    days: pd.Series = (over - arrived) / np.timedelta64(1, "D")
    return days.where(records["lifecycle_status"].eq("completed"))
