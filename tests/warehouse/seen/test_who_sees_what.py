"""Every reader × every kind of record and report × every view: what the matrix allows is there, of the rest no trace.

Three ways of asking. What views on records, pairs, clusters and counts must hold is worked out from the matrix. No
word that was planted in a text or a finding may show in any view, unless its reader may read it. And every view must
hold the same rows as in a warehouse that never knew what the reader may not: so no count, cluster or consolidated value
tells of it, in views that are still to be written, too.
"""

from __future__ import annotations

import re
from collections import Counter

import pytest
import sqlalchemy as sa

from tests.warehouse.seen.beside import folders
from tests.warehouse.seen.law import CLEARED, PARTNERS, may_follow, may_read_text, may_see, words_of_provider
from tests.warehouse.seen.looking import NOW, Looking
from tests.warehouse.seen.world import PLAIN, TEXTS, Planted
from warehouse.mart.views import VIEWS

NOT_FOR_OUTSIDERS = {
    "submission", "rejected_row", "unmapped_code", "judgement", "contradiction", "discrepancy", "overlap_review",
    "repeated_report", "overlap_model", "opportunity", "purge", "feedback", "feedback_by_role", "improvement_action",
    "delivery_file", "release", "delivery", "delivery_try",
}  # fmt: skip
WORD = re.compile(r"zq[a-z]+[0-9][a-z0-9]*")


def test_a_reader_sees_the_records_of_the_matrix_and_no_other(looking: Looking) -> None:
    seen = looking.rows("SELECT provider_id, source_record_id FROM {}.record")
    assert sorted(seen) == sorted(looking.visible)


def test_free_text_is_read_where_it_is_cleared_by_its_own_provider_and_by_a_steward(looking: Looking) -> None:
    seen = looking.rows("SELECT provider_id, source_record_id, " + ", ".join(TEXTS) + " FROM {}.record")  # noqa: S608
    for provider, record, *texts in seen:
        one = looking.visible[provider, record]
        told = may_read_text(looking.kind, looking.whose, provider)
        assert texts == [one.word(name) if told else None for name in TEXTS]


def test_pairs_stand_where_partners_share_both_records_and_the_reader_sees_both(looking: Looking) -> None:
    """So program-specific work is in no overlap, whoever reads, a steward too."""
    seen = looking.rows("SELECT provider_id_a, source_record_id_a, provider_id_b, source_record_id_b FROM {}.overlap")
    assert sorted(seen) == sorted((*a, *b) for a, b, _ in looking.world.pairs if {a, b} <= set(looking.shared))


def test_joint_activities_count_once_as_far_as_the_reader_sees_them(looking: Looking) -> None:
    counted = looking.rows("SELECT count(*) FILTER (WHERE is_counted), count(*) FROM {}.activity")
    activities = {key for key, one in looking.visible.items() if one.kind == "activity"}
    joined = [(a, b) for a, b, how in looking.world.pairs if how in ("confirmed", "declared")
              and {a, b} <= set(looking.shared)]  # fmt: skip
    twice = sum({a, b} <= activities for a, b in joined)
    assert counted == [(len(activities) - twice, len(activities))]


def test_an_engagements_name_members_and_values_are_of_the_records_that_the_reader_sees(looking: Looking) -> None:
    groups: dict[int, list[Planted]] = {}
    for one in looking.shared.values():
        groups.setdefault(one.number, []).append(one)
    expected = {
        (" | ".join(min(m.key for m in group)), one.provider, len(group), max(m.hours for m in group))
        for group in groups.values() if len(group) > 1 for one in group
    }  # fmt: skip
    seen = looking.rows("SELECT engagement_id, provider_id, members, event_hours::integer FROM {}.engagement")
    assert len(seen) == len(set(seen))
    assert set(seen) == expected


def test_deliveries_and_rejected_rows_are_for_those_who_may_follow_the_provider(looking: Looking) -> None:
    followed = {name for name in CLEARED if may_follow(looking.kind, looking.whose, name)}
    if looking.kind not in PARTNERS:
        assert all(looking.shown[name] == Counter(["refused"]) for name in NOT_FOR_OUTSIDERS)
        return
    for view in ("rejected_row", "unmapped_code", "delivery_file"):
        assert {row[0] for row in looking.rows("SELECT provider_id FROM {}." + view)} == followed  # noqa: S608
    assert {row[0] for row in looking.rows("SELECT provider_id FROM {}.submission")} == set(folders(followed))
    if looking.moment == NOW:
        said = looking.rows("SELECT provider_id FROM {}.provider_status WHERE message IS NOT NULL")
        assert {row[0] for row in said} == set(folders(followed))
    assert {row[0] for row in looking.rows("SELECT provider_id FROM {}.provider_status")} == set(folders(CLEARED))


def test_feedback_actions_input_answers_and_editions_are_for_those_with_whom_they_are_shared(looking: Looking) -> None:
    for view, column, name in TOLD_BESIDE:
        if looking.kind in PARTNERS or view not in NOT_FOR_OUTSIDERS:
            seen = [row[0] for row in looking.rows(f"SELECT {column} FROM {{}}.{view}")]  # noqa: S608
            assert sorted(seen) == sorted(one.word(name) for one in looking.seen_beside(view)), view


def test_a_joint_project_is_known_by_its_reports_and_its_records_that_the_reader_sees(looking: Looking) -> None:
    reports = {one.project: one for one in looking.seen_beside("joint_project")}
    records = Counter(one.project for one in looking.visible.values())
    seen = looking.rows("SELECT joint_project_id, records, is_reported FROM {}.joint_project")
    assert sorted(seen) == sorted((name, records[name], name in reports) for name in {*reports, *records})


def test_no_view_shows_a_word_that_the_reader_may_not_read(looking: Looking) -> None:
    allowed = {one.word("found") for one in looking.world.first if one.key in looking.shared}
    for one in looking.world.versions():
        if may_see(looking.kind, looking.whose, one):
            read = (*PLAIN, *TEXTS) if may_read_text(looking.kind, looking.whose, one.provider) else PLAIN
            allowed |= {one.key[1], one.project, *(one.word(name) for name in read)}
    for told in looking.seen_beside():
        allowed |= {told.project, *told.words_read(looking.kind, looking.whose)}
    for name in CLEARED:
        allowed |= words_of_provider(looking.kind, looking.whose, name)
    shown = {view: set(WORD.findall(" ".join(rows))) - allowed for view, rows in looking.shown.items()}
    assert {view: words for view, words in shown.items() if words} == {}


def test_every_view_is_that_of_a_warehouse_that_never_knew_what_is_hidden(looking: Looking) -> None:
    before = looking.shown
    change = looking.connection.begin_nested()
    looking.forget_what_is_hidden()
    after = looking.views()
    change.rollback()
    assert {name for name in VIEWS if before[name] != after[name]} == set()


TOLD_BESIDE = (
    ("feedback", "feedback_id", "id"), ("improvement_action", "action_id", "id"), ("input", "given_by", "by"),
    ("answer", "answer_id", "id"), ("edition", "notice", "notice"),
)  # fmt: skip
"""View of what is no record to the column of a word in each of its rows."""

BROKEN = (
    ("DROP POLICY provider_reads ON core.record_version; CREATE POLICY provider_reads ON core.record_version"
     " FOR SELECT TO concord_provider USING (true)", "record"),
    ("DROP POLICY provider_reads ON core.rejected_row; CREATE POLICY provider_reads ON core.rejected_row"
     " FOR SELECT TO concord_provider USING (true)", "rejected_row"),
    ("DROP POLICY provider_reads ON core.feedback_version; CREATE POLICY provider_reads ON core.feedback_version"
     " FOR SELECT TO concord_provider USING (sharing_level <> 'provider_only')", "feedback"),
    ("DROP POLICY provider_reads ON core.input; CREATE POLICY provider_reads ON core.input"
     " FOR SELECT TO concord_provider USING (true)", "input"),
    ("CREATE OR REPLACE VIEW mart.load WITH (security_invoker) AS SELECT load_number +"
     " (SELECT count(*) FROM core.overlap_version) AS load_number, committed_at, kind, night, provider_id, delivery_id"
     " FROM core.load", "load"),
)  # fmt: skip


@pytest.mark.parametrize("reader", ["provider/alpha_center"], indirect=True)
@pytest.mark.parametrize("looking", [NOW], indirect=True)
@pytest.mark.parametrize(("harm", "view"), BROKEN)
def test_a_broken_rule_is_found(looking: Looking, harm: str, view: str) -> None:
    change = looking.connection.begin_nested()
    looking.be("NONE")
    looking.connection.execute(sa.text(harm))
    harmed = Looking(*(getattr(looking, name) for name in ("connection", "world", "beside", "kind", "whose", "moment")))
    with pytest.raises(AssertionError, match=view):
        test_every_view_is_that_of_a_warehouse_that_never_knew_what_is_hidden(harmed)
    change.rollback()
