"""Feedback, joint projects and improvement actions come in as records do: judged row by row, with their history."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from contracts.contract import Contract
from contracts.contract_file import contract_fingerprint, read_contract
from contracts.errors import ContractWrong
from contracts.report_kinds import ANY_FIELD, REPORT_KINDS
from expectations.canonical_kinds import kind_rows_plan
from expectations.rules import RULES
from nights.settings import Settings
from tests.conftest import Warehouse
from tests.nights.kind_reports import ACTION, CENTER, FEEDBACK, FOLDERS, GOOD, PROJECT, RECORD, Deliveries, rules_broken

TABLES = {"feedback": "feedback", "joint_project": "joint_project", "improvement_action": "improvement_action"}


@pytest.fixture
def center(tmp_path: Path, warehouse: Warehouse) -> Deliveries:
    made = Deliveries(Settings(tmp_path, tmp_path / "contracts", warehouse_url=warehouse.loader_url))
    made.promise_all()
    return made


def test_a_fields_name_means_the_same_in_every_kind_of_report() -> None:
    for kind in REPORT_KINDS.values():
        for name, field in kind.fields.items():
            known = ANY_FIELD[name]
            assert (field.kind, field.code_list, field.is_free_text, field.is_derived) == (
                known.kind, known.code_list, known.is_free_text, known.is_derived,
            ), (kind.name, name)  # fmt: skip


BAD: list[tuple[str, str, dict[str, str]]] = [
    ("feedback", "key_blank", {"feedback_id": ""}),
    ("feedback", "value_unread", {"feedback_id": "rosa@example.org"}),
    ("feedback", "key_too_long", {"feedback_id": "F" * 501}),
    ("feedback", "revision_out_of_range", {"source_revision": "-1"}),
    ("feedback", "field_missing", {"collected_on": ""}),
    ("feedback", "field_missing", {"respondents": ""}),
    ("feedback", "field_missing", {"feedback_level": ""}),
    ("feedback", "field_unmapped", {"respondent_role": "Neighbours"}),
    ("feedback", "feedback_says_nothing", {"rating": "", "comment": ""}),
    ("feedback", "rating_without_scale", {"scale_max": ""}),
    ("feedback", "scale_upside_down", {"rating": "", "scale_min": "5", "scale_max": "5"}),
    ("feedback", "rating_outside_scale", {"rating": "5.1"}),
    ("feedback", "rating_outside_scale", {"rating": "0.9"}),
    ("feedback", "people_out_of_range", {"invited": "-1", "respondents": "-2"}),
    ("feedback", "more_answered_than_asked", {"invited": "11"}),
    ("feedback", "date_unread", {"collected_on": "2026-02-31"}),
    ("feedback", "number_unlike", {"rating": "good"}),
    ("joint_project", "field_missing", {"title": ""}),
    ("joint_project", "field_unmapped", {"project_status": "dreamt of"}),
    ("joint_project", "project_end_before_start", {"project_end": "2025-12"}),
    ("improvement_action", "field_missing", {"owner_name": ""}),
    ("improvement_action", "closed_before_opened", {"action_status": "done", "closed_on": "2026-01-31"}),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "rule", "change"), BAD, ids=[f"{k}-{r}-{i}" for i, (k, r, _) in enumerate(BAD)])
def test_a_bad_row_is_rejected_with_its_reason_and_a_good_one_beside_it_counts(
    kind: str, rule: str, change: dict[str, str], center: Deliveries
) -> None:
    key = REPORT_KINDS[kind].key
    judged = center.deliver(FOLDERS[kind], "2026-03-02", {**GOOD[kind], key: "good"}, {**GOOD[kind], **change})
    assert judged.verdict == "partly_accepted"
    assert set(rules_broken(judged)) == {1}
    assert rule in rules_broken(judged)[1]
    rejected = center.ask("SELECT provider_id, row_number, rules FROM mart.rejected_row WHERE is_current")
    assert [(row[0], row[1]) for row in rejected] == [(FOLDERS[kind], 3)]
    assert rule in rejected[0][2]


def test_every_rule_about_a_kind_of_report_has_a_case() -> None:
    asked = {check.rule for kind in TABLES for check in kind_rows_plan(REPORT_KINDS[kind])}
    elsewhere = {"closing_day_missing", "source_record_id_missing"}
    assert asked | {"field_unmapped"} <= {rule for _, rule, _ in BAD} | elsewhere


def test_a_delivery_without_the_kinds_identifier_is_refused(center: Deliveries) -> None:
    nameless = {name: cell for name, cell in FEEDBACK.items() if name != "feedback_id"}
    judged = center.deliver(FOLDERS["feedback"], "2026-03-02", nameless)
    assert judged.verdict == "refused"
    assert rules_broken(judged) == {0: {"source_record_id_missing"}}


def test_a_closed_action_without_its_day_is_kept_with_a_warning(center: Deliveries) -> None:
    judged = center.deliver(FOLDERS["improvement_action"], "2026-03-02", {**ACTION, "action_status": "done"})
    assert judged.verdict == "accepted"
    assert rules_broken(judged, "warn") == {0: {"closing_day_missing"}}


def test_all_errors_of_a_row_are_told(center: Deliveries) -> None:
    bad = {**FEEDBACK, "rating": "9", "invited": "1", "collected_on": ""}
    judged = center.deliver(FOLDERS["feedback"], "2026-03-02", {**FEEDBACK, "feedback_id": "F-2"}, bad)
    assert rules_broken(judged) == {1: {"rating_outside_scale", "more_answered_than_asked", "field_missing"}}


def test_feedback_shows_on_its_own_scale_and_from_0_to_1_with_n_and_response_rate(center: Deliveries) -> None:
    center.deliver(CENTER, "2026-03-02", RECORD)
    center.deliver(FOLDERS["feedback"], "2026-03-02", FEEDBACK)
    told = center.ask(
        "SELECT provider_id, delivered_as, feedback_id, source_record_id, respondent_role, rating, rating_share,"
        " respondents, invited, response_rate, fiscal_year, comment, sharing_level FROM mart.feedback"
    )
    assert told == [
        (CENTER, FOLDERS["feedback"], "F-1", "R-1", "family_member", Decimal("4.2"), Decimal("0.8000"), 12, 30,
         Decimal("0.4000"), 2026, "It helped us plan.", "partners"),
    ]  # fmt: skip


def test_nobody_answered_is_feedback_too(center: Deliveries) -> None:
    none = {**FEEDBACK, "rating": "", "comment": "", "respondents": "0"}
    assert center.deliver(FOLDERS["feedback"], "2026-03-02", none).verdict == "accepted"
    assert center.ask("SELECT respondents, rating_share, response_rate FROM mart.feedback") == [(0, None, Decimal(0))]


def test_a_kind_of_respondent_that_was_not_heard_shows_as_a_gap(center: Deliveries) -> None:
    center.deliver(CENTER, "2026-03-02", RECORD)
    roles = "SELECT respondent_role, status, respondents, rating_share FROM mart.feedback_by_role"
    assert {row[1] for row in center.ask(roles)} == {"unknown"}
    second = {**FEEDBACK, "feedback_id": "F-2", "question": "Was it clear?", "rating": "5", "respondents": "10"}
    center.deliver(FOLDERS["feedback"], "2026-03-02", FEEDBACK, second)
    told = {row[0]: row[1:] for row in center.ask(roles)}
    share = round((Decimal("0.8") * 12 + 10) / 22, 4)
    assert told.pop("family_member") == ("reported", 12, share), "who answers two questions counts once"
    assert set(told.values()) == {("none_reported", 0, None)}


def test_free_text_is_redacted_and_shown_only_where_the_folders_contract_clears_it(center: Deliveries) -> None:
    folder = FOLDERS["feedback"]
    center.deliver(folder, "2026-03-02", {**FEEDBACK, "comment": "Write to rosa@example.org, her son Mateo asks."})
    [(comment,)] = center.ask("SELECT comment FROM core.feedback_version")
    assert "rosa" not in comment
    assert "Mateo" not in comment
    stored = center.ask("SELECT source_values::text FROM core.feedback_version")[0][0]
    assert "rosa" not in stored
    center.promise(folder, report="feedback", of_provider=CENTER, free_text_may_leave=False)
    center.deliver(folder, "2026-03-03", FEEDBACK)
    assert center.ask("SELECT is_text_cleared FROM core.provider WHERE provider_id = :p", p=folder) == [(False,)]
    assert center.ask("SELECT count(*) FROM mart.feedback WHERE comment IS NOT NULL") == [(0,)]


def test_an_unknown_code_is_queued_and_lists_its_row(center: Deliveries) -> None:
    center.deliver(
        FOLDERS["feedback"], "2026-03-02", FEEDBACK, {**FEEDBACK, "feedback_id": "F-2", "respondent_role": "Neighbours"}
    )
    queue = "SELECT provider_id, field, source_value, rows_touched FROM mart.unmapped_code"
    assert center.ask(queue) == [(FOLDERS["feedback"], "respondent_role", "Neighbours", 1)]
    center.promise(
        FOLDERS["feedback"], report="feedback", of_provider=CENTER,
        codes={"respondent_role": {"Neighbours": "community_org"}},
    )  # fmt: skip
    center.deliver(FOLDERS["feedback"], "2026-03-03", FEEDBACK,
                   {**FEEDBACK, "feedback_id": "F-2", "respondent_role": "Neighbours"})  # fmt: skip
    assert center.ask(queue) == []
    assert center.ask("SELECT count(*) FROM mart.feedback") == [(2,)]


@pytest.mark.parametrize(("kind", "change", "column", "before", "after"), [
    ("feedback", {"rating": "3"}, "rating", Decimal("4.2"), Decimal(3)),
    ("joint_project", {"project_status": "completed"}, "status", "active", "completed"),
    ("improvement_action", {"action_status": "in_progress"}, "action_status", "open", "in_progress"),
])  # fmt: skip
def test_a_correction_an_absence_a_return_and_a_retraction_are_history(
    center: Deliveries, kind: str, change: dict[str, str], column: str, before: Any, after: Any
) -> None:
    folder, good, key = FOLDERS[kind], GOOD[kind], REPORT_KINDS[kind].key
    other = {**good, key: "other-2"}
    assert center.deliver(folder, "2026-03-02", good, other).counts.new == 2
    [(first,)] = center.ask("SELECT max(committed_at) FROM mart.load")
    assert center.deliver(folder, "2026-03-03", {**good, **change}, other).counts.corrected == 1
    now = f"SELECT {column} FROM {{}}{TABLES[kind]} WHERE {key} = '{good[key]}'"  # noqa: S608
    assert center.ask(now.format("mart.")) == [(after,)]
    assert center.as_of(first, now.format("")) == [(before,)]
    assert center.deliver(folder, "2026-03-04", other).counts.absent == 1
    assert center.ask(now.format("mart.")) == []
    assert center.deliver(folder, "2026-03-05", good, other).counts.returned == 1
    gone = {key: good[key], "record_state": "retracted"}
    assert center.deliver(folder, "2026-03-06", gone, other).counts.retracted == 1
    assert center.ask(now.format("mart.")) == []
    assert center.as_of(first, now.format("")) == [(before,)]
    assert center.ask(f"SELECT count(*) FROM core.{kind}_version") == [(5,)]  # noqa: S608


def test_the_same_report_again_changes_nothing(center: Deliveries) -> None:
    folder = FOLDERS["joint_project"]
    center.deliver(folder, "2026-03-02", PROJECT)
    again = center.deliver(folder, "2026-03-03", {**PROJECT, "source_updated_at": ""})
    assert (again.counts.unchanged, again.counts.new, again.counts.corrected) == (1, 0, 0)
    assert center.ask("SELECT count(*) FROM core.joint_project_version") == [(1,)]


def test_further_folders_are_accounted_for_under_their_own_slug_and_are_no_providers(center: Deliveries) -> None:
    center.deliver(CENTER, "2026-03-02", RECORD)
    for kind, folder in FOLDERS.items():
        center.deliver(folder, "2026-03-02", GOOD[kind])
    told = center.ask("SELECT provider_id, delivered, new FROM mart.submission ORDER BY provider_id")
    assert told == [(slug, 1, 1) for slug in sorted([CENTER, *FOLDERS.values()])]
    status = center.ask("SELECT provider_id, report_kind, of_provider FROM mart.provider_status ORDER BY provider_id")
    kinds = {folder: kind for kind, folder in FOLDERS.items()}
    assert status == [(slug, kinds.get(slug, "record"), CENTER) for slug in sorted([CENTER, *FOLDERS.values()])]
    assert center.ask("SELECT DISTINCT provider_id FROM mart.reporting_panel") == [(CENTER,)]
    assert center.ask("SELECT provider_id FROM mart.record") == [(CENTER,)]


def test_a_joint_project_is_one_whoever_tells_of_it(center: Deliveries) -> None:
    center.promise("other_center", name="Other Center")
    center.deliver(CENTER, "2026-03-02", {**RECORD, "joint_project_id": "jp 7"})
    other = {**RECORD, "source_record_id": "X", "jurisdiction": "MI", "actual_start": "2025-11-05",
             "joint_project_id": "JP_7"}  # fmt: skip
    center.deliver("other_center", "2026-03-02", other, {**other, "source_record_id": "Y", "joint_project_id": "TBD"})
    whole = (
        "SELECT lead, providers, partners, sponsor_office, jurisdiction, core_element, first_day, last_day, status,"
        " records, is_reported FROM mart.joint_project"
    )
    places, elements = ["MI", "OH"], ["financing"]
    assert center.ask(whole) == [
        (None, ["center", "other_center"], ["center", "other_center"], ["ACF/OCC"], places, elements,
         date(2025, 11, 5), date(2026, 2, 1), None, 2, False),
    ]  # fmt: skip
    center.deliver(FOLDERS["joint_project"], "2026-03-02", PROJECT)
    assert center.ask(whole) == [
        ("center", ["center", "other_center"], ["center", "other_center"], ["ACF/OCC"], places,
         ["financing", "governance"], date(2025, 11, 5), date(2026, 12, 31), "active", 2, True),
    ]  # fmt: skip


def test_an_action_is_overdue_when_its_day_is_past_and_it_is_open(center: Deliveries) -> None:
    past = {**ACTION, "due_on": "2026-01-02", "opened_on": "2026-01-01"}
    rows = (
        past, {**past, "action_id": "A-2", "due_on": ""},
        {**past, "action_id": "A-3", "action_status": "done", "closed_on": "2026-01-11"},
    )  # fmt: skip
    center.deliver(FOLDERS["improvement_action"], "2026-03-02", *rows)
    told = center.ask("SELECT action_id, is_open, is_overdue FROM mart.improvement_action ORDER BY 1")
    assert told == [("A-1", True, True), ("A-2", True, False), ("A-3", False, False)]
    assert center.ask("SELECT open_days FROM mart.improvement_action WHERE action_id = 'A-3'") == [(10,)]


WRONG = [
    ({"report": "praise"}, "write one of"),
    ({"of_provider": "nobody"}, "no such folder has a contract"),
    ({"report": "record", "of_provider": CENTER, "defaults": {"scope_class": "systems_building",
      "sharing_level": "partners"}}, "goes with report feedback"),
    ({"defaults": {}}, "sharing_level is missing"),
    ({"defaults": {"sharing_level": "partners", "title": "x"}}, "no canonical field of feedback"),
    ({"defaults": {"sharing_level": "partners", "collected_on": "2026-01-01"}}, "never defaulted"),
    ({"codes": {"sector": {"x": "health"}}}, "no coded field"),
    ({"delivery": "full_for_period", "period": {"field": "actual_start", "covers": "month"}}, "collected_on"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "told"), WRONG, ids=[told.replace(" ", "_") for _, told in WRONG])
def test_a_wrong_contract_of_a_kind_is_refused_in_words(center: Deliveries, change: Any, told: str) -> None:
    center.promise(FOLDERS["feedback"], **{"report": "feedback", "of_provider": CENTER, **change})
    with pytest.raises(ContractWrong, match=told):
        read_contract(center.settings.providers, FOLDERS["feedback"])


def test_a_delivery_that_is_full_for_a_month_of_feedback_withdraws_nothing_of_another(center: Deliveries) -> None:
    folder = FOLDERS["feedback"]
    period = {"field": "collected_on", "covers": "month"}
    center.promise(folder, report="feedback", of_provider=CENTER, delivery="full_for_period", period=period)
    center.deliver(folder, "2026-02-27", FEEDBACK, {**FEEDBACK, "feedback_id": "F-2"})
    march = {**FEEDBACK, "feedback_id": "F-3", "collected_on": "2026-03-01"}
    assert center.deliver(folder, "2026-03-02", march).counts.absent == 0
    assert center.deliver(folder, "2026-03-03", {**march, "feedback_id": "F-4"}).counts.absent == 1


def test_what_a_contract_may_say_since_later_changes_no_older_contracts_version(center: Deliveries) -> None:
    tree = read_contract(center.settings.providers, CENTER).model_dump(mode="json")
    assert tree["report"] == "record"
    del tree["report"], tree["of_provider"]
    assert contract_fingerprint(Contract.model_validate(tree)) == "969dbd5df4477454"


def test_rules_of_kinds_name_who_must_act() -> None:
    assert RULES["field_unmapped"].who == "concord"
    assert RULES["field_missing"].who == "provider"
