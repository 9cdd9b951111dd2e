"""Reports made of templates with slots: what is left out, and what titles do not say."""

from __future__ import annotations

import pytest

from bench.styles.labelled import Labelled
from bench.styles.slots_style import generate, make_drafts
from bench.styles.slots_words import OPAQUE_TITLES

REPORTS, SEED = 6_000, 5


@pytest.fixture(scope="module")
def labelled() -> Labelled:
    return generate(REPORTS, SEED)


def test_fields_are_left_out_at_random_in_two_to_four_of_ten_reports(labelled: Labelled) -> None:
    filled = labelled.records[["event_hours", "participants_total", "recipient_name", "summary"]].notna().mean()
    assert filled.between(0.5, 0.8).all()


def test_some_titles_say_nothing_of_the_work(labelled: Labelled) -> None:
    starts = tuple(title.split("{")[0] for title in OPAQUE_TITLES if not title.startswith("{"))
    assert 0.03 <= labelled.records["title"].str.startswith(starts).mean() <= 0.35


def test_a_near_miss_has_the_place_of_what_it_is_taken_for() -> None:
    drafts = make_drafts(REPORTS, SEED)
    places = {event: row["jurisdiction"] for event, row in zip(drafts.events, drafts.rows, strict=True)}
    assert all(places[first] == places[second] for first, second in drafts.near if second in places)


def test_partners_often_code_and_date_the_same_work_alike(labelled: Labelled) -> None:
    first, second = labelled.true_pairs()
    records = labelled.records
    both = records.iloc[first].reset_index(drop=True), records.iloc[second].reset_index(drop=True)
    assert (both[0]["core_element"] == both[1]["core_element"]).mean() > 0.5
    assert ((both[0]["actual_start"] - both[1]["actual_start"]).dt.days.abs() <= 3).mean() > 0.5
    assert (both[0]["title"] == both[1]["title"]).mean() < 0.05
