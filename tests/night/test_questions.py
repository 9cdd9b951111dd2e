"""The analysts' questions on the demo's nights, held against answers worked out from its truth by other means."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa

from demo.truth import NIGHTS, SEED, build_truth
from nights.questions import answer_question, find_question, trace_answer
from nights.settings import Settings
from tests.night import known_answers as known
from tests.night.conftest import DemoNights
from tests.night.known_answers import Row, World
from warehouse.connections import engine
from warehouse.question import Question, read_questions
from warehouse.server import LOADER, EmbeddedServer

YEAR = {"fiscal_year": str(known.YEAR)}
Answers = Callable[[World], list[Row]]

# Question, what is set in it, its known answer, and which rows of the answer the truth tells of.
COMPARED: tuple[tuple[int, dict[str, str], Answers, Callable[[pd.DataFrame], pd.DataFrame]], ...] = (
    (1, {}, known.unduplicated, lambda rows: rows),
    (3, YEAR, known.core_element_by_sector, lambda rows: rows),
    (4, YEAR, known.intensive, lambda rows: rows),
    (5, {}, known.open_requests, lambda rows: rows[rows["is_day_told"]]),
    (6, {}, known.planned_ahead, lambda rows: rows),
    (7, {}, known.planned_against_delivered, lambda rows: rows),
    (9, {}, known.joint_share, lambda rows: rows),
    (10, {}, known.partnerships, lambda rows: rows[rows["joint_pairs"] > 0]),
    (13, {}, known.unduplicated, lambda rows: rows),
    (14, YEAR, known.feedback, lambda rows: rows),
    (16, {"quarters": "40"}, known.cross_sector, lambda rows: rows[rows["counted"] > 0]),
    (17, YEAR, known.tribes_and_territories, lambda rows: rows[rows["reported"] > 0]),
    (18, {}, known.common_products, lambda rows: rows),
    (19, {}, known.unanswered_input, lambda rows: rows),
    (20, {}, known.reported_nights, lambda rows: rows),
    (22, {}, known.scope_mix, lambda rows: rows),
)

NO_RECORD_BEHIND = (2, 12, 15, 17)
"""Answers that may tell of a gap: a row of which no record is."""


@lru_cache(maxsize=3)
def world(night: int) -> World:
    return World(build_truth(SEED, NIGHTS), night)


@pytest.fixture(scope="module")
def settings(demo_nights: DemoNights) -> Settings:
    return Settings.from_environment(home=demo_nights.home)


@pytest.fixture(scope="module")
def ends(demo_nights: DemoNights) -> list[datetime]:
    """The moment after each night: before anything of the next one was known, and before what other tests add."""
    query = sa.text("SELECT night, kind, committed_at FROM core.load WHERE kind IN ('delivery', 'overlaps')")
    with engine(EmbeddedServer(demo_nights.home).url(LOADER)).connect() as connection:
        loads = pd.DataFrame(connection.execute(query).mappings())
    begun = loads.groupby("night")["committed_at"].min()
    searched = loads[loads["kind"] == "overlaps"].groupby("night")["committed_at"].min()
    moments = [*(begun[night] - pd.Timedelta(microseconds=1) for night in NIGHTS[1:]), searched[NIGHTS[2]]]
    return [moment.to_pydatetime() for moment in moments]


@pytest.fixture
def ask(settings: Settings, ends: list[datetime]) -> Callable[..., pd.DataFrame]:
    """Asks a question as of the end of a night (1 to 3), on the day of it."""

    def answer(number: int, night: int = 3, **values: str) -> pd.DataFrame:
        question = find_question(number)
        return answer_question(settings, question, _on_that_day(question, night) | values, ends[night - 1]).rows

    return answer


def _on_that_day(question: Question, night: int) -> dict[str, str]:
    names = {parameter.name for parameter in question.parameters}
    return {"today": NIGHTS[night - 1].isoformat()} if "today" in names else {}


def _table(rows: list[Row] | pd.DataFrame, columns: list[str]) -> list[tuple[Any, ...]]:
    frame = pd.DataFrame(rows)[columns]
    told = [tuple(_plain(value) for value in row) for row in frame.itertuples(index=False, name=None)]
    return sorted(told, key=str)


def _plain(value: Any) -> Any:
    if value is None or value is pd.NA or value is pd.NaT or value != value:
        return None
    return round(float(value), 4) if isinstance(value, int | float) or hasattr(value, "dtype") else str(value)


@pytest.mark.parametrize("night", [1, 3])
@pytest.mark.parametrize(("number", "values", "expected", "told"), COMPARED, ids=[str(one[0]) for one in COMPARED])
def test_the_answer_is_what_the_truth_tells(
    ask: Callable[..., pd.DataFrame], number: int, values: dict[str, str], expected: Answers,
    told: Callable[[pd.DataFrame], pd.DataFrame], night: int,
) -> None:  # fmt: skip
    known_rows = expected(world(night))
    assert known_rows, "the truth must tell something"
    columns = list(known_rows[0])
    assert _table(told(ask(number, night, **values)), columns) == _table(known_rows, columns)


def test_jurisdictions_without_systems_building_are_those_of_the_truth_that_records_name(
    ask: Callable[..., pd.DataFrame]
) -> None:
    named = {place for row in world(3).records for place in row["jurisdiction"]}
    found = set(ask(2, **YEAR)["jurisdiction"])
    assert found & named == known.without_systems_building(world(3))


def test_hours_by_intensity_are_at_least_those_of_activities_whose_partners_agree(
    ask: Callable[..., pd.DataFrame]
) -> None:
    told = ask(8, **YEAR).set_index("intensity")
    of_year = {row["group"] for row in world(3).delivered if row["year"] == known.YEAR}
    assert int(told["activities"].sum()) == len(of_year)
    for row in known.hours_by_intensity(world(3)):
        assert told.loc[row["intensity"], "activities"] >= row["activities"]
        assert float(told.loc[row["intensity"], "provider_hours"]) >= row["provider_hours"] - 1e-6


def test_every_planted_invitation_is_among_those_that_wait(ask: Callable[..., pd.DataFrame]) -> None:
    planted = int((world(3).pairs["label"] == "coordination_opportunity").sum())
    states = ask(11).set_index("state")["opportunities"]
    assert planted <= states["new"] + states["lapsed"] <= states["all"]


def test_invitations_that_became_joint_are_pairs_that_the_truth_declares_joint(
    ask: Callable[..., pd.DataFrame]
) -> None:
    rows = ask(12)
    itself = rows[rows["became_joint_by"] == "declared"]
    declared = {frozenset(pair) for pair in world(3).declared}
    found = {
        frozenset(((row.provider_id_a, row.source_record_id_a), (row.provider_id_b, row.source_record_id_b)))
        for row in itself.itertuples()
    }
    assert found <= declared


def test_families_are_told_as_heard_only_where_they_answered(ask: Callable[..., pd.DataFrame]) -> None:
    rows = ask(15).set_index("provider_id")
    [families] = [row for row in known.feedback(world(3)) if row["respondent_role"] == "family_member"]
    assert rows.loc["head_start_region", ["status", "respondents"]].tolist() == ["reported", families["respondents"]]
    assert set(rows.drop("head_start_region")["status"]) == {"unknown"}


def test_figures_changed_since_a_report_are_the_difference_of_both_nights_answers(
    ask: Callable[..., pd.DataFrame]
) -> None:
    """The last report before the newest load is that of the second night."""
    changed = ask(21)
    before, after = (
        {(row["fiscal_year"], row["sponsor_office"]): row for row in known.unduplicated(world(night))}
        for night in (2, 3)
    )
    nothing = {"reported": 0, "counted": 0}
    expected = {
        (figure, year, office, before.get((year, office), nothing)[figure], after.get((year, office), nothing)[figure])
        for year, office in before.keys() | after.keys() for figure in ("reported", "counted")
        if office != "all"
        and before.get((year, office), nothing)[figure] != after.get((year, office), nothing)[figure]
    }  # fmt: skip
    found = changed[changed["figure"].isin(["reported", "counted"])]
    told = found[["figure", "fiscal_year", "sponsor_office", "before", "after"]].itertuples(index=False, name=None)
    assert expected
    assert {(f, int(y), o, int(b), int(a)) for f, y, o, b, a in told} == expected
    assert (found["told_since"] + found["restated"] + found["no_longer_told"] > 0).all()


@pytest.mark.parametrize("number", sorted(read_questions()))
def test_every_row_of_an_answer_leads_to_the_records_behind_it(
    settings: Settings, ends: list[datetime], ask: Callable[..., pd.DataFrame], number: int
) -> None:
    question, rows = find_question(number), ask(number)
    assert list(rows.columns) == list(question.meanings)
    behind = trace_answer(settings, question, _on_that_day(question, 3), {}, ends[2]).rows
    assert set(question.key) <= set(behind.columns)
    assert rows.empty or not behind.empty or number in NO_RECORD_BEHIND


def test_all_questions_that_analysts_ask_are_there() -> None:
    assert sorted(read_questions()) == list(range(1, 23))
