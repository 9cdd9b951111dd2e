"""The best pairs of each group, a provider at a place, in the order in which they are offered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from itertools import pairwise

import numpy as np
import pyarrow.compute as pc

from transforms.overlaps.coding import Flags, Integers, arrow_text
from transforms.overlaps.matched import Work
from transforms.overlaps.opportunity_kinds import LEVELS, Kinds
from transforms.overlaps.opportunity_scene import Scene, Scores

CELLS_AT_ONCE, ROWS_AT_ONCE = 1_000_000, 4_000

FIRST_LOOK = 4
"""Times as many pairs are looked at first as are wanted: some of them will not be near each other."""


@dataclass(frozen=True)
class Entries:
    """One entry a group and pair.

    Attributes:
        group: provider * places + place, numbers as in Work; the place after the last one is that of products.
        left, right: positions in Work, the smaller provider left.
        score: hundredths.
    """

    group: Integers
    left: Integers
    right: Integers
    score: Integers

    def __len__(self) -> int:
        return len(self.group)

    def where(self, kept: Flags | Integers) -> Entries:
        """The chosen entries."""
        return Entries(*(getattr(self, one.name)[kept] for one in fields(self)))

    @classmethod
    def together(cls, *parts: Entries) -> Entries:
        """All entries of the parts, one part after the other."""
        return cls(*(np.concatenate([getattr(p, one.name) for p in parts]) for one in fields(cls)))

    @classmethod
    def none(cls) -> Entries:
        """No entry."""
        return cls(*(np.zeros(0, dtype=np.int64) for _ in fields(cls)))


@dataclass(frozen=True)
class Lists:
    """The first pairs of every group.

    Attributes:
        entries: by group; within one in the order in which they are offered.
        is_cut: by group, whether there may be pairs after those that are held. None may be between them.
    """

    entries: Entries
    is_cut: Flags

    def positions(self) -> Integers:
        """Each entry's position within its group."""
        group = self.entries.group
        return np.asarray(np.arange(len(group)) - np.searchsorted(group, group), dtype=np.int64)

    def sizes(self) -> Integers:
        """How many entries each group has."""
        return np.bincount(self.entries.group, minlength=len(self.is_cut)).astype(np.int64)

    def first(self, most: int) -> Lists:
        """No more than so many pairs of each group."""
        kept = self.positions() < most
        return Lists(self.entries.where(kept), self.is_cut | (self.sizes() > most))


def key_order(work: Work, chosen: Integers) -> Integers:
    """Where each record stands among the chosen ones by provider, then by identifier."""
    is_chosen = np.zeros(len(work), dtype=bool)
    is_chosen[chosen] = True
    used = np.flatnonzero(is_chosen)
    order = pc.sort_indices(arrow_text(work.records["source_record_id"].take(used))).to_numpy()
    order = order[np.argsort(work.provider[used][order], kind="stable")]
    rank = np.empty(len(work), dtype=np.int64)
    rank[used[order]] = np.arange(len(used))
    return rank[chosen]


def in_order(work: Work, entries: Entries) -> Integers:
    """Positions of the entries by group, then from the best; among equals the smaller keys come first."""
    rank = key_order(work, np.concatenate([entries.left, entries.right]))
    keys = rank[: len(entries)] * (rank.max(initial=0) + 1) + rank[len(entries) :]
    most = entries.score.max(initial=0)
    return np.lexsort((keys, entries.group * (most + 1) + most - entries.score))


def best_of_groups(scene: Scene, most: int, wanted: Flags | None = None) -> Lists:
    """The best pairs of each group, no more than so many; of the wanted groups when they are named."""
    providers, places = scene.groups
    chosen = np.ones(providers * places, dtype=bool) if wanted is None else wanted
    is_cut = np.zeros(providers * places, dtype=bool)
    found = [Entries.none()]
    for place in np.flatnonzero(chosen.reshape(providers, places).any(axis=0)).tolist():
        here = np.arange(scene.begins[place], scene.begins[place + 1])
        own = here[chosen[scene.provider[here].astype(np.int64) * places + place]]
        for rows in _in_pieces(scene, own):
            for entries, cut in _best_at_a_place(scene, rows, here, place, most):
                found.append(entries)
                is_cut[cut] = True
    entries = Entries.together(*found)
    is_cut |= np.bincount(entries.group, minlength=len(is_cut)) > most
    entries = entries.where(_may_be_among(entries, len(is_cut), most))
    return Lists(entries.where(in_order(scene.work, entries)), is_cut).first(most)


def _may_be_among(entries: Entries, groups: int, most: int) -> Flags:
    """Entries that may be among the first of their group, by their score alone: to sort fewer of them."""
    counted = np.bincount(entries.group * LEVELS + entries.score, minlength=groups * LEVELS).reshape(groups, LEVELS)
    least = (np.cumsum(counted[:, ::-1], axis=1)[:, ::-1] >= most).sum(axis=1) - 1
    return np.asarray(entries.score >= least[entries.group], dtype=np.bool_)


def _best_at_a_place(
    scene: Scene, rows: Integers, here: Integers, place: int, most: int
) -> Iterator[tuple[Entries, Integers]]:
    """Enough pairs of the rows' providers that their best are among them, and the groups that may have more.

    Only pairs of kinds that could reach a level are scored. A provider is done when as many of its pairs as are wanted
    do reach the level, for all others are below it; else it is looked at again, with a lower level.
    """
    kinds = Kinds.of(scene, rows, here, place)
    first_rows = np.flatnonzero(np.diff(scene.provider[rows], prepend=-1))
    number = np.repeat(np.arange(len(first_rows)), np.diff(np.append(first_rows, len(rows))))
    cells = np.add.reduceat(kinds.cells[kinds.row], first_rows, axis=0)
    pending, enough = np.ones(len(first_rows), dtype=bool), FIRST_LOOK * most
    while pending.any():
        level = np.maximum((cells >= enough).sum(axis=1) - 1, 1)
        entries = _reaching(scene, kinds, rows, np.flatnonzero(pending[number]), level[number], place)
        group = scene.provider[rows[first_rows]].astype(np.int64) * scene.groups[1] + place
        at = np.searchsorted(group, entries.group)
        reached = np.bincount(at, minlength=len(group))
        done = pending & ((reached >= most) | (level == 1))
        yield entries.where(done[at]), group[done & (level > 1)]
        pending, enough = pending & ~done, 8 * enough


def _reaching(scene: Scene, kinds: Kinds, rows: Integers, looked_at: Integers, level: Integers, place: int) -> Entries:
    """Pairs of the rows that are looked at which reach their row's level; both by position in `rows`."""
    found = [Entries.none()]
    piece = np.cumsum(kinds.cells[kinds.row[looked_at], level[looked_at]]) // CELLS_AT_ONCE
    for part in np.split(looked_at, np.flatnonzero(np.diff(piece)) + 1):
        row, other = kinds.reaching(part, level[part])
        one = rows[part[row]]
        score = scene.score_pairs(one, other)
        kept = np.flatnonzero(score >= level[part[row]])
        group = scene.provider[one[kept]].astype(np.int64) * scene.groups[1] + place
        found.append(pair_entries(scene, group, one[kept], other[kept], score[kept]))
    return Entries.together(*found)


def pair_entries(scene: Scene, group: Integers, one: Integers, other: Integers, score: Scores) -> Entries:
    """Pairs of entries of the scene, the smaller provider left."""
    is_ordered = scene.provider[one] < scene.provider[other]
    left, right = scene.record[np.where(is_ordered, one, other)], scene.record[np.where(is_ordered, other, one)]
    return Entries(group, left, right, score.astype(np.int64))


def _in_pieces(scene: Scene, entries: Integers) -> Iterator[Integers]:
    """Entries of whole providers, as many together as make a table of moderate size."""
    begins = [*np.flatnonzero(np.diff(scene.provider[entries], prepend=-1)).tolist(), len(entries)]
    begin = 0
    for end, after in pairwise([*begins[1:], ROWS_AT_ONCE + len(entries) + 1]):
        if after - begin > ROWS_AT_ONCE:
            yield entries[begin:end]
            begin = end
