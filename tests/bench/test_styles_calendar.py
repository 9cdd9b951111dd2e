"""Reports from calendars: series told in parts, own numbering, conferences, tours."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pandas as pd
import pytest

from bench.styles.calendar_events import RHYTHMS, draw_conference, draw_series, draw_tour, make_rival_series
from bench.styles.calendar_style import OFTEN, generate
from bench.styles.labelled import Labelled

REPORTS, SEED = 8_000, 5


@pytest.fixture(scope="module")
def labelled() -> Labelled:
    return generate(REPORTS, SEED)


@pytest.mark.parametrize("seed", range(20))
def test_a_series_keeps_its_rhythm_and_its_agency(seed: int) -> None:
    sessions = draw_series(Random(seed), 900)
    gap = RHYTHMS[sessions[0].rhythm][0]
    assert len(sessions) <= 30
    assert len({(session.places, session.agency, session.topic, session.hours) for session in sessions}) == 1
    first = sessions[0]
    assert all(abs((session.day - first.day).days - gap * (session.number - first.number)) <= 6 for session in sessions)


@pytest.mark.parametrize("seed", range(20))
def test_a_rival_series_is_for_the_same_agency_on_the_same_topic(seed: int) -> None:
    sessions = draw_series(Random(seed), 900)
    rivals = make_rival_series(Random(seed + 1), sessions)
    assert {(session.places, session.agency, session.topic) for session in rivals} == {
        (sessions[0].places, sessions[0].agency, sessions[0].topic)
    }


@pytest.mark.parametrize("seed", range(20))
def test_a_conference_has_many_talks_within_three_days_at_one_agency(seed: int) -> None:
    talks = draw_conference(Random(seed), 900)
    days = [talk.day for talk in talks]
    assert len(talks) >= 6
    assert (max(days) - min(days)).days <= 2
    assert len({(talk.places, talk.agency, talk.name) for talk in talks}) == 1


@pytest.mark.parametrize("seed", range(20))
def test_a_tour_stops_in_another_state_every_week(seed: int) -> None:
    stops = draw_tour(Random(seed), 900)
    places = [stop.places for stop in stops]
    assert len(set(places)) == len(places) >= 4
    assert all(3 <= (later.day - stop.day).days <= 11 for stop, later in pairwise(stops))


def test_partners_of_a_session_mostly_give_days_no_more_than_a_few_apart(labelled: Labelled) -> None:
    first, second = labelled.true_pairs()
    one, other = (
        labelled.records.iloc[first].reset_index(drop=True),
        labelled.records.iloc[second].reset_index(drop=True),
    )
    exact = (one["actual_start_precision"] == "day") & (other["actual_start_precision"] == "day")
    gap = (one["actual_start"] - other["actual_start"]).dt.days.abs()[exact]
    assert (gap == 0).mean() > 0.5
    assert (gap <= 12).all()


def test_a_title_alone_does_not_tell_sessions_apart(labelled: Labelled) -> None:
    told = pd.DataFrame({"provider": labelled.records["provider_id"], "title": labelled.records["title"]})
    told["event"] = labelled.event
    events = told.groupby(["provider", "title"])["event"].nunique()
    assert (events > 1).sum() > 200


def test_partners_of_a_series_do_not_all_report_all_of_its_sessions(labelled: Labelled) -> None:
    tellers = labelled.records["provider_id"].groupby(labelled.event).nunique()
    assert {1, 2, 3} <= set(tellers)


def test_frequent_rhythms_are_those_with_a_session_at_least_every_fortnight() -> None:
    assert {name for name, (gap, _, _) in RHYTHMS.items() if gap <= 14} == set(OFTEN)
