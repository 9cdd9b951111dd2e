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
from transforms.overlaps.contributions import Judged
from transforms.overlaps.matched import Work
from transforms.overlaps.opportunity_pairs import (
    are_opportunities,
    judge_opportunities,
    meeting_places,
)  # fmt: skip
from transforms.overlaps.opportunity_scene import Scene, is_alive
from transforms.overlaps.opportunity_standing import IsExcluded, Standing, rank_all, rank_changed
from transforms.overlaps.settings import OverlapSettings
from transforms.titles import sorted_distinct

__all__ = ["Opportunities", "find_opportunities", "is_alive", "judge_opportunities", "meeting_places"]

NO_PAIRS = np.zeros(0, dtype=np.int64)


@dataclass
class Opportunities(Judged):
    """The pairs that are offered, each once, by positions in Work; and what the next search goes on from."""

    standing: Standing | None = None


def find_opportunities(
    work: Work,
    today: date,
    settings: OverlapSettings,
    *,
    excluded: Integers = NO_PAIRS,
    answered: Integers = NO_PAIRS,
    changed: Flags | None = None,
    previous: Standing | None = None,
) -> Opportunities:
    """For every provider and place the best pairs of its work with others' work; ties go to the smaller keys.

    With `changed` and `previous` only what changed is looked at, and the result is that of a search of everything:
    pairs of changed records; pairs that the days since then brought within reach or ended; and the groups (a provider
    at a place) whose lists these shorten too much. After a day before the previous one, or under other settings,
    everything is searched.

    Args:
        excluded: codes of pairs for which a stronger label holds: `left * len(work) + right`, the smaller provider
            left.
        answered: codes of pairs on which people gave an answer that holds. They take no room in the lists, and are in
            the result whatever their rank, for as long as they are opportunities.
        changed: one flag a record: new, or changed in any way, since the previous search. Records that are gone, and
            pairs that are excluded or answered, or no longer, need no mention.
        previous: what the previous search left, in terms of this work (`Standing.moved`).
    """
    size = max(len(work), 1)
    codes = sorted_distinct(np.concatenate([excluded, answered]))
    rule = _is_among(codes, size)
    scene = Scene.of(work, today, settings)
    if changed is None or previous is None or not _goes_on(previous, today, settings):
        lists = rank_all(scene, rule)
    else:
        lists = rank_changed(scene, previous, today, changed | _no_longer(previous.excluded, codes, len(work)), rule)
    standing = Standing(today, settings, lists, work.providers, work.places.names, codes, len(work))
    offered = lists.first(settings.top).entries
    still_answered = _still(scene, np.setdiff1d(answered, excluded))
    pairs = sorted_distinct(np.concatenate([offered.left * size + offered.right, still_answered]))
    judged = judge_opportunities(work, pairs // size, pairs % size, settings)
    return Opportunities(judged.left, judged.right, judged.compared, standing)


def _still(scene: Scene, codes: Integers) -> Integers:
    """Those of the pairs that are still opportunities."""
    return codes[are_opportunities(scene, *np.divmod(codes, max(len(scene.work), 1)))]


def _goes_on(previous: Standing, today: date, settings: OverlapSettings) -> bool:
    return previous.today <= today and replace(previous.settings, names={}) == replace(settings, names={})


def _is_among(codes: Integers, size: int) -> IsExcluded:
    """A rule that excludes the pairs with these sorted codes."""
    padded = np.append(codes, -1)

    def is_excluded(left: Integers, right: Integers) -> Flags:
        code = left * size + right
        return np.asarray(padded[np.searchsorted(codes, code)] == code, dtype=np.bool_)

    return is_excluded


def _no_longer(before: Integers, codes: Integers, size: int) -> Flags:
    """Records on the left of pairs that were excluded and are not any more."""
    found = np.zeros(size, dtype=bool)
    found[before[~np.isin(before, codes)] // max(size, 1)] = True
    return found
