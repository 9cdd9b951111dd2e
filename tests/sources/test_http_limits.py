"""What an HTTP source may not do to a night: drip, flood, lead to secrets; and how it may redirect and count pages."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from concord_sources.patience import Patience
from contracts.contract import Contract
from contracts.errors import ContractWrong, SourceMisbehaved, SourceRefusedLogin, SourceUnreachable
from tests.sources.pulling import ConnectAs, Night, contract_of
from tests.sources.raw_server import Behaviour, RawServer, answer, cut_off, drip_body, drip_header, hang


def report(delivery: str = "full", **source: Any) -> Contract:
    facts = {"transport": "http_api", "connection": "center_api", "path": "/report", "format": "xml", **source}
    return contract_of(delivery, **facts)


def connection_to(port: int) -> dict[str, Any]:
    return {"conn_type": "http", "schema": "http", "host": "127.0.0.1", "port": port, "password": "right-token"}


class Application:
    """A server of a test's own: answers each GET with a function of path and headers, and keeps what was asked."""

    def __init__(self, respond: Any) -> None:
        self.asked: list[tuple[str, dict[str, str]]] = []
        application = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                application.asked.append((self.path, dict(self.headers)))
                status, headers, body = respond(self.path)
                self.send_response(status)
                for name, value in {"Content-Length": str(len(body)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = int(self._server.server_address[1])
        self.address = f"http://127.0.0.1:{self.port}"

    @contextmanager
    def running(self) -> Iterator[Application]:
        Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()


@pytest.mark.parametrize("behaviour", [drip_body, drip_header], ids=["body", "header"])
def test_a_server_that_drips_cannot_hold_up_the_night(
    night: Night, connect_as: ConnectAs, behaviour: Behaviour
) -> None:
    with RawServer(behaviour) as server:
        connect_as("center_api", connection_to(server.port))
        with pytest.raises(SourceUnreachable, match="did not finish within 4 seconds") as failure:
            night.pull(report(timeout_seconds=0.2))
        assert (server.requests_seen, server.answers_ended) == (1, 0), "it waited for the end"
    assert failure.value.retry
    assert night.files_in_landing() == []


@pytest.mark.parametrize("behaviour", [hang, cut_off], ids=["hangs", "is cut off"])
def test_an_answer_without_pages_that_does_not_end_counts_for_nothing(
    night: Night, connect_as: ConnectAs, behaviour: Behaviour
) -> None:
    with RawServer(behaviour) as server:
        connect_as("center_api", connection_to(server.port))
        with pytest.raises(SourceUnreachable):
            night.pull(report(timeout_seconds=0.5))
        assert server.requests_seen == 1
    assert night.files_in_landing() == []


def test_a_compressed_answer_that_unfolds_without_end_is_refused(
    night: Night, connect_as: ConnectAs, monkeypatch: pytest.MonkeyPatch
) -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = packer.compress(b"\0" * 20_000_000) + packer.flush()
    behaviour = answer("200 OK", {"Content-Type": "application/xml", "Content-Encoding": "gzip"}, bomb)
    monkeypatch.setattr("concord_sources.pull.Patience", lambda seconds: Patience(seconds, most_bytes=1_000_000))
    with RawServer(behaviour) as server:
        connect_as("center_api", connection_to(server.port))
        with pytest.raises(SourceMisbehaved, match="larger than 1,000,000 bytes"):
            night.pull(report())
    assert night.files_in_landing() == []


def test_an_untrusted_certificate_is_like_a_wrong_host_key(night: Night, connect_as: ConnectAs, tmp_path: Any) -> None:
    with RawServer(answer("200 OK", {})) as server:  # speaks no TLS at all
        connect_as("center_api", connection_to(server.port) | {"schema": "https"})
        with pytest.raises(SourceRefusedLogin, match="certificate") as failure:
            night.pull(report())
    assert not failure.value.retry


def test_a_redirect_to_a_named_server_is_followed_without_our_secrets(night: Night, connect_as: ConnectAs) -> None:
    xml = {"Content-Type": "application/xml"}
    with Application(lambda path: (200, xml, b"<feed/>")).running() as files:
        signed = {"Location": f"{files.address}/signed?signature=secret"}
        with Application(lambda path: (302, signed, b"")).running() as api:
            facts = connection_to(api.port) | {"extra": {"X-Api-Key": "also-secret"}}
            connect_as("center_api", facts)
            night.pull(report(allowed_hosts=[files.address]))
    assert night.parts() == [("report.xml", b"<feed/>")]
    ours, theirs = api.asked[0][1], files.asked[0][1]
    assert (ours["Authorization"], ours["X-Api-Key"]) == ("Bearer right-token", "also-secret")
    assert "Authorization" not in theirs
    assert "X-Api-Key" not in theirs
    assert night.last is not None
    assert "secret" not in str(night.last)


def test_a_redirect_on_the_same_server_is_followed(night: Night, connect_as: ConnectAs) -> None:
    def respond(path: str) -> Any:
        if path == "/report":
            return 301, {"Location": "/moved"}, b""
        return 200, {"Content-Type": "application/xml"}, b"<feed/>"

    with Application(respond).running() as server:
        connect_as("center_api", connection_to(server.port))
        night.pull(report())
    assert night.parts() == [("report.xml", b"<feed/>")]


def test_redirects_in_a_circle_end(night: Night, connect_as: ConnectAs) -> None:
    with Application(lambda path: (302, {"Location": "/report"}, b"")).running() as server:
        connect_as("center_api", connection_to(server.port))
        with pytest.raises(SourceMisbehaved, match="more than 5 redirects"):
            night.pull(report())


def test_a_link_back_to_an_earlier_page_is_caught_though_its_records_are_new(
    night: Night, connect_as: ConnectAs
) -> None:
    numbers = iter(range(100))

    def respond(path: str) -> Any:
        body = {"items": [{"id": next(numbers)}], "next": "/report"}
        return 200, {"Content-Type": "application/json"}, json.dumps(body).encode()

    with Application(respond).running() as server:
        connect_as("center_api", connection_to(server.port))
        with pytest.raises(SourceMisbehaved, match="leads back to an earlier page"):
            night.pull(report(format={"kind": "json", "record_path": "items"}, pages={"next_link": "next", "most": 9}))


def test_counted_pages_end_with_the_first_empty_one(night: Night, connect_as: ConnectAs) -> None:
    def respond(path: str) -> Any:
        number = int(parse_qs(urlsplit(path).query)["page"][0])
        records = [{"id": f"{number}-{item}"} for item in range(2)] if number <= 2 else []
        return 200, {"Content-Type": "application/json"}, json.dumps({"items": records, "page": number}).encode()

    with Application(respond).running() as server:
        connect_as("center_api", connection_to(server.port))
        night.pull(
            report(
                format={"kind": "json", "record_path": "items"},
                pages={"page_parameter": "page", "size_parameter": "size", "size": 2},
            )
        )
    assert [name for name, _ in night.parts()] == ["page-0001.json", "page-0002.json"]
    asked = [parse_qs(urlsplit(path).query) for path, _ in server.asked]
    assert asked == [{"page": [str(page)], "size": ["2"]} for page in (1, 2, 3)]


def test_counted_pages_without_records_at_their_place_are_a_fault(night: Night, connect_as: ConnectAs) -> None:
    respond = lambda path: (200, {"Content-Type": "application/json"}, b'{"error": "maintenance"}')  # noqa: E731
    with Application(respond).running() as server:
        connect_as("center_api", connection_to(server.port))
        with pytest.raises(SourceMisbehaved, match="no list of records stands at items"):
            night.pull(report(format={"kind": "json", "record_path": "items"}, pages={"page_parameter": "page"}))


def test_pages_of_other_formats_follow_the_link_in_the_header(night: Night, connect_as: ConnectAs) -> None:
    def respond(path: str) -> Any:
        link = {} if "page=2" in path else {"Link": '</report?page=2>; rel="next"'}
        return 200, {"Content-Type": "text/csv", **link}, f"id\n{path}\n".encode()

    with Application(respond).running() as server:
        connect_as("center_api", connection_to(server.port))
        night.pull(report(format="csv", pages={}))
        assert night.parts() == [("page-0001.csv", b"id\n/report\n"), ("page-0002.csv", b"id\n/report?page=2\n")]
        with pytest.raises(ContractWrong, match="counted in JSON only"):
            night.pull(report(format="csv", pages={"page_parameter": "page"}))


def test_changes_are_asked_for_since_the_last_good_delivery(night: Night, connect_as: ConnectAs) -> None:
    answers = iter([b'[{"id": 1}]', b'[{"id": 2}]', b"[]"])
    respond = lambda path: (200, {"Content-Type": "application/json"}, next(answers))  # noqa: E731
    contract = report("incremental", format="json", since_parameter="changed_since")
    began = datetime(2026, 3, 12, 2, 0, tzinfo=UTC)
    with Application(respond).running() as server:
        connect_as("center_api", connection_to(server.port))
        night.pull(contract, now=began)
        night.pull(contract, now=began + timedelta(days=1))
        quiet = night.pull(contract, now=began + timedelta(days=2))
    asked = [parse_qs(urlsplit(path).query).get("changed_since") for path, _ in server.asked]
    # An hour before, since clocks differ; what comes again counts as unchanged.
    assert asked == [None, ["2026-03-12T01:00:00Z"], ["2026-03-13T01:00:00Z"]]
    assert (quiet.outcome, quiet.reason) == ("unchanged", "no record changed since")


def test_a_page_nested_without_end_is_refused(night: Night, connect_as: ConnectAs) -> None:
    body = b'{"items": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    with Application(lambda path: (200, {"Content-Type": "application/json"}, body)).running() as server:
        connect_as("center_api", connection_to(server.port))
        with pytest.raises(SourceMisbehaved, match="not the JSON"):
            night.pull(report(format={"kind": "json", "record_path": "items"}, pages={"next_link": "next"}))
