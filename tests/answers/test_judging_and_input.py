"""Parties judge pairs and readers give input by link: by the rules of the commands, each within its own rights."""

from __future__ import annotations

import pytest

from nights.answers_taken import take_answers
from nights.overlaps import find_night_overlaps
from nights.partner_input import answer_input
from tests.answers.conftest import ALPHA, BETA, GAMMA, INVITATION, SAME, SECRET_TITLE, Answering
from tests.warehouse.conftest import FIRST_NIGHT
from warehouse.links import Subject

A, B, OFFICE, OHIO = f"provider:{ALPHA}", f"provider:{BETA}", "sponsor:ACF/OCC", "jurisdiction:OH"
STATE = "SELECT disposition FROM core.overlap_version WHERE known_to_load IS NULL AND source_record_id_a = 'session'"
REPORT = Subject("edition", edition="sponsor.ACF/OCC.2026-03-04")
FIGURE = Subject("edition", edition="digest.alpha_center.2026-03-04", figure="hours_by_intensity")


def take(answering: Answering) -> None:
    take_answers(answering.settings)
    find_night_overlaps(answering.settings, FIRST_NIGHT)


def test_a_one_sided_same_is_proposed_until_the_other_party_says_so(answering: Answering) -> None:
    of_a, of_b = answering.link(A, SAME), answering.link(B, SAME)
    page = answering.open(of_a).text
    assert "One piece of work, or two?" in page
    assert "Nobody has decided yet." in page
    answering.send(of_a, judgement="same", why="one agenda")
    told = "One party says that they are the same; it waits for the other party or a steward."
    assert told in answering.open(of_b).text
    take(answering)
    assert answering.ask(STATE) == [("proposed",)]
    assert told in answering.open(of_b).text
    answering.send(of_b, judgement="same")
    take(answering)
    assert answering.ask(STATE) == [("confirmed",)]
    assert "They count as the same." in answering.open(of_a).text


def test_what_one_party_calls_different_is_no_overlap_any_more_and_may_be_judged_anew(answering: Answering) -> None:
    path = answering.link(B, SAME)
    answering.send(path, judgement="different", why="two rooms")
    take(answering)
    assert answering.ask(STATE) == []
    page = answering.open(path)
    assert page.status_code == 200
    assert "They count as different." in page.text
    assert "two rooms" in page.text


@pytest.mark.parametrize("answer", ["accepted", "snoozed", "done", ""])
def test_a_pair_is_judged_in_no_other_words(looked_at: Answering, answer: str) -> None:
    assert looked_at.send(looked_at.link(A, SAME), judgement=answer).status_code == 422


def test_input_gets_an_owner_and_its_giver_sees_what_became_of_it(answering: Answering) -> None:
    path = answering.link(OFFICE, REPORT)
    assert "Office of Child Care" in answering.open(path).text
    sent = answering.send(path, text="Please add hours.\nThanks, rosa@example.org", given_by="Policy team")
    page = answering.open(sent.headers["location"]).text
    assert "Your input was noted." in page
    assert "Noted; it is taken in with the next night." in page
    take(answering)
    assert answering.ask(
        "SELECT from_kind, from_whom, given_by, about_kind, about, sharing_level, disposition, owner_name"
        " FROM mart.input"
    ) == [("sponsor", "ACF/OCC", "Policy team", "edition", REPORT.edition, "sponsor_only", "acknowledged",
           "Concord stewards")]  # fmt: skip
    [(input_id, text)] = answering.ask("SELECT input_id, input_text FROM mart.input")
    assert "rosa" not in text
    assert "Acknowledged. Concord stewards sees to it." in answering.open(path).text
    answer_input(answering.settings, input_id, "acted_on", note="Hours are in.", by="Ada")
    assert "Acted on. Concord stewards sees to it. “Hours are in.”" in answering.open(path).text
    assert answering.ask("SELECT outcome, input_id FROM mart.answer") == [("taken", input_id)]


def test_a_provider_objects_to_a_figure(answering: Answering) -> None:
    path = answering.link(A, FIGURE)
    page = answering.open(path).text
    assert "Object to a figure" in page
    assert "Hours by intensity" in page
    answering.send(path, text="We delivered 12 hours, not 2.", sharing="provider_only")
    take(answering)
    assert answering.ask("SELECT from_whom, about, input_text, sharing_level FROM mart.input") == [
        (ALPHA, FIGURE.edition, "On the figure hours_by_intensity: We delivered 12 hours, not 2.", "provider_only")
    ]


def test_input_is_taken_once_however_often_it_was_stopped(answering: Answering) -> None:
    path = answering.link(OHIO, Subject("free"))
    answering.send(path, text="Please invite our council.")
    answering.send(path, text="Please invite our council.")
    take_answers(answering.settings)
    assert answering.ask("SELECT count(*), min(outcome) FROM core.answer_taken") == [(2, "taken")]
    assert answering.ask("SELECT count(DISTINCT input_id) FROM core.answer_taken") == [(1,)]
    assert answering.ask("SELECT owner_name FROM mart.input") == [("Concord stewards",)]


def test_input_that_waits_is_shown_to_its_giver_alone(answering: Answering) -> None:
    words = "Our office closes in May."
    answering.send(answering.link(A, Subject("free")), text=words)
    for reader in (B, OFFICE, OHIO):
        assert words not in answering.open(answering.link(reader, Subject("free"))).text
    assert words in answering.open(answering.link(A, Subject("free"))).text


MISTAKES = [
    ({}, "Write your input."), ({"text": " \n "}, "Write your input."), ({"text": "x" * 4001}, "Shorten your input"),
    ({"text": "x", "given_by": "y" * 121}, "Shorten the name"), ({"text": "x", "sharing": "public"}, "Choose who may"),
]  # fmt: skip


@pytest.mark.parametrize(("values", "told"), MISTAKES, ids=[str(number) for number in range(len(MISTAKES))])
def test_mistakes_in_input_are_told_and_nothing_is_noted(
    looked_at: Answering, values: dict[str, str], told: str
) -> None:
    page = looked_at.send(looked_at.link(OHIO, Subject("free")), **values)
    assert page.status_code == 422
    assert told in page.text
    assert looked_at.ask("SELECT count(*) FROM core.answer") == [(0,)]


HIDDEN = [
    (B, Subject("record", ((ALPHA, "own"),))), (B, Subject("record", ((ALPHA, "kept"),))),
    (OHIO, Subject("record", ((ALPHA, "own"),))), (OFFICE, Subject("record", ((ALPHA, "kept"),))),
    ("sponsor:CDC", Subject("record", ((ALPHA, "own"),))), ("jurisdiction:MI", INVITATION),
    (B, Subject("record", ((ALPHA, "never"),))),
]  # fmt: skip


@pytest.mark.parametrize(("reader", "subject"), HIDDEN, ids=[f"{reader} {subject}" for reader, subject in HIDDEN])
def test_what_a_reader_may_not_see_looks_as_if_it_were_not_there(
    looked_at: Answering, reader: str, subject: Subject
) -> None:
    path = looked_at.link(reader, subject)
    page = looked_at.open(path)
    assert page.status_code == 410
    assert page.text == looked_at.open(looked_at.link(B, Subject("record", (("nobody", "1"),)))).text
    assert looked_at.client.post(path, data={"form": "x", "text": "y"}).status_code == 403


SEEN = [(A, Subject("record", ((ALPHA, "own"),)), SECRET_TITLE), (OFFICE, Subject("record", ((ALPHA, "own"),)), "Ohio"),
        (OHIO, INVITATION, "Alpha Center"), (OFFICE, INVITATION, "Beta Center")]  # fmt: skip


@pytest.mark.parametrize(("reader", "subject", "word"), SEEN, ids=[f"{one[0]} {one[1]}" for one in SEEN])
def test_what_a_reader_may_see_is_there(looked_at: Answering, reader: str, subject: Subject, word: str) -> None:
    page = looked_at.open(looked_at.link(reader, subject))
    assert page.status_code == 200
    assert word in page.text
    assert "Your input" in page.text


def test_who_is_no_party_of_a_pair_sees_nothing_of_what_the_parties_said(answering: Answering) -> None:
    answering.send(answering.link(A, INVITATION), judgement="declined", why="We lost the grant.")
    take(answering)
    for reader in (OHIO, OFFICE):
        assert "We lost the grant." not in answering.open(answering.link(reader, INVITATION)).text
    assert GAMMA not in answering.open(answering.link(OHIO, INVITATION)).text
