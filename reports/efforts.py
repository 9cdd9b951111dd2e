"""Collaborative efforts: work that the partners themselves declare joint, each once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from contracts.codes import CORE_ELEMENT, NOT_YET_OVER
from contracts.jurisdictions import JURISDICTIONS
from contracts.states import SURE
from reports.describing import describe_record, labels_of, rows_of, say_labels, say_when, status_label, text_of
from transforms.overlaps.counting import group_activities
from transforms.overlaps.places import place_label
from transforms.phrases import say_as_exactly, say_list

_FIELD_WORDS = {"first_day": "First day", "event_hours": "Hours", "participants_total": "Participants"}
"""Fields in which partners' reports of one effort are held against each other; the status has its own column."""


def list_efforts(
    records: pd.DataFrame,
    overlaps: pd.DataFrame,
    own: pd.Index,
    period: tuple[date, date],
    names: Mapping[str, str],
    cleared: list[str],
) -> list[dict[str, Any]]:
    """Every declared joint effort in which the office takes part and that was under way in the period, or is open.

    Args:
        records: what partners share, of any kind; own: index labels of those that the office funds.
        names: provider's slug to name; cleared: providers whose free text may leave.
    """
    group = group_activities(records, overlaps)
    sizes = group.map(group.value_counts())
    joint = records[sizes > 1].assign(effort=group[sizes > 1])
    joint = joint[joint["effort"].isin(joint.loc[joint.index.isin(own), "effort"])]
    under_way = joint.loc[_is_under_way(joint, period), "effort"]
    members = joint[joint["effort"].isin(under_way)].sort_values(["provider_id", "source_record_id"])
    pairs = _pairs_by_record(overlaps)
    efforts = [_tell(rows_of(part), pairs, names, cleared) for _, part in members.groupby("effort")]
    return sorted(
        efforts, key=lambda effort: (not effort["is_open"], effort["places"], effort["what"], effort["records"])
    )


def _is_under_way(records: pd.DataFrame, period: tuple[date, date]) -> pd.Series:
    begun = records["actual_start"].fillna(records["planned_start"]).fillna(records["requested_on"])
    ended = records["actual_end"].fillna(records["planned_end"]).fillna(begun)
    within = (begun <= pd.Timestamp(period[1])) & (ended >= pd.Timestamp(period[0]))
    return within | records["lifecycle_status"].isin(NOT_YET_OVER)


def _pairs_by_record(overlaps: pd.DataFrame) -> dict[tuple[str, str], list[dict[Any, Any]]]:
    """Declared pairs by the record on side a."""
    found: dict[tuple[str, str], list[dict[Any, Any]]] = {}
    for pair in rows_of(overlaps[overlaps["disposition"].isin(SURE)]):
        found.setdefault((pair["provider_id_a"], pair["source_record_id_a"]), []).append(pair)
    return found


def _tell(
    rows: list[dict[Any, Any]],
    pairs: Mapping[tuple[str, str], list[dict[Any, Any]]],
    names: Mapping[str, str],
    cleared: list[str],
) -> dict[str, Any]:
    keys = {(row["provider_id"], row["source_record_id"]) for row in rows}
    own_pairs = [
        pair for key in sorted(keys) for pair in pairs.get(key, [])
        if (pair["provider_id_b"], pair["source_record_id_b"]) in keys
    ]  # fmt: skip
    titled = next((row for row in rows if text_of(row["title"]) and row["provider_id"] in cleared), rows[0])
    places = [name for row in rows for name in _places(row)]
    return {
        "what": describe_record(titled, cleared),
        "when": say_when(titled),
        "partners": sorted({names.get(row["provider_id"], row["provider_id"]) for row in rows}),
        "places": list(dict.fromkeys(places)),
        "elements": say_labels(
            list(dict.fromkeys(word for row in rows for word in labels_of(row["core_element"], CORE_ELEMENT)))
        ),
        "status": _status(rows, names),
        "is_open": any(row["lifecycle_status"] in NOT_YET_OVER for row in rows),
        "to_reconcile": _differences(own_pairs, names),
        "records": sorted(f"{row['provider_id']}/{row['source_record_id']}" for row in rows),
    }


def _places(row: Mapping[Any, Any]) -> list[str]:
    if row["geographic_scope"] == "national":
        return [place_label("national").capitalize()]
    named = labels_of(row["jurisdiction"], JURISDICTIONS)
    region = text_of(row.get("acf_region"))
    return named or ([f"ACF region {int(row['acf_region'])}"] if region else [])


def _status(rows: list[dict[Any, Any]], names: Mapping[str, str]) -> str:
    """One state where all partners tell the same, else each state with the partners who tell it."""
    told = {names.get(row["provider_id"], row["provider_id"]): status_label(row["lifecycle_status"]) for row in rows}
    return _by_value(told) if len(set(told.values())) > 1 else next(iter(told.values()))


def _by_value(told: Mapping[str, str]) -> str:
    """Each value with those who tell it: Planned (A and B); Scheduled (C)."""
    who: dict[str, list[str]] = {}
    for name, value in sorted(told.items()):
        who.setdefault(value, []).append(name)
    return "; ".join(f"{value} ({say_list(tellers)})" for value, tellers in who.items())


def _differences(pairs: list[dict[Any, Any]], names: Mapping[str, str]) -> list[str]:
    """What the sides of declared pairs do not tell alike, and who is silent about a partner that names it."""
    differ: dict[str, dict[str, str]] = {}
    silent = []
    for pair in pairs:
        evidence = pair["evidence"] if isinstance(pair["evidence"], dict) else json.loads(pair["evidence"])
        one, other = (names.get(pair[f"provider_id_{side}"], pair[f"provider_id_{side}"]) for side in "ab")
        for row in evidence["contributions"]:
            if row["result"] == "differs" and row["field"] in _FIELD_WORDS:
                told = differ.setdefault(row["field"], {})
                told |= {one: _say(row["field"], row["a"]), other: _say(row["field"], row["b"])}
        silent += {"a": [f"{other} does not name {one}"], "b": [f"{one} does not name {other}"]}.get(
            evidence.get("declared_by", ""), []
        )
    return [f"{_FIELD_WORDS[field]}: {_by_value(told)}" for field, told in differ.items()] + silent


def _say(field: str, value: str | None) -> str:
    """A value of the evidence for people: dates as they are written, as exactly as they were said."""
    if value is None:
        return "not told"
    if field != "first_day":
        return value
    year, _, rest = value.partition("-")
    if rest.startswith("Q"):
        return say_as_exactly(date(int(year), 3 * int(rest[1:]) - 2, 1), "quarter")
    numbers = [int(part) for part in rest.split("-") if part]
    month, day = [*numbers, 1, 1][:2]
    return say_as_exactly(date(int(year), month, day), ("year", "month", "day")[len(numbers)])
