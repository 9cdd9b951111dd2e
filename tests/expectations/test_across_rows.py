"""Rules across the rows of one delivery: each record comes once."""

from __future__ import annotations

from typing import Any

import pandas as pd


def test_a_row_that_comes_twice_is_kept_once(judge: Any) -> None:
    findings = judge.across(judge.rows({}, {"Report ID": "R-2"}, {}))
    assert judge.rules_by_row(findings) == {2: ["row_repeated"]}
    assert findings.iloc[0]["message"] == "the row repeats row 1 exactly"


def test_columns_that_do_not_count_do_not_tell_rows_apart(judge: Any) -> None:
    findings = judge.across(judge.rows({"Contact": "Rosa Ibarra"}, {"Contact": "Ana Diaz"}))
    assert judge.rules_by_row(findings) == {1: ["row_repeated"]}


def test_the_newest_revision_stands(judge: Any) -> None:
    findings = judge.across(judge.rows({"Revision": "9"}, {"Revision": "10"}, {"Revision": "2"}))
    assert judge.rules_by_row(findings) == {0: ["row_superseded"], 2: ["row_superseded"]}
    assert "by row 2" in findings.iloc[0]["message"]


def test_the_time_of_change_tells_which_is_newer_when_the_revision_does_not(judge: Any) -> None:
    findings = judge.across(judge.rows({"Changed": "2026-03-05T10:00Z"}, {"Changed": "2026-03-05T09:00-05:00"}))
    assert judge.rules_by_row(findings) == {0: ["row_superseded"]}


def test_rows_that_say_different_things_with_equal_age_are_all_unusable(judge: Any) -> None:
    findings = judge.across(judge.rows({"Title": "One"}, {"Title": "Another"}, {"Report ID": "R-2"}))
    assert judge.rules_by_row(findings) == {0: ["key_ambiguous"], 1: ["key_ambiguous"]}
    assert "the rows 1 and 2 say different things" in findings.iloc[0]["message"]


def test_a_repeat_of_an_ambiguous_row_is_a_repeat(judge: Any) -> None:
    findings = judge.across(judge.rows({"Title": "One"}, {"Title": "Another"}, {"Title": "One"}))
    assert judge.rules_by_row(findings) == {0: ["key_ambiguous"], 1: ["key_ambiguous"], 2: ["row_repeated"]}


def test_rows_with_a_blank_key_do_not_repeat_each_other(judge: Any) -> None:
    assert judge.across(judge.rows({"Report ID": ""}, {"Report ID": ""})).empty


def test_every_repeat_of_many_is_found(judge: Any) -> None:
    many = 1_000
    findings = judge.across(judge.rows(*({"Report ID": f"R-{at % many}"} for at in range(2 * many))))
    assert findings["position"].tolist() == list(range(many, 2 * many))


def test_other_rows_are_named_as_a_person_sees_them(judge: Any) -> None:
    origin = pd.DataFrame({"part": "may.xlsx", "sheet": ["East", "East", "West"], "row": [4, 5, 4]})
    messages = judge.across(judge.rows({}, {}, {}), origin)["message"].tolist()
    assert messages == ["the row repeats row 4 exactly", "the row repeats row 4 of East exactly"]


def test_few_and_many_rows_break_the_promised_volume_in_data_docs(judge: Any) -> None:
    small = judge.under(volume={"least": 3, "most": 10})
    assert small.across(small.rows({}, {"Report ID": "R-2"})).empty
    assert _broken(small) == {"volume_too_low"}
    large = judge.under(volume={"least": 0, "most": 1})
    assert large.across(large.rows({}, {"Report ID": "R-2"})).empty
    assert _broken(large) == {"volume_too_high"}


def test_missing_and_unknown_columns_break_the_header_in_data_docs(judge: Any) -> None:
    rows = judge.rows({})
    assert judge.arrived(rows).empty
    assert _broken(judge) == set()
    assert judge.arrived(rows.drop(columns="Title")).empty
    assert _broken(judge) == {"column_missing"}
    assert judge.arrived(rows.assign(Weather="fair")).empty
    assert _broken(judge) == {"column_unknown"}


def _broken(judge: Any) -> set[str]:
    return {outcome.rule for outcome in judge.runs[-1].outcomes if not outcome.success}
