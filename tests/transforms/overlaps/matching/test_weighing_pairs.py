"""How two reports are weighed against each other."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from bench.styles.labelled import as_records
from transforms.overlaps.matched import describe_work
from transforms.overlaps.matching.comparisons import Reports
from transforms.overlaps.matching.facts import read_facts
from transforms.overlaps.matching.model import FINAL_BINS, FIRST_BINS, Model, from_json, shipped_model, to_json
from transforms.overlaps.matching.rivals import compare_rivals
from transforms.overlaps.matching.search import compare_pairs, score_pairs
from transforms.overlaps.matching.terms import part_numbers
from transforms.overlaps.settings import OverlapSettings

SESSION = {
    "actual_start": "2026-03-12", "geographic_scope": "state", "jurisdiction": ["OH"], "sector": ["child_care"],
    "core_element": ["financing"], "event_hours": 7.25, "participants_total": 43, "lifecycle_status": "completed",
    "recipient_name": "Ohio Department of Education",
}  # fmt: skip


def _reports(*titles: str, **others: object) -> Reports:
    rows = [
        {**SESSION, "provider_id": f"p{i:02}", "source_record_id": str(i), "title": title, **others}
        for i, title in enumerate(titles)
    ]
    records: pd.DataFrame = as_records(rows)
    work = describe_work(records, date(2026, 6, 1), OverlapSettings())
    return Reports(work, read_facts(records, shipped_model().weights))


def _bin(reports: Reports, name: str) -> str:
    found = compare_pairs(reports, np.array([0]), np.array([1]))
    return str(FIRST_BINS[name][found[name][0]])


def _first_score(reports: Reports) -> int:
    return int(shipped_model().first.score(compare_pairs(reports, np.array([0]), np.array([1])))[0])


def test_a_score_is_the_baseline_and_what_every_comparison_gave_added_up() -> None:
    model, reports = shipped_model(), _reports("Fiscal mapping session", "Mapping of early childhood funds")
    pairs = score_pairs(reports, model)
    rivals = compare_rivals(pairs.left, pairs.right, reports.work.provider, pairs.score)
    bins = compare_pairs(reports, pairs.left, pairs.right) | rivals
    by_hand = model.final.baseline + sum(gave[bins[name][0]] for name, gave in model.final.gives.items())
    assert set(model.final.gives) == set(FINAL_BINS)
    assert model.final.score(bins).tolist() == [by_hand]


def test_a_part_number_that_differs_speaks_against() -> None:
    same, other = _reports("Coaching part 2", "Coaching part 2"), _reports("Coaching part 2", "Coaching part 3")
    assert _bin(same, "part") == "the same"
    assert _bin(other, "part") == "others"
    assert _first_score(other) < _first_score(same)


@pytest.mark.parametrize(
    "title", ["Part 3", "Session III", "coaching call, third of them, #3", "Kinship (3 of 6)", "mtg. 3"]
)
def test_a_part_is_read_however_it_is_written(title: str) -> None:
    assert part_numbers(pd.Series([title, "Plan for FY 2026", None], dtype="str")).tolist() == [3, 0, 0]


def test_an_abbreviation_is_the_word_that_it_stands_for() -> None:
    assert _bin(_reports("Financing mtg", "Financing meeting"), "title_words") == "the same"


def test_different_words_for_one_concept_agree_in_concept_and_not_in_words() -> None:
    reports = _reports("Webinar on budgets", "Workshop on finance")
    assert _bin(reports, "title_concepts") == "the same"
    assert _bin(reports, "title_words") == "0"


def test_the_name_of_the_state_says_nothing_in_a_title() -> None:
    assert _bin(_reports("Ohio kickoff", "Ohio braiding"), "title_words") == "0"


def test_a_title_that_the_others_summary_tells_is_seen() -> None:
    told = _reports("Kinship navigation", "Call", summary="We spoke about kinship navigation with the agency.")
    assert _bin(told, "title_told") == "all"


def test_the_hours_of_the_event_may_stand_in_the_others_provider_hours() -> None:
    records = as_records([
        {**SESSION, "provider_id": "p1", "source_record_id": "1", "title": "Call"},
        {**SESSION, "provider_id": "p2", "source_record_id": "2", "title": "Call", "event_hours": None,
         "provider_hours": 7.25},
    ])  # fmt: skip
    work = describe_work(records, date(2026, 6, 1), OverlapSettings())
    reports = Reports(work, read_facts(records, shipped_model().weights))
    assert _bin(reports, "event_hours") == "one missing"
    assert _bin(reports, "any_hours") == "equal"


def test_a_model_written_and_read_is_the_same_to_the_byte() -> None:
    model: Model = shipped_model()
    assert from_json(to_json(model)) == model
    assert to_json(from_json(to_json(model))) == to_json(model)


def test_titles_of_the_same_day_say_more_than_the_same_titles_weeks_apart() -> None:
    gives = shipped_model().first.gives["day_and_title"]
    labels = FIRST_BINS["day_and_title"]
    near, far = (gives[labels.index(f"{when}, nearly all shared")] for when in ("the same day", "far apart"))
    assert near > far
