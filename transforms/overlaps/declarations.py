"""What records themselves say of joint work: a shared project, a partner's identifier, a named partner.

Found in one go over all records that may be matched, every night: it takes a fraction of a second, and so no pair can
be missed because a third record changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from transforms.overlaps.coding import Flags, Integers, code_against
from transforms.overlaps.matched import Work, day_gap, share_a_place
from transforms.overlaps.named_partners import Named, find_named
from transforms.overlaps.one_to_one import choose_one_to_one
from transforms.overlaps.project_ids import Citations, read_citations, read_projects, reference_keys
from transforms.overlaps.provider_names import Directory
from transforms.overlaps.settings import OverlapSettings
from transforms.overlaps.sweep import join_ranges
from transforms.overlaps.windows import NO_DAY
from transforms.overlaps.work_fit import fits_by_name, is_session, rank_fit

BY_PROJECT, BY_REFERENCE, BY_NAME, BY_THIRD = 1, 2, 4, 8
WAYS = {BY_PROJECT: "project", BY_REFERENCE: "reference", BY_NAME: "name", BY_THIRD: "third"}
"""Ways of declaring: the same project; the other's identifier; the other's name; a third one names both."""


@dataclass(frozen=True)
class Declarations:
    """Declared pairs, each once, ordered by (left, right): positions in Work, the smaller provider left.

    Attributes:
        by_left, by_right: ways in which each side declares the pair, as bits.
        third: a record that names both sides, where a third one does; -1 elsewhere.
        named: every record and provider that it names.
        placeholders: what stands for a project and names none: spelling, records.
    """

    left: Integers
    right: Integers
    by_left: Integers
    by_right: Integers
    third: Integers
    named: Named
    placeholders: list[tuple[str, int]]

    def __len__(self) -> int:
        return len(self.left)


_Pairs = tuple[Integers, Integers, Integers, Integers]
"""Left, right, and the ways in which each side declares the pair."""


class _Candidates(NamedTuple):
    """Candidate pairs: from the record that declares to the other one, and the way."""

    source: Integers
    target: Integers
    way: Integers


def find_declared(
    work: Work, settings: OverlapSettings, directory: Directory, apart: Integers | None = None
) -> Declarations:
    """Pairs of records that declare each other joint work; at most one a record and other provider, but for references.

    An identifier that is cited counts before a shared project, and that before a name. Within a project or a name the
    nearest and most alike pair counts, sessions with sessions: ten sessions of two partners are ten pairs.

    Args:
        work: all records that may be matched, and no other.
        directory: names of providers, each from a day to a day.
        apart: pairs that people hold for different work, as left × records + right; whatever declares them, they are
            none, and leave room for others.
    """
    projects = read_projects(work.records["joint_project_id"], settings.most_in_project)
    days = (work.windows.first, work.windows.first_latest)
    cited = read_citations(work.records["partner_source_ref"], directory, work.providers, days)
    named = find_named(work, directory, cited)
    shared = pairs_of_projects(work, projects.code, settings)
    pieces = [
        _Candidates(*shared, np.full(len(shared[0]), BY_PROJECT, dtype=np.int64)),
        _by_reference(work, named, cited, settings),
        _by_name(work, named, settings),
    ]
    never = np.zeros(0, dtype=np.int64) if apart is None else apart
    pairs = _gather(work, pieces, never)
    kept = _choose(work, pairs)
    left, right, by_left, by_right = (side[kept] for side in pairs)
    third = np.full(len(left), -1, dtype=np.int64)
    more = _by_third(work, (left, right, by_left, by_right), never, settings)
    nothing = np.zeros(len(more.source), dtype=np.int64)
    ways = nothing + BY_THIRD
    left, right = np.concatenate([left, more.source]), np.concatenate([right, more.target])
    by_left, by_right = np.concatenate([by_left, ways]), np.concatenate([by_right, ways])
    third = np.concatenate([third, more.way])
    order = np.lexsort((right, left))
    return Declarations(
        left[order], right[order], by_left[order], by_right[order], third[order], named, projects.notes
    )


def pairs_of_projects(work: Work, project: Integers, settings: OverlapSettings) -> tuple[Integers, Integers]:
    """All pairs of records of one joint project by different providers, the smaller provider left.

    Sessions more than `same_days` apart are different ones, up to `session_days` where each partner has only one.

    Args:
        project: number of each record's project, -1 for none.
    """
    member = np.flatnonzero(project >= 0)
    left, right = join_ranges(project[member], project[member])
    left, right = member[left], member[right]
    kept = work.provider[left] < work.provider[right]
    left, right = left[kept], right[kept]
    session = is_session(work)
    share = project * len(work.providers) + work.provider
    sessions = np.bincount(share[session & (project >= 0)], minlength=int(share.max(initial=0)) + 1)
    is_only = (sessions[share[left]] == 1) & (sessions[share[right]] == 1)
    within = np.where(is_only, settings.session_days, settings.same_days)
    kept = ~(session[left] & session[right]) | (day_gap(work, left, right) <= within)
    return left[kept], right[kept]


def _by_reference(work: Work, named: Named, cited: Citations, settings: OverlapSettings) -> _Candidates:
    """From a record to the record whose identifier it cites.

    Providers' identifiers may be alike: so the other provider must be named too, in the reference itself or as a
    partner, or place and time must fit.
    """
    if not len(cited.record):
        return _Candidates(cited.record, cited.record, cited.record)
    own = code_against(reference_keys(work.records["source_record_id"]), cited.identifiers)
    at, target = join_ranges(cited.identifier, own)
    source, told = cited.record[at], cited.provider[at]
    theirs = work.provider[target]
    kept = (work.provider[source] != theirs) & ((told == -1) | (told == theirs))
    source, target, told = source[kept], target[kept], told[kept]
    fits = share_a_place(work, source, target) & _is_near(work, source, target, settings)
    kept = (told >= 0) | named.has(source, work.provider[target]) | fits
    return _Candidates(source[kept], target[kept], np.full(int(kept.sum()), BY_REFERENCE, dtype=np.int64))


def _by_name(work: Work, named: Named, settings: OverlapSettings) -> _Candidates:
    """From a record to records of a partner that it names, at its place and time, about the same."""
    record, partner = named.record, named.provider
    others = np.flatnonzero(np.isin(work.provider, partner) & (work.windows.first != NO_DAY))
    size = max(len(work.places.names), 1)
    owner, place, _ = work.places.of_records(record)
    member, member_place, _ = work.places.of_records(others)
    slack = int(np.max(work.windows.first_latest[others] - work.windows.first[others], initial=0)) + settings.joint_days
    at, found = join_ranges(
        partner[owner] * size + place,
        work.provider[others[member]] * size + member_place,
        (work.windows.first[record[owner]] - slack, work.windows.first_latest[record[owner]] + settings.joint_days),
        work.windows.first[others[member]],
    )
    pairs = np.unique(record[owner[at]] * max(len(work), 1) + others[member[found]])
    source, target = pairs // max(len(work), 1), pairs % max(len(work), 1)
    kept = (work.provider[source] != work.provider[target]) & _is_near(work, source, target, settings)
    source, target = source[kept], target[kept]
    kept = fits_by_name(work, source, target, named.has(target, work.provider[source]), settings)
    return _Candidates(source[kept], target[kept], np.full(int(kept.sum()), BY_NAME, dtype=np.int64))


def _gather(work: Work, pieces: list[_Candidates], never: Integers) -> _Pairs:
    """Each pair once, but for those that are never one: left, right, and the ways in which each side declares it."""
    source, target, way = (np.concatenate(parts) for parts in zip(*pieces, strict=True))
    is_left = work.provider[source] < work.provider[target]
    low, high = np.where(is_left, source, target), np.where(is_left, target, source)
    pairs, at = np.unique(low * max(len(work), 1) + high, return_inverse=True)
    by_left, by_right = np.zeros(len(pairs), dtype=np.int64), np.zeros(len(pairs), dtype=np.int64)
    is_shared = way == BY_PROJECT
    np.bitwise_or.at(by_left, at, np.where(is_left | is_shared, way, 0))
    np.bitwise_or.at(by_right, at, np.where(~is_left | is_shared, way, 0))
    kept = ~np.isin(pairs, never)
    pairs, by_left, by_right = pairs[kept], by_left[kept], by_right[kept]
    return pairs // max(len(work), 1), pairs % max(len(work), 1), by_left, by_right


def _choose(work: Work, pairs: _Pairs) -> Flags:
    left, right, by_left, by_right = pairs
    ways = by_left | by_right
    cited = (ways & BY_REFERENCE) != 0
    strength = np.where(ways & BY_PROJECT, 0, 1)
    return choose_one_to_one(left, right, work.provider, [strength, *rank_fit(work, left, right)], cited)


def _by_third(work: Work, pairs: _Pairs, never: Integers, settings: OverlapSettings) -> _Candidates:
    """Pairs of two reports that one report names together as those of its partners; `way` is that report."""
    left, right, by_left, by_right = pairs
    centre = np.concatenate([left[by_left > 0], right[by_right > 0]])
    spoke = np.concatenate([right[by_left > 0], left[by_right > 0]])
    one, other = join_ranges(centre, centre)
    kept = work.provider[spoke[one]] < work.provider[spoke[other]]
    one, other = one[kept], other[kept]
    third, low, high = centre[one], spoke[one], spoke[other]
    gap, session = day_gap(work, low, high), is_session(work)
    kept = (session[low] == session[high]) & ((gap == NO_DAY) | (gap <= settings.same_days) | ~session[low])
    third, low, high = third[kept], low[kept], high[kept]
    key, first = np.unique(low * max(len(work), 1) + high, return_index=True)
    third, low, high = third[first], low[first], high[first]
    kept = ~np.isin(key, np.concatenate([left * max(len(work), 1) + right, never]))
    third, low, high = third[kept], low[kept], high[kept]
    every_left, every_right = np.concatenate([left, low]), np.concatenate([right, high])
    taken = np.arange(len(every_left)) < len(left)
    chosen = choose_one_to_one(every_left, every_right, work.provider, rank_fit(work, every_left, every_right), taken)
    chosen = chosen[len(left) :]
    return _Candidates(low[chosen], high[chosen], third[chosen])


def _is_near(work: Work, left: Integers, right: Integers, settings: OverlapSettings) -> Flags:
    gap = day_gap(work, left, right)
    return np.asarray((gap >= 0) & (gap <= settings.joint_days), dtype=np.bool_)
