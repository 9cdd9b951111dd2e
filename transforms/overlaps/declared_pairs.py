"""Declared pairs set out for people: in which ways, by whom, and where the two reports differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from transforms.overlaps.coding import Flags, Integers
from transforms.overlaps.contributions import AGREES, DIFFERS, MISSING, Compared, Judged, compare_numbers
from transforms.overlaps.declarations import BY_NAME, BY_PROJECT, BY_REFERENCE, BY_THIRD, WAYS, Declarations
from transforms.overlaps.evidence import NOT_COMPARED, said_by
from transforms.overlaps.evidence_json import evidence_json, stacked
from transforms.overlaps.matched import Work, day_gap, name_of
from transforms.overlaps.phrases_of_work import STAGES
from transforms.overlaps.sentences import say_declared
from transforms.overlaps.windows import NO_DAY
from transforms.overlaps.work_fit import HOURS_WITHIN

GAVE = {
    BY_PROJECT: ("joint_project", 60), BY_REFERENCE: ("partner_reference", 50), BY_NAME: ("partner_name", 40),
    BY_THIRD: ("named_together", 30),
}  # fmt: skip
"""Field and hundredths of each way of declaring."""

AGREED = 5
"""Hundredths that each figure gives on which both reports agree: it ranks pairs, and joins or parts none."""


@dataclass(frozen=True)
class DeclaredPairs:
    """Declared pairs and how they compare.

    Attributes:
        judged: pairs with what each field gave.
        declared_by: both, a, b, or third: neither of the two does, but a third one names both.
    """

    declarations: Declarations
    judged: Judged
    declared_by: list[str]

    def __len__(self) -> int:
        return len(self.judged)


def judge_declared(work: Work, declarations: Declarations) -> DeclaredPairs:
    """How the two sides of each declared pair compare.

    A side declares a pair by its project, its reference, or by naming the other's provider anywhere in the record.
    Figures of an engagement and of one of its sessions are not compared.
    """
    left, right = declarations.left, declarations.right
    ways = declarations.by_left | declarations.by_right
    by_a = ((declarations.by_left & ~BY_THIRD) > 0) | declarations.named.has(left, work.provider[right])
    by_b = ((declarations.by_right & ~BY_THIRD) > 0) | declarations.named.has(right, work.provider[left])
    compared = {
        name: Compared(np.where(ways & way, AGREES, NOT_COMPARED), np.where(ways & way, gave, 0))
        for way, (name, gave) in GAVE.items()
    }
    alike = is_alike(work, left, right)
    figures = {
        "first_day": compare_first_days(work, left, right),
        "event_hours": compare_numbers(work.hours[left], work.hours[right], HOURS_WITHIN, AGREED, 0),
        "participants_total": compare_numbers(work.participants[left], work.participants[right], 0, AGREED, 0),
    }
    compared |= {
        name: Compared(np.where(alike, one.result, NOT_COMPARED), np.where(alike, one.gave, 0))
        for name, one in figures.items()
    }
    compared |= {"status": compare_stages(work, left, right), "subjects": _compare_subjects(work, left, right)}
    side = np.select([by_a & by_b, by_a, by_b], ["both", "a", "b"], "third").tolist()
    return DeclaredPairs(declarations, Judged(left, right, compared), side)


def is_alike(work: Work, left: Integers, right: Integers) -> Flags:
    """Pairs whose figures mean the same: of one kind, or one the plan of the other."""
    kind = work.records["record_kind"].to_numpy(dtype=object)
    is_plan = np.isin(kind.astype(str), ["plan"])
    return np.asarray((kind[left] == kind[right]) | is_plan[left] | is_plan[right], dtype=np.bool_)


def compare_first_days(work: Work, left: Integers, right: Integers) -> Compared:
    """First days of pairs; they differ only beyond the precision in which they were said."""
    gap = day_gap(work, left, right)
    agrees = gap == 0
    return Compared(np.where(gap == NO_DAY, MISSING, np.where(agrees, AGREES, DIFFERS)), np.where(agrees, AGREED, 0))


def stages(work: Work) -> Integers:
    """How far each record's work has come, as a position in the distinct values of STAGES; -1 where not known."""
    order = {name: i for i, name in enumerate(dict.fromkeys(STAGES.values()))}
    status = work.records["lifecycle_status"].fillna("").tolist()
    return np.array([order.get(STAGES.get(one, ""), -1) for one in status], dtype=np.int64)


def compare_stages(work: Work, left: Integers, right: Integers) -> Compared:
    """Whether both sides of pairs have come equally far; planned and scheduled are the same."""
    stage = stages(work)
    missing = (stage[left] < 0) | (stage[right] < 0)
    agrees = stage[left] == stage[right]
    nothing = np.zeros(len(left), dtype=np.int64)
    return Compared(np.where(missing, MISSING, np.where(agrees, AGREES, DIFFERS)), nothing)


def _compare_subjects(work: Work, left: Integers, right: Integers) -> Compared:
    one, other = work.subjects[left], work.subjects[right]
    missing = (one == 0) | (other == 0)
    result = np.where(missing, MISSING, np.where(one == other, AGREES, np.where((one & other) != 0, 2, DIFFERS)))
    return Compared(result, np.where(~missing & (one == other), AGREED, 0))


def evidence_of_declared(work: Work, pairs: DeclaredPairs, model: str) -> list[str]:
    """`evidence_json` of declared pairs, with declared_by and ways: one {way, by} each, of project, reference, name,
    third; and for `third` the provider that names both."""
    judged = pairs.judged
    said = {name: (said_by(work, name, judged.left), said_by(work, name, judged.right))
            for name in ("first_day", "event_hours", "participants_total", "status", "subjects")}  # fmt: skip
    more = _more(work, pairs)
    return evidence_json(
        work, judged.left, judged.right, stacked(judged, said), label="declared_joint", model=model, more=more
    )


def sentences_of_declared(work: Work, pairs: DeclaredPairs, names: Mapping[str, str]) -> list[str]:
    """A sentence a declared pair."""
    third = [name_of(names, slug) if slug else "" for slug in _thirds(work, pairs)]
    return say_declared(work, pairs.judged, pairs.declared_by, names, third)


def _thirds(work: Work, pairs: DeclaredPairs) -> list[str]:
    return ["" if at < 0 else work.providers[work.provider[at]] for at in pairs.declarations.third.tolist()]


def _more(work: Work, pairs: DeclaredPairs) -> list[dict[str, object]]:
    found = pairs.declarations
    rows = zip(
        found.by_left.tolist(), found.by_right.tolist(), pairs.declared_by, _thirds(work, pairs), strict=True
    )
    return [{"declared_by": by, "ways": _ways(a, b, third)} for a, b, by, third in rows]


def _ways(by_a: int, by_b: int, third: str) -> list[dict[str, str]]:
    sides = {3: "both", 1: "a", 2: "b"}
    return [
        {"way": name, "by": third if way == BY_THIRD else sides[bool(by_a & way) + 2 * bool(by_b & way)]}
        for way, name in WAYS.items() if (by_a | by_b) & way
    ]  # fmt: skip
