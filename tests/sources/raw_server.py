"""A server that says exactly the bytes that a test wants, as slowly as it wants."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType

DRIPS = 200

Behaviour = Callable[[socket.socket, threading.Event], None]


class RawServer:
    """TCP on 127.0.0.1 for the time of a `with` block; each connection is given to the behaviour.

    Attributes:
        requests_seen: TCP connections accepted so far.
        answers_ended: of those, how many were answered to the end, or left by the client.
    """

    def __init__(self, behaviour: Behaviour) -> None:
        self.requests_seen = 0
        self.answers_ended = 0
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
        self.answers_ended += 1


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
    """One byte at a time, each within any timeout; whoever waits for the end gets a right answer."""
    connection.recv(65536)
    header = f"HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\nContent-Length: {DRIPS}\r\n\r\n"
    connection.sendall(header.encode())
    drip(connection, closing)


def drip_header(connection: socket.socket, closing: threading.Event) -> None:
    """A header one byte at a time; whoever waits for its end gets a right answer."""
    connection.recv(65536)
    connection.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    drip(connection, closing)
    connection.sendall(b"\r\nContent-Type: application/xml\r\nContent-Length: 7\r\n\r\n<feed/>")


def drip(connection: socket.socket, closing: threading.Event) -> None:
    """Bytes for some ten seconds, or until the server closes."""
    for _ in range(DRIPS):
        if closing.wait(0.05):
            return
        connection.sendall(b"x")


def cut_off(connection: socket.socket, closing: threading.Event) -> None:
    """Fewer bytes than were promised."""
    connection.recv(65536)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\nContent-Length: 1000\r\n\r\n<feed>")
