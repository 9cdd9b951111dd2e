"""Reports in dialects: own words, own bias in coding, copied text, engagements beside their sessions."""

from __future__ import annotations

import pandas as pd
import pytest

from bench.styles.dialects_lexicon import AIMS, FORMS, GROUPS, SUBJECTS, WAYS
from bench.styles.dialects_style import generate
from bench.styles.labelled import Labelled

REPORTS, SEED = 8_000, 5


@pytest.fixture(scope="module")
def labelled() -> Labelled:
    return generate(REPORTS, SEED)


@pytest.fixture(scope="module")
def sides(labelled: Labelled) -> tuple[pd.DataFrame, pd.DataFrame]:
    first, second = labelled.true_pairs()
    one, other = (labelled.records.iloc[side].reset_index(drop=True) for side in (first, second))
    return one, other


def test_every_concept_has_a_word_in_every_way_of_speaking() -> None:
    words = [subject.words for subject in SUBJECTS] + list(FORMS.values()) + list(AIMS) + [group for group, _ in GROUPS]
    assert all(len(concept) == WAYS and all(concept) for concept in words)


def test_partners_mostly_name_the_subject_differently(sides: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    one, other = sides
    named = one["topic"].notna() & other["topic"].notna()
    assert (one["topic"] == other["topic"])[named].mean() < 0.45


def test_a_provider_mostly_names_a_subject_in_one_way(labelled: Labelled) -> None:
    records = labelled.records[labelled.records["topic"].notna()]
    of_word = {word: at for at, subject in enumerate(SUBJECTS) for word in subject.words}
    subject = records["topic"].map(of_word)
    words = records.assign(subject=subject).groupby(["provider_id", "subject", "topic"]).size()
    of_subject = words.groupby(level=["provider_id", "subject"])
    told, own = of_subject.sum(), of_subject.max()
    assert own[told >= 5].sum() / told[told >= 5].sum() > 0.8


def test_some_providers_always_code_money_as_governance_too(labelled: Labelled) -> None:
    records = labelled.records[labelled.records["core_element"].str.contains("financing")]
    as_both = records["core_element"].str.contains("governance")
    shares = as_both.groupby(records["provider_id"]).mean()
    assert (shares > 0.6).sum() >= 5
    assert (shares < 0.4).sum() >= 5


def test_about_a_third_of_joint_events_share_text_word_for_word(sides: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    one, other = sides
    written = one["summary"].notna() & other["summary"].notna()
    first = one["summary"][written].str.split(". ", regex=False).map(set)
    second = other["summary"][written].str.split(". ", regex=False).map(set)
    shares_text = pd.Series([bool(left & right) for left, right in zip(first, second, strict=True)])
    assert 0.15 <= shares_text.mean() <= 0.6


def test_some_tell_an_engagement_where_a_partner_tells_one_of_its_sessions(
    sides: tuple[pd.DataFrame, pd.DataFrame],
) -> None:
    one, other = sides
    mixed = one["record_kind"] != other["record_kind"]
    assert 0.03 <= mixed.mean() <= 0.3


def test_partners_who_tell_one_session_tell_the_same_one(sides: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    one, other = sides
    told = (one["record_kind"] == "activity") & (other["record_kind"] == "activity")
    exact = told & (one["actual_start_precision"] == "day") & (other["actual_start_precision"] == "day")
    gap = (one["actual_start"] - other["actual_start"]).dt.days.abs()[exact]
    assert (gap <= 10).all()
