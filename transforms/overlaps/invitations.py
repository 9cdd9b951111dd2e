"""What became of each opportunity as an invitation: what the parties answered, and whether it should be shown again."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd

from transforms.overlaps.coding import Integers

PAIR = ("provider_id_a", "source_record_id_a", "provider_id_b", "source_record_id_b")

NEW = "new"
DISPOSITIONS = (NEW, "acknowledged", "accepted", "declined", "snoozed", "done")
AWAY = ("declined", "snoozed", "done")
"""Dispositions of invitations that nobody is shown as open."""


def apply_invitations(opportunities: pd.DataFrame, judgements: pd.DataFrame) -> pd.DataFrame:
    """The opportunities with their dispositions.

    An invitation that nobody answered is new. It is accepted when both parties accepted; until then one party's
    acceptance is acknowledged. A declined one stays declined until one of the two records' own content changed, a
    snoozed one stays snoozed to the end of its last day; then they are new again. One that came back because content
    changed says so in its evidence: `changed`, the fields that say something else now.

    Args:
        opportunities: one row a pair: PAIR, the smaller key first, evidence as JSON text, and whatever else.
        judgements: one row a judged pair: PAIR, invitation (what holds of the answers on this day, one of
            DISPOSITIONS, blank for none), changed, changed_fields (joined by ", ").

    Returns:
        The same rows in the same order with `disposition` and their evidence.

    Raises:
        ValueError: an invitation is none of DISPOSITIONS, or a pair has two rows among the judgements.
    """
    standing = judgements[judgements["invitation"].ne("") | judgements["changed"]]
    said = standing["invitation"].replace("", NEW)
    unknown = sorted(set(said.dropna()) - set(DISPOSITIONS))
    if unknown:
        raise ValueError(f"no disposition of an invitation: {', '.join(unknown)}")
    index = pd.MultiIndex.from_frame(standing[list(PAIR)])
    if index.has_duplicates:
        raise ValueError("a pair has two rows among the judgements")
    at = index.get_indexer(pd.MultiIndex.from_frame(opportunities[list(PAIR)]))
    disposition = np.where(at < 0, NEW, said.fillna(NEW).to_numpy(dtype=object)[at] if len(said) else NEW)
    found = opportunities.assign(disposition=pd.array(disposition, dtype="str"))
    came_back = (at >= 0) & (disposition == NEW)
    came_back[came_back] = standing["changed"].to_numpy(dtype=bool)[at[came_back]]
    fields = standing["changed_fields"].to_numpy(dtype=object)[at[came_back]]
    evidence = found["evidence"].to_numpy(dtype=object, copy=True)
    evidence[came_back] = [_with_changed(text, names) for text, names in zip(evidence[came_back], fields, strict=True)]
    return found.assign(evidence=pd.array(evidence, dtype="str"))


def answered_pairs(judgements: pd.DataFrame, keys: pd.DataFrame) -> Integers:
    """Codes of the pairs whose invitation has an answer that holds, for `find_opportunities`.

    Args:
        judgements: as above.
        keys: one row a record of the work, in its order: provider_id, source_record_id.

    Returns:
        `left * len(keys) + right` of each such pair, the smaller provider left; pairs with a record that is not there
        are left out.
    """
    answered = judgements[judgements["invitation"].isin(DISPOSITIONS[1:])]
    index = pd.MultiIndex.from_frame(keys[["provider_id", "source_record_id"]])
    left, right = (
        index.get_indexer(pd.MultiIndex.from_arrays([answered[f"provider_id_{s}"], answered[f"source_record_id_{s}"]]))
        for s in "ab"
    )
    there = (left >= 0) & (right >= 0)
    return np.asarray(left[there].astype(np.int64) * len(keys) + right[there], dtype=np.int64)


def _with_changed(evidence: str, fields: str) -> str:
    return json.dumps(json.loads(evidence) | {"changed": [name for name in fields.split(", ") if name]})
