"""Reports are read some at a time; what is found is what a look at all of them at once finds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd
import pytest

from transforms.overlaps.matched import Work, describe_work, matched_records
from transforms.overlaps.matching import reader as reading
from transforms.overlaps.matching.comparisons import Reports
from transforms.overlaps.matching.facts import read_facts
from transforms.overlaps.matching.model import shipped_model
from transforms.overlaps.matching.reader import Reader
from transforms.overlaps.matching.search import Pairs, compare_pairs, score_pairs
from transforms.overlaps.settings import OverlapSettings

MODEL = shipped_model()


@pytest.fixture(scope="module")
def work(random_records: Callable[[int, int], pd.DataFrame]) -> Work:
    return describe_work(matched_records(random_records(11, 400)), date(2026, 3, 4), OverlapSettings())


@pytest.fixture(scope="module")
def at_once(work: Work) -> tuple[Reports, Pairs]:
    reports = Reports(work, read_facts(work.records, MODEL.weights))
    return reports, score_pairs(reports, MODEL)


def _rows(pairs: Pairs) -> list[tuple[int, ...]]:
    return list(zip(*(getattr(pairs, name).tolist() for name in ("left", "right", "score", "base")), strict=True))


@pytest.fixture(params=[3, 40, 100_000])
def reader(request: pytest.FixtureRequest, work: Work, monkeypatch: pytest.MonkeyPatch) -> Reader:
    monkeypatch.setattr(reading, "AT_ONCE", request.param)
    return Reader(work, MODEL.weights)


def test_a_search_place_by_place_finds_what_a_search_of_everything_finds(
    reader: Reader, at_once: tuple[Reports, Pairs]
) -> None:
    assert len(at_once[1]) > 50
    assert _rows(reader.score(MODEL)) == _rows(at_once[1])


def test_of_what_changed_it_finds_the_pairs_that_a_changed_report_is_in(
    reader: Reader, at_once: tuple[Reports, Pairs]
) -> None:
    changed = np.arange(len(reader.work)) % 7 == 0
    pairs = at_once[1]
    expected = [row for row in _rows(pairs) if changed[row[0]] or changed[row[1]]]
    assert 5 < len(expected) < len(pairs)
    assert _rows(reader.score(MODEL, changed)) == expected


def test_pairs_compare_alike_however_few_reports_are_read_at_a_time(
    reader: Reader, at_once: tuple[Reports, Pairs]
) -> None:
    reports, pairs = at_once
    expected = compare_pairs(reports, pairs.left, pairs.right)
    found = reader.compare(pairs.left, pairs.right)
    assert {name: bins.tolist() for name, bins in found.items()} == {
        name: bins.tolist() for name, bins in expected.items()
    }


def test_only_what_is_asked_for_is_read(work: Work) -> None:
    reader = Reader(work, MODEL.weights)
    reports, where = reader.read(np.array([5, 2, 9]))
    assert len(reports.work) == 3
    assert where[[2, 5, 9]].tolist() == [0, 1, 2]
    assert (where >= 0).sum() == 3
    assert reader.read(np.array([9]))[0] is reports
