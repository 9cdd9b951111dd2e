"""Titles compare by what they say, not by how they are written."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa

from transforms.titles import distinctive, title_key


def _keys(*titles: str | None) -> list[str]:
    return title_key(pd.Series(list(titles), dtype="str")).tolist()


def test_case_order_punctuation_accents_and_repeats_do_not_matter() -> None:
    assert (
        _keys("Fiscal Mapping: Ohio’s café", "cafe OHIOS - mapping, fiscal fiscal") == ["cafe fiscal mapping ohios"] * 2
    )


def test_stop_words_are_left_out_and_numbers_stay() -> None:
    assert _keys("The road to quality, part 2 of 3") == ["2 3 part quality road"]


def test_a_title_without_words_has_an_empty_key() -> None:
    assert _keys("", None, "— !", "of the") == ["", "", "", ""]


def test_other_alphabets_are_words_too() -> None:
    assert _keys("Обучение семьи 家庭支援") == ["обучение семьи 家庭支援"]


def test_the_index_of_the_titles_is_kept() -> None:
    titles = pd.Series(["b a", "c"], index=[7, 3], dtype="str")
    assert title_key(titles).to_dict() == {7: "b", 3: "c"}


def test_no_titles_give_no_keys() -> None:
    assert title_key(pd.Series([], dtype="str")).tolist() == []


def test_places_and_the_fields_common_words_set_no_title_apart() -> None:
    assert distinctive(["training", "ohio", "2026", "fiscal"]).tolist() == [False, False, False, True]


def test_titles_that_were_read_in_pieces_give_the_same_words() -> None:
    pieces = pa.chunked_array([["Fiscal mapping"], ["Mapping Ohio", None]], pa.large_string())
    titles = pd.Series(pd.array(pieces, dtype="str"))
    assert title_key(titles).tolist() == title_key(pd.Series(titles.tolist(), dtype="str")).tolist()
