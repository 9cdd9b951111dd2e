"""Two reports of one activity by different providers: found by place, days and distinctive words, judged by a sum."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
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
    found = [np.zeros(0, dtype=np.int64)]
    owner, word = blocking_entries(wording, chosen)
    for left, right in _meetings(work, chosen[owner], word, settings.same_days, changed):
        kept = share_bound(wording, left, right) >= settings.same_share_of_words
        found.append(sorted_distinct(left[kept] * len(work) + right[kept]))
    coded = chosen[(work.subjects[chosen] != 0) & ~np.isnan(work.hours[chosen])]
    code = pd.factorize(work.subjects[coded] * 1_000_000 + np.rint(work.hours[coded] * 100))[0].astype(np.int64)
    for left, right in _meetings(work, coded, code, settings.reworded_days, changed):
        found.append(sorted_distinct(left * len(work) + right))
    pairs = sorted_distinct(np.concatenate(found))
    return pairs // max(len(work), 1), pairs % max(len(work), 1)


def _meetings(
    work: Work, record: Integers, code: Integers, days: int, changed: Flags | None
) -> Iterator[tuple[Integers, Integers]]:
    """Pairs of different providers with the same code at a place, their first days no more than `days` apart."""
    at, place, is_lower = work.places.of_records(record)
    at, place = at[~is_lower], place[~is_lower]
    record, group = record[at], place * (int(code.max(initial=0)) + 1) + code[at]
    if changed is not None:
        near = np.isin(group, group[changed[record]])
        record, group = record[near], group[near]
    for one, other in meeting_pairs(group, work.windows.first[record], work.windows.first_latest[record] + days):
        left, right = record[one], record[other]
        kept = (work.provider[left] != work.provider[right]) & touches(changed, left, right)
        left, right = left[kept], right[kept]
        is_ordered = work.provider[left] < work.provider[right]
        yield np.where(is_ordered, left, right), np.where(is_ordered, right, left)


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
        "event_hours": compare_numbers(work.hours[left], work.hours[right], 0.05, HOURS, HOURS_DIFFER),
        "participants_total": compare_numbers(
            work.participants[left], work.participants[right], 0.1, PEOPLE, PEOPLE_DIFFER
        ),
        "status": compare_statuses(work, left, right),
    })  # fmt: skip


def _compare_days(work: Work, left: Integers, right: Integers) -> Compared:
    gap = day_gap(work, left, right)
    is_exact = (work.windows.precision[left] == 0) & (work.windows.precision[right] == 0)
    gave = np.select([~is_exact & (gap == 0), gap == 0, gap <= 2], [WITHIN_PRECISION, SAME_DAY, NEAR_DAY], NEAR_WEEK)
    return Compared(np.where(gap == 0, AGREES, DIFFERS), gave.astype(np.int64))
