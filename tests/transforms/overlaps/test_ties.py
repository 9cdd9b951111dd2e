"""What counting takes for one piece of work: records tied over any number of pairs, surely or maybe."""

from __future__ import annotations

import pandas as pd
import pytest

from transforms.overlaps.ties import COLUMNS, tie_records


def tied(*pairs: tuple[str, str, str]) -> dict[str, tuple[str | None, str]]:
    """Record to the smallest key that it is surely and maybe tied to; pairs as key, key, disposition."""
    rows = [(*one.split("/"), *other.split("/"), disposition) for one, other, disposition in pairs]
    names = ["provider_id_a", "source_record_id_a", "provider_id_b", "source_record_id_b", "disposition"]
    found = tie_records(pd.DataFrame(rows, columns=names, dtype="str"))
    assert list(found.columns) == list(COLUMNS)
    keys = found["provider_id"] + "/" + found["source_record_id"]
    sure = [None if pd.isna(one) else one for one in found["sure_id"]]
    return dict(zip(keys, zip(sure, found["maybe_id"], strict=True), strict=True))


def test_records_are_one_piece_of_work_over_several_pairs() -> None:
    found = tied(("b/1", "c/1", "declared"), ("a/1", "b/1", "confirmed"))
    assert found == dict.fromkeys(("a/1", "b/1", "c/1"), ("a/1", "a/1"))


def test_probable_pairs_widen_the_range_and_are_never_sure() -> None:
    found = tied(("a/1", "b/1", "declared"), ("b/1", "c/1", "probable"), ("d/1", "e/1", "proposed"))
    assert found == {
        "a/1": ("a/1", "a/1"), "b/1": ("a/1", "a/1"), "c/1": (None, "a/1"), "d/1": (None, "d/1"), "e/1": (None, "d/1"),
    }  # fmt: skip


@pytest.mark.parametrize("disposition", ["new", "acknowledged", "accepted", "declined", "snoozed", "done"])
def test_invitations_tie_nothing(disposition: str) -> None:
    assert tied(("a/1", "b/1", disposition)) == {}


def test_the_smallest_key_is_that_of_the_smallest_provider_then_record_by_bytes() -> None:
    assert tied(("a_b/1", "a/2", "declared"))["a_b/1"] == ("a/2", "a/2")
    assert tied(("a/10", "b/9", "declared"), ("a/9", "b/9", "declared"))["b/9"] == ("a/10", "a/10")


def test_nothing_ties_nothing() -> None:
    assert tied() == {}
