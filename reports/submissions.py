"""Which providers' reports are in, late or missing, and how old what stands in is."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from reports.describing import rows_of, text_of
from transforms.phrases import say_count, say_day

STATES = {
    "in": "In",
    "late": "Late",
    "not_current": "Not current",
    "missing": "Never received",
}


def list_submissions(providers: pd.DataFrame, funded: set[str], today: date) -> list[dict[str, Any]]:
    """One row a provider: name, is_funded, state, state_label, last_good, age_days, note; the troubled first.

    Args:
        providers: provider_id, provider_name, last_good_at, is_current, and where known late_after_days, tries,
            message.
        funded: providers with work that the office pays for.
        today: the date as of which the ages count.
    """
    rows = [_tell(row, funded, today) for row in rows_of(providers)]
    order = ("missing", "not_current", "late", "in")
    return sorted(rows, key=lambda row: (order.index(row["state"]), not row["is_funded"], row["name"]))


def _tell(row: dict[Any, Any], funded: set[str], today: date) -> dict[str, Any]:
    last = None if not text_of(row["last_good_at"]) else pd.Timestamp(row["last_good_at"])
    age = None if last is None else max((today - last.date()).days, 0)
    state = _state(row, age)
    return {
        "provider_id": row["provider_id"],
        "name": text_of(row["provider_name"]) or row["provider_id"],
        "is_funded": row["provider_id"] in funded,
        "state": state,
        "state_label": STATES[state],
        "last_good": "" if last is None else say_day(last.date()),
        "age_days": age,
        "note": _note(state, age),
    }


def _state(row: dict[Any, Any], age: int | None) -> str:
    if age is None:
        return "missing"
    if not bool(row["is_current"]):
        return "not_current"
    late_after = row.get("late_after_days")
    is_late = age > (2 if not text_of(late_after) else int(str(late_after)))
    tries = row.get("tries")
    return "late" if is_late or (text_of(tries) and int(str(tries)) > 0) else "in"


def _note(state: str, age: int | None) -> str:
    days = "" if age is None else say_count(age, "day")
    return {
        "in": "",
        "late": f"Its last good report, {days} old, stands in.",
        "not_current": f"Its last good report is {days} old, too old to stand in: its plans and requests are left out; "
        "what it delivered before still counts.",
        "missing": "Nothing of this provider is in the figures.",
    }[state]
