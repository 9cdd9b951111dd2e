"""What a search for opportunities leaves for the next one, and how that one goes on from it.

Every list is the exact beginning of its group's ranking. It stays one when pairs are taken out of it. Pairs of the
records that changed are taken out and scored anew; those that come before the last pair that is still held are put in.
Where that leaves a list that is cut with fewer pairs than are offered, its group, and no other, is ranked anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from transforms.overlaps.coding import Flags, Integers, arrow_text
from transforms.overlaps.matched import Work
from transforms.overlaps.opportunity_lists import CELLS_AT_ONCE, Entries, Lists, best_of_groups, in_order, pair_entries
from transforms.overlaps.opportunity_scene import MOST_WITHOUT_SUBJECTS, SUBJECT_SCORES, Scene
from transforms.overlaps.settings import OverlapSettings
from transforms.overlaps.windows import day_number
from transforms.titles import spread

KEY = ("provider_id", "source_record_id")

SPARE = 2
"""Times as many pairs are held as are offered, so that a list that loses some need not be ranked anew."""

IsExcluded = Callable[[Integers, Integers], Flags]
"""Whether pairs, the smaller provider left, are no opportunity because a stronger label holds for them."""


@dataclass(frozen=True)
class Standing:
    """What a search leaves for the next one.

    Attributes:
        today, settings: of the search.
        lists: the held pairs; their records are positions in the work that was searched, -1 for records since gone.
        providers, places: names that the numbers of groups stand for.
        excluded: pairs that a stronger label held, as `left * size + right`, sorted; size is that of the work.
        size: how many records were searched.
    """

    today: date
    settings: OverlapSettings
    lists: Lists
    providers: list[str]
    places: list[str]
    excluded: Integers
    size: int

    def moved(self, work: Work, position: Integers) -> Standing:
        """The same in terms of other work.

        Args:
            position: of each record of the old work in the new one, -1 where it is gone.
        """
        entries = self.lists.entries
        provider = _named(self.providers, work.providers)
        place = np.append(_named(self.places, work.places.names), len(work.places.names))
        places = len(work.places.names) + 1
        to = (provider[:, None] * places + place[None, :]).ravel()
        to[((provider < 0)[:, None] | (place < 0)[None, :]).ravel()] = -1
        is_cut = np.zeros(len(work.providers) * places, dtype=bool)
        is_cut[to[self.lists.is_cut & (to >= 0)]] = True
        group = to[entries.group]
        moved = replace(entries, group=group, left=position[entries.left], right=position[entries.right])
        moved = moved.where(group >= 0)
        # Groups keep their pairs together and in order, though the groups themselves may come in another order.
        moved = moved.where(np.argsort(moved.group, kind="stable"))
        left, right = (position[side] for side in np.divmod(self.excluded, max(self.size, 1)))
        left, right = left[(left >= 0) & (right >= 0)], right[(left >= 0) & (right >= 0)]
        excluded = np.sort(left * max(len(work), 1) + right)
        lists = Lists(moved, is_cut)
        return replace(
            self, lists=lists, providers=work.providers, places=work.places.names, excluded=excluded, size=len(work)
        )


def _named(old: list[str], new: list[str]) -> Integers:
    at = {name: position for position, name in enumerate(new)}
    return np.array([at.get(name, -1) for name in old], dtype=np.int64)


def positions_in(work: Work, keys: pd.DataFrame) -> Integers:
    """Where each of some records is in the work; -1 where it is not.

    Args:
        keys: one row a record: provider_id, source_record_id.
    """
    there, asked = (
        pc.binary_join_element_wise(*(arrow_text(frame[name]) for name in KEY), pa.scalar("\0", pa.large_string()))
        for frame in (work.records, keys)
    )
    found = pc.fill_null(pc.index_in(asked, there), -1).to_numpy(zero_copy_only=False)
    return np.asarray(found, dtype=np.int64)


def rank_all(scene: Scene, is_excluded: IsExcluded) -> Lists:
    """The lists of all groups."""
    lists = best_of_groups(scene, SPARE * scene.settings.top)
    return _filled(scene, _without(lists, is_excluded), is_excluded)


def rank_changed(scene: Scene, standing: Standing, today: date, touched: Flags, is_excluded: IsExcluded) -> Lists:
    """The lists of all groups, going on from those of an earlier day.

    Args:
        standing: in terms of this work.
        touched: by position in Work, records that changed.
    """
    looked_at = touched[scene.record] | _comes_within_reach(scene, standing.today, today)
    touched = touched.copy()
    touched[scene.record[looked_at]] = True
    held = standing.lists.entries
    here = np.zeros(len(touched) + 1, dtype=bool)
    here[scene.record] = True
    left, right = held.left, held.right
    stays = here[left] & here[right]
    stays[stays] = ~(touched[left[stays]] | touched[right[stays]])
    lists = _without(Lists(held.where(stays), standing.lists.is_cut), is_excluded)
    fresh = _fresh_entries(scene, np.flatnonzero(looked_at), lists)
    fresh = fresh.where(~is_excluded(fresh.left, fresh.right))
    return _filled(scene, _merged(scene, lists, fresh), is_excluded)


def _comes_within_reach(scene: Scene, before: date, today: date) -> Flags:
    """Entries that begin where work that goes on until today reaches now and did not reach before."""
    days = day_number(today) - day_number(before)
    start, near = scene.start, scene.settings.near_days
    return np.asarray(((start > -days) & (start <= 0)) | ((start > near - days) & (start <= near)), dtype=np.bool_)


def _without(lists: Lists, is_excluded: IsExcluded) -> Lists:
    return Lists(lists.entries.where(~is_excluded(lists.entries.left, lists.entries.right)), lists.is_cut)


def _filled(scene: Scene, lists: Lists, is_excluded: IsExcluded) -> Lists:
    """The same lists; those that are cut too short are ranked anew, deeper each time."""
    most = SPARE * scene.settings.top
    while (short := lists.is_cut & (lists.sizes() < scene.settings.top)).any():
        deeper = _without(best_of_groups(scene, most, short), is_excluded)
        others = lists.entries.where(~short[lists.entries.group])
        entries = Entries.together(others, deeper.entries)
        lists = Lists(entries.where(np.argsort(entries.group, kind="stable")), (lists.is_cut & ~short) | deeper.is_cut)
        most *= 2
    return lists


def _fresh_entries(scene: Scene, looked_at: Integers, lists: Lists) -> Entries:
    """Pairs of the entries that are looked at, in both sides' groups; none that could not come into a list."""
    providers, places = scene.groups
    least = _least_held(lists).reshape(providers, places)
    lowest = least.min(axis=0, initial=np.iinfo(np.int16).max) - MOST_WITHOUT_SUBJECTS
    found = [Entries.none()]
    for one, other in _meeting_entries(scene, looked_at):
        at = scene.place_of(one)
        could = SUBJECT_SCORES[(scene.kind[one] & scene.kind[other]) >> 2] >= lowest[at]
        one, other, at = one[could], other[could], at[could]
        score = scene.score_pairs(one, other)
        for side in (one, other):
            fits = score >= least[scene.provider[side], at]
            group = scene.provider[side[fits]].astype(np.int64) * places + at[fits]
            found.append(pair_entries(scene, group, one[fits], other[fits], score[fits]))
    return Entries.together(*found)


def _meeting_entries(scene: Scene, looked_at: Integers) -> Iterator[tuple[Integers, Integers]]:
    """Entries that are looked at with all of their place, in pieces of moderate size."""
    sizes = np.diff(scene.begins)
    place = scene.place_of(looked_at)
    piece = np.cumsum(sizes[place]) // CELLS_AT_ONCE
    for number in np.unique(piece).tolist():
        here = np.flatnonzero(piece == number)
        yield np.repeat(looked_at[here], sizes[place[here]]), spread(sizes, place[here])


def _least_held(lists: Lists) -> Integers:
    """By group the score of the last pair held, from which on others may come into its list; 1 where all are held."""
    sizes = lists.sizes()
    least = np.ones(len(sizes), dtype=np.int64)
    last = np.cumsum(sizes) - 1
    held = lists.is_cut & (sizes > 0)
    least[held] = lists.entries.score[last[held]]
    # A list of which nothing is left is ranked anew anyway.
    least[lists.is_cut & (sizes == 0)] = np.iinfo(np.int16).max
    return least.astype(np.int16)


def _merged(scene: Scene, lists: Lists, fresh: Entries) -> Lists:
    """The lists with the fresh pairs that come before the last pair held."""
    gains = np.zeros(len(lists.is_cut), dtype=bool)
    gains[fresh.group] = True
    in_gaining = gains[lists.entries.group]
    held = lists.entries.where(in_gaining)
    both = Entries.together(held, fresh)
    order = in_order(scene.work, both)
    # A pair of two changed records came from both of its sides.
    merged = both.where(order)
    is_held = order < len(held)
    is_first = np.ones(len(merged), dtype=bool)
    same = [np.diff(side) == 0 for side in (merged.group, merged.left, merged.right)]
    is_first[1:] = ~(same[0] & same[1] & same[2])
    last = np.full(len(gains), -1, dtype=np.int64)
    np.maximum.at(last, merged.group[is_held], np.flatnonzero(is_held))
    fits = is_first & (~lists.is_cut[merged.group] | (np.arange(len(merged)) <= last[merged.group]))
    entries = Entries.together(lists.entries.where(~in_gaining), merged.where(fits))
    entries = entries.where(np.argsort(entries.group, kind="stable"))
    return Lists(entries, lists.is_cut).first(SPARE * scene.settings.top)
