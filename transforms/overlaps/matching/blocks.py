"""The search past one machine: a pure function over the reports of one place, and what brings the pieces together.

`score_block` runs in this process, in mapped tasks, or on Spark (`applyInPandas`); its pairs follow from two reports
and the model alone, so the pieces together are the pairs of a search of everything.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import numpy as np
import pandas as pd

from transforms.overlaps.matched import chosen_rows, describe_work, in_key_order, may_be_matched
from transforms.overlaps.matching.comparisons import Reports
from transforms.overlaps.matching.facts import read_facts
from transforms.overlaps.matching.model import from_json
from transforms.overlaps.matching.search import Pairs, score_pairs
from transforms.overlaps.opportunity_standing import positions_in
from transforms.overlaps.places import find_places
from transforms.overlaps.settings import OverlapSettings

PLACE = "place"
"""Column that says to which block a row belongs: one row a record and place."""

BLOCK_PAIRS = ("provider_id_a", "source_record_id_a", "provider_id_b", "source_record_id_b", "score", "base")
"""What a block gives: one row a pair, the smaller key first; scores in hundredths of log-odds."""


def blocks_of(records: pd.DataFrame) -> pd.DataFrame:
    """The records that may be matched, once for each of their places, with the column PLACE."""
    matched = chosen_rows(records, may_be_matched(records))
    places = find_places(matched)
    owner, place, _ = places.of_records(np.arange(len(matched)))
    names = pd.array(np.array([*places.names, ""], dtype=object)[place], dtype="str")
    return matched.take(owner).reset_index(drop=True).assign(**{PLACE: names})


def score_block(block: pd.DataFrame, model: str) -> pd.DataFrame:
    """The pairs worth a look among the reports of one place.

    Args:
        block: rows of `blocks_of` of one place, in any order.
        model: the model as JSON text.

    Returns:
        BLOCK_PAIRS.
    """
    weighing = from_json(model)
    records = in_key_order(block.drop(columns=PLACE))
    # No score depends on the date: what reaches to today is not compared.
    work = describe_work(records, date(1970, 1, 1), OverlapSettings())
    pairs = score_pairs(Reports(work, read_facts(records, weighing.weights)), weighing)
    sides = {
        f"{name}_{side}": records[name].take(at).array
        for side, at in (("a", pairs.left), ("b", pairs.right))
        for name in ("provider_id", "source_record_id")
    }
    return pd.DataFrame({**sides, "score": pairs.score, "base": pairs.base})[list(BLOCK_PAIRS)]


def gather_blocks(pieces: Iterable[pd.DataFrame], reports: Reports) -> Pairs:
    """The pairs of all blocks, each once, as positions of the reports of the whole."""
    whole = pd.concat(list(pieces), ignore_index=True).drop_duplicates(list(BLOCK_PAIRS[:4]))
    left, right = (
        positions_in(reports.work, whole[[f"provider_id_{s}", f"source_record_id_{s}"]].set_axis(
            ["provider_id", "source_record_id"], axis=1
        ))
        for s in "ab"
    )  # fmt: skip
    order = np.lexsort((right, left))
    score, base = (whole[name].to_numpy(np.int64)[order] for name in BLOCK_PAIRS[4:])
    return Pairs(left[order], right[order], score, base)
