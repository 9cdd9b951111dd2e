"""The answering service of a home: what it works with, and running it."""

from __future__ import annotations

import logging

import uvicorn
from sqlalchemy.engine import Engine

from answers.service import Service, make_app
from answers.signing import LinkSigner
from contracts.errors import UsageWrong
from nights.answer_settings import WAREHOUSE_URL, AnswerSettings
from nights.settings import Settings
from nights.warehouse_access import open_warehouse
from warehouse.connections import engine
from warehouse.server import ANSWERS, EmbeddedServer

MOST_SECONDS = 20
"""The longest that a statement for a page may take."""
MOST_AT_ONCE = 64


def open_for_answers(settings: Settings, warehouse_url: str = "") -> Engine:
    """An engine with the rights of the role that adds answers, and no more.

    Args:
        warehouse_url: its login; "" for the embedded server's.

    Raises:
        UsageWrong: the warehouse is not the embedded one, and the role's own login is not named.
        WarehouseUnavailable: it cannot be reached or started.
    """
    if warehouse_url:
        return engine(warehouse_url, statement_timeout_seconds=MOST_SECONDS)
    if settings.warehouse_url:
        raise UsageWrong(
            "answers come in by a login of their own, which may do nothing else", where=WAREHOUSE_URL,
            mend=f"set it to the address of the warehouse with the login {ANSWERS}; see docs/answers.md",
        )  # fmt: skip
    open_warehouse(settings)
    return engine(EmbeddedServer(settings.home).url(ANSWERS), statement_timeout_seconds=MOST_SECONDS)


def make_service(settings: Settings, answering: AnswerSettings) -> Service:
    """The service, ready to be shown to readers."""
    return Service(
        open_for_answers(settings, answering.warehouse_url), LinkSigner(answering.secret), answering.url,
        answering.contact,
    )  # fmt: skip


def run_service(service: Service, host: str, port: int) -> None:
    """Serve until the process is asked to end; addresses are logged without what makes a link one."""
    logging.basicConfig(format="%(asctime)s %(name)s %(levelname)s %(message)s", level=logging.INFO)
    uvicorn.run(
        make_app(service), host=host, port=port, access_log=False, server_header=False, log_level="warning",
        limit_concurrency=MOST_AT_ONCE, timeout_keep_alive=5, timeout_graceful_shutdown=5,
    )  # fmt: skip
