"""The ledger of sendings: one claim at a time, committed before anything is sent; what may have been sent waits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from contracts.errors import UsageWrong, WarehouseUnavailable
from contracts.recipients import EDITIONS_OF, FOR_ALL, STAFF
from tests.conftest import Warehouse
from warehouse.connections import engine
from warehouse.editions import Issued, keep_edition
from warehouse.mart.views import VIEWS
from warehouse.readers import Reader, make_readers
from warehouse.releases import RELEASED, Step, add_step, read_editions
from warehouse.sendings import (
    ACCEPTED,
    AGAIN,
    ARRIVED,
    CLAIMED,
    DEFERRED,
    DROPPED,
    IN_DOUBT,
    REFUSED,
    Sending,
    Target,
    claim,
    decide,
    is_being_sent,
    note,
    read_standings,
)

AT = datetime(2026, 3, 2, 8, tzinfo=UTC)
MAILBOX = "ta-team@ohs.example"
MAIL = Sending("sponsor.ACF/OHS.2026-02-28", "ohs_team", "mail", "issue")
FOLDER = replace(MAIL, route="folder")
TARGET = Target("sponsor", "ACF/OHS", MAILBOX, "<1@example.gov>", "d" * 64)


def send(connection: sa.Connection, sending: Sending, outcome: str = "", words: str = "", hours: int = 0) -> int | None:
    """One try: claimed, and ended where an outcome is named."""
    at = AT + timedelta(hours=hours)
    with claim(connection, sending, TARGET, by="run", at=at) as number:
        if number and outcome:
            note(connection, sending, number, outcome, words, by="run", at=at + timedelta(seconds=1))
    return number


@pytest.fixture
def second(warehouse: Warehouse) -> Iterator[sa.Connection]:
    """Another process's connection."""
    made = engine(warehouse.loader_url)
    with made.connect() as connection:
        yield connection
    made.dispose()


def test_a_claim_is_committed_before_anything_is_sent(loader: sa.Connection, second: sa.Connection) -> None:
    with claim(loader, MAIL, TARGET, by="run", at=AT) as number:
        assert number == 1
        assert read_standings(second)[MAIL].outcome == CLAIMED


def test_nobody_else_sends_what_is_being_sent(loader: sa.Connection, second: sa.Connection) -> None:
    for sending in (MAIL, FOLDER):
        with claim(loader, sending, TARGET, by="run", at=AT) as first:
            assert (first, send(second, sending)) == (1, None)
            assert is_being_sent(second, sending)
        assert not is_being_sent(second, sending)


@pytest.mark.parametrize(
    ("outcome", "is_sent_again"),
    [
        (ACCEPTED, False), (ARRIVED, False), (DROPPED, False), (REFUSED, False), (IN_DOUBT, False),
        (DEFERRED, True), (AGAIN, True), ("", False),
    ],
)  # fmt: skip
def test_a_mail_is_sent_again_only_where_it_surely_did_not_arrive_or_a_person_says_so(
    loader: sa.Connection, outcome: str, is_sent_again: bool
) -> None:
    assert send(loader, MAIL, outcome) == 1
    assert send(loader, MAIL, hours=1) == (2 if is_sent_again else None)


def test_a_file_is_put_into_its_place_again_after_a_crash(loader: sa.Connection) -> None:
    assert [send(loader, FOLDER), send(loader, FOLDER, IN_DOUBT, hours=1), send(loader, FOLDER, ACCEPTED, hours=2)] == [
        1, 2, 3,
    ]  # fmt: skip
    assert send(loader, FOLDER, hours=3) is None


def test_recipients_routes_and_previews_are_each_sent(loader: sa.Connection) -> None:
    further = [FOLDER, replace(MAIL, recipient_id="other"), replace(MAIL, purpose="preview")]
    assert [send(loader, one, ACCEPTED) for one in (MAIL, *further)] == [1, 1, 1, 1]


def test_what_a_person_decides_counts(loader: sa.Connection) -> None:
    send(loader, MAIL)
    decide(loader, MAIL, AGAIN, "They say that it never came", by="ada", at=AT + timedelta(hours=1))
    assert read_standings(loader)[MAIL].words == "They say that it never came"
    assert send(loader, MAIL, ACCEPTED, hours=2) == 2
    decide(loader, MAIL, AGAIN, "Their server lost it", by="ada", at=AT + timedelta(hours=3))
    assert send(loader, MAIL, hours=4) == 3


def test_a_person_decides_nothing_of_what_is_settled_under_way_or_untried(
    loader: sa.Connection, second: sa.Connection
) -> None:
    with pytest.raises(UsageWrong, match="never tried"):
        decide(loader, MAIL, ARRIVED, "", by="ada", at=AT)
    with claim(loader, MAIL, TARGET, by="run", at=AT), pytest.raises(UsageWrong, match="at this moment"):
        decide(second, MAIL, ARRIVED, "", by="ada", at=AT)
    decide(loader, MAIL, ARRIVED, "They have it", by="ada", at=AT + timedelta(hours=1))
    with pytest.raises(UsageWrong, match="settled"):
        decide(loader, MAIL, AGAIN, "", by="ada", at=AT + timedelta(hours=2))


@pytest.mark.parametrize("table", ["sending", "sending_word", "release_step"])
def test_nobody_changes_the_ledger(warehouse: Warehouse, table: str) -> None:
    for url in (warehouse.loader_url, warehouse.owner_url):
        made = engine(url)
        with made.connect() as connection, pytest.raises(WarehouseUnavailable, match="permission denied"):
            connection.execute(sa.text(f"DELETE FROM core.{table}"))  # noqa: S608  (names of ours)
        made.dispose()


# Rights.


@pytest.fixture
def reading(warehouse: Warehouse, loader: sa.Connection) -> Iterator[sa.Connection]:
    """An administrator's connection to a warehouse with editions and sendings of several readers."""
    made = sa.create_engine(warehouse.admin_url)
    with made.connect() as connection:
        assert make_readers(connection, ["alpha_center", "beta_center"]) == []
        connection.commit()
        for kind, reader in EDITIONS:
            add_edition(loader, kind, reader)
        told = f"550 5.1.1 <{MAILBOX}>: user unknown; ask postmaster@ohs.example"
        send(loader, MAIL, REFUSED, told)
        add_step(loader, Step(MAIL.edition_id, RELEASED, "d" * 64, "ada", "Looked at", AT))
        yield connection
    made.dispose()


EDITIONS = (
    ("sponsor", "ACF/OHS"), ("sponsor", "ACF/OCC"), ("workgroup", "all"), ("evaluation", "all"),
    ("jurisdiction", "OH"), ("jurisdiction", "MI"), ("digest", "alpha_center"), ("digest", "beta_center"),
)  # fmt: skip
READERS = (
    Reader("sponsor", "ACF/OHS"), Reader("provider", "alpha_center"), Reader("jurisdiction", "OH"), Reader("analyst"),
)  # fmt: skip


def add_edition(connection: sa.Connection, kind: str, reader: str) -> str:
    period = date(2026, 2, 1), date(2026, 2, 28)
    return keep_edition(connection, Issued(kind, reader, *period, 0, None, "d" * 64, "test"))


def ask(connection: sa.Connection, reader: Reader, query: str) -> list[tuple[Any, ...]]:
    with connection.begin_nested():
        connection.execute(sa.text(f"SET LOCAL ROLE {reader.role}"))
        rows = [tuple(row) for row in connection.execute(sa.text(query))]
        connection.execute(sa.text("RESET ROLE"))
    return rows


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.kind)
def test_who_may_be_sent_an_edition_is_who_may_know_of_it(reading: sa.Connection, reader: Reader) -> None:
    kinds = EDITIONS_OF[STAFF if reader.kind == "analyst" else reader.kind]
    may = {
        (kind, whose) for kind, whose in EDITIONS
        if kind in kinds and (reader.kind == "analyst" or kind in FOR_ALL or whose == reader.whose)
    }  # fmt: skip
    assert set(ask(reading, reader, "SELECT kind, reader FROM mart.edition")) == may


def test_each_sees_what_was_sent_for_it_and_staff_see_all(reading: sa.Connection) -> None:
    seen = {
        reader.whose or reader.kind: len(ask(reading, reader, "SELECT * FROM mart.delivery"))
        for reader in (*READERS[:2], Reader("sponsor", "ACF/OCC"), Reader("analyst"), Reader("steward"))
    }
    assert seen == {"ACF/OHS": 1, "alpha_center": 0, "ACF/OCC": 0, "analyst": 1, "steward": 1}
    assert ask(reading, Reader("analyst"), "SELECT state, said_by FROM mart.release") == [("released", "ada")]
    assert ask(reading, Reader("sponsor", "ACF/OHS"), "SELECT * FROM mart.release") == []


def test_mailboxes_are_for_stewards_alone(reading: sa.Connection) -> None:
    query = "SELECT address, words FROM mart.delivery"
    told = "550 5.1.1 <[address]>: user unknown; ask [address]"
    assert ask(reading, Reader("analyst"), query) == [(None, told)]
    assert ask(reading, Reader("sponsor", "ACF/OHS"), query) == [(None, told)]
    assert ask(reading, Reader("steward"), query)[0][0] == MAILBOX
    for reader in (*READERS[:2], Reader("analyst")):
        for name in VIEWS:
            shown = ask(reading, reader, f"SELECT v::text FROM mart.{name} v WHERE v::text LIKE '%ohs.example%'")  # noqa: S608
            assert shown == [], (reader, name)


def test_an_edition_that_is_corrected_names_its_correction(loader: sa.Connection) -> None:
    first = add_edition(loader, "sponsor", "ACF/OHS")
    later = Issued("sponsor", "ACF/OHS", date(2026, 2, 1), date(2026, 2, 28), 1, None, "e" * 64, "test")
    second = keep_edition(loader, later)
    assert [(one.edition_id, one.superseded_by) for one in read_editions(loader)] == [(first, second), (second, "")]
