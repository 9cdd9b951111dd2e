"""Figures of matching, on cases that are worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from bench.overlap_figures import (
    MOVED,
    NEAR_MISS,
    OTHER,
    PLACE,
    SERIES,
    best_threshold,
    calibration_error,
    pairs_within,
    score_pairs,
    split_missed,
    split_wrong,
)  # fmt: skip
from transforms.overlaps.matching.learning import Figures


def test_true_pairs_that_were_never_compared_count_as_missed() -> None:
    # Four pairs held for one activity, three rightly; six to find.
    score = score_pairs(np.array([True, True, True, False]), 6)
    assert (score.precision, score.recall) == (0.75, 0.5)
    assert score.f1 == pytest.approx(0.6)


def test_who_finds_nothing_has_no_f1() -> None:
    assert score_pairs(np.array([], dtype=bool), 6) == Figures(0.0, 0.0)
    assert score_pairs(np.array([], dtype=bool), 6).f1 == 0.0


def test_a_cluster_of_three_claims_three_pairs() -> None:
    left, right = pairs_within([[4, 0, 2]], provider=np.arange(5))
    assert list(zip(left.tolist(), right.tolist(), strict=True)) == [(0, 2), (0, 4), (2, 4)]


def test_two_reports_of_one_provider_in_a_cluster_are_no_pair() -> None:
    left, right = pairs_within([[0, 1, 2], [3, 4]], provider=np.array([7, 7, 8, 8, 9]))
    assert list(zip(left.tolist(), right.tolist(), strict=True)) == [(0, 2), (1, 2), (3, 4)]


def test_f1_after_clustering_counts_all_pairs_that_the_clusters_imply() -> None:
    # One cluster of a, b, c where only a and b tell of one event, and the pair d, e is missed.
    event = np.array([1, 1, 2, 3, 3])
    left, right = pairs_within([[0, 1, 2]], provider=np.arange(5))
    score = score_pairs(event[left] == event[right], 2)
    assert score.precision == pytest.approx(1 / 3)
    assert score.recall == 0.5
    assert score.f1 == pytest.approx(0.4)


def test_the_best_threshold_is_where_f1_is_greatest() -> None:
    probability = np.array([0.2, 0.9, 0.8, 0.6])
    is_same = np.array([False, True, False, True])
    # F1 from 0.9 on: 2/3; from 0.8 on: 2/4; from 0.6 on: 4/5; all: 4/6.
    assert best_threshold(probability, is_same, 2) == 0.6


def test_pairs_of_one_probability_stand_on_one_side_of_the_threshold() -> None:
    # Alone the true pair would have F1 1, but nobody can tell it from the three others.
    assert best_threshold(np.array([0.9, 0.5, 0.5, 0.5, 0.5]), np.array([True, True, False, False, False]), 2) == 0.9


def test_said_as_often_as_true_is_no_error() -> None:
    assert calibration_error(np.full(4, 0.5), np.array([True, False, True, False]), bins=1) == 0.0


def test_the_error_is_how_far_each_bin_lies_off_by_its_pairs() -> None:
    # Bins of two: said 0.2 and 0.4 of which none was true (0.3 off), said 0.8 and 1.0 of which one was (0.4 off).
    probability, is_same = np.array([0.8, 0.2, 1.0, 0.4]), np.array([True, False, False, False])
    assert calibration_error(probability, is_same, bins=2) == pytest.approx(0.35)


def test_unlikely_pairs_do_not_flatter_calibration() -> None:
    sure = np.concatenate([np.full(2, 0.9), np.full(98, 0.01)])
    assert calibration_error(sure, np.zeros(100, dtype=bool)) == pytest.approx(0.9)


def test_nothing_likely_has_no_calibration() -> None:
    assert np.isnan(calibration_error(np.array([0.01]), np.array([False])))


def test_a_missed_pair_counts_once_by_the_first_kind_that_fits() -> None:
    told = split_missed(
        shares_place=np.array([False, True, True, True, True]),
        day_gap=np.array([30, 8, 7, 0, 90]),
        in_series=np.array([True, False, True, False, True]),
    )
    assert told == {PLACE: 1, MOVED: 2, SERIES: 1, OTHER: 1}


def test_wrong_pairs_are_sessions_of_a_series_or_near_misses() -> None:
    assert split_wrong(np.array([True, False, False])) == {SERIES: 1, NEAR_MISS: 2}
