"""The faults that an HTTP source may have, each a small function that answers in place of the right answer."""

from __future__ import annotations

import socket
import struct
from collections.abc import Callable
from typing import TYPE_CHECKING, Literal
from urllib.parse import SplitResult, parse_qs

if TYPE_CHECKING:
    from demo.servers.http import Handler

Fault = Literal[
    "hang", "reset", "cut_off", "redirect_host", "redirect_port", "redirect_scheme", "redirect_file", "next_elsewhere",
    "repeat_page", "loop", "server_error", "unauthorized", "busy", "html_page", "not_json", "empty",
]  # fmt: skip

HTML_PAGE = b"""<!DOCTYPE html>
<html><head><title>Scheduled maintenance</title></head>
<body><h1>We will be back soon</h1><p>Our systems are being updated tonight.</p></body></html>
"""

Answer = Callable[["Handler", SplitResult], None]


def _number(parts: SplitResult) -> int:
    return int(parse_qs(parts.query).get("page", ["1"])[0])


def _hang(handler: Handler, parts: SplitResult) -> None:
    """Take the request and never answer, until the server closes."""
    handler.source.closing.wait()
    handler.close_connection = True


def _reset(handler: Handler, parts: SplitResult) -> None:
    """Break the connection off with a TCP reset."""
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()
    handler.close_connection = True


def _cut_off(handler: Handler, parts: SplitResult) -> None:
    """Promise more bytes than are sent."""
    body = b'{"data": [{"id": "hv-1", "title": "Cut '
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", str(len(body) + 5000))
    handler.end_headers()
    handler.wfile.write(body)
    handler.close_connection = True


def _redirect(where: Callable[[Handler], str]) -> Answer:
    def answer(handler: Handler, parts: SplitResult) -> None:
        handler.answer(302, b"", "text/plain", {"Location": where(handler)})

    return answer


def _next_elsewhere(handler: Handler, parts: SplitResult) -> None:
    """Page 1 is right, but its next link leads to another server."""
    handler.answer_page(_number(parts), f"http://127.0.0.1:{handler.source.trap_port}/elsewhere")


def _repeat_page(handler: Handler, parts: SplitResult) -> None:
    """Page 2 is served in place of page 3 as well."""
    handler.answer_page(min(_number(parts), 2), f"{handler.source.address}{parts.path}?page={_number(parts) + 1}")


def _loop(handler: Handler, parts: SplitResult) -> None:
    """Every page says that it follows itself."""
    handler.answer_page(_number(parts), f"{handler.source.address}{parts.path}?page={_number(parts)}")


def _plain(status: int, body: bytes, kind: str, headers: dict[str, str] | None = None) -> Answer:
    def answer(handler: Handler, parts: SplitResult) -> None:
        handler.answer(status, body, kind, headers)

    return answer


FAULTS: dict[Fault, Answer] = {
    "hang": _hang,
    "reset": _reset,
    "cut_off": _cut_off,
    "redirect_host": _redirect(lambda handler: f"http://localhost:{handler.source.port}/elsewhere"),
    "redirect_port": _redirect(lambda handler: f"http://127.0.0.1:{handler.source.trap_port}/elsewhere"),
    "redirect_scheme": _redirect(lambda handler: f"https://127.0.0.1:{handler.source.port}/elsewhere"),
    "redirect_file": _redirect(lambda handler: "file:///etc/hostname"),
    "next_elsewhere": _next_elsewhere,
    "repeat_page": _repeat_page,
    "loop": _loop,
    "server_error": _plain(500, b"internal error", "text/plain"),
    "unauthorized": _plain(401, b'{"error": "token expired"}', "application/json"),
    "busy": _plain(429, b"", "text/plain", {"Retry-After": "1"}),
    "html_page": _plain(200, HTML_PAGE, "text/html; charset=utf-8"),
    "not_json": _plain(200, b"{'data': oops", "application/json"),
    "empty": _plain(200, b"", "application/json"),
}
