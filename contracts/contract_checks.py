"""What a contract must not contradict: its kind of report, the canonical fields, the closed lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic_core import PydanticCustomError

from contracts.codes import CODE_LISTS
from contracts.jurisdictions import JURISDICTIONS
from contracts.report_kinds import ANY_FIELD, ReportKind

if TYPE_CHECKING:
    from contracts.contract import Contract


def nearest(word: str, known: Any) -> str:
    """A phrase that names the closest known word: 'write sector' or 'known are a, b, c'."""
    from difflib import get_close_matches

    names = sorted(known)
    close = get_close_matches(word, names, n=1)
    return f"did you mean {close[0]}?" if close else f"known are {', '.join(names)}"


def code_list(field: str) -> dict[str, str]:
    """The closed list of a coded canonical field: code to label."""
    name = ANY_FIELD[field].code_list
    return JURISDICTIONS if name == "jurisdiction" else CODE_LISTS[name]


def one_of(field: str, value: str) -> str:
    """A value that is a code of a field.

    Raises:
        ValueError: it is none.
    """
    codes = code_list(field)
    if value not in codes:
        raise ValueError(f"{value} is no {field}; {nearest(value, codes)}")
    return value


def wrong(message: str, *place: str) -> PydanticCustomError:
    """An error that knows the place of what is wrong, so that its line can be told."""
    return PydanticCustomError("contract", "{said}", {"said": message, "place": place})


def check_period(contract: Contract) -> None:
    """A period is told by a day that the kind of report has."""
    dates = contract.kind.dates
    if contract.period is not None and contract.period.field not in dates:
        raise wrong(f"write one of {', '.join(dates)}", "period", "field")


def check_columns(contract: Contract) -> None:
    """Columns and derived texts give fields of the kind of report."""
    known = contract.kind.deliverable
    for column, meant in contract.columns.items():
        for field in meant.to:
            if field not in known:
                raise wrong(_no_field(contract.kind, field), "columns", column, "to")
    for field in contract.derived:
        if field not in known or ANY_FIELD[field].kind != "text":
            raise wrong(f"{field} is no canonical text; {nearest(field, known)}", "derived", field)


def _no_field(kind: ReportKind, field: str) -> str:
    of = "" if kind.name == "record" else f" of {kind.name}"
    return f"{field} is no canonical field{of}; {nearest(field, kind.deliverable)}"


def check_defaults(kind: ReportKind, defaults: dict[str, str | list[str]]) -> None:
    """Defaults are of fields that may have one, and codes of their lists."""
    for field, value in defaults.items():
        if field not in kind.deliverable:
            raise wrong(_no_field(kind, field), "defaults", field)
        if field in kind.never_defaulted:
            raise wrong(f"{field} is never defaulted: it must come from the delivery", "defaults", field)
        _check_coded(field, value, "defaults", field)


def check_codes(kind: ReportKind, codes: dict[str, dict[str, str | list[str] | None]]) -> None:
    """Crosswalks are of coded fields, and lead to codes of their lists."""
    for field, crosswalk in codes.items():
        if field not in kind.coded:
            coded = [name for name in kind.coded if name in kind.deliverable]
            raise wrong(f"{field} is no coded field; {nearest(field, coded)}", "codes", field)
        for source_value, target in crosswalk.items():
            _check_coded(field, target, "codes", field, source_value)


def _check_coded(field: str, value: str | list[str] | None, *place: str) -> None:
    codes = code_list(field) if ANY_FIELD[field].code_list else None
    for item in [value] if isinstance(value, str) else value or []:
        if codes is not None and item not in codes:
            raise wrong(f"{item} is no {field}; {nearest(item, codes)}", *place)
