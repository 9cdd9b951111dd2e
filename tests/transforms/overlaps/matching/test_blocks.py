"""Place by place the search finds what a search of everything finds."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest

from transforms.overlaps.matched import describe_work, matched_records
from transforms.overlaps.matching.blocks import PLACE, blocks_of, gather_blocks, score_block
from transforms.overlaps.matching.comparisons import Reports
from transforms.overlaps.matching.facts import read_facts
from transforms.overlaps.matching.model import shipped_model, to_json
from transforms.overlaps.matching.search import Pairs, score_pairs
from transforms.overlaps.settings import OverlapSettings

MODEL = to_json(shipped_model())


@pytest.fixture(scope="module")
def records(random_records: Any) -> pd.DataFrame:
    drawn: pd.DataFrame = random_records(7, 400)
    return drawn


@pytest.fixture(scope="module")
def reports(records: pd.DataFrame) -> Reports:
    matched = matched_records(records)
    work = describe_work(matched, date(2026, 3, 4), OverlapSettings())
    return Reports(work, read_facts(matched, shipped_model().weights))


@pytest.fixture(scope="module")
def whole(reports: Reports) -> Pairs:
    return score_pairs(reports, shipped_model())


def _assert_same(found: Pairs, whole: Pairs) -> None:
    assert len(whole) > 50
    assert found.left.tolist() == whole.left.tolist()
    assert found.right.tolist() == whole.right.tolist()
    assert found.score.tolist() == whole.score.tolist()


def test_place_by_place_finds_what_a_search_of_everything_finds(
    records: pd.DataFrame, reports: Reports, whole: Pairs
) -> None:
    blocks = blocks_of(records)
    assert blocks[PLACE].nunique() > 3
    _assert_same(gather_blocks([score_block(block, MODEL) for _, block in blocks.groupby(PLACE)], reports), whole)


def test_what_may_not_be_shared_is_in_no_block(records: pd.DataFrame) -> None:
    blocks = blocks_of(records)
    assert set(blocks["sharing_level"]) <= {"partners", "public"}
    assert set(blocks["scope_class"]) <= {"systems_building", "cross_sector"}
