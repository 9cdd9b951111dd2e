"""Joint work that the records themselves declare: a shared project, a partner's reference, a named partner."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from transforms.overlaps.coding import Flags, Integers, code_against, code_texts, split_cells
from transforms.overlaps.matched import Work, day_gap, share_a_place, touches
from transforms.overlaps.settings import OverlapSettings
from transforms.overlaps.sweep import join_ranges
from transforms.overlaps.windows import NO_DAY
from transforms.overlaps.wording import Wording, share_a_block

BY_PROJECT, BY_REFERENCE, BY_NAME = 1, 2, 4

PLACEHOLDERS = frozenset({"", "-", "0", "n/a", "na", "none", "no", "yes", "null", "tbd", "unknown", "x", "test"})
"""What people write into a field for a joint project when there is none."""


@dataclass(frozen=True)
class Declarations:
    """Pairs by how they are declared, one entry a pair and way; `from_left` says which side declares it.

    A shared project is declared by both sides. `placeholders`: project ids on too many records, with their count.
    """

    left: Integers
    right: Integers
    way: Integers
    from_left: Flags
    placeholders: list[tuple[str, int]]


def find_declarations(
    work: Work, wording: Wording, settings: OverlapSettings, changed: Flags | None = None
) -> Declarations:
    """Everything that records say of their own joint work with records of other providers.

    Args:
        changed: when given, only pairs with at least one of these records.
    """
    project, placeholders = _by_project(work, settings, changed)
    named = _named_partners(work, settings.names)
    pieces = [
        (*project, BY_PROJECT),
        (*_by_reference(work, named, settings, changed), BY_REFERENCE),
        (*_by_name(work, wording, named, settings, changed), BY_NAME),
    ]
    left = np.concatenate([piece[0] for piece in pieces])
    right = np.concatenate([piece[1] for piece in pieces])
    way = np.repeat([piece[2] for piece in pieces], [len(piece[0]) for piece in pieces])
    is_ordered = work.provider[left] < work.provider[right]
    low, high = np.where(is_ordered, left, right), np.where(is_ordered, right, left)
    return Declarations(low, high, way, is_ordered, placeholders)


def _by_project(
    work: Work, settings: OverlapSettings, changed: Flags | None
) -> tuple[tuple[Integers, Integers], list[tuple[str, int]]]:
    """Pairs of one joint project, and ids that stand on so many records that they name none.

    Two sessions more than `session_days` apart are different sessions of the project.
    """
    code, names = code_texts(work.records["joint_project_id"])
    is_real = np.array([*(name.strip().casefold() not in PLACEHOLDERS for name in names), False], dtype=bool)[code]
    counts = np.bincount(code[is_real], minlength=len(names)) if len(names) else np.zeros(0, np.int64)
    too_many = np.array([*(counts > settings.most_in_project), True])
    member = np.flatnonzero(is_real & ~too_many[code])
    if changed is not None:
        member = member[np.isin(code[member], code[member[changed[member]]])]
    left, right = join_ranges(code[member], code[member])
    left, right = member[left], member[right]
    kept = (work.provider[left] < work.provider[right]) & touches(changed, left, right)
    left, right = left[kept], right[kept]
    is_session = (work.records["record_kind"] == "activity").to_numpy(dtype=bool)
    apart = day_gap(work, left, right) > settings.session_days
    kept = ~(is_session[left] & is_session[right] & apart)
    placeholders = [(names[i], int(counts[i])) for i in np.flatnonzero(too_many[:-1])]
    return (left[kept], right[kept]), placeholders


def _by_reference(
    work: Work, named: pd.DataFrame, settings: OverlapSettings, changed: Flags | None
) -> tuple[Integers, Integers]:
    """From a record to the record whose identifier it cites.

    Providers' identifiers may be alike, so the other's provider must be named too, or place and time must fit.
    """
    record, cited, identifiers = split_cells(work.records["partner_source_ref"])
    own = code_against(work.records["source_record_id"], identifiers)
    at, target = join_ranges(cited, own)
    source = record[at]
    kept = (work.provider[source] != work.provider[target]) & touches(changed, source, target)
    source, target = source[kept], target[kept]
    is_named = _is_named(named, source, work.provider[target], len(work.providers))
    fits = share_a_place(work, source, target) & _is_near(work, source, target, settings)
    return source[is_named | fits], target[is_named | fits]


def _by_name(
    work: Work, wording: Wording, named: pd.DataFrame, settings: OverlapSettings, changed: Flags | None
) -> tuple[Integers, Integers]:
    """From a record to records of a partner that it names, at its place and time, about the same."""
    record, partner = named["record"].to_numpy(np.int64), named["provider"].to_numpy(np.int64)
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
    source, target = record[owner[at]], others[member[found]]
    kept = (work.provider[source] != work.provider[target]) & touches(changed, source, target)
    source, target = source[kept], target[kept]
    one, other = work.subjects[source], work.subjects[target]
    fits = share_a_block(wording, source, target) & ((one & other) != 0)
    # Partners word one event differently; then all codes must agree, and nearly the day.
    fits |= (one == other) & (one != 0) & (day_gap(work, source, target) <= settings.same_days)
    # Sessions are of a day; engagements and plans of one piece of work may begin weeks apart.
    is_session = (work.records["record_kind"] == "activity").to_numpy(dtype=bool)
    within = np.where(is_session[source] & is_session[target], settings.same_days, settings.joint_days)
    kept = (day_gap(work, source, target) <= within) & _is_near(work, source, target, settings) & fits
    return source[kept], target[kept]


def _named_partners(work: Work, names: Mapping[str, str]) -> pd.DataFrame:
    """One row a record and provider that it names as a partner: record, provider (positions)."""
    known = {plain(name): slug for slug, name in names.items()} | {slug: slug for slug in work.providers}
    known |= {plain(slug): slug for slug in work.providers}
    place = {slug: i for i, slug in enumerate(work.providers)}
    code, cells = code_texts(work.records["partners"])
    mentioned = [
        sorted({place[known[name]] for name in _organisations(cell) if known.get(name) in place}) for cell in cells
    ]
    counts = np.array([*map(len, mentioned), 0], dtype=np.int64)
    record = np.flatnonzero(counts[code] > 0)
    provider = np.array([one for i in record for one in mentioned[code[i]]], dtype=np.int64)
    return pd.DataFrame({"record": np.repeat(record, counts[code[record]]), "provider": provider})


def _organisations(cell: str) -> list[str]:
    try:
        partners = json.loads(cell)
    except ValueError:
        return []
    return [plain(str(one.get("organisation", ""))) for one in partners if isinstance(one, dict)]


def plain(name: str) -> str:
    """A name as it is compared: case and doubled blanks do not matter."""
    return " ".join(name.casefold().split())


def _is_named(named: pd.DataFrame, record: Integers, provider: Integers, size: int) -> Flags:
    return np.isin(record * size + provider, named["record"].to_numpy() * size + named["provider"].to_numpy())


def _is_near(work: Work, left: Integers, right: Integers, settings: OverlapSettings) -> Flags:
    gap = day_gap(work, left, right)
    return np.asarray((gap >= 0) & (gap <= settings.joint_days), dtype=np.bool_)
