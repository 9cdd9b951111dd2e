"""Joint work that only its sponsor may see: for the figures of that one office, and kept nowhere else.

A record that is shared with its sponsor alone enters no rule of matching, and no table of overlaps. When an office's
own figures are made, its records are linked by the joint projects that they declare, and by nothing else.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from contracts.codes import IN_SCOPE
from transforms.overlaps.coding import Flags, Integers, is_one_of, split_cells
from transforms.overlaps.declarations import pairs_of_projects
from transforms.overlaps.matched import Work, chosen_rows, describe_work, may_be_matched
from transforms.overlaps.one_to_one import choose_one_to_one
from transforms.overlaps.project_ids import read_projects
from transforms.overlaps.settings import LABELS, OverlapSettings
from transforms.overlaps.work_fit import rank_fit

LINK_COLUMNS = ("provider_id_a", "source_record_id_a", "provider_id_b", "source_record_id_b", "label", "disposition")
"""One row a pair, the smaller key first; at least one of the two is shared with its sponsor alone."""

_KEY = ("provider_id", "source_record_id")


def sponsor_links(
    records: pd.DataFrame, overlaps: pd.DataFrame, office: str, *, today: date, settings: OverlapSettings
) -> pd.DataFrame:
    """Pairs of one joint project of which a side is shared with its sponsor alone, for that office's own figures.

    The other side is either shared with all partners, or shared with this office alone too. Pairs that all partners
    see hold first: a report that has its counterpart in them is not linked to another one of that provider.

    Args:
        records: one row a record that stands, `matched.COLUMNS` (titles need not be there) and sponsor_office.
        overlaps: pairs that all partners see, with their label.
        office: code of the sponsor office whose figures are made.

    Returns:
        LINK_COLUMNS, with label declared_joint, to be added to the overlaps that all partners see.
    """
    shared = may_be_matched(records)
    eligible = shared | _is_for_sponsor(records, office)
    work = describe_work(chosen_rows(records, eligible), today, settings)
    hidden = ~shared[eligible]
    left, right = pairs_of_projects(
        work, read_projects(work.records["joint_project_id"], settings.most_in_project).code, settings
    )
    kept = hidden[left] | hidden[right]
    left, right = left[kept], right[kept]
    seen_left, seen_right = _seen_by_all(work, overlaps)
    every_left, every_right = np.concatenate([seen_left, left]), np.concatenate([seen_right, right])
    taken = np.arange(len(every_left)) < len(seen_left)
    ranks = rank_fit(work, every_left, every_right)
    chosen = choose_one_to_one(every_left, every_right, work.provider, ranks, taken)[len(seen_left) :]
    return _table(work, left[chosen], right[chosen])


def _is_for_sponsor(records: pd.DataFrame, office: str) -> Flags:
    """Records in scope that are shared with their sponsor alone, which is this office, and not retracted."""
    record, value, offices = split_cells(records["sponsor_office"])
    funded = np.zeros(len(records), dtype=bool)
    funded[record[np.array([name == office for name in offices], dtype=bool)[value]]] = True
    found = funded & is_one_of(records["sharing_level"], ["sponsor_only"])
    found &= is_one_of(records["scope_class"], IN_SCOPE)
    if "record_state" in records.columns:
        found &= ~is_one_of(records["record_state"], ["retracted"])
    return found


def _seen_by_all(work: Work, overlaps: pd.DataFrame) -> tuple[Integers, Integers]:
    """Declared pairs that all partners see, as positions in `work`."""
    declared = overlaps[overlaps["label"].eq(LABELS[0])]
    keys = pd.MultiIndex.from_frame(work.records[list(_KEY)])
    sides = [
        keys.get_indexer(pd.MultiIndex.from_arrays([declared[f"{name}_{side}"] for name in _KEY])) for side in "ab"
    ]
    here = (sides[0] >= 0) & (sides[1] >= 0)
    return np.asarray(sides[0][here], dtype=np.int64), np.asarray(sides[1][here], dtype=np.int64)


def _table(work: Work, left: Integers, right: Integers) -> pd.DataFrame:
    sides = {
        f"{name}_{side}": work.records[name].take(positions).array
        for side, positions in (("a", left), ("b", right))
        for name in _KEY
    }
    told = {"label": LABELS[0], "disposition": "declared"}
    table = pd.DataFrame({**sides, **{k: pd.Series([v] * len(left), dtype="str").array for k, v in told.items()}})
    return table.sort_values(list(LINK_COLUMNS), ignore_index=True)[list(LINK_COLUMNS)]
