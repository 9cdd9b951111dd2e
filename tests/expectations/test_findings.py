"""What findings say, and that they say all of it."""

from __future__ import annotations

from typing import Any

import pandas as pd

UNREAD = "this is no whole number"


def test_all_errors_of_a_row_are_told_not_the_first(judge: Any) -> None:
    rows = judge.rows({"Report ID": "", "Title": "a\0b", "Start Date": "soon", "Attendees": "many"})
    assert judge.rules_by_row(judge.arrived(rows)) == {
        0: ["control_character", "date_unlike", "key_blank", "number_unlike"]
    }
    told = judge.records(
        {"title": None, "planned_end": "2026-01-01", "actual_end": "2026-01-01", "event_hours": -2.0, "sector": None}
    )
    assert judge.rules_by_row(told) == {
        0: ["actual_end_before_start", "hours_out_of_range", "planned_end_before_start", "sector_missing",
            "title_missing"]
    }  # fmt: skip


def test_a_good_delivery_has_no_findings_and_every_suite_ran(judge: Any) -> None:
    rows = judge.rows({}, {"Report ID": "R-2"})
    told = [judge.arrived(rows), judge.canonical(judge.shaped({}, {}), rows), judge.across(rows)]
    assert [len(findings) for findings in told] == [0, 0, 0]
    assert [run.suite for run in judge.runs] == ["arrived_cells", "canonical_rows", "canonical_cells", "across_rows"]
    assert all(run.success for run in judge.runs)


def test_every_one_of_many_bad_rows_is_found(judge: Any) -> None:
    many = 1_000
    rows = judge.rows(*({"Report ID": f"R-{at}", "Start Date": f"{'x' * (at % 7)} soon"} for at in range(many)))
    assert judge.arrived(rows)["position"].tolist() == list(range(many))
    assert judge.records(*[{"event_hours": -1.0}] * many)["position"].tolist() == list(range(many))


def test_rows_keep_their_positions_when_only_some_are_judged(judge: Any) -> None:
    rows = judge.rows(*({"Report ID": f"R-{at}"} for at in range(6)))
    rows.loc[4, "Attendees"] = "many"
    assert judge.arrived(rows.loc[[1, 4]])["position"].tolist() == [4]
    shaped = judge.shaped({}, {"title": None})
    shaped.records.index = pd.Index([1, 4])
    assert judge.canonical(shaped, rows)["position"].tolist() == [4]


def test_findings_name_the_providers_column_and_show_the_delivered_cell(judge: Any) -> None:
    rows = judge.rows({"End Date": "02/01/2026"})
    finding = judge.canonical(judge.shaped({"actual_end": "2026-02-01"}), rows).iloc[0]
    assert (finding["column"], finding["value"]) == ("End Date, Start Date", "02/01/2026")


def test_the_mend_gives_the_shape_that_the_contract_reads(judge: Any) -> None:
    finding = judge.arrived(judge.rows({"Start Date": "soon"})).iloc[0]
    assert "03/12/2026" in finding["mend"]


def test_values_are_shown_redacted_and_short(judge: Any) -> None:
    rows = judge.rows({"Start Date": "ask rosa@center.example", "Title": "with Rosa Ibarra \0" + "x" * 1_000})
    findings = judge.arrived(rows)
    text = findings.to_csv()
    assert "rosa@" not in text
    assert "Ibarra" not in text
    assert findings["value"].str.len().max() <= 200


def test_columns_that_name_people_are_never_shown(judge: Any) -> None:
    assert judge.arrived(judge.rows({"Contact": "Rosa\0Ibarra"})).empty


def test_a_cell_that_could_not_be_read_says_why_and_what_to_write(judge: Any) -> None:
    cells = [
        (0, "actual_start", "Start Date", "31/02/2026", "this is no day of the calendar", "correct the date"),
        (0, "participants_total", "Attendees", "12.5", UNREAD, "write a whole number"),
        (1, "partners", "Partners", "?", "no organisation is named", "write organisation:role"),
    ]
    rows = judge.rows({"Start Date": "31/02/2026", "Attendees": "12.5"}, {"Report ID": "R-2"}).assign(Partners="?")
    findings = judge.canonical(judge.shaped({}, {}, unread=cells), rows)
    assert judge.rules_by_row(findings) == {0: ["date_unread", "number_unread"], 1: ["value_unread"]}
    number = findings[findings["rule"].eq("number_unread")].iloc[0]
    assert number["message"] == f"Attendees 12.5 is not a number: {UNREAD}"
    assert number["mend"] == "write a whole number"
    assert findings["severity"].eq("reject").all()


def test_a_cell_without_a_digit_is_told_once(judge: Any) -> None:
    rows = judge.rows({"Start Date": "soon"})
    cell = (0, "actual_start", "Start Date", "soon", "this is no date", "write it as 03/12/2026")
    assert judge.rules_by_row(judge.arrived(rows)) == {0: ["date_unlike"]}
    assert judge.canonical(judge.shaped({}, unread=[cell]), rows).empty


def test_one_fault_is_told_once_by_what_arrived_and_by_what_it_became(judge: Any) -> None:
    dates = dict.fromkeys(("Plan Start", "Plan End", "Start Date", "End Date"), "")
    rows = judge.rows(
        {},
        {**dates, "Start Date": "soon"},
        {**dates, "Start Date": "02/31/2026"},
        {**dates},
        {"Report ID": ""},
        {"Report ID": "rosa@center.example"},
        {"Attendees": "many"},
        {"Status": "Parked"},
        {"State": "Atlantis", "Sector": "Wellness"},
    )
    findings = judge.within(rows)
    assert judge.rules_by_row(findings) == {
        1: ["date_unlike"],
        2: ["date_unread"],
        3: ["date_missing"],
        4: ["key_blank"],
        5: ["value_unread"],
        6: ["number_unlike"],
        7: ["status_unmapped"],
        8: ["place_unmapped", "sector_unmapped"],
    }
    assert "rosa@" not in findings.to_csv()


def test_a_cell_of_which_a_part_is_the_value_is_not_judged_as_a_whole(judge: Any) -> None:
    from_text = {"to": "actual_start", "date": "iso", "extract": "on (.*)$"}
    lenient = judge.under(columns={"Report ID": {"to": "source_record_id"}, "When": from_text})
    rows = judge.rows({})[["Report ID"]].assign(When="not held")
    assert lenient.arrived(rows).empty
