"""What every request meets before a page does, and every response carries."""

from __future__ import annotations

import logging
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from answers.signing import PATH

log = logging.getLogger("concord.answers")

MOST_BYTES = 16_384
"""Of a form that is sent."""
MOST_ADDRESS = 400
PLACES = ("/health", "/style.css")
"""Addresses that hold no link."""

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
OVER_TLS = {"Strict-Transport-Security": "max-age=31536000"}


@dataclass
class Window:
    """How often something may happen: so many times within so many seconds, for each of many keys.

    Attributes:
        most_keys: the longest unused are forgotten beyond it, so that nobody fills the memory.
    """

    most: int
    seconds: float
    most_keys: int = 10_000
    clock: Callable[[], float] = time.monotonic
    _times: OrderedDict[str, deque[float]] = field(default_factory=OrderedDict)

    def allows(self, key: str) -> bool:
        """Whether it may happen once more now; if so, it is counted."""
        now = self.clock()
        times = self._times.setdefault(key, deque())
        self._times.move_to_end(key)
        while times and times[0] <= now - self.seconds:
            times.popleft()
        if len(self._times) > self.most_keys:
            self._times.popitem(last=False)
        if len(times) >= self.most:
            return False
        times.append(now)
        return True


class Guard:
    """Refuses what is too large or too often, sets the headers, and logs without the secret part of an address.

    Args:
        app: what it guards.
        refuse: makes the page for a refusal: its status and headers.
        is_over_tls: whether readers come by https.
        requests: how often one client may ask.
    """

    def __init__(
        self, app: ASGIApp, *, refuse: Callable[[int], ASGIApp], is_over_tls: bool, requests: Window
    ) -> None:
        self._app = app
        self._refuse = refuse
        self._headers = {**HEADERS, **(OVER_TLS if is_over_tls else {})}
        self._requests = requests

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = time.monotonic(), 500

        async def send_guarded(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers[name] = value
            await send(message)

        refusal = self._refusal(scope)
        try:
            await (self._refuse(refusal) if refusal else self._app)(scope, receive, send_guarded)
        except Exception as error:
            # Told by its kind alone: its text may quote what was sent. The page was sent before it came here.
            log.error("a request broke off: %s", type(error).__name__)
        finally:
            milliseconds = (time.monotonic() - began) * 1000
            log.info("%s %s %d %.0f ms", scope["method"], _without_secret(scope["path"]), status, milliseconds)

    def _refusal(self, scope: Scope) -> int:
        """Status of a refusal; 0 where there is none."""
        client = scope.get("client") or ("", 0)
        if not self._requests.allows(client[0]):
            return 429
        if len(scope["path"]) > MOST_ADDRESS:
            return 404
        if scope["method"] in ("GET", "HEAD"):
            return 0
        length = Headers(scope=scope).get("content-length")
        if length is None or not length.isdecimal():
            return 411
        return 413 if int(length) > MOST_BYTES else 0


def _without_secret(path: str) -> str:
    """The place without what makes a link one: /answer/3fQxkT0n…; of what is no place of ours, nothing."""
    if path in PLACES:
        return path
    if not path.startswith(PATH):
        return "/…"
    return f"{PATH}{''.join(letter for letter in path[len(PATH) :][:8] if letter.isalnum() or letter in '-_')}…"
