"""A server that says exactly the bytes that a test wants, as slowly as it wants."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType

Behaviour = Callable[[socket.socket, threading.Event], None]


class RawServer:
    """TCP on 127.0.0.1 for the time of a `with` block; each connection is given to the behaviour.

    Attributes:
        requests_seen: TCP connections accepted so far.
    """

    def __init__(self, behaviour: Behaviour) -> None:
        self.requests_seen = 0
        self._behaviour = behaviour
        self._closing = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self) -> RawServer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.set()
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.requests_seen += 1
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):  # a client may go away
            self._behaviour(connection, self._closing)


def answer(status: str, headers: dict[str, str], body: bytes = b"") -> Behaviour:
    """One whole HTTP answer, and the end of the connection."""

    def behave(connection: socket.socket, closing: threading.Event) -> None:
        connection.recv(65536)
        lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in headers.items())]
        lines += [f"Content-Length: {len(body)}", "Connection: close", "", ""]
        connection.sendall("\r\n".join(lines).encode() + body)

    return behave


def hang(connection: socket.socket, closing: threading.Event) -> None:
    """Take the request and say nothing."""
    connection.recv(65536)
    closing.wait()


def drip_body(connection: socket.socket, closing: threading.Event) -> None:
    """One byte at a time, each within any timeout, for ever."""
    connection.recv(65536)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\nContent-Length: 1000000\r\n\r\n")
    while not closing.wait(0.05):
        connection.sendall(b"x")


def drip_header(connection: socket.socket, closing: threading.Event) -> None:
    """A header that never ends, one byte at a time."""
    connection.recv(65536)
    connection.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while not closing.wait(0.05):
        connection.sendall(b"x")


def cut_off(connection: socket.socket, closing: threading.Event) -> None:
    """Fewer bytes than were promised."""
    connection.recv(65536)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\nContent-Length: 1000\r\n\r\n<feed>")
