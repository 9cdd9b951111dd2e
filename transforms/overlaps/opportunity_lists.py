"""The best pairs of each group, a provider at a place, in the order in which they are offered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from transforms.overlaps.coding import Flags, Integers, arrow_text
from transforms.overlaps.matched import Work
from transforms.overlaps.opportunity_scene import Scene, Scores
from transforms.titles import sorted_distinct

CELLS_AT_ONCE = 1_000_000
STEP = 8


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
    used = sorted_distinct(chosen)
    order = pc.sort_indices(arrow_text(work.records["source_record_id"].take(used))).to_numpy()
    order = order[np.argsort(work.provider[used][order], kind="stable")]
    rank = np.empty(len(used), dtype=np.int64)
    rank[order] = np.arange(len(used))
    return rank[np.searchsorted(used, chosen)]


def in_order(work: Work, entries: Entries) -> Integers:
    """Positions of the entries by group, then from the best; among equals the smaller keys come first."""
    rank = key_order(work, np.concatenate([entries.left, entries.right]))
    return np.lexsort((rank[len(entries) :], rank[: len(entries)], -entries.score, entries.group))


def best_of_groups(scene: Scene, most: int, wanted: Flags | None = None) -> Lists:
    """The best pairs of each group, no more than so many; of the wanted groups when they are named."""
    providers, places = scene.groups
    chosen = np.ones(providers * places, dtype=bool) if wanted is None else wanted
    is_cut = np.zeros(providers * places, dtype=bool)
    found = [Entries.none()]
    for place in np.flatnonzero(chosen.reshape(providers, places).any(axis=0)):
        here = np.arange(scene.begins[place], scene.begins[place + 1])
        own = here[chosen[scene.provider[here].astype(np.int64) * places + place]]
        for rows in _in_pieces(scene.provider[own], own, len(here)):
            entries, cut = _best_at_a_place(scene, rows, here, int(place), most)
            found.append(entries)
            is_cut[cut] = True
    entries = Entries.together(*found)
    return Lists(entries.where(in_order(scene.work, entries)), is_cut).first(most)


@dataclass(frozen=True)
class _Table:
    """Scores of rows against columns, both entries of the scene at one place."""

    rows: Integers
    columns: Integers
    scores: Scores


def _best_at_a_place(scene: Scene, rows: Integers, here: Integers, place: int, most: int) -> tuple[Entries, Integers]:
    """Enough pairs of the rows' providers that their best are among them, and the groups that may have more."""
    opened = scene.is_open[rows]
    sides = [(rows[opened], here), (rows[~opened], here[scene.is_open[here]])]
    tables = [_Table(one, other, scene.score_table(one, other)) for one, other in sides]
    least = _least_scores(scene, tables, most)
    found = [_reaching(scene, table, least, place) for table in tables]
    providers = np.flatnonzero(least > 1)
    return Entries.together(*found), providers * scene.groups[1] + place


def _reaching(scene: Scene, table: _Table, least: Scores, place: int) -> Entries:
    cell = np.flatnonzero(table.scores >= least[scene.provider[table.rows]][:, None])
    row, column = np.divmod(cell, max(len(table.columns), 1))
    one, other = table.rows[row], table.columns[column]
    group = scene.provider[one].astype(np.int64) * scene.groups[1] + place
    return pair_entries(scene, group, one, other, table.scores[row, column])


def pair_entries(scene: Scene, group: Integers, one: Integers, other: Integers, score: Scores) -> Entries:
    """Pairs of entries of the scene, the smaller provider left."""
    is_ordered = scene.provider[one] < scene.provider[other]
    left, right = scene.record[np.where(is_ordered, one, other)], scene.record[np.where(is_ordered, other, one)]
    return Entries(group, left, right, score.astype(np.int64))


def _least_scores(scene: Scene, tables: list[_Table], most: int) -> Scores:
    """By provider a score that at least as many of its pairs reach as are wanted, or else 1.

    Scores are few and their ties many, so stepping down from the greatest finds it sooner than sorting would.
    """
    least = np.ones(scene.groups[0], dtype=np.int16)
    level = max((int(table.scores.max(initial=1)) for table in tables), default=1)
    wanting = np.zeros(len(least), dtype=bool)
    for table in tables:
        wanting[scene.provider[table.rows]] = True
    while level > 1 and wanting.any():
        reached = np.zeros(len(least), dtype=np.int64)
        for table in tables:
            rows = np.flatnonzero(wanting[scene.provider[table.rows]])
            counts = np.count_nonzero(table.scores[rows] >= level, axis=1)
            np.add.at(reached, scene.provider[table.rows[rows]], counts)
        enough = wanting & (reached >= most)
        least[enough], wanting = level, wanting & ~enough
        level -= STEP
    return least


def _in_pieces(provider: npt.NDArray[np.int16], entries: Integers, width: int) -> Iterator[Integers]:
    """Entries of whole providers, as many together as make a table of moderate size."""
    if not len(entries):
        return
    bounds = [*np.flatnonzero(np.diff(provider, prepend=-1)).tolist(), len(provider)]
    begin = 0
    for end, after in zip(bounds[1:], [*bounds[2:], None], strict=True):
        if after is None or (after - begin) * width > CELLS_AT_ONCE:
            yield entries[begin:end]
            begin = end
