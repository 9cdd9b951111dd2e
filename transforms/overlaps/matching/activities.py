"""From scored pairs to activities: what people said, clusters, and the pairs that are told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array, csgraph

from transforms.overlaps.coding import Flags, Integers
from transforms.overlaps.matched import touches
from transforms.overlaps.matching.clusters import cluster_pairs
from transforms.overlaps.matching.comparisons import Bins
from transforms.overlaps.matching.model import Model
from transforms.overlaps.matching.reader import Reader
from transforms.overlaps.matching.rivals import compare_rivals
from transforms.overlaps.matching.search import Pairs, each_once

PROBABLE, POSSIBLE, PROPOSED, CONFIRMED = range(4)
DISPOSITIONS = ("probable", "possible", "proposed", "confirmed")
"""How sure a pair is: the model holds it for one activity; it is worth a look; one party says so; it is settled."""

PositionPairs = Sequence[tuple[int, int]]


@dataclass(frozen=True)
class Said:
    """What people and reports say of pairs, as positions, the smaller one first.

    Attributes:
        same: confirmed; binds whatever the score.
        proposed: one party says that they are the same.
        apart: different, and neither record's content has changed since.
        declared: joint work that the reports declare.
    """

    same: PositionPairs = ()
    proposed: PositionPairs = ()
    apart: PositionPairs = ()
    declared: PositionPairs = ()


@dataclass(frozen=True)
class Scored:
    """All pairs worth a look: ordered by (left, right).

    Attributes:
        first, base: scores from the two reports alone, as in `search.Pairs`.
        final: with what the rivals give.
    """

    left: Integers
    right: Integers
    first: Integers
    base: Integers
    final: Integers

    def __len__(self) -> int:
        return len(self.left)


@dataclass(frozen=True)
class Matched:
    """What a search for reports of one activity gives.

    Attributes:
        scored: all pairs worth a look, for the next search.
        again: records of which everything is told again; what was told of them before gives way.
        clusters: first member to members, of the records told again.
        left, right, score, bins, disposition: pairs that are told; disposition is a position in DISPOSITIONS.
    """

    scored: Scored
    again: Flags
    clusters: dict[int, list[int]]
    left: Integers
    right: Integers
    score: Integers
    bins: dict[str, Bins]
    disposition: npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Last:
    """What the last search left, as positions of records that still stand.

    Attributes:
        scored: its pairs, without those of changed or vanished records.
        bereft: records that lost a partner, or a fellow of their cluster, to a change.
        cluster: number of each record's cluster, -1 for none.
    """

    scored: Scored
    bereft: Flags
    cluster: Integers = field(repr=False)


def match_activities(
    reader: Reader, model: Model, said: Said, *, changed: Flags | None = None, last: Last | None = None
) -> Matched:
    """Reports that tell of one activity; with `changed` and `last` only what these touch is worked out again.

    The result, with what is not told again kept from before, equals that of a search of everything.
    """
    if changed is None or last is None:
        scored, rivals = score_all(reader, model)
        again = np.ones(len(reader.work), dtype=bool)
    else:
        scored, rivals, touched = score_changed(reader, model, changed, last)
        again = _reached(scored, touched, said, model, last)
    clusters = _clusters(scored, reader.work.provider, said, model, again)
    return _told(reader, model, scored, rivals, said, clusters, again)


def score_all(reader: Reader, model: Model) -> tuple[Scored, Mapping[str, Bins]]:
    """All pairs worth a look, and how they compare to their rivals."""
    return _with_rivals(reader.score(model), reader.work.provider, model)


def score_changed(
    reader: Reader, model: Model, changed: Flags, last: Last
) -> tuple[Scored, Mapping[str, Bins], Flags]:
    """The pairs after a change, how they compare to their rivals, and records one of whose scores may have moved."""
    found, kept = reader.score(model, changed), last.scored
    pairs = each_once([found, Pairs(kept.left, kept.right, kept.first, kept.base)])
    scored, rivals = _with_rivals(pairs, reader.work.provider, model)
    touched = changed | last.bereft
    touched[found.left] = touched[found.right] = True
    # A record that won or lost a partner changes who rivals whom in all its pairs.
    moved = touches(touched, pairs.left, pairs.right)
    touched[pairs.left[moved]] = touched[pairs.right[moved]] = True
    return scored, rivals, touched


def _with_rivals(pairs: Pairs, provider: Integers, model: Model) -> tuple[Scored, Mapping[str, Bins]]:
    rivals = compare_rivals(pairs.left, pairs.right, provider, pairs.score)
    return Scored(pairs.left, pairs.right, pairs.score, pairs.base, pairs.base + model.final.gain(rivals)), rivals


def first_members(cluster: Integers) -> Integers:
    """The position of the first member of each record's cluster; -1 for a record in none.

    Args:
        cluster: number of each record's cluster, -1 for none.
    """
    members = np.flatnonzero(cluster >= 0)
    first = np.full(int(cluster.max(initial=-1)) + 1, -1, dtype=np.int64)
    first[cluster[members][::-1]] = members[::-1]
    return np.append(first, -1)[cluster]


def _reached(scored: Scored, touched: Flags, said: Said, model: Model, last: Last) -> Flags:
    """The touched records, and all that were or are tied to one of them."""
    size = len(touched)
    ties = [_ends(said.same), _ends(said.declared)]
    for pairs in (scored, last.scored):
        is_tie = pairs.final >= model.same_least
        ties.append((pairs.left[is_tie], pairs.right[is_tie]))
    fellows = np.flatnonzero(last.cluster >= 0)
    ties.append((fellows, first_members(last.cluster)[fellows]))
    left, right = (np.concatenate([tie[side] for tie in ties]) for side in (0, 1))
    graph = coo_array((np.ones(len(left), dtype=np.int8), (left, right)), shape=(size, size))
    count, component = csgraph.connected_components(graph, directed=False)
    reached = np.zeros(count, dtype=bool)
    reached[component[touched]] = True
    return np.asarray(reached[component], dtype=np.bool_)


def _clusters(
    scored: Scored, provider: Integers, said: Said, model: Model, again: Flags
) -> dict[int, list[int]]:
    chosen = again[scored.left] & again[scored.right]
    return cluster_pairs(
        scored.left[chosen],
        scored.right[chosen],
        scored.final[chosen],
        provider,
        least=model.same_least,
        least_across=model.across_least,
        held=[pair for pair in said.same if again[pair[0]]],
        declared=[pair for pair in said.declared if again[pair[0]]],
        apart=said.apart,
    )


def _told(
    reader: Reader, model: Model, scored: Scored, rivals: Mapping[str, Bins], said: Said,
    clusters: dict[int, list[int]], again: Flags,
) -> Matched:  # fmt: skip
    """Pairs within clusters, pairs that somebody holds for the same, and pairs worth a person's look."""
    size = max(len(reader.work), 1)
    together = {a * size + b for members in clusters.values() for i, a in enumerate(members) for b in members[i + 1 :]}
    sure, proposed, apart = (_codes(pairs, size, again) for pairs in (said.same, said.proposed, said.apart))
    worth = (scored.final >= model.possible_least) & touches(again, scored.left, scored.right)
    possible = (scored.left[worth] * size + scored.right[worth]).tolist()
    codes = np.array(sorted((together | sure | proposed | set(possible)) - apart), dtype=np.int64)
    left, right = codes // size, codes % size
    bins = reader.compare(left, right)
    bins |= _rivals_of(scored, rivals, codes, size)
    disposition = np.select(
        [np.isin(codes, list(sure)), np.isin(codes, list(proposed)), np.isin(codes, list(together))],
        [CONFIRMED, PROPOSED, PROBABLE], POSSIBLE,
    ).astype(np.uint8)  # fmt: skip
    return Matched(scored, again, clusters, left, right, model.final.score(bins), bins, disposition)


def _rivals_of(scored: Scored, rivals: Mapping[str, Bins], codes: Integers, size: int) -> dict[str, Bins]:
    """Comparisons to rivals of the given pairs; a pair that was never worth a look has none."""
    known = scored.left * size + scored.right
    at = np.minimum(np.searchsorted(known, codes), max(len(known) - 1, 0))
    is_known = known[at] == codes if len(known) else np.zeros(len(codes), dtype=bool)
    found = {name: np.zeros(len(codes), dtype=np.uint8) for name in rivals}
    for name, bins in rivals.items():
        found[name][is_known] = bins[at[is_known]]
    return found


def _ends(pairs: PositionPairs) -> tuple[Integers, Integers]:
    ends = np.array(list(pairs), dtype=np.int64).reshape(-1, 2)
    return ends[:, 0], ends[:, 1]


def _codes(pairs: PositionPairs, size: int, again: Flags) -> set[int]:
    return {a * size + b for a, b in pairs if again[a] or again[b]}
