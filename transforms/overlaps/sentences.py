"""The evidence of a pair in one sentence that a person would write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from transforms.overlaps.coding import Integers
from transforms.overlaps.contributions import Judged
from transforms.overlaps.evidence import RESULTS
from transforms.overlaps.matched import Work
from transforms.overlaps.pair_facts import PairFacts, Results, Side, facts_of
from transforms.overlaps.phrases_of_work import (
    joint,
    say_about,
    say_coarse,
    say_compared,
    say_dates,
    say_form,
    say_places,
    say_what,
    say_when,
    say_where,
    say_with,
    stage,
    status_word,
)  # fmt: skip

_BOTH = {
    "asked": "both have on record", "ahead": "both plan", "under way": "both have under way", "over": "both report",
    "off": "both report as called off",
}  # fmt: skip
_ONE = {
    "asked": "has on record", "ahead": "plans", "under way": "has under way", "over": "reports as completed",
    "off": "reports as called off",
}  # fmt: skip
_MEETING = {"agrees": "their dates overlap", "differs": "their dates are close"}
CLOSE_RIVALS = ("rivals", "rivals_of_other")
"""Fields that differ where another report fits about as well."""


def tell_same(facts: PairFacts) -> str:
    """A and B both report a training on financing in Ohio on March 12, 2026; titles differ, hours agree."""
    a, b = facts.a, facts.b
    one, other = stage(a), stage(b)
    if one == other:
        who = f"{a.provider} and {b.provider} {_BOTH.get(one, 'both report')}"
    else:
        who = f"{a.provider} {_ONE.get(one, 'reports')}, and {b.provider} {_ONE.get(other, 'reports')},"
    rival = "another report fits about as well" if "differs" in map(facts.results.get, CLOSE_RIVALS) else ""
    told = f"{who} {say_what(facts)}{_setting(facts)}"
    return _sentence(told, _tail(facts, rival) or "nothing else can be compared")


def tell_declared(facts: PairFacts, declared_by: str, way: str, third: str = "") -> str:
    """A names B as a partner in joint training on financing in Ohio on March 12, 2026; B does not name A; hours differ.

    Args:
        declared_by: both, a, b or third; way: the strongest of project, reference and name; third: that provider.
    """
    a, b = facts.a.provider, facts.b.provider
    what = f"{joint(say_what(facts))}{_setting(facts)}"
    if declared_by == "third":
        told = f"{third} names {a} and {b} as partners in {what}"
        return _sentence(told, _tail(facts, "neither names the other", _stages(facts)))
    if declared_by == "both":
        return _sentence(f"{a} and {b} both declare {what}", _tail(facts, _stages(facts)))
    teller, silent = (a, b) if declared_by == "a" else (b, a)
    if way == "reference":
        told, silence = f"{teller} refers to {silent}'s report of {what}", f"{silent} does not refer to {teller}'s"
    else:
        told, silence = f"{teller} names {silent} as a partner in {what}", f"{silent} does not name {teller}"
    return _sentence(told, _tail(facts, silence, _stages(facts)))


def tell_opportunity(facts: PairFacts) -> str:
    """A plans a training (March 3 to 5, 2026) and B has a request for help (...), both on financing in Ohio; ..."""
    dates = _MEETING.get(facts.results.get("window", ""), "")
    where = say_places(facts.places)
    shared = f", both{say_about(facts)}{where}" if say_about(facts) else where
    return _sentence(f"{_stands(facts.a)} and {_stands(facts.b)}{shared}", dates)


def say_declared(
    work: Work, judged: Judged, declared_by: Sequence[str], names: Mapping[str, str], third: Sequence[str] = ()
) -> list[str]:
    """`tell_declared` of many pairs.

    Args:
        third: name of the provider that names both sides, for each pair; "" where none does.
    """
    facts = facts_of(work, judged.left, judged.right, names, results_of(judged))
    named_by = third or [""] * len(facts)
    return [
        tell_declared(one, by, _way(one.results), name)
        for one, by, name in zip(facts, declared_by, named_by, strict=True)
    ]


def say_opportunity(work: Work, judged: Judged, names: Mapping[str, str]) -> list[str]:
    """`tell_opportunity` of many pairs."""
    return [tell_opportunity(facts) for facts in facts_of(work, judged.left, judged.right, names, results_of(judged))]


def results_of(judged: Judged) -> list[Results]:
    """How each pair compares, field by field; pairs that compare alike share one mapping."""
    if not judged.compared:
        return [{}] * len(judged)
    return results_by_field(list(judged.compared), np.stack([one.result for one in judged.compared.values()], axis=1))


def results_by_field(fields: Sequence[str], codes: Integers) -> list[Results]:
    """Rows of result codes, one column a field, as mappings from field to agrees, partly, differs or missing."""
    rows, at = np.unique(codes, axis=0, return_inverse=True)
    distinct: list[Results] = [
        {name: RESULTS[code] for name, code in zip(fields, row, strict=True) if code in RESULTS}
        for row in rows.tolist()
    ]
    return [distinct[i] for i in at.ravel().tolist()]


def _setting(facts: PairFacts) -> str:
    return f"{say_about(facts)}{say_with(facts)}{say_where(facts)}{say_when(facts)}"


def _tail(facts: PairFacts, *more: str) -> str:
    parts = [part for part in (*more, say_coarse(facts), say_compared(facts.results)) if part]
    return "; ".join(parts)


def _stages(facts: PairFacts) -> str:
    a, b = facts.a, facts.b
    return "" if stage(a) == stage(b) else f"{a.provider} has it as {status_word(a)}, {b.provider} as {status_word(b)}"


def _stands(side: Side) -> str:
    return f"{side.provider} {_ONE.get(stage(side), 'has')} {say_form(side)} ({say_dates(side)})"


def _way(results: Results) -> str:
    """The strongest way in which a pair is declared."""
    return next((way for way, field in (("project", "joint_project"), ("reference", "partner_reference"))
                 if results.get(field) == "agrees"), "name")  # fmt: skip


def _sentence(told: str, tail: str) -> str:
    return f"{told}; {tail}." if tail else f"{told}."
