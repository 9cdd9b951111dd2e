"""What a search leaves for the next one, so that it looks only at what changed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from transforms.overlaps.coding import Flags, Integers
from transforms.overlaps.matched import Work
from transforms.overlaps.matching.activities import Last, Scored
from transforms.overlaps.opportunity_standing import Standing

KEY = ["provider_id", "source_record_id"]


@dataclass(frozen=True)
class Left:
    """Everything in terms of the records that were searched.

    Attributes:
        keys: provider_id, source_record_id, one row a record.
        scored: all pairs worth a look.
        cluster: number of each record's cluster, -1 for none.
        told: codes `left * len(keys) + right` of the pairs told as one activity, sorted.
        declared: the same of the declared pairs.
        standing: the opportunities.
    """

    keys: pd.DataFrame
    scored: Scored
    cluster: Integers
    told: Integers
    declared: Integers
    standing: Standing


@dataclass(frozen=True)
class Resumed:
    """The same in terms of other records."""

    last: Last
    told: tuple[Integers, Integers]
    standing: Standing


def resume(left: Left, work: Work, position: Integers, changed: Flags) -> Resumed:
    """What the last search left, as positions of today's records.

    Args:
        position: where each record that was searched is in `work`, -1 where it is gone. Both are in the order of their
            keys, so that pairs stay in theirs.
        changed: records of `work` that are new or changed.
    """
    to = np.append(position, -1)
    is_same = np.append(~changed, False)
    one, other = to[left.scored.left], to[left.scored.right]
    stays = is_same[one] & is_same[other]
    bereft = np.zeros(len(work), dtype=bool)
    for side in (one, other):
        lost = side[~stays]
        bereft[lost[lost >= 0]] = True
    was = left.scored
    scored = Scored(one[stays], other[stays], was.first[stays], was.base[stays], was.final[stays])
    cluster = np.full(len(work), -1, dtype=np.int64)
    here = position >= 0
    cluster[position[here]] = left.cluster[here]
    # Who was in a cluster with a record that is gone or changed is looked at again.
    moved = np.ones(int(left.cluster.max(initial=-1)) + 1, dtype=bool)
    kept = np.append(is_same, False)[position]
    np.logical_and.at(moved, left.cluster[left.cluster >= 0], kept[left.cluster >= 0])
    bereft |= (cluster >= 0) & ~moved[np.maximum(cluster, 0)] if len(moved) else False
    told = tuple(to[side] for side in np.divmod(left.told, max(len(left.keys), 1)))
    return Resumed(Last(scored, bereft, cluster), (told[0], told[1]), left.standing.moved(work, position))


def partners_moved(left: Left, work: Work, position: Integers, declared: Integers) -> Flags:
    """Records of pairs that were declared and are not, or the other way round: a third record may have changed that.

    Args:
        position: as for `resume`.
        declared: codes of the pairs that are declared now, `left * len(work) + right`.
    """
    to = np.append(position, -1)
    one, other = (to[side] for side in np.divmod(left.declared, max(len(left.keys), 1)))
    here = (one >= 0) & (other >= 0)
    size = max(len(work), 1)
    moved = np.setxor1d(one[here] * size + other[here], declared)
    found = np.zeros(len(work), dtype=bool)
    found[moved // size] = found[moved % size] = True
    bereft = np.concatenate([one[~here], other[~here]])
    found[bereft[bereft >= 0]] = True
    return found
