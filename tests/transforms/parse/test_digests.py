"""Row digests: equal for equal rows, and for no others."""

from __future__ import annotations

from hashlib import blake2b

import pandas as pd
from hypothesis import example, given, settings
from hypothesis import strategies as st

from transforms.parse import ReadOptions, digest_rows, parse_parts

CELL = st.text(alphabet="ab\x1b\x1eeu", max_size=4)


def table(*rows: tuple[str, ...]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=[f"c{i}" for i in range(len(rows[0]))], dtype="str")


@settings(deadline=None)  # a rule about cells, not about time: a busy machine must not fail it
@example(("a\x1eb", "c", ""), ("a", "b\x1ec", ""))
@example(("\x1bu", "", ""), ("\x1e", "", ""))
@example(("\x1b", "e", ""), ("\x1be", "", ""))
@given(st.tuples(CELL, CELL, CELL), st.tuples(CELL, CELL, CELL))
def test_rows_share_a_digest_exactly_when_all_cells_agree(left: tuple[str, ...], right: tuple[str, ...]) -> None:
    first, second = digest_rows(table(left, right), ["c0", "c1", "c2"])
    assert (first == second) == (left == right)
    # Alone or in company, a row has the same digest: it is compared across nights.
    assert digest_rows(table(left), ["c0", "c1", "c2"])[0] == first


def test_only_the_named_columns_count() -> None:
    rows = table(("1", "a", "monday"), ("1", "a", "friday"), ("1", "b", "monday"))
    first, second, third = digest_rows(rows, ["c0", "c1"])
    assert first == second != third


def test_digests_are_16_bytes_and_stay_the_same_between_versions() -> None:
    parsed = parse_parts([("a.csv", b"id,title\n1,Training\n")], ReadOptions(kind="csv"))
    (digest,) = digest_rows(parsed.rows, ["id", "title"])
    assert digest == blake2b(b"1\x1eTraining", digest_size=16).digest()


def test_a_column_that_is_not_there_counts_as_blank() -> None:
    rows = table(("1", ""))
    assert digest_rows(rows, ["c0", "c1"])[0] == digest_rows(rows, ["c0", "gone"])[0]
    assert len(digest_rows(rows, [])) == 1
    assert len(digest_rows(rows.iloc[:0], ["c0"])) == 0
