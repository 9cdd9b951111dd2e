"""The truth of the demo: made anew it is the same, and it holds what the demo promises to show."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest

from contracts.contract import code_list
from contracts.fields import FIELDS, MULTI
from contracts.jurisdictions import STATES, TERRITORIES
from demo.cast import PROVIDERS, SLUGS
from demo.report import REPORT_FIELDS
from demo.truth import NIGHTS, Truth, build_truth


@pytest.fixture(scope="module")
def truth() -> Truth:
    return build_truth()


def codes_in(truth: Truth, field: str) -> set[str]:
    return {code for cell in truth.reports[field].dropna() for code in cell.split(MULTI)}


def test_the_same_seed_makes_the_same_truth(truth: Truth) -> None:
    build_truth.cache_clear()
    again = build_truth()
    assert again is not truth
    assert again.told == truth.told
    assert again.pairs.equals(truth.pairs)
    assert again.engagements.equals(truth.engagements)


def test_another_seed_makes_another_truth(truth: Truth) -> None:
    assert build_truth(seed=7).told != truth.told


def test_there_are_about_two_thousand_reports_of_seven_providers(truth: Truth) -> None:
    counts = truth.reports["provider_id"].value_counts().to_dict()
    assert counts == {slug: provider.reports for slug, provider in PROVIDERS.items()}
    assert 1900 <= len(truth.reports) <= 2100


def test_reports_reach_back_eighteen_months_and_look_ahead(truth: Truth) -> None:
    assert truth.reports["actual_start"].min().date() >= date(2024, 7, 1)
    assert truth.reports["actual_start"].min().date() < date(2024, 12, 1)
    assert truth.reports["planned_start"].max().date() > NIGHTS[0] + timedelta(days=60)


def test_all_jurisdictions_and_some_tribes_are_served(truth: Truth) -> None:
    served = codes_in(truth, "jurisdiction")
    assert served >= set(STATES) | set(TERRITORIES)
    assert len(set(STATES) | set(TERRITORIES)) == 59
    assert len([code for code in served if code.startswith("TR-")]) >= 4


def test_regional_and_national_work_names_no_state(truth: Truth) -> None:
    wide = truth.reports[truth.reports["geographic_scope"].isin(["regional", "national"])]
    assert len(wide) > 10
    assert wide["jurisdiction"].isna().all()
    assert truth.reports[~truth.reports.index.isin(wide.index)]["jurisdiction"].notna().all()


@pytest.mark.parametrize("field", [name for name in REPORT_FIELDS if FIELDS[name].code_list])
def test_every_code_is_of_its_closed_list(truth: Truth, field: str) -> None:
    assert codes_in(truth, field) <= set(code_list(field))


def test_about_three_in_ten_reports_are_program_specific_and_few_undetermined(truth: Truth) -> None:
    shares = truth.reports["scope_class"].value_counts(normalize=True)
    assert 0.25 < shares["program_specific"] < 0.35
    assert 0 < shares["undetermined"] < 0.05


def test_work_in_scope_has_a_sector_and_an_element(truth: Truth) -> None:
    in_scope = truth.reports[truth.reports["scope_class"].isin(["systems_building", "cross_sector"])]
    assert in_scope["sector"].notna().all()
    assert in_scope["core_element"].notna().all()


def test_every_report_says_some_date(truth: Truth) -> None:
    dates = truth.reports[["planned_start", "actual_start", "requested_on"]]
    assert dates.notna().any(axis=1).all()


def test_no_provider_gives_an_identifier_twice(truth: Truth) -> None:
    assert not truth.reports.duplicated(["provider_id", "source_record_id"]).any()


def test_parents_are_records_of_the_same_provider(truth: Truth) -> None:
    known = set(truth.reports[["provider_id", "source_record_id"]].itertuples(index=False, name=None))
    children = truth.reports.dropna(subset="parent_record_id")[["provider_id", "parent_record_id"]]
    assert len(children) > 100
    assert set(children.itertuples(index=False, name=None)) <= known


def test_each_label_of_overlap_occurs_and_pairs_are_of_two_providers(truth: Truth) -> None:
    counts = truth.pairs["label"].value_counts()
    assert counts["declared_joint"] >= 60
    assert counts["same_activity"] >= 60
    assert counts["coordination_opportunity"] >= 30
    assert (truth.pairs["left_provider"] != truth.pairs["right_provider"]).all()


def test_overlaps_are_only_between_shared_records_in_scope(truth: Truth) -> None:
    reports = truth.reports.set_index(["provider_id", "source_record_id"])
    undeclared = truth.pairs[truth.pairs["declared"] != "project_id"]
    for side in ("left", "right"):
        keys = pd.MultiIndex.from_frame(undeclared[[f"{side}_provider", f"{side}_record_id"]])
        matched = reports.reindex(keys)
        assert set(matched["scope_class"]) <= {"systems_building", "cross_sector"}
        assert set(matched["sharing_level"]) <= {"public", "partners"}


def test_joint_work_that_one_side_does_not_report_is_known(truth: Truth) -> None:
    silent = truth.participations[~truth.participations["is_reported"]]
    assert len(silent) >= 3
    reported = set(truth.reports[["engagement_id", "provider_id"]].itertuples(index=False, name=None))
    assert not reported & set(silent[["engagement_id", "provider_id"]].itertuples(index=False, name=None))


def test_opportunities_share_a_state_and_an_element_and_are_not_over(truth: Truth) -> None:
    engagements = truth.engagements.set_index("engagement_id")
    chances = truth.pairs[truth.pairs["label"] == "coordination_opportunity"]
    left = engagements.loc[chances["left_engagement_id"]]
    right = engagements.loc[chances["right_engagement_id"]]
    assert left["jurisdiction"].to_list() == right["jurisdiction"].to_list()
    for one, other in zip(left["core_element"], right["core_element"], strict=True):
        assert set(one.split(MULTI)) & set(other.split(MULTI))
    assert {*left["lifecycle_status"], *right["lifecycle_status"]} <= {"planned", "scheduled"}


def test_each_provider_says_dates_with_its_own_precision(truth: Truth) -> None:
    plans = truth.reports[truth.reports["record_kind"] == "plan"]
    said = plans.groupby("provider_id")["planned_start_precision"].unique().map(list).to_dict()
    assert said["mental_health_center"] == ["month"]
    assert said["family_support_network"] == ["quarter"]
    assert said["home_visiting_center"] == ["day"]


def test_every_provider_reports(truth: Truth) -> None:
    assert tuple(truth.reports["provider_id"].unique()) == SLUGS
