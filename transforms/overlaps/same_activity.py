"""Two reports of one activity by different providers: found by place, days and distinctive words, judged by a sum."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from transforms.overlaps.coding import Flags, Integers, is_one_of
from transforms.overlaps.contributions import (
    AGREES,
    DIFFERS,
    Compared,
    Judged,
    compare_numbers,
    compare_statuses,
    compare_subjects,
)  # fmt: skip
from transforms.overlaps.matched import Decimals, Work, day_gap, share_a_place, touches
from transforms.overlaps.settings import EVENT_KINDS, OverlapSettings
from transforms.overlaps.sweep import meeting_pairs
from transforms.overlaps.windows import NO_DAY, PRECISIONS
from transforms.overlaps.wording import Wording, blocking_entries, share_a_block, share_bound, share_of_words
from transforms.titles import sorted_distinct

# Hundredths that each field gives; a report that says only a year cannot be told from others of that year.
TITLE, NUMBERS_DIFFER = 40, -40
SAME_DAY, NEAR_DAY, NEAR_WEEK, WITHIN_PRECISION = 20, 12, -5, 10
PLACE = 5
SUBJECTS, SUBJECTS_PARTLY, SUBJECTS_DIFFER = 10, 5, -30
HOURS, HOURS_DIFFER, PEOPLE, PEOPLE_DIFFER = 15, -15, 10, -10
HOURS_WITHIN, PEOPLE_WITHIN = 0.05, 0.1
LARGEST = 2**24
VAGUEST = PRECISIONS.index("quarter")


def find_same_activities(
    work: Work, wording: Wording, settings: OverlapSettings, changed: Flags | None = None
) -> Judged:
    """Pairs of reports that tell of one activity.

    Args:
        changed: when given, only pairs with at least one of these records.
    """
    left, right = _candidates(work, wording, settings, changed)
    return judge_same_activities(work, wording, left, right, settings)


def judge_same_activities(
    work: Work, wording: Wording, left: Integers, right: Integers, settings: OverlapSettings
) -> Judged:
    """Those of the pairs that tell of one activity; what it says of a pair follows from its two records alone."""
    gap = day_gap(work, left, right)
    may_be = (work.provider[left] != work.provider[right]) & (gap >= 0) & (gap <= settings.same_days)
    events = _is_event(work)
    may_be &= events[left] & events[right]
    may_be[may_be] = share_a_place(work, left[may_be], right[may_be])
    left, right = left[may_be], right[may_be]
    share = share_of_words(wording, left, right)
    by_title = share_a_block(wording, left, right) & (share >= settings.same_share_of_words)
    alike = by_title | _same_codes(work, left, right, settings)
    judged = _compare(work, wording, left[alike], right[alike], share[alike])
    return judged.where(judged.score >= round(100 * settings.same_score))


def _same_codes(work: Work, left: Integers, right: Integers, settings: OverlapSettings) -> Flags:
    """Reworded titles: the same core elements, sectors and hours within a few days."""
    gap = day_gap(work, left, right)
    same = (work.subjects[left] == work.subjects[right]) & (work.hours[left] == work.hours[right])
    return np.asarray(same & (work.subjects[left] != 0) & (gap <= settings.reworded_days), dtype=np.bool_)


def _candidates(
    work: Work, wording: Wording, settings: OverlapSettings, changed: Flags | None
) -> tuple[Integers, Integers]:
    """Pairs by place and days that share a distinctive word, or all codes and the hours; each pair once."""
    chosen = np.flatnonzero(_is_event(work))
    owner, word = blocking_entries(wording, chosen)
    coded = chosen[(work.subjects[chosen] != 0) & ~np.isnan(work.hours[chosen])]
    code = pd.factorize(work.subjects[coded] * 1_000_000 + np.rint(work.hours[coded] * 100))[0].astype(np.int64)
    blocks = ((chosen[owner], word, settings.same_days), (coded, code, settings.reworded_days))
    found = [np.zeros(0, dtype=np.int64)]
    for block in blocks:
        for left, right in _meetings(work, block, round(100 * settings.same_score), changed):
            kept = _may_reach(work, wording, left, right, settings)
            left, right = left[kept], right[kept]
            is_ordered = work.provider[left] < work.provider[right]
            low, high = np.where(is_ordered, left, right), np.where(is_ordered, right, left)
            found.append(sorted_distinct(low * len(work) + high))
    pairs = sorted_distinct(np.concatenate(found))
    return pairs // max(len(work), 1), pairs % max(len(work), 1)


def _may_reach(work: Work, wording: Wording, left: Integers, right: Integers, settings: OverlapSettings) -> Flags:
    """Whether pairs can reach the score at all, by the most that their titles can share."""
    subjects = compare_subjects(work, left, right, SUBJECTS, SUBJECTS_PARTLY, SUBJECTS_DIFFER).gave
    given = _numbers_gave(work, left, right) + PLACE + subjects + _compare_days(work, left, right).gave
    title = np.rint(TITLE * share_bound(wording, left, right))
    return np.asarray(given + title >= round(100 * settings.same_score), dtype=np.bool_)


def _meetings(
    work: Work, block: tuple[Integers, Integers, int], least: int, changed: Flags | None
) -> Iterator[tuple[Integers, Integers]]:
    """Pairs of different providers in one block at a place, their first days no more than some days apart.

    A block is: one entry a record and code; records, their codes, and how many days apart.

    Most pairs of a large block fall by a quick look at their hours and participants: they lie side by side in memory.
    """
    record, code, days = block
    at, place, is_lower = work.places.of_records(record)
    at, place = at[~is_lower], place[~is_lower]
    record, group = record[at], place * (int(code.max(initial=0)) + 1) + code[at]
    if changed is not None:
        near = np.isin(group, group[changed[record]])
        record, group = record[near], group[near]
    first = work.windows.first[record]
    order = np.lexsort((first, group))
    record, group, first = record[order], group[order], first[order]
    quick = _Quick.of(work, record)
    for one, other in meeting_pairs(group, first, work.windows.first_latest[record] + days):
        kept = quick.can_reach(one, other, least)
        left, right = record[one[kept]], record[other[kept]]
        touched = touches(changed, left, right)
        yield left[touched], right[touched]


@dataclass(frozen=True)
class _Quick:
    """Entries of blocks in small integers, in the order in which the sweep meets them.

    Attributes:
        hours, people: hundredths of hours, and participants; -1 where not said.
    """

    provider: npt.NDArray[np.int16]
    subjects: npt.NDArray[np.int16]
    hours: npt.NDArray[np.int32]
    people: npt.NDArray[np.int32]

    @classmethod
    def of(cls, work: Work, record: Integers) -> _Quick:
        hours = np.clip(np.nan_to_num(work.hours * 100, nan=-1), -1, LARGEST).astype(np.int32)
        people = np.clip(np.nan_to_num(work.participants, nan=-1), -1, LARGEST).astype(np.int32)
        subjects, provider = work.subjects.astype(np.int16), work.provider.astype(np.int16)
        return cls(provider[record], subjects[record], hours[record], people[record])

    def can_reach(self, one: Integers, other: Integers, least: int) -> Integers:
        """Positions of pairs of different providers that reach a score if everything else agrees."""
        kept = np.flatnonzero(self.provider[one] != self.provider[other])
        one, other = one[kept], other[kept]
        best = _gave(self.hours[one], self.hours[other], HOURS_WITHIN, HOURS, HOURS_DIFFER)
        best += _gave(self.people[one], self.people[other], PEOPLE_WITHIN, PEOPLE, PEOPLE_DIFFER)
        mine, theirs = self.subjects[one], self.subjects[other]
        apart = ((mine & theirs) == 0) & (mine != 0) & (theirs != 0)
        best += np.where(apart, np.int8(SUBJECTS_DIFFER), np.int8(SUBJECTS))
        return kept[best >= least - TITLE - SAME_DAY - PLACE]


def _gave(
    one: npt.NDArray[np.int32], other: npt.NDArray[np.int32], within: float, agrees: int, differs: int
) -> npt.NDArray[np.int8]:
    """What comparing numbers gives, in one byte; -1 stands for one that was not said."""
    differ = np.abs(one - other) > within * np.maximum(one, other)
    gave = np.where(differ, np.int8(differs), np.int8(agrees))
    gave[(one < 0) | (other < 0)] = 0
    return gave


def _numbers_gave(work: Work, left: Integers, right: Integers) -> Integers:
    hours = compare_numbers(work.hours[left], work.hours[right], HOURS_WITHIN, HOURS, HOURS_DIFFER)
    people = compare_numbers(work.participants[left], work.participants[right], PEOPLE_WITHIN, PEOPLE, PEOPLE_DIFFER)
    return hours.gave + people.gave


def _is_event(work: Work) -> Flags:
    is_dated = (work.windows.first != NO_DAY) & (work.windows.precision <= VAGUEST)
    return np.asarray(is_dated & is_one_of(work.records["record_kind"], EVENT_KINDS), dtype=np.bool_)


def _compare(work: Work, wording: Wording, left: Integers, right: Integers, share: Decimals) -> Judged:
    conflict = (
        (wording.digits[left] != wording.digits[right]) & (wording.digits[left] > 0) & (wording.digits[right] > 0)
    )
    title = np.rint(TITLE * share).astype(np.int64) + np.where(conflict, NUMBERS_DIFFER, 0)
    place = np.full(len(left), PLACE, dtype=np.int64)
    return Judged(left, right, {
        "title": Compared(np.where((share >= 0.999) & ~conflict, AGREES, DIFFERS), title),
        "first_day": _compare_days(work, left, right),
        "place": Compared(np.full(len(left), AGREES), place),
        "subjects": compare_subjects(work, left, right, SUBJECTS, SUBJECTS_PARTLY, SUBJECTS_DIFFER),
        "event_hours": compare_numbers(work.hours[left], work.hours[right], HOURS_WITHIN, HOURS, HOURS_DIFFER),
        "participants_total": compare_numbers(
            work.participants[left], work.participants[right], PEOPLE_WITHIN, PEOPLE, PEOPLE_DIFFER
        ),
        "status": compare_statuses(work, left, right),
    })  # fmt: skip


def _compare_days(work: Work, left: Integers, right: Integers) -> Compared:
    gap = day_gap(work, left, right)
    is_exact = (work.windows.precision[left] == 0) & (work.windows.precision[right] == 0)
    gave = np.select([~is_exact & (gap == 0), gap == 0, gap <= 2], [WITHIN_PRECISION, SAME_DAY, NEAR_DAY], NEAR_WEEK)
    return Compared(np.where(gap == 0, AGREES, DIFFERS), gave.astype(np.int64))
