"""A small HTTP application: a paged JSON API with token and an ETag a page, an XML feed, and faults."""

from __future__ import annotations

import hashlib
import json
import socket
import threading
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Literal, get_args
from urllib.parse import parse_qs, urlsplit

from demo.servers.http_faults import FAULTS, Fault

API_PATH = "/api/v1/ta-records"
FEED_PATH = "/feeds/ta.xml"
ELSEWHERE = "/elsewhere"

Route = Literal["api", "feed"]


class HttpServer:
    """HTTP on 127.0.0.1 for the time of a `with` block.

    Args:
        token: the bearer token that the API asks for; the feed is open unless `feed_token` is set.
        port: 0 for a free one.

    Attributes:
        pages: what the API hands out, page by page.
        feed, feed_type: what the feed answers; None is 404.
        fault: what goes wrong on every request for a report, until set to None.
        busy: how many requests the API still answers with 429 and Retry-After.
        requests_seen: TCP connections accepted so far; `strays_seen` those of clients that followed a wrong redirect.
        log: method, path with query and status of each answered request.
    """

    def __init__(self, token: str = "demo-token", *, port: int = 0, retry_after: int = 1) -> None:
        self.token = token
        self.retry_after = retry_after
        self.pages: Sequence[Sequence[dict[str, Any]]] = [[]]
        self.feed: bytes | None = None
        self.feed_type = "application/xml; charset=utf-8"
        self.fault: Fault | None = None
        self.busy = 0
        self.requests_seen = 0
        self.strays_seen = 0
        self.log: list[tuple[str, str, int]] = []
        self.closing = threading.Event()
        self._server = _Listener(("127.0.0.1", port), _handler_of(self), self._count)
        self._trap = _Listener(("127.0.0.1", 0), _trap_of(self), self._count_stray)
        self._threads = [
            threading.Thread(target=listener.serve_forever, args=(0.05,), daemon=True)
            for listener in (self._server, self._trap)
        ]

    def __enter__(self) -> HttpServer:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.closing.set()
        for listener in (self._server, self._trap):
            listener.shutdown()
            listener.server_close()
        for thread in self._threads:
            thread.join(5)

    @property
    def port(self) -> int:
        """The port of the server."""
        return int(self._server.server_address[1])

    @property
    def trap_port(self) -> int:
        """A port of another server, to which no client may be led."""
        return int(self._trap.server_address[1])

    @property
    def address(self) -> str:
        """Scheme, host and port."""
        return f"http://127.0.0.1:{self.port}"

    def connection(self) -> dict[str, Any]:
        """The Airflow connection; the token is its password."""
        return {
            "conn_type": "http", "schema": "http", "host": "127.0.0.1", "port": self.port, "password": self.token,
        }  # fmt: skip

    def _count(self) -> None:
        self.requests_seen += 1

    def _count_stray(self) -> None:
        self.strays_seen += 1


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler], count: Any) -> None:
        self._count_socket = count
        super().__init__(address, handler)

    def get_request(self) -> tuple[socket.socket, Any]:
        accepted = super().get_request()
        self._count_socket()
        return accepted

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away is no news."""


class Handler(BaseHTTPRequestHandler):
    """Answers one connection's requests."""

    protocol_version = "HTTP/1.1"
    source: HttpServer

    def do_GET(self) -> None:  # the name that http.server asks for
        """Route a request, through the fault where one is set."""
        parts = urlsplit(self.path)
        route: Route | None = {API_PATH: "api", FEED_PATH: "feed"}.get(parts.path)  # type: ignore[assignment]
        if parts.path == ELSEWHERE:
            self.source.strays_seen += 1
        if route is None:
            self.answer(404, b"not found", "text/plain")
        elif self.source.fault is not None:
            FAULTS[self.source.fault](self, parts)
        elif route == "api":
            self.answer_page(_page_number(parts.query))
        else:
            self.answer_feed()

    def answer_page(self, number: int, next_link: str | None = None) -> None:
        """One page of the API, if the token fits and the server is not busy."""
        source = self.source
        if self.headers.get("Authorization") != f"Bearer {source.token}":
            self.answer(401, b'{"error": "token missing or wrong"}', "application/json")
        elif source.busy > 0:
            source.busy -= 1
            self.answer(429, b'{"error": "too many requests"}', "application/json",
                        {"Retry-After": str(source.retry_after)})  # fmt: skip
        elif not 1 <= number <= len(source.pages):
            self.answer(404, b'{"error": "no such page"}', "application/json")
        else:
            self.answer_unless_known(self._page_body(number, next_link), "application/json")

    def _page_body(self, number: int, next_link: str | None) -> bytes:
        last = number >= len(self.source.pages)
        following = None if last else f"{self.source.address}{API_PATH}?page={number + 1}"
        page = {
            "total": sum(map(len, self.source.pages)), "page": number, "data": list(self.source.pages[number - 1]),
            "links": {"next": next_link or following},
        }  # fmt: skip
        return json.dumps(page, ensure_ascii=False).encode()

    def answer_feed(self) -> None:
        """The feed, or 304 when the client has it already."""
        feed = self.source.feed
        if feed is None:
            self.answer(404, b"not found", "text/plain")
        else:
            self.answer_unless_known(feed, self.source.feed_type)

    def answer_unless_known(self, body: bytes, kind: str) -> None:
        """A body with its ETag, or 304 when the client has just these bytes."""
        etag = _etag(body)
        if self.headers.get("If-None-Match") == etag:
            self.answer(304, b"", "", {"ETag": etag})
        else:
            self.answer(200, body, kind, {"ETag": etag})

    def answer(self, status: int, body: bytes, kind: str, headers: dict[str, str] | None = None) -> None:
        """Send one whole answer."""
        self.source.log.append((self.command, self.path, status))
        self.send_response(status)
        if kind:
            self.send_header("Content-Type", kind)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the name that http.server asks for
        """Quiet: `log` of the server keeps what was asked."""


def _handler_of(source: HttpServer) -> type[Handler]:
    return type("BoundHandler", (Handler,), {"source": source})


def _trap_of(source: HttpServer) -> type[BaseHTTPRequestHandler]:
    class Trap(Handler):
        def do_GET(self) -> None:
            self.answer(200, b'{"data": [{"id": "stolen"}]}', "application/json")

    return type("BoundTrap", (Trap,), {"source": source})


def _page_number(query: str) -> int:
    text = parse_qs(query).get("page", ["1"])[0]
    return int(text) if text.isdigit() else 0


def _etag(content: bytes) -> str:
    return f'"{hashlib.sha256(content).hexdigest()[:20]}"'


assert set(get_args(Fault)) == set(FAULTS)
