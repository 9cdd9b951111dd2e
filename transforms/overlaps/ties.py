"""Records that are tied to each other, over any number of pairs: what counting takes for one piece of work."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.sparse import coo_array, csgraph

from contracts.states import MAYBE, SURE
from transforms.overlaps.coding import Integers

COLUMNS = ("provider_id", "source_record_id", "sure_id", "maybe_id")

_KEY = ["provider_id", "source_record_id"]


def tie_records(pairs: pd.DataFrame) -> pd.DataFrame:
    """Groups of records that pairs tie together.

    Args:
        pairs: provider_id_a, source_record_id_a, provider_id_b, source_record_id_b, disposition; others than MAYBE tie
            nothing.

    Returns:
        One row a record that is tied to another: COLUMNS. sure_id is the smallest key, as provider/record, of all that
        it is surely tied to, missing where that is nothing; maybe_id of all that it is tied to at all.
    """
    told = pairs[pairs["disposition"].isin(MAYBE)]
    sides = [told[[f"{name}_{side}" for name in _KEY]].set_axis(_KEY, axis=1) for side in "ab"]
    both = pd.concat(sides, ignore_index=True)
    records = both.drop_duplicates(ignore_index=True)
    records = records.sort_values(_KEY, ignore_index=True, key=lambda column: column.str.encode("utf-8"))
    at = pd.MultiIndex.from_frame(records).get_indexer(pd.MultiIndex.from_frame(both)).astype(np.int64)
    left, right = at[: len(told)], at[len(told) :]
    sure = told["disposition"].isin(SURE).to_numpy(dtype=bool)
    keys = (records["provider_id"] + "/" + records["source_record_id"]).to_numpy(dtype=object)
    return records.assign(
        sure_id=_smallest_keys(keys, left[sure], right[sure]), maybe_id=_smallest_keys(keys, left, right)
    )


def _smallest_keys(keys: np.ndarray[tuple[int], np.dtype[np.object_]], left: Integers, right: Integers) -> pd.Series:
    """The first key of each record's group; missing for a record that nothing is tied to."""
    size = len(keys)
    graph = coo_array((np.ones(len(left), dtype=np.int8), (left, right)), shape=(size, size))
    count, group = csgraph.connected_components(graph, directed=False)
    first = np.full(count, size, dtype=np.int64)
    np.minimum.at(first, group, np.arange(size))
    members = np.bincount(group, minlength=count)
    return pd.Series(np.where(members[group] > 1, keys[first[group]], None), dtype="str")
