"""An HTTP API on a real server: pages, token, ETag, politeness, and all that a server may do wrong."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from contracts.contract import Contract
from contracts.errors import (
    ConcordError,
    ContractWrong,
    ReportMissing,
    SourceMisbehaved,
    SourceRefusedLogin,
    SourceUnreachable,
)
from demo.servers.http import API_PATH, FEED_PATH, HttpServer
from demo.servers.http_faults import Fault
from tests.sources.pulling import ConnectAs, Night, contract_of

PAGES = [[{"id": f"hv-{page}-{number}"} for number in range(3)] for page in range(1, 4)]


@pytest.fixture
def server(connect_as: ConnectAs) -> Iterator[HttpServer]:
    with HttpServer("right-token") as running:
        running.pages = PAGES
        connect_as("center_api", running.connection())
        yield running
        assert running.requests_seen > 0, "no socket was opened: nothing was tested"
        assert running.strays_seen == 0, "a server that nobody named was asked"


def api(**source: Any) -> Contract:
    source = {
        "transport": "http_api",
        "connection": "center_api",
        "path": API_PATH,
        "format": {"kind": "json", "record_path": "data"},
        "pages": {"next_link": "links.next"},
        **source,
    }
    return contract_of(**source)


def feed(**source: Any) -> Contract:
    return api(path=FEED_PATH, format="xml", pages=None, **source)


def test_all_pages_are_landed_in_order(night: Night, server: HttpServer) -> None:
    pulled = night.pull(api())
    assert pulled.outcome == "arrived"
    assert [name for name, _ in night.parts()] == ["page-0001.json", "page-0002.json", "page-0003.json"]
    assert [b'"hv-%d-0"' % number in body for number, (_, body) in enumerate(night.parts(), 1)] == [True] * 3


def test_a_report_of_one_answer_needs_no_pages(night: Night, server: HttpServer) -> None:
    server.feed = b"<feed/>"
    night.pull(feed())
    assert night.parts() == [("ta.xml", b"<feed/>")]


def test_pages_that_did_not_change_are_not_sent_again(night: Night, server: HttpServer) -> None:
    night.pull(api())
    asked_before = len(server.log)
    pulled = night.pull(api())
    assert pulled.outcome == "unchanged"
    assert [status for _, _, status in server.log[asked_before:]] == [304, 304, 304]
    assert len(night.parts()) == 3


def test_an_etag_alone_is_enough_for_a_report_of_one_answer(night: Night, server: HttpServer) -> None:
    server.feed = b"<feed/>"
    first = night.pull(feed())
    for path in night.landing.glob("*/blobs/*"):
        path.unlink()  # its retention is over
    second = night.pull(feed())
    assert (second.outcome, second.sha256) == ("unchanged", first.sha256)
    assert server.log[-1][2] == 304


def test_a_change_on_a_later_page_is_seen_though_the_first_is_the_same(night: Night, server: HttpServer) -> None:
    night.pull(api())
    asked_before = len(server.log)
    server.pages = [*PAGES[:2], [{"id": f"hv-new-{number}"} for number in range(3)]]
    assert night.pull(api()).outcome == "arrived"
    assert [status for _, _, status in server.log[asked_before:]] == [304, 304, 200]
    assert [b"hv-new" in body for _, body in night.parts()] == [False, False, True]


def test_the_same_bytes_without_an_etag_are_unchanged(night: Night, server: HttpServer) -> None:
    night.pull(api())
    assert night.last is not None
    for path in night.landing.glob("*/receipts/*"):
        path.unlink()  # so that no ETag of a page is known
    assert night.pull(api()).reason == "the same bytes as the last good delivery"


def test_a_server_that_asks_for_a_pause_gets_it(night: Night, server: HttpServer) -> None:
    server.busy = 2
    assert night.pull(api()).outcome == "arrived"
    assert [status for _, _, status in server.log] == [429, 429, 200, 200, 200]


def test_a_pause_beyond_our_patience_is_left_to_the_next_try(night: Night, server: HttpServer) -> None:
    server.busy, server.retry_after = 1, 3600
    with pytest.raises(SourceUnreachable, match="3600 seconds") as failure:
        night.pull(api())
    assert failure.value.retry
    assert len(server.log) == 1


def test_a_pause_asked_for_again_and_again_is_left_to_the_next_try(night: Night, server: HttpServer) -> None:
    server.busy, server.retry_after = 100, 0
    with pytest.raises(SourceUnreachable, match="too busy"):
        night.pull(api())
    assert len(server.log) == 4


def test_a_wrong_token_is_not_tried_again(night: Night, server: HttpServer, connect_as: ConnectAs) -> None:
    connect_as("center_api", server.connection() | {"password": "wrong-token"})
    with pytest.raises(SourceRefusedLogin) as failure:
        night.pull(api())
    assert not failure.value.retry
    assert len(server.log) == 1


def test_errors_and_receipts_show_no_token(night: Night, server: HttpServer) -> None:
    contract = api(path=f"{API_PATH}?api_key=very-secret")
    night.pull(contract)
    assert night.last is not None
    assert night.last.address == f"{server.address}{API_PATH}"
    server.fault = "unauthorized"
    with pytest.raises(SourceRefusedLogin) as failure:
        night.pull(contract)
    assert "very-secret" not in str(failure.value)
    assert "token" not in str(failure.value).replace("login or token", "")


def test_a_connection_that_nobody_made_is_told(night: Night) -> None:
    with pytest.raises(ContractWrong, match="no connection nobody_made_this"):
        night.pull(api(connection="nobody_made_this"))


FAULTY: list[tuple[Fault, type[ConcordError], str]] = [
    ("hang", SourceUnreachable, "does not answer in time"),
    ("reset", SourceUnreachable, "breaks off"),
    ("cut_off", SourceUnreachable, "breaks off"),
    ("server_error", SourceUnreachable, "answers 500"),
    ("unauthorized", SourceRefusedLogin, "answers 401"),
    ("busy", SourceUnreachable, "too busy"),
    ("redirect_host", SourceMisbehaved, "leads to http://localhost:"),
    ("redirect_port", SourceMisbehaved, "leads to http://127.0.0.1:"),
    ("redirect_scheme", SourceMisbehaved, "leads to https://127.0.0.1:"),
    ("redirect_file", SourceMisbehaved, "no address of an HTTP server"),
    ("next_elsewhere", SourceMisbehaved, "which the contract does not name"),
    ("repeat_page", SourceMisbehaved, "page 3 holds what page 2 held"),
    ("loop", SourceMisbehaved, "leads back to an earlier page|holds what page"),
    ("html_page", SourceMisbehaved, "answers with text/html"),
    ("not_json", SourceMisbehaved, "not the JSON"),
    ("empty", SourceMisbehaved, "not the JSON"),
]


@pytest.mark.parametrize(("fault", "error", "message"), FAULTY, ids=[fault for fault, _, _ in FAULTY])
def test_what_a_server_does_wrong_is_named_and_nothing_counts(
    night: Night, server: HttpServer, fault: Fault, error: type[ConcordError], message: str
) -> None:
    server.fault = fault
    with pytest.raises(error, match=message) as failure:
        night.pull(api(timeout_seconds=1))
    assert type(failure.value) is error
    assert failure.value.where
    assert failure.value.mend
    assert not [name for name in night.files_in_landing() if "receipts" in name or ".incoming" in name]


@pytest.mark.parametrize("fault", ["hang", "reset", "cut_off", "server_error", "repeat_page"])
def test_a_server_that_recovers_is_read_as_if_nothing_had_been(night: Night, server: HttpServer, fault: Fault) -> None:
    server.fault = fault
    with pytest.raises(ConcordError):
        night.pull(api(timeout_seconds=1))
    server.fault = None
    assert night.pull(api()).outcome == "arrived"
    assert len(night.parts()) == 3


def test_a_server_that_is_away_may_come_back(night: Night, connect_as: ConnectAs) -> None:
    with HttpServer("right-token") as running:
        connect_as("center_api", running.connection())
    with pytest.raises(SourceUnreachable) as failure:
        night.pull(api(timeout_seconds=1))
    assert failure.value.retry


def test_a_report_that_is_not_there_is_for_the_provider(night: Night, server: HttpServer) -> None:
    server.feed = None
    with pytest.raises(ReportMissing):
        night.pull(feed())


def test_more_pages_than_the_contract_allows_are_a_fault(night: Night, server: HttpServer) -> None:
    with pytest.raises(SourceMisbehaved, match="more than 2 pages"):
        night.pull(api(pages={"next_link": "links.next", "most": 2}))


@pytest.mark.parametrize("media", ["application/json", "application/pdf"])
def test_another_medium_than_promised_is_refused(night: Night, server: HttpServer, media: str) -> None:
    server.feed, server.feed_type = b"<feed/>", media
    with pytest.raises(SourceMisbehaved, match="where xml was promised"):
        night.pull(feed())
