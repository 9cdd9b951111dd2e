"""The service: a page for each link, which its reader sees and answers, and nothing else.

Looking (GET, HEAD) changes nothing, so a mail scanner that opens every link harms nothing. An answer is sent (POST)
with a form's own token, once: the same form sent twice is one answer. The service writes as a role that may only add
answers; whatever it shows, it reads as the link's own reader.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import sqlalchemy as sa
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from sqlalchemy.engine import Connection, Engine
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp

from answers.forms import Given, Mistake, read_form
from answers.guard import Guard, Window
from answers.pages import Form, read_style, render_message, render_subject
from answers.seen import Seen, act_as, read_seen
from answers.signing import PATH, LinkSigner, answer_id, token_id
from contracts.errors import WarehouseUnavailable
from transforms.phrases import say_day
from warehouse.answers import Answer, add_answer
from warehouse.links import Link, find_link

log = logging.getLogger("concord.answers")

ONE_FORM = "application/x-www-form-urlencoded"
MOST_FIELDS = 12
STATUS = {"wrong": 404, "expired": 410, "revoked": 410, "gone": 410, "over": 410, "form": 403, "large": 413,
          "often": 429, "method": 405, "away": 503}  # fmt: skip
"""Name of a message to the status that comes with it."""
_NAMED = {404: "wrong", 405: "method", 411: "form", 413: "large", 429: "often"}


@dataclass(frozen=True)
class Service:
    """What the service works with.

    Attributes:
        engine: of the role that adds answers.
        signer: under the secret by which the links were made.
        url: address that links begin with.
        contact: to whom readers write.
        now: the moment, UTC.
        requests: how often one client may ask.
        sent: how often one link may be answered by.
    """

    engine: Engine
    signer: LinkSigner
    url: str
    contact: str
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    requests: Window = field(default_factory=lambda: Window(240, 60))
    sent: Window = field(default_factory=lambda: Window(20, 600))

    @property
    def today(self) -> date:
        """The day, UTC."""
        return self.now().date()

    def message(self, name: str, *, when: str = "") -> HTMLResponse:
        """A page that says why there is no other."""
        page = render_message(name, contact=self.contact, when=when)
        headers = {"Retry-After": "300"} if name in ("often", "away") else {}
        return HTMLResponse(page, STATUS[name], headers=headers)

    def open_link(self, connection: Connection, token: str) -> Link | HTMLResponse:
        """The link of a token, or the page that says why it is none; all that is wrong looks alike."""
        link = find_link(connection, token_id(token))
        if link is None or not self.signer.is_of(link, token):
            return self.message("wrong")
        if link.is_revoked:
            return self.message("revoked")
        if link.expires_at <= self.now():
            return self.message("expired", when=say_day(link.expires_at.date()))
        return link

    def see(self, connection: Connection, link: Link) -> Seen | HTMLResponse:
        """What the link's reader may see of its subject, or the page that says that nothing is to be seen."""
        act_as(connection, link)
        seen = read_seen(connection, link, self.today)
        if seen is None:
            return self.message("gone")
        # What was answered may be answered anew; what nobody answered and nobody finds any more waits for nothing.
        if link.party and not seen.sentence and not seen.said:
            return self.message("over")
        return seen

    def show(self, token: str, *, is_noted: bool) -> HTMLResponse:
        """The page of a link."""
        with self.engine.connect() as connection:
            link = self.open_link(connection, token)
            if isinstance(link, HTMLResponse):
                return link
            seen = self.see(connection, link)
        if isinstance(seen, HTMLResponse):
            return seen
        return self._page(link, seen, is_noted=is_noted and seen.has_waiting(link.reader))

    def take(self, token: str, sent: Mapping[str, str]) -> Response:
        """Note what was sent for a link; then its reader is sent to the page, so that reloading sends nothing again."""
        with self.engine.connect() as connection:
            link = self.open_link(connection, token)
            if isinstance(link, HTMLResponse):
                return link
            if not self.sent.allows(link.link_id):
                return self.message("often")
            nonce = self.signer.form_nonce(link, sent.get("form", ""))
            if nonce is None:
                return self.message("form")
            seen = self.see(connection, link)
            if isinstance(seen, HTMLResponse):
                return seen
            given, mistakes = read_form(link, sent, self.today)
            if mistakes:
                return self._page(link, seen, values=sent, mistakes=tuple(mistakes))
            connection.rollback()
            self._add(connection, link, nonce, given)
        return RedirectResponse(f"{PATH}{self.signer.token(link)}?noted=1", 303)

    def _add(self, connection: Connection, link: Link, nonce: str, given: Given) -> None:
        answer = Answer(answer_id(link, nonce), given.judgement, given.until, given.words, given.given_by,
                        given.sharing_level, self.now())  # fmt: skip
        add_answer(connection, link, answer)
        connection.commit()

    def _page(
        self, link: Link, seen: Seen, *, values: Mapping[str, str] | None = None, mistakes: tuple[Mistake, ...] = (),
        is_noted: bool = False,
    ) -> HTMLResponse:  # fmt: skip
        form = Form(self.signer.form(link), values or {}, mistakes, is_noted)
        page = render_subject(link, seen, form, today=self.today, contact=self.contact)
        return HTMLResponse(page, 422 if mistakes else 200)


def make_app(service: Service) -> ASGIApp:
    """The service as an ASGI application, guarded."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    _add_routes(app, service)
    _add_refusals(app, service)
    return Guard(
        app,
        refuse=lambda status: service.message(_NAMED[status]),
        is_over_tls=service.url.startswith("https:"),
        requests=service.requests,
    )


def _add_routes(app: FastAPI, service: Service) -> None:
    @app.api_route(f"{PATH}{{token}}", methods=["GET", "HEAD"])
    def show(token: str, noted: str = "") -> Response:
        return service.show(token, is_noted=noted == "1")

    @app.post(f"{PATH}{{token}}")
    async def take(token: str, request: Request) -> Response:
        if not _is_ours(request):
            return service.message("form")
        async with request.form(max_files=0, max_fields=MOST_FIELDS) as sent:
            values = {name: value for name, value in sent.items() if isinstance(value, str)}
        return await run_in_threadpool(service.take, token, values)

    @app.api_route("/style.css", methods=["GET", "HEAD"])
    def style() -> Response:
        return PlainTextResponse(read_style(), media_type="text/css")

    @app.api_route("/health", methods=["GET", "HEAD"])
    def health() -> Response:
        with service.engine.connect() as connection:
            connection.execute(sa.text("SELECT count(*) FROM core.link WHERE false"))
        return PlainTextResponse("ok")


def _is_ours(request: Request) -> bool:
    """Whether a plain form of one of our own pages was sent, as far as the browser tells."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return kind == ONE_FORM and request.headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none")


def _add_refusals(app: FastAPI, service: Service) -> None:
    @app.exception_handler(HTTPException)
    def refuse(_request: Request, error: HTTPException) -> Response:
        return service.message(_NAMED.get(error.status_code, "form"))

    @app.exception_handler(WarehouseUnavailable)
    def away(_request: Request, error: WarehouseUnavailable) -> Response:
        log.warning("the warehouse refuses: %s", error.message)
        return service.message("away")

    @app.exception_handler(Exception)
    def broken(_request: Request, _error: Exception) -> Response:
        return service.message("away")
