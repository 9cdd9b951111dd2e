"""Scope and sharing come first: what may not be shared leaves no trace, not even that a match exists.

For every scope class and sharing level, every way in which a pair is labelled, and either side: all that a search
gives with the record is what it gives without it.
"""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from itertools import product
from typing import Any

import pandas as pd
import pytest

from contracts.codes import IN_SCOPE, SCOPE_CLASS, SHARED_WITH_PARTNERS, SHARING_LEVEL
from transforms.overlaps.declarations import find_declared
from transforms.overlaps.declared_pairs import evidence_of_declared, judge_declared, sentences_of_declared
from transforms.overlaps.detection import find_overlaps
from transforms.overlaps.matched import chosen_rows, describe_work, may_be_matched
from transforms.overlaps.provider_names import build_directory
from transforms.overlaps.reconciliation import reconcile
from transforms.overlaps.settings import OverlapSettings

TODAY = date(2026, 3, 4)
SETTINGS = OverlapSettings(names={"a": "Center A", "b": "Center B", "c": "Center C"}, most_in_project=2)

A = {"provider_id": "a", "source_record_id": "A-1"}
B = {"provider_id": "b", "source_record_id": "B-1"}
FAR = {"jurisdiction": "TX", "title": "Quux zebulon", "core_element": "standards", "sector": "health"}

WAYS: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "a joint project": ({**A, "joint_project_id": "JP-1"}, {**B, **FAR, "joint_project_id": "JP-1"}, "declared_joint"),
    "a reference": (
        {**A, "partner_source_ref": "B-1", "names": ["b"]}, {**B, **FAR, "partner_source_ref": "A-1", "names": ["a"]},
        "declared_joint",
    ),
    "a name": ({**A, "names": ["Center B"]}, {**B, "names": ["Center A"]}, "declared_joint"),
    "the same activity": (A, B, "same_activity"),
    "an opportunity": (
        {**A, "plan": "2026-04-01", "core_element": ["financing", "governance"]},
        {**B, "plan": "2026-04-22", "title": "Coaching of inspectors", "core_element": ["financing", "standards"],
         "sector": "health", "event_hours": 40.0, "participants_total": 4}, "coordination_opportunity",
    ),
}  # fmt: skip
"""Two records that make a pair, and its label."""

# Work of others beside the pair, so that there is something in which a trace would show.
BESIDE: list[dict[str, Any]] = [
    {"provider_id": "c", "source_record_id": "C-1", "names": ["Center A", "Center B"], "day": "2026-03-03"},
    {"provider_id": "c", "source_record_id": "C-2", "plan": "2026-04-03"},
    {"provider_id": "c", "source_record_id": "C-3", "joint_project_id": "JP-1", "title": "Quux", "jurisdiction": "NV"},
    {"provider_id": "d", "source_record_id": "D-1", "title": "Quux zebulon", "jurisdiction": "TX", "sector": "health"},
]
HIDDEN = [
    (scope, level) for scope, level in product(SCOPE_CLASS, SHARING_LEVEL)
    if scope not in IN_SCOPE or level not in SHARED_WITH_PARTNERS
]  # fmt: skip
SHOWN = [pair for pair in product(SCOPE_CLASS, SHARING_LEVEL) if pair not in HIDDEN]


def _everything(records: pd.DataFrame) -> dict[str, str]:
    """All that comes of records: every part of a search's result, discrepancies, notes, evidence, sentences."""
    found = find_overlaps(records, today=TODAY, settings=SETTINGS)
    told = {field.name: _text(getattr(found, field.name)) for field in fields(found)}
    work = describe_work(chosen_rows(records, may_be_matched(records)), TODAY, SETTINGS)
    declared = judge_declared(work, find_declared(work, SETTINGS, build_directory(SETTINGS.names)))
    return told | {
        "reconciled": _text(reconcile(work, declared, SETTINGS, current={"a", "b", "c"})),
        "placeholders": str(declared.declarations.placeholders),
        "declared": "\n".join(evidence_of_declared(work, declared, "1")),
        "told": "\n".join(sentences_of_declared(work, declared, SETTINGS.names)),
    }


def _text(part: Any) -> str:
    return str(part.to_csv(index=False)) if isinstance(part, pd.DataFrame) else str(part)


@pytest.mark.parametrize("side", [0, 1], ids=["first side", "second side"])
@pytest.mark.parametrize("way", list(WAYS))
def test_records_that_may_not_be_shared_leave_no_trace(make_records: Any, way: str, side: int) -> None:
    """One of the two sides in every scope and at every level that is not shared, all at once."""
    pair = WAYS[way][:2]
    shown, hidden = pair[1 - side], pair[side]
    ids = [f"{hidden['source_record_id']}{i or ''}" for i in range(len(HIDDEN))]
    rows = [
        {**hidden, "source_record_id": key, "scope_class": scope, "sharing_level": level}
        for key, (scope, level) in zip(ids, HIDDEN, strict=True)
    ]
    if "partner_source_ref" in shown:
        shown = {**shown, "partner_source_ref": ids}
    assert len(rows) == 12
    assert _everything(make_records(shown, *rows, *BESIDE)) == _everything(make_records(shown, *BESIDE))


@pytest.mark.parametrize(("scope", "level"), HIDDEN, ids=lambda one: str(one))
def test_no_scope_and_level_that_is_not_shared_makes_a_pair(make_records: Any, scope: str, level: str) -> None:
    for one, other, _ in WAYS.values():
        hidden = {**other, "scope_class": scope, "sharing_level": level}
        assert find_overlaps(make_records(one, hidden), today=TODAY, settings=SETTINGS).overlaps.empty


@pytest.mark.parametrize("way", list(WAYS))
@pytest.mark.parametrize(("scope", "level"), SHOWN, ids=lambda one: str(one))
def test_the_same_records_make_a_pair_where_shared(make_records: Any, way: str, scope: str, level: str) -> None:
    one, other, label = WAYS[way]
    shared = {"scope_class": scope, "sharing_level": level}
    found = find_overlaps(make_records({**one, **shared}, {**other, **shared}), today=TODAY, settings=SETTINGS)
    assert found.overlaps["label"].tolist() == [label]


def test_hidden_records_are_not_counted_among_those_of_a_placeholder(make_records: Any) -> None:
    seen = [{**A, "joint_project_id": "JP-1"}, {**B, "joint_project_id": "JP-1"}]
    seen.append({**BESIDE[0], "joint_project_id": "N/A"})
    shown = _everything(make_records(*seen))
    assert shown["placeholders"] == "[('N/A', 1)]"
    hidden = [
        {"provider_id": "d", "source_record_id": f"{scope} {level} {text}", "joint_project_id": text,
         "scope_class": scope, "sharing_level": level} for scope, level in HIDDEN for text in ("JP-1", "N/A", "TBD")
    ]  # fmt: skip
    assert _everything(make_records(*seen, *hidden)) == shown


def test_a_partner_whose_fitting_reports_are_hidden_is_told_of_like_one_that_reports_nothing(
    make_records: Any,
) -> None:
    """That a hidden report fits must not be seen from what is said to be missing, or from what is not."""
    named = {**A, "names": ["Center B", "HVRC"], "partner_source_ref": ["Center B: B-1", "B-1"]}
    other = {**B, "source_record_id": "B-2", **FAR}
    some, none = _everything(make_records(named, other)), _everything(make_records(named))
    assert "not_reported_back" in some["reconciled"]
    for scope, level in HIDDEN:
        hidden = {**B, "scope_class": scope, "sharing_level": level}
        assert _everything(make_records(named, other, hidden)) == some
        assert _everything(make_records(named, hidden)) == none


def test_titles_and_summaries_are_in_no_evidence_and_no_sentence(make_records: Any) -> None:
    """Free text stays with its provider until the contract clears it."""
    for one, other, _ in WAYS.values():
        told = _everything(make_records({**one, "title": "Quux zebulon"}, {**other, "title": "Quux zebulon"}, *BESIDE))
        assert not any(word in text.casefold() for text in told.values() for word in ("quux", "zebulon"))
