"""What the rules of opportunities say of given pairs: whether they are any, where they meet, what each field gives."""

from __future__ import annotations

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
)  # fmt: skip
from transforms.overlaps.planned_products import ALIKE, Titles, is_product, title_gives
from transforms.overlaps.settings import OverlapSettings


def meeting_places(work: Work, left: Integers, right: Integers) -> tuple[Integers, Integers]:
    """One entry a pair and place at which it meets, full rank or not: position of the pair, place."""
    pair, place, one_lower = work.places.of_records(left)
    other_pair, other_place, other_lower = work.places.of_records(right)
    size = max(len(work.places.names), 1)
    key, other = pair * size + place, other_pair * size + other_place
    _, at, there = np.intersect1d(key, other, assume_unique=True, return_indices=True)
    meets = ~(one_lower[at] & other_lower[there])
    return pair[at[meets]], place[at[meets]]


def offering_places(work: Work, left: Integers, right: Integers) -> tuple[Integers, Integers]:
    """One entry a pair and place at which it is offered: where it meets, and for products the place after the last."""
    products = is_product(work, left)
    pair, place = meeting_places(work, left, right)
    pair, place = pair[~products[pair]], place[~products[pair]]
    anywhere = np.flatnonzero(products)
    return np.concatenate([pair, anywhere]), np.concatenate([place, np.full(len(anywhere), len(work.places.names))])


def are_opportunities(scene: Scene, left: Integers, right: Integers) -> Flags:
    """Whether pairs are opportunities by the rules, whatever stronger label may hold for them."""
    work = scene.work
    here = np.zeros(len(work), dtype=bool)
    here[scene.record] = True
    near = window_gap(work, left, right) <= scene.settings.near_days
    found = here[left] & here[right] & near & (work.provider[left] != work.provider[right])
    found &= (work.is_open[left] | work.is_open[right]) & (work.subjects[left] & work.subjects[right] != 0)
    found &= is_product(work, left) == is_product(work, right)
    meets = np.zeros(len(left), dtype=bool)
    meets[offering_places(work, left, right)[0]] = True
    found &= meets
    products = np.flatnonzero(found & is_product(work, left))
    found[products] = title_shares(work, left[products], right[products]) >= ALIKE
    return np.asarray(found, dtype=np.bool_)


def title_shares(work: Work, left: Integers, right: Integers) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Shared words of all words that either of two titles has (0 to 1), one entry a pair."""
    titles, at = Titles.of(work, np.concatenate([left, right])), np.arange(len(left))
    return titles.share_of_pairs(at, at + len(left))


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


def _compare_titles(work: Work, left: Integers, right: Integers, products: Flags) -> Compared:
    """Titles of pairs of products; those of other pairs give nothing."""
    at = np.flatnonzero(products)
    gave, result = np.zeros(len(left), dtype=np.int64), np.full(len(left), MISSING, dtype=np.int64)
    share = title_shares(work, left[at], right[at])
    gave[at], result[at] = title_gives(share), np.where(share == 1, AGREES, DIFFERS)
    return Compared(result, gave)


def _shared(counts: Integers) -> Integers:
    return np.where(counts > 0, AGREES, DIFFERS)
