"""A link is bound to its reader, its subject and its time; whatever else comes is told alike, and nothing is shown."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from answers.signing import LinkSigner
from contracts.errors import UsageWrong
from nights.answer_links import answer_links, read_links, revoke_links
from tests.answers.conftest import ALPHA, BETA, GAMMA, INVITATION, OF_OTHERS, SAME, Answering
from warehouse.links import Link, Subject

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
LINK = Link("id", "provider", ALPHA, INVITATION, "digest.1", NOW, "test", NOW + timedelta(days=60))


def signer(secret: str = "s" * 32) -> LinkSigner:
    return LinkSigner(secret)


@pytest.mark.parametrize(
    "changed",
    [
        {"reader": BETA}, {"reader_kind": "sponsor"}, {"subject": OF_OTHERS}, {"subject": SAME}, {"link_id": "other"},
        {"expires_at": NOW + timedelta(days=61)}, {"edition": "digest.2"},
    ],
    ids=lambda changed: next(iter(changed)),
)  # fmt: skip
def test_a_link_stands_for_one_reader_subject_and_time(changed: dict[str, object]) -> None:
    token = signer().token(LINK)
    assert signer().is_of(LINK, token)
    assert not signer().is_of(Link(**{**vars(LINK), **changed}), token)
    assert not signer("t" * 32).is_of(LINK, token), "another secret"


def test_an_edition_that_is_made_again_has_the_same_links_and_a_link_by_hand_is_new() -> None:
    assert signer().named(LINK).link_id == signer().named(LINK).link_id
    assert len({signer().named(Link(**{**vars(LINK), **one})).link_id for one in (
        {}, {"reader": BETA}, {"subject": SAME}, {"edition": "digest.2"}, {"edition": ""}, {"edition": ""},
    )}) == 6  # fmt: skip


def test_the_database_holds_nothing_that_makes_a_link(looked_at: Answering) -> None:
    token = looked_at.link(f"provider:{ALPHA}", INVITATION).rpartition("/")[2]
    link_id, signature = token.split(".")
    [kept] = looked_at.ask("SELECT l::text FROM core.link l WHERE link_id = :link_id", link_id=link_id)
    assert signature not in kept[0]
    assert looked_at.open(f"/answer/{link_id}").status_code == 404


def test_an_edition_asks_for_all_its_links_at_once_and_gets_them_again(looked_at: Answering) -> None:
    asked = [INVITATION, SAME, Subject("edition", edition="digest.9", figure="hours_by_intensity")]
    made = answer_links(looked_at.settings, "provider", ALPHA, asked, edition="digest.9")
    assert list(made) == [
        f"opportunity:{ALPHA}/plan + {BETA}/plan", f"overlap:{ALPHA}/session + {BETA}/session",
        "edition:digest.9#hours_by_intensity",
    ]  # fmt: skip
    later = datetime.now(UTC) + timedelta(days=3)
    assert answer_links(looked_at.settings, "provider", ALPHA, asked, edition="digest.9", at=later) == made
    assert answer_links(looked_at.settings, "provider", ALPHA, [], edition="digest.9") == {}


def test_wrong_links_look_alike_whatever_is_wrong(looked_at: Answering) -> None:
    good = looked_at.link(f"provider:{ALPHA}", INVITATION)
    other = looked_at.link(f"provider:{BETA}", INVITATION)
    mixed = f"{good.partition('.')[0]}.{other.partition('.')[2]}"
    last = "A" if good[-2] != "A" else "B"
    wrong = ["/answer/nothing", "/answer/a.b", f"{good[:-2]}{last}{good[-1]}", good[:-4], f"{good}x", mixed,
             "/", "/answer/", "/docs", "/openapi.json", "/redoc"]  # fmt: skip
    pages = [looked_at.open(path) for path in wrong]
    assert {page.status_code for page in pages} == {404}
    assert len({page.text for page in pages}) == 1, "nobody learns how near a guess was"
    assert "This link is not valid" in pages[0].text
    assert "Ada, ada@x.gov" in pages[0].text, "it says to whom one writes"
    assert looked_at.open(good).status_code == 200


def test_a_link_ends_with_its_time(answering: Answering) -> None:
    path = answering.link(f"provider:{ALPHA}", INVITATION, days=1, at=datetime.now(UTC) - timedelta(days=2))
    page = answering.open(path)
    assert page.status_code == 410
    assert "This link has ended" in page.text
    assert "Beta Center" not in page.text
    assert answering.client.post(path, data={"judgement": "accepted"}).status_code == 410


def test_a_revoked_link_shows_nothing_and_takes_nothing(answering: Answering) -> None:
    path = answering.link(f"provider:{ALPHA}", INVITATION)
    form = re.search(r'name="form" value="([^"]+)"', answering.open(path).text)
    assert form
    assert revoke_links(answering.settings, [f"http://x{path}"], by="test", why="sent to the wrong person") == 1
    for page in (answering.open(path), answering.client.post(path, data={"form": form[1], "judgement": "accepted"})):
        assert page.status_code == 410
        assert "This link was revoked" in page.text
        assert "Beta Center" not in page.text
    assert answering.ask("SELECT count(*) FROM core.answer") == [(0,)]
    assert revoke_links(answering.settings, [f"http://x{path}"], by="test") == 0
    assert read_links(answering.settings)["state"].tolist() == ["revoked"]


def test_all_links_of_a_reader_or_an_edition_are_revoked_together(answering: Answering) -> None:
    for reader, edition in ((ALPHA, "e1"), (ALPHA, "e2"), (BETA, "e1"), (BETA, "e2")):
        answer_links(answering.settings, "provider", reader, [INVITATION], edition=edition)
    assert revoke_links(answering.settings, reader=f"provider:{ALPHA}", edition="e1", by="test") == 1
    assert revoke_links(answering.settings, reader=f"provider:{ALPHA}", by="test") == 1
    assert revoke_links(answering.settings, edition="e2", by="test") == 1
    open_links = read_links(answering.settings).query("state == 'open'")
    assert open_links[["reader", "edition_id"]].to_numpy().tolist() == [[BETA, "e1"]]
    for named in ({"named": ["nothing"]}, {"reader": "provider:nobody"}, {}):
        with pytest.raises(UsageWrong):
            revoke_links(answering.settings, by="test", **named)


def test_nobody_gets_a_link_on_a_pair_of_others(looked_at: Answering) -> None:
    for kind, reader, subject in (("provider", ALPHA, OF_OTHERS), ("analyst", "", INVITATION),
                                  ("provider", "nobody", INVITATION), ("sponsor", "ACF/OHX", INVITATION)):  # fmt: skip
        with pytest.raises(UsageWrong):
            answer_links(looked_at.settings, kind, reader, [subject], edition="")


@pytest.mark.parametrize("written", ["", "opportunity", "opportunity:a/1", "record:a/1 + b/2", "edition:", "letter:x"])
def test_a_subject_that_names_nothing_is_told(written: str) -> None:
    with pytest.raises(UsageWrong):
        Subject.read(written)


def test_a_subject_is_read_as_it_is_written() -> None:
    for written in ("opportunity:a/1 + b/2", "overlap:a/1 + b/2", "record:a/x/1", "edition:e.1", "edition:e#f", "free"):
        assert str(Subject.read(written)) == written
    assert Subject.read("overlap:b/2 + a/1") == Subject.of_pair("overlap", ("a", "1"), ("b", "2"))


ATTEMPTS = [
    "SELECT * FROM core.record_version", "SELECT * FROM core.answer", "SELECT * FROM core.judgement",
    "INSERT INTO core.judgement DEFAULT VALUES", "INSERT INTO core.load DEFAULT VALUES",
    "INSERT INTO core.link DEFAULT VALUES", "DELETE FROM core.link_end", "UPDATE core.link SET expires_at = now()",
    "UPDATE core.answer SET judgement = 'same'", "DELETE FROM core.answer", "SELECT * FROM mart.record",
    "SET ROLE concord_loader", "SET ROLE concord_owner", "SET ROLE concord_analyst", "SET ROLE concord_steward",
    "CREATE TEMP TABLE mine (x int)",
]  # fmt: skip


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_the_role_that_adds_answers_may_do_nothing_else(looked_at: Answering, attempt: str) -> None:
    with looked_at.service.engine.connect() as connection, pytest.raises(Exception, match="permission denied"):
        connection.execute(sa.text(attempt))


def test_the_database_itself_refuses_an_answer_by_no_link_an_ended_one_or_for_another_reader(
    answering: Answering,
) -> None:
    for path in [answering.link(f"provider:{ALPHA}", INVITATION) for _ in range(3)]:
        link_id = path.rpartition("/")[2].partition(".")[0]
        _refused(answering, link_id, GAMMA)
        revoke_links(answering.settings, [link_id], by="test")
        _refused(answering, link_id, ALPHA)
    old = answering.link(f"provider:{ALPHA}", INVITATION, days=1, at=datetime.now(UTC) - timedelta(days=2))
    _refused(answering, old.rpartition("/")[2].partition(".")[0], ALPHA)
    _refused(answering, "nothing", ALPHA)


def _refused(answering: Answering, link_id: str, reader: str) -> None:
    insert = sa.text(
        "INSERT INTO core.answer (answer_id, link_id, reader_kind, reader, judgement, words, given_by, answered_at)"
        " VALUES ('forged', :link_id, 'provider', :reader, 'accepted', '', '', now())"
    )
    with answering.service.engine.connect() as connection, pytest.raises(Exception, match="row-level security"):
        connection.execute(insert, {"link_id": link_id, "reader": reader})
