"""Prose and ledger styles: their truth and each provider's habits are what they say, and hard cases are in them."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest

from bench.styles import STYLES, ledger_clerks, ledger_style, ledger_truth, prose_events, prose_habits, prose_style
from bench.styles.dice import Dice
from bench.styles.labelled import Labelled
from contracts.codes import CORE_ELEMENT, SECTOR
from contracts.jurisdictions import STATES, TERRITORIES

REPORTS = 8_000
GENERATORS: dict[str, Callable[[int, int], Labelled]] = {
    "prose": prose_style.generate,
    "ledger": ledger_style.generate,
}


@pytest.fixture(scope="module", params=tuple(GENERATORS))
def labelled(request: pytest.FixtureRequest) -> Labelled:
    return GENERATORS[request.param](REPORTS, 7)


def _providers_of_events(labelled: Labelled) -> pd.Series:
    return labelled.records["provider_id"].groupby(labelled.event.to_numpy()).nunique()


def _first_days(labelled: Labelled) -> pd.Series:
    return labelled.records["actual_start"].fillna(labelled.records["planned_start"])


def _far_apart(labelled: Labelled) -> npt.NDArray[np.float64]:
    """Days between the two reports of a true pair that both give days."""
    first, second = labelled.true_pairs()
    days = labelled.records["actual_start"].where(labelled.records["actual_start_precision"].eq("day"))
    apart = np.abs((days.to_numpy()[first] - days.to_numpy()[second]) / np.timedelta64(1, "D"))
    given: npt.NDArray[np.float64] = apart[~np.isnan(apart)]
    return given


def test_both_styles_can_be_chosen_by_name() -> None:
    assert STYLES["prose"] == prose_style.__name__
    assert STYLES["ledger"] == ledger_style.__name__


def test_as_many_reports_as_were_asked_for_each_with_its_event(labelled: Labelled) -> None:
    assert len(labelled.records) == len(labelled.event) == REPORTS
    assert labelled.event.notna().all()
    assert not labelled.records.duplicated(["provider_id", "source_record_id"]).any()


def test_a_true_pair_never_lies_within_one_provider(labelled: Labelled) -> None:
    first, second = labelled.true_pairs()
    providers = labelled.records["provider_id"].to_numpy()
    assert len(first) > REPORTS / 20
    assert (providers[first] != providers[second]).all()


def test_an_event_is_reported_by_one_to_four_providers_and_a_tenth_to_a_quarter_are_joint(labelled: Labelled) -> None:
    counts = _providers_of_events(labelled)
    assert counts.max() == 4
    assert {2, 3} <= set(counts)
    assert 0.10 <= (counts > 1).mean() <= 0.25


def test_some_providers_report_an_event_twice(labelled: Labelled) -> None:
    told_twice = pd.DataFrame({"event": labelled.event, "provider": labelled.records["provider_id"]}).duplicated()
    assert 0.004 < told_twice.mean() < 0.02


def test_every_provider_keeps_to_one_precision_of_its_delivered_dates(labelled: Labelled) -> None:
    records = labelled.records.dropna(subset="actual_start")
    kept = records.groupby("provider_id")["actual_start_precision"].nunique()
    assert kept.eq(1).all()
    shares = records.groupby("provider_id")["actual_start_precision"].first().value_counts()
    assert shares["day"] > shares["month"] > shares["quarter"] >= 1


def test_a_date_said_by_month_is_that_months_first_day(labelled: Labelled) -> None:
    records = labelled.records
    for name in ("planned_start", "planned_end", "actual_start", "actual_end"):
        coarse = records.loc[records[f"{name}_precision"].isin(["month", "quarter"]), name]
        assert coarse.dt.day.eq(1).all()
        assert records[name].notna().eq(records[f"{name}_precision"].notna()).all()


def test_reports_of_one_event_that_give_days_lie_within_some_days_of_each_other(labelled: Labelled) -> None:
    apart = _far_apart(labelled)
    assert np.quantile(apart, 0.99) <= 13
    assert 0.3 < (apart == 0).mean() < 0.8


def test_joint_reports_are_reworded(labelled: Labelled) -> None:
    first, second = labelled.true_pairs()
    titles = labelled.records["title"].str.lower().to_numpy()
    assert (titles[first] == titles[second]).mean() < 0.1


def test_no_field_declares_the_link(labelled: Labelled) -> None:
    for name in ("partners", "joint_project_id", "partner_source_ref", "parent_record_id"):
        assert labelled.records[name].isna().all()


def test_all_places_are_served_and_all_codes_known(labelled: Labelled) -> None:
    places = labelled.records["jurisdiction"].dropna().str.split("\x1f").explode()
    assert set(STATES) | set(TERRITORIES) <= set(places)
    assert places.str.startswith("TR-").any()
    assert {"regional", "national", "multi_state"} <= set(labelled.records["geographic_scope"])
    for name, codes in (("sector", SECTOR), ("core_element", CORE_ELEMENT)):
        assert set(labelled.records[name].str.split("\x1f").explode()) <= set(codes)


def test_providers_differ_in_what_they_fill(labelled: Labelled) -> None:
    filled = labelled.records.notna().groupby(labelled.records["provider_id"]).mean()
    for name in ("event_hours", "provider_hours", "participants_total", "recipient_name", "delivery_mode", "summary"):
        assert filled[name].min() == 0
        assert filled[name].max() > 0.3


def test_what_lies_ahead_is_planned_and_nothing_ends_before_it_starts(labelled: Labelled) -> None:
    records = labelled.records
    completed = records["lifecycle_status"].eq("completed")
    assert records.loc[completed, "actual_start"].notna().all()
    assert records.loc[~completed, "planned_start"].notna().all()
    assert not (records["actual_end"] < records["actual_start"]).any()
    assert not (records["planned_end"] < records["planned_start"]).any()


def test_different_work_of_two_providers_looks_alike_in_place_codes_and_week(labelled: Labelled) -> None:
    frame = labelled.records[["provider_id", "jurisdiction", "sector", "core_element"]].copy()
    frame["week"] = _first_days(labelled).dt.to_period("W")
    frame["event"] = labelled.event
    alike = frame.dropna().groupby(["jurisdiction", "sector", "core_element", "week"])
    several = alike[["event", "provider_id"]].nunique()
    assert ((several["event"] > 1) & (several["provider_id"] > 1)).sum() > REPORTS / 100


@pytest.mark.parametrize("name", GENERATORS)
def test_the_same_seed_gives_the_same_reports_and_another_one_others(name: str) -> None:
    once, again, other = (GENERATORS[name](900, seed) for seed in (3, 3, 4))
    pd.testing.assert_frame_equal(once.records, again.records)
    assert once.event.equals(again.event)
    assert not once.records["title"].equals(other.records["title"])


def test_a_series_has_sessions_that_a_partner_does_not_report() -> None:
    dice = Dice(5)
    events = list(islice(prose_events.World(dice, prose_habits.make_habits(dice)).events(), 4_000))
    series = pd.DataFrame(
        {"start": event.series_start, "theme": event.theme_at, "lead": event.providers[0],
         "took_part": len(event.providers)}
        for event in events if event.session
    )  # fmt: skip
    partly = series.groupby(["start", "theme", "lead"])["took_part"].agg(["min", "max", "size"])
    assert (partly["size"] > 2).any()
    assert ((partly["min"] == 1) & (partly["max"] > 1)).sum() > 5


def test_a_near_miss_has_another_provider_the_same_theme_and_place_and_few_weeks_between() -> None:
    dice = Dice(6)
    events = {
        event.number: event
        for event in islice(prose_events.World(dice, prose_habits.make_habits(dice)).events(), 4_000)
    }
    near = [(event, events[event.origin]) for event in events.values() if event.origin in events]
    assert len(near) > 200
    for event, like in near:
        assert (event.theme_at, event.place) == (like.theme_at, like.place)
        assert abs((event.start - like.start).days) <= 20
    assert np.mean([event.providers[0] != like.providers[0] for event, like in near]) > 0.95


def test_helpers_come_to_some_contacts_of_a_job_only() -> None:
    dice = Dice(8)
    contacts = islice(ledger_truth.Calendar(dice, ledger_clerks.hire_clerks(dice)).contacts(), 4_000)
    jobs = pd.DataFrame(
        {"account": contact.account, "took_part": len(contact.providers)} for contact in contacts if contact.session
    ).groupby("account")["took_part"].agg(["min", "max"])  # fmt: skip
    assert ((jobs["min"] == 1) & (jobs["max"] > 1)).sum() > 5


def test_ledger_titles_are_short_and_used_again_and_again() -> None:
    titles = ledger_style.generate(REPORTS, 7).records["title"]
    assert titles.str.count(" ").between(0, 8).mean() > 0.97
    assert titles.duplicated(keep=False).mean() > 0.3


def test_prose_writes_sentences_for_about_six_reports_of_ten() -> None:
    summaries = prose_style.generate(REPORTS, 7).records["summary"]
    assert 0.45 < summaries.notna().mean() < 0.75
    sentences = summaries.dropna().str.count(r"[.?!](?:\s|$)")
    assert sentences.min() >= 1
