"""The three nights: what happens on them, and that the account of each night follows from the one before."""

from __future__ import annotations

import pytest

from demo.cast import SLUGS
from demo.expectation import Expected, expected_night, expected_pairs, expected_standing
from demo.scenario import plan_deliveries
from demo.truth import Truth, build_truth
from demo.wrongs import WRONGS


@pytest.fixture(scope="module")
def truth() -> Truth:
    return build_truth()


def account(truth: Truth, slug: str, night: int) -> Expected:
    return expected_night(truth, night)[slug]


@pytest.mark.parametrize("night", [1, 2, 3])
@pytest.mark.parametrize("slug", SLUGS)
def test_every_delivered_row_is_accounted_for(truth: Truth, slug: str, night: int) -> None:
    told = account(truth, slug, night)
    if told.outcome in ("held", "refused", "unreachable"):
        assert told.accepted == told.rejected == 0
    else:
        assert told.delivered == told.accepted + told.rejected
        assert told.accepted == told.unchanged + told.new + told.corrected + told.returned + told.retracted


def test_on_the_first_night_each_provider_has_a_few_wrong_rows(truth: Truth) -> None:
    for slug in SLUGS:
        told = account(truth, slug, 1)
        assert told.outcome == "partly_accepted"
        assert 2 <= told.rejected <= 8
        assert told.new == told.accepted


def test_every_kind_of_mishap_occurs_on_the_first_night(truth: Truth) -> None:
    rows = [row for slug in SLUGS for row in plan_deliveries(truth)[slug, 1].rows]
    assert {name for row in rows for name in row.wrongs} == set(WRONGS)


def test_the_second_night_has_all_that_can_happen(truth: Truth) -> None:
    told = expected_night(truth, 2)
    assert told["head_start_region"].corrected > 0
    assert 0 < told["head_start_region"].absent < 0.05 * told["head_start_region"].delivered
    assert told["special_education_center"].retracted > 0
    assert told["special_education_center"].queued > 0
    assert {slug: one.outcome for slug, one in told.items()} == {
        "head_start_region": "partly_accepted",
        "home_visiting_center": "unchanged",
        "mental_health_center": "unreachable",
        "child_care_center": "held",
        "special_education_center": "accepted",
        "family_support_network": "refused",
        "small_center": "partly_accepted",
    }


def test_on_the_third_night_the_late_one_is_caught_up_and_the_broken_one_recovers(truth: Truth) -> None:
    plan, told = plan_deliveries(truth), expected_night(truth, 3)
    assert [day for day, _ in plan["mental_health_center", 3].days] == list(truth.nights[1:])
    assert told["mental_health_center"].new >= 9
    assert told["family_support_network"].new > 0
    assert told["head_start_region"].returned == 1
    assert told["special_education_center"].returned == 1
    assert told["child_care_center"].outcome == "held"


def test_rows_that_were_only_saved_again_are_unchanged(truth: Truth) -> None:
    touched = [row for row in plan_deliveries(truth)["head_start_region", 2].rows if row.touches]
    assert len(touched) == 20
    assert account(truth, "head_start_region", 2).corrected < 20


def test_no_pair_is_lost_to_a_mishap(truth: Truth) -> None:
    caught_up = expected_pairs(truth, 3)
    assert len(caught_up) == len(truth.pairs)
    assert len(expected_pairs(truth, 1)) < len(caught_up)


def test_standing_reports_grow_over_the_nights(truth: Truth) -> None:
    counts = [len(expected_standing(truth, night)) for night in (1, 2, 3)]
    assert counts == sorted(counts)
    assert counts[0] > 1900
