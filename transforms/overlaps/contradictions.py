"""Judgements that cannot all hold: they are shown to people, and never settled by a rule."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pandas as pd

from transforms.overlaps.judgements import PAIR, Key

CONTRADICTION_COLUMNS = (*PAIR, "message")
"""One row a contradiction: the pair on which it shows, the smaller key first, and what contradicts what."""

MOST_TOLD = 6
"""Records that a message names of those that judgements tie together."""

Record = tuple[str, str]


def contradictions(standing: pd.DataFrame) -> pd.DataFrame:
    """Contradictions of standing judgements, columns CONTRADICTION_COLUMNS, ordered by pair.

    Two parties say the opposite; a pair judged different is tied together by confirmed "same" judgements; two records
    of one provider are, of which at most one can report an activity.

    Args:
        standing: columns `judgements.STANDING`.
    """
    found = pd.DataFrame(
        sorted({*_disputes(standing), *_torn(standing)}), columns=list(CONTRADICTION_COLUMNS), dtype="str"
    )
    # One row a pair and message is what a table holds.
    return found.drop_duplicates(ignore_index=True)


def _disputes(standing: pd.DataFrame) -> Iterator[tuple[str, ...]]:
    disputed = standing[standing["dispute"].ne("")]
    yield from disputed[[*PAIR, "dispute"]].itertuples(index=False, name=None)


def _torn(standing: pd.DataFrame) -> Iterator[tuple[str, ...]]:
    """Pairs that cannot be one activity but are tied together by confirmed judgements."""
    tied = _tied_together(standing)
    apart = standing[standing["verdict"].eq("different") & ~standing["changed"]]
    for *key, by in apart[[*PAIR, "by"]].itertuples(index=False, name=None):
        members = tied.get((key[0], key[1]), ())
        if (key[2], key[3]) in members:
            yield (*key, f"{by} says different, but confirmed judgements tie together {_listed(members)}")
    for members in {id(group): group for group in tied.values()}.values():
        for one, other in pairwise(members):
            if one[0] == other[0]:
                yield (*one, *other, f"two reports of one provider are confirmed as the same: {_listed(members)}")


def _tied_together(standing: pd.DataFrame) -> dict[Record, list[Record]]:
    """Each record of a confirmed pair with all that it is tied to, sorted, itself included."""
    groups: dict[Record, list[Record]] = {}
    keys: list[Key] = list(standing.loc[standing["verdict"].eq("same"), list(PAIR)].itertuples(index=False, name=None))
    for pa, ra, pb, rb in keys:
        one, other = (groups.get(record, [record]) for record in ((pa, ra), (pb, rb)))
        if one is other:
            continue
        group = sorted({*one, *other})
        groups.update(dict.fromkeys(group, group))
    return groups


def _listed(members: list[Record] | tuple[()]) -> str:
    told = ", ".join("/".join(member) for member in members[:MOST_TOLD])
    return told + (f" and {len(members) - MOST_TOLD} more" if len(members) > MOST_TOLD else "")
