"""Records in words that may stand in a report: their title where it is cleared, else codes, place and date."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from contracts.codes import CORE_ELEMENT, LIFECYCLE_STATUS, RECORD_KIND, SECTOR, TA_TYPE
from contracts.fields import MULTI
from contracts.jurisdictions import JURISDICTIONS
from transforms.phrases import say_as_exactly, say_list

Row = Mapping[Any, Any]


def text_of(value: Any) -> str:
    """A cell as text; "" for a missing one."""
    return "" if value is None or value is pd.NaT or value is pd.NA or value != value else str(value)


def codes_of(value: Any) -> list[str]:
    """The codes of a cell that may hold several."""
    return [code for code in text_of(value).split(MULTI) if code]


def label(codes: Mapping[str, str], code: str) -> str:
    """The label of a code; a code that is in no list stands for itself."""
    return codes.get(code, code)


def labels_of(value: Any, codes: Mapping[str, str]) -> list[str]:
    """Labels of a cell of codes, in the order of the list."""
    found = set(codes_of(value))
    return [text for code, text in codes.items() if code in found] + sorted(found - set(codes))


def describe_record(row: Row, cleared: Iterable[str]) -> str:
    """The title, where its provider lets free text leave; else such as `Financing training in Ohio, March 2026`."""
    if is_titled(row, cleared):
        return text_of(row["title"])
    when = say_when(row)
    return f"{describe_subject(row, ())} {say_where(row)}{', ' + when if when else ''}"


def describe_subject(row: Row, cleared: Iterable[str]) -> str:
    """The same for a table that has place and date beside it: the title, else such as `Financing training`."""
    if is_titled(row, cleared):
        return text_of(row["title"])
    about = labels_of(row["core_element"], CORE_ELEMENT) or labels_of(row["sector"], SECTOR)
    form = label(TA_TYPE, text_of(row["ta_type"]))
    form = label(RECORD_KIND, text_of(row["record_kind"])) if form in ("", "Other", "Technical assistance") else form
    return f"{say_labels(about[:2])} {form.lower()}" if about else form


def is_titled(row: Row, cleared: Iterable[str]) -> bool:
    """Whether a record's title may stand in a report."""
    return bool(text_of(row["title"])) and row["provider_id"] in set(cleared)


def say_labels(labels: list[str]) -> str:
    """Labels as a phrase that begins with a capital: Governance and communications."""
    return say_list([*labels[:1], *(word[:1].lower() + word[1:] for word in labels[1:])])


def say_where(row: Row) -> str:
    """in Ohio; in Ohio and 4 more; for the nation; for region 5."""
    scope = text_of(row["geographic_scope"])
    if scope == "national":
        return "for the nation"
    if scope == "regional" and text_of(row.get("acf_region")):
        return f"for ACF region {int(row['acf_region'])}"
    names = [label(JURISDICTIONS, code) for code in codes_of(row["jurisdiction"])]
    if not names:
        return "without a stated place"
    return f"in {say_list(names)}" if len(names) <= 3 else f"in {names[0]} and {len(names) - 1} more"


def say_when(row: Row) -> str:
    """The first day as exactly as it was said, as delivered, else as planned, else when it was asked for."""
    for stem in ("actual_start", "planned_start"):
        if text_of(row[stem]):
            return say_as_exactly(row[stem].date(), text_of(row[f"{stem}_precision"]) or "day")
    return say_as_exactly(row["requested_on"].date(), "day") if text_of(row["requested_on"]) else ""


def status_label(status: Any) -> str:
    """State of the work for people."""
    return label(LIFECYCLE_STATUS, text_of(status))


def rows_of(records: pd.DataFrame) -> list[dict[Any, Any]]:
    """One mapping a record."""
    return [dict(zip(records.columns, row, strict=True)) for row in records.itertuples(index=False, name=None)]
