"""An invitation is answered by link: looking changes nothing, each party's answer is kept, accepted means both."""

from __future__ import annotations

import pytest

from nights.answers_taken import take_answers
from nights.overlaps import find_night_overlaps
from tests.answers.conftest import (
    ALPHA,
    BETA,
    INVITATION,
    SECRET_TITLE,
    Answering,
    form_token,
    in_days,
)
from tests.warehouse.conftest import FIRST_NIGHT
from warehouse.tables import METADATA

A, B = f"provider:{ALPHA}", f"provider:{BETA}"
STATE = "SELECT disposition FROM core.overlap_version WHERE known_to_load IS NULL AND source_record_id_a = 'plan'" \
        f" AND provider_id_b = '{BETA}'"  # noqa: S608  # fmt: skip


def counts(answering: Answering) -> dict[str, int]:
    return {table.name: answering.ask(f"SELECT count(*) FROM {table.fullname}")[0][0]  # noqa: S608
            for table in METADATA.sorted_tables}  # fmt: skip


def test_looking_changes_nothing_however_often_and_by_whom(answering: Answering) -> None:
    path = answering.link(A, INVITATION)
    before = counts(answering)
    for _ in range(3):
        assert answering.client.get(path).status_code == 200
        assert answering.client.head(path).status_code == 200
        assert answering.client.get(f"{path}?judgement=accepted&noted=1&form=x").status_code == 200
        assert answering.client.request("OPTIONS", path).status_code in (405, 403)
    assert counts(answering) == before


def test_a_page_tells_of_both_sides_in_words_that_its_reader_may_read(looked_at: Answering) -> None:
    of_a, of_b = (looked_at.open(looked_at.link(reader, INVITATION)).text for reader in (A, B))
    assert "Alpha Center and Beta Center report different work that might be combined." in of_a
    assert "Rate setting workshop" in of_a, "its own title"
    assert "Rate setting workshop" in of_b, "it is cleared"
    assert "Coaching of fiscal officers" in of_b, "its own title"
    assert "Coaching of fiscal officers" not in of_a, "it is not cleared"
    assert all(SECRET_TITLE not in page and "Gamma" not in page for page in (of_a, of_b))


def test_accepted_means_by_both_and_the_night_after_reads_it(answering: Answering) -> None:
    of_a, of_b = answering.link(A, INVITATION), answering.link(B, INVITATION)
    sent = answering.send(of_a, judgement="accepted", why="One workshop is enough.")
    assert sent.status_code == 303
    page = answering.open(sent.headers["location"]).text
    assert "Your answer was noted." in page
    assert "It waits for an answer." in page
    assert "One workshop is enough." in answering.open(of_b).text, "the other party sees it at once"
    assert answering.ask(STATE) == [("new",)]
    take_answers(answering.settings)
    find_night_overlaps(answering.settings, FIRST_NIGHT)
    assert answering.ask(STATE) == [("acknowledged",)]
    answering.send(of_b, judgement="accepted")
    assert "Both parties have accepted." in answering.open(of_a).text
    take_answers(answering.settings)
    find_night_overlaps(answering.settings, FIRST_NIGHT)
    assert answering.ask(STATE) == [("accepted",)]
    assert "Both parties have accepted." in answering.open(of_a).text
    assert answering.ask("SELECT party, judgement, judged_by FROM core.judgement ORDER BY known_from_load") == [
        (ALPHA, "accepted", A), (BETA, "accepted", B),
    ]  # fmt: skip
    assert take_answers(answering.settings) == []


def test_the_same_form_sent_twice_is_one_answer_and_a_later_one_counts_instead(answering: Answering) -> None:
    path = answering.link(A, INVITATION)
    form = form_token(answering.open(path))
    for _ in range(3):
        sent = answering.client.post(path, data={"form": form, "judgement": "accepted"})
        assert sent.status_code == 303
    assert answering.ask("SELECT judgement FROM core.answer") == [("accepted",)]
    answering.send(path, judgement="declined", why="The workshop is cancelled.")
    assert answering.ask("SELECT judgement FROM core.answer ORDER BY answered_at") == [("accepted",), ("declined",)]
    take_answers(answering.settings)
    find_night_overlaps(answering.settings, FIRST_NIGHT)
    assert answering.ask(STATE) == [("declined",)]
    page = answering.open(path)
    assert page.status_code == 200, "what was declined may be taken up again"
    assert "It was declined." in page.text
    answering.send(path, judgement="accepted")
    assert "It waits for an answer." in answering.open(path).text


def test_a_snooze_holds_until_its_day(answering: Answering) -> None:
    path = answering.link(A, INVITATION)
    answering.send(path, judgement="snoozed", until=in_days(30))
    assert "It is put off." in answering.open(path).text
    take_answers(answering.settings)
    assert answering.ask("SELECT judgement, until::text FROM core.judgement") == [("snoozed", in_days(30))]


WRONG = [
    ({}, "Choose one of the answers."), ({"judgement": "same"}, "Choose one of the answers."),
    ({"judgement": "snoozed"}, "Write the last day"), ({"judgement": "snoozed", "until": "soon"}, "Write the last day"),
    ({"judgement": "snoozed", "until": "2020-01-01"}, "Choose a day from"),
    ({"judgement": "accepted", "why": "x" * 1001}, "Shorten your reason to 1,000 letters"),
]  # fmt: skip


@pytest.mark.parametrize(("values", "told"), WRONG, ids=[str(number) for number in range(len(WRONG))])
def test_a_mistake_is_told_at_its_field_and_nothing_is_noted(
    looked_at: Answering, values: dict[str, str], told: str
) -> None:
    page = looked_at.send(looked_at.link(A, INVITATION), **values)
    assert page.status_code == 422
    assert page.text.count(told) == 2, "above, and at the field"
    assert looked_at.ask("SELECT count(*) FROM core.answer") == [(0,)]


def test_what_is_written_is_screened_and_cannot_become_markup(answering: Answering) -> None:
    path = answering.link(A, INVITATION)
    written = "<script>alert(1)</script> call rosa@example.org, (614) 555-0182\x00"
    answering.send(path, judgement="declined", why=written)
    page = answering.open(path).text
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "rosa" not in page
    [(words,)] = answering.ask("SELECT words FROM core.answer")
    assert not any(word in words for word in ("rosa", "555", "\x00"))


def test_nothing_is_shown_any_more_of_a_record_that_was_closed_or_withdrawn(answering: Answering) -> None:
    path = answering.link(A, INVITATION)
    own = answering.link(B, INVITATION)
    answering.send(path, judgement="accepted")
    story = answering.stories[BETA]
    story.deliver([{"source_record_id": "plan", "record_kind": "plan", "title": SECRET_TITLE, "change": "corrected",
                    "sharing_level": "provider_only"}], unchanged=3)  # fmt: skip
    page = answering.open(path)
    assert page.status_code == 410
    assert "There is nothing to show any more" in page.text
    assert not any(word in page.text for word in (SECRET_TITLE, "Beta Center", "financing"))
    assert answering.open(own).status_code in (200, 410)
    [outcome] = take_answers(answering.settings)
    assert (outcome.outcome, outcome.load_number) == ("refused", None)
    assert "not shared" in outcome.message
    assert answering.ask("SELECT count(*) FROM core.judgement") == [(0,)]
