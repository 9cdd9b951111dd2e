"""What is asked of feedback, joint projects and improvement actions: the same shape of questions as of records.

Each kind says what it needs in its declaration (`contracts.report_kinds`); what is plausible stands here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from contracts.report_kinds import ReportKind
from expectations.canonical import last_days
from expectations.plan import Check, check
from expectations.rules import LARGEST_INTEGER, LONGEST_KEY, MOST_PARTICIPANTS

_YES = (True,)
_SKIP = "either_value_is_missing"


def _not_above(rule: str, lower: str, upper: str, *, or_equal: bool = True) -> Check:
    return check(rule, "pair_at_least", (upper, lower), column_A=upper, column_B=lower, or_equal=or_equal,
                 ignore_row_if=_SKIP)  # fmt: skip


def _span(rule: str, start: str, end: str) -> Check:
    return check(rule, "pair_at_least", (end, start), column_A=f"{end}_last_day", column_B=start, or_equal=True,
                 ignore_row_if=_SKIP)  # fmt: skip


_PLAUSIBLE: Mapping[str, tuple[Check, ...]] = {
    "feedback": (
        check("feedback_says_nothing", "in_set", ("rating", "comment"), column="says_something", value_set=_YES),
        check("rating_without_scale", "in_set", ("rating", "scale_min", "scale_max"), column="has_scale",
              value_set=_YES),
        _not_above("scale_upside_down", "scale_min", "scale_max", or_equal=False),
        _not_above("rating_outside_scale", "scale_min", "rating"),
        _not_above("rating_outside_scale", "rating", "scale_max"),
        *(check("people_out_of_range", "between", (name,), column=name, min_value=0, max_value=MOST_PARTICIPANTS)
          for name in ("respondents", "invited")),
        _not_above("more_answered_than_asked", "respondents", "invited"),
    ),
    "joint_project": (_span("project_end_before_start", "project_start", "project_end"),),
    "improvement_action": (
        _span("closed_before_opened", "opened_on", "closed_on"),
        check("closing_day_missing", "in_set", ("closed_on",), column="is_closing_told", value_set=_YES),
    ),
}  # fmt: skip


def kind_rows_plan(kind: ReportKind) -> tuple[Check, ...]:
    """The checks on rows of one kind of report."""
    return (
        check("source_record_id_missing", "not_null", (kind.key,), column=kind.key),
        check("key_too_long", "between", (kind.key,), column="key_length", max_value=LONGEST_KEY),
        check("revision_out_of_range", "between", ("source_revision",), column="source_revision", min_value=0,
              max_value=LARGEST_INTEGER),
        *(check("field_missing", "in_set", (name,), column=f"has_{name}", value_set=_YES) for name in kind.stated),
        *_PLAUSIBLE[kind.name],
    )  # fmt: skip


def judged_kind_rows(kind: ReportKind, rows: pd.DataFrame) -> pd.DataFrame:
    """One row a canonical row of the kind, same index: what the plan for rows asks about.

    `has_<field>` says whether what a row must have is there; a row that takes its report back needs its identifier
    alone. Numbers are float64; `<end>_last_day` is the last day of what was said; `key_length` counts characters.
    """
    is_retracted = rows["record_state"].eq("retracted").to_numpy(dtype=bool)
    told = {f"has_{name}": is_retracted | _there(rows, name) for name in kind.stated}
    return pd.DataFrame(
        {
            kind.key: rows[kind.key],
            "key_length": rows[kind.key].str.len().astype("float64"),
            "source_revision": rows["source_revision"].astype("float64"),
            **told,
            **_JUDGED[kind.name](rows, is_retracted),
        },
        index=rows.index,
    )


def _judged_feedback(rows: pd.DataFrame, is_retracted: npt.NDArray[np.bool_]) -> dict[str, object]:
    answered = rows["respondents"].astype("float64").ne(0).to_numpy(dtype=bool)
    has_rating = _there(rows, "rating")
    numbers = ("rating", "scale_min", "scale_max", "respondents", "invited")
    return {
        "says_something": is_retracted | ~answered | has_rating | _there(rows, "comment"),
        "has_scale": ~has_rating | (_there(rows, "scale_min") & _there(rows, "scale_max")),
        **{name: rows[name].astype("float64") for name in numbers},
    }


def _judged_project(rows: pd.DataFrame, is_retracted: npt.NDArray[np.bool_]) -> dict[str, object]:
    return {
        "project_start": rows["project_start"],
        "project_end_last_day": last_days(rows["project_end"], rows["project_end_precision"]),
    }


def _judged_action(rows: pd.DataFrame, is_retracted: npt.NDArray[np.bool_]) -> dict[str, object]:
    is_closed = rows["action_status"].isin(["done", "dropped"]).to_numpy(dtype=bool)
    return {
        "opened_on": rows["opened_on"],
        "closed_on_last_day": rows["closed_on"],
        "is_closing_told": is_retracted | ~is_closed | _there(rows, "closed_on"),
    }


_JUDGED: Mapping[str, Callable[[pd.DataFrame, npt.NDArray[np.bool_]], dict[str, object]]] = {
    "feedback": _judged_feedback,
    "joint_project": _judged_project,
    "improvement_action": _judged_action,
}


def _there(rows: pd.DataFrame, name: str) -> npt.NDArray[np.bool_]:
    return rows[name].notna().to_numpy(dtype=bool)
