"""Whether two reports can tell of the same piece of work, where one of them names the other's provider."""

from __future__ import annotations

import numpy as np

from transforms.overlaps.coding import Flags, Integers
from transforms.overlaps.matched import Work, day_gap
from transforms.overlaps.settings import OverlapSettings
from transforms.overlaps.windows import NO_DAY
from transforms.titles import distinctive

FAR = 10**6
"""Stands for the day gap of undated work where near pairs come first."""

HOURS_WITHIN = 0.05
"""Hours differ when they do by more than this share of the greater."""

ABOUT_A_DAY = 2
"""Reports of one session with nothing but their codes in common are this near."""


def is_session(work: Work) -> Flags:
    """Records of one session, which is of a day; engagements, plans and all else may begin weeks apart."""
    return (work.records["record_kind"] == "activity").to_numpy(dtype=bool)


def fits_by_name(work: Work, source: Integers, target: Integers, mutual: Flags, settings: OverlapSettings) -> Flags:
    """Whether records may be the work in which they name a partner: near in time, on the same subjects, and alike.

    Alike: titles share a word of their own; or each side names the other; or all codes agree, and for sessions either
    nearly the day or the hours too. Sessions whose titles bear different numbers are different sessions.

    Args:
        mutual: pairs in which both sides name the other's provider.
    """
    gap = day_gap(work, source, target)
    one, other = work.subjects[source], work.subjects[target]
    share = ((one & other) != 0) | (one == 0) | (other == 0)
    equal = (one == other) & (one != 0)
    worded, conflict = _compare_titles(work, source, target)
    session = is_session(work)
    both = session[source] & session[target]
    alike_session = worded | mutual | (equal & ((gap <= ABOUT_A_DAY) | hours_agree(work, source, target)))
    alike = worded | mutual | (equal & (gap <= settings.same_days))
    fits = np.where(both, alike_session & ~conflict & (gap <= settings.same_days), alike & (gap <= settings.joint_days))
    return np.asarray(fits & share & (gap != NO_DAY), dtype=np.bool_)


def rank_fit(work: Work, left: Integers, right: Integers) -> list[Integers]:
    """What makes one pair fit better than another, the most important first; smaller is better."""
    kinds = work.records["record_kind"].to_numpy(dtype=object)
    gap = day_gap(work, left, right)
    worded, conflict = _compare_titles(work, left, right)
    session = is_session(work)
    return [
        (session[left] != session[right]).astype(np.int64),
        conflict.astype(np.int64),
        np.where(gap == NO_DAY, FAR, gap),
        (kinds[left] != kinds[right]).astype(np.int64),
        (~worded).astype(np.int64),
        (work.subjects[left] != work.subjects[right]).astype(np.int64),
        (~hours_agree(work, left, right)).astype(np.int64),
    ]


def hours_agree(work: Work, left: Integers, right: Integers) -> Flags:
    """Whether both sides give the length of the event, and the same."""
    one, other = work.hours[left], work.hours[right]
    with np.errstate(invalid="ignore"):
        return np.asarray(np.abs(one - other) <= HOURS_WITHIN * np.maximum(one, other), dtype=np.bool_)


def _compare_titles(work: Work, left: Integers, right: Integers) -> tuple[Flags, Flags]:
    """Whether titles share a word that sets them apart, and whether they bear different numbers.

    Readers who may not see titles compare none.
    """
    if "title_key" not in work.records.columns:
        return np.zeros(len(left), dtype=bool), np.zeros(len(left), dtype=bool)
    titles, at = np.unique(np.concatenate([left, right]), return_inverse=True)
    keys = work.records["title_key"].take(titles).fillna("").tolist()
    words = [set(key.split()) for key in keys]
    known = sorted(set().union(*words)) if words else []
    apart = {word for word, is_apart in zip(known, distinctive(known).tolist(), strict=True) if is_apart}
    own = [one & apart for one in words]
    numbers = [{word for word in one if word.isdecimal() and len(word) <= 6} for one in words]
    sides = list(zip(at[: len(left)].tolist(), at[len(left) :].tolist(), strict=True))
    worded = [not own[a].isdisjoint(own[b]) for a, b in sides]
    conflict = [bool(numbers[a] and numbers[b]) and numbers[a].isdisjoint(numbers[b]) for a, b in sides]
    return np.array(worded, dtype=bool), np.array(conflict, dtype=bool)
