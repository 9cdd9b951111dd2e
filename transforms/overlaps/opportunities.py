"""Invitations to work together: different work on the same subjects, at the same place, at about the same time.

Two records of different providers are an opportunity when all of this holds:

- they share a core element or a sector;
- they meet at a place: a state or territory that both name, the same tribe, the nation, the same region; a region's
  work meets that of its states at a lower rank, and two products that are planned alike meet whatever the place;
- their windows overlap or come within `near_days` of each other, and both reach to `past_days` before today;
- at least one of the two is not yet over (of two products, both);
- no stronger label holds for the pair.

A provider is offered its best pairs at each place. `opportunity_cube` counts all of them; nothing ever lists all.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from transforms.overlaps.coding import Flags, Integers
from transforms.overlaps.contributions import (
    AGREES,
    DIFFERS,
    MISSING,
    Compared,
    Judged,
    compare_statuses,
    shared_counts,
)  # fmt: skip
from transforms.overlaps.matched import Work, share_a_place, window_gap
from transforms.overlaps.opportunity_lists import key_order
from transforms.overlaps.opportunity_scene import (
    BOTH_OPEN,
    ELEMENT,
    ELEMENTS_MOST,
    FULL_RANK,
    SECTOR,
    SECTORS_MOST,
    WINDOWS_NEAR,
    WINDOWS_OVERLAP,
    Scene,
    is_alive,
)  # fmt: skip
from transforms.overlaps.opportunity_standing import IsExcluded, Standing, rank_all, rank_changed
from transforms.overlaps.planned_products import Titles, is_product, title_gives
from transforms.overlaps.settings import OverlapSettings
from transforms.titles import sorted_distinct

__all__ = ["Opportunities", "find_opportunities", "is_alive", "judge_opportunities", "keep_best", "meeting_places"]


@dataclass
class Opportunities(Judged):
    """The pairs that are offered, each once, by positions in Work; and what the next search goes on from."""

    standing: Standing | None = None


def find_opportunities(
    work: Work,
    today: date,
    settings: OverlapSettings,
    *,
    excluded: IsExcluded | Integers | None = None,
    changed: Flags | None = None,
    previous: Standing | None = None,
) -> Opportunities:
    """For every provider and place the best pairs of its work with others' work; ties go to the smaller keys.

    With `changed` and `previous` only what changed is looked at, and the result is that of a search of everything:
    pairs of changed records; pairs that the days since then brought within reach or ended; and the groups (a provider
    at a place) whose lists these shorten too much. After a day before the previous one, or under other settings,
    everything is searched.

    Args:
        excluded: pairs for which a stronger label holds: a function of their positions, or their codes
            `left * len(work) + right`, the smaller provider left.
        changed: one flag a record: new, or changed in any way, since the previous search. Records that are gone need
            no mention. Where `excluded` is a function, also one record of each pair that it excludes no longer.
        previous: what the previous search left, in terms of this work (`Standing.moved`).
    """
    codes = np.sort(excluded) if isinstance(excluded, np.ndarray) else np.zeros(0, dtype=np.int64)
    rule = excluded if callable(excluded) else _is_among(codes, len(work))
    scene = Scene.of(work, today, settings)
    if changed is None or previous is None or not _goes_on(previous, today, settings):
        lists = rank_all(scene, rule)
    else:
        lists = rank_changed(scene, previous, today, changed | _no_longer(previous.excluded, codes, len(work)), rule)
    standing = Standing(today, settings, lists, work.providers, work.places.names, codes, len(work))
    offered = lists.first(settings.top).entries
    pairs = sorted_distinct(offered.left * max(len(work), 1) + offered.right)
    judged = judge_opportunities(work, pairs // max(len(work), 1), pairs % max(len(work), 1), settings)
    return Opportunities(judged.left, judged.right, judged.compared, standing)


def judge_opportunities(work: Work, left: Integers, right: Integers, settings: OverlapSettings) -> Judged:
    """What each field gives to pairs of which it is known that they are opportunities."""
    elements, sectors = shared_counts(work, left, right)
    gap = window_gap(work, left, right)
    both = work.is_open[left] & work.is_open[right]
    products = is_product(work, left)
    at_full_rank = share_a_place(work, left, right)
    status = compare_statuses(work, left, right)
    meets = np.where(products & ~at_full_rank, DIFFERS, AGREES)
    compared = {
        "core_element": Compared(_shared(elements), ELEMENT * np.minimum(elements, ELEMENTS_MOST)),
        "sector": Compared(_shared(sectors), SECTOR * np.minimum(sectors, SECTORS_MOST)),
        "window": Compared(np.where(gap == 0, AGREES, DIFFERS), np.where(gap == 0, WINDOWS_OVERLAP, WINDOWS_NEAR)),
        "place": Compared(meets, np.where(at_full_rank & ~products, FULL_RANK, 0)),
        "status": Compared(status.result, np.where(both, BOTH_OPEN, 0)),
    }
    if products.any():
        compared["product_title"] = _compare_titles(work, left, right, products)
    return Judged(left, right, compared)


def keep_best(work: Work, judged: Judged, settings: OverlapSettings) -> Judged:
    """Pairs that are among the best of either side's provider at a place at which they meet."""
    rank = key_order(work, np.concatenate([judged.left, judged.right]))
    judged = judged.where(np.lexsort((rank[len(judged) :], rank[: len(judged)], -judged.score)))
    products = is_product(work, judged.left)
    pair, place = meeting_places(work, judged.left, judged.right)
    anywhere = np.flatnonzero(products)
    pair, place = np.concatenate([pair[~products[pair]], anywhere]), place[~products[pair]]
    place = np.concatenate([place, np.full(len(anywhere), len(work.places.names))])
    provider = np.concatenate([work.provider[judged.left[pair]], work.provider[judged.right[pair]]])
    group = provider * (len(work.places.names) + 1) + np.tile(place, 2)
    entry = np.lexsort((np.tile(pair, 2), group))
    begin = np.searchsorted(group[entry], group[entry], side="left")
    best = entry[np.arange(len(entry)) - begin < settings.top]
    kept = np.zeros(len(judged), dtype=bool)
    kept[np.tile(pair, 2)[best]] = True
    return judged.where(kept)


def meeting_places(work: Work, left: Integers, right: Integers) -> tuple[Integers, Integers]:
    """One entry a pair and place at which it meets, full rank or not: position of the pair, place."""
    pair, place, one_lower = work.places.of_records(left)
    other_pair, other_place, other_lower = work.places.of_records(right)
    size = max(len(work.places.names), 1)
    key, other = pair * size + place, other_pair * size + other_place
    _, at, there = np.intersect1d(key, other, assume_unique=True, return_indices=True)
    meets = ~(one_lower[at] & other_lower[there])
    return pair[at[meets]], place[at[meets]]


def _goes_on(previous: Standing, today: date, settings: OverlapSettings) -> bool:
    return previous.today <= today and replace(previous.settings, names={}) == replace(settings, names={})


def _is_among(codes: Integers, size: int) -> IsExcluded:
    """A rule that excludes the pairs with these sorted codes."""

    def is_excluded(left: Integers, right: Integers) -> Flags:
        code = left * size + right
        at = np.minimum(np.searchsorted(codes, code), max(len(codes) - 1, 0))
        return np.asarray(codes[at] == code if len(codes) else np.zeros(len(code), dtype=bool), dtype=np.bool_)

    return is_excluded


def _no_longer(before: Integers, codes: Integers, size: int) -> Flags:
    """Records on the left of pairs that were excluded and are not any more."""
    found = np.zeros(size, dtype=bool)
    found[before[~np.isin(before, codes)] // max(size, 1)] = True
    return found


def _compare_titles(work: Work, left: Integers, right: Integers, products: Flags) -> Compared:
    """Titles of pairs of products; those of other pairs give nothing."""
    at = np.flatnonzero(products)
    titles = Titles.of(work, np.concatenate([left[at], right[at]]))
    gave, result = np.zeros(len(left), dtype=np.int64), np.full(len(left), MISSING, dtype=np.int64)
    share = titles.share_of_pairs(np.arange(len(at)), np.arange(len(at)) + len(at))
    gave[at], result[at] = title_gives(share), np.where(share == 1, AGREES, DIFFERS)
    return Compared(result, gave)


def _shared(counts: Integers) -> Integers:
    return np.where(counts > 0, AGREES, DIFFERS)
