"""Where readers' answers arrive, and the secret under which their links are made."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from answers.signing import LEAST_SECRET
from contracts.errors import UsageWrong
from nights.settings import Settings
from ops.answers_process import choose_answers_port
from warehouse.server_ports import LOOPBACK
from warehouse.server_secrets import SecretsFile

URL = "CONCORD_ANSWERS_URL"
PORT = "CONCORD_ANSWERS_PORT"
SECRET = "CONCORD_ANSWERS_SECRET"
CONTACT = "CONCORD_ANSWERS_CONTACT"
OWNER = "CONCORD_ANSWERS_OWNER"
DAYS = "CONCORD_ANSWERS_DAYS"
WAREHOUSE_URL = "CONCORD_ANSWERS_WAREHOUSE_URL"

USUAL_DAYS = 60
SENDER = "whoever sent you the message with this link"


@dataclass(frozen=True)
class AnswerSettings:
    """How readers answer.

    Attributes:
        url: address that links begin with, without a slash at its end.
        port: on which the service listens.
        secret: never print it.
        contact: to whom readers write, such as "the Concord team, concord@example.gov".
        owner: who sees to new input.
        days: how long a link holds.
        warehouse_url: login of the role that adds answers; "" for the embedded server's.
    """

    url: str
    port: int
    secret: str = field(repr=False)
    contact: str
    owner: str
    days: int
    warehouse_url: str = field(repr=False)

    @classmethod
    def read(cls, settings: Settings, environment: Mapping[str, str] = os.environ) -> AnswerSettings:
        """From the environment, else defaults; the secret of a home is made when it is first asked for.

        Raises:
            UsageWrong: a value cannot be one.
        """
        port = _number(environment, PORT, 0) or choose_answers_port(settings.home)
        return cls(
            url=_address(environment.get(URL) or f"http://{LOOPBACK}:{port}"),
            port=port,
            secret=_secret(settings, environment),
            contact=environment.get(CONTACT) or SENDER,
            owner=environment.get(OWNER) or "Concord stewards",
            days=_number(environment, DAYS, USUAL_DAYS),
            warehouse_url=environment.get(WAREHOUSE_URL, ""),
        )

    @property
    def is_local(self) -> bool:
        """Whether links lead to this machine only."""
        return urlsplit(self.url).hostname in (LOOPBACK, "localhost")

    def may_serve(self, settings: Settings) -> bool:
        """Whether the service has a login: its own on a PostgreSQL of one's own, else the embedded server's."""
        return bool(self.warehouse_url) or not settings.warehouse_url


def _secret(settings: Settings, environment: Mapping[str, str]) -> str:
    secret = environment.get(SECRET) or _kept_secret(settings.home)
    if len(secret) < LEAST_SECRET:
        raise UsageWrong(
            f"a secret of {len(secret)} letters can be guessed", where=SECRET,
            mend=f"set {LEAST_SECRET} random letters or more",
        )  # fmt: skip
    return secret


def _kept_secret(home: Path) -> str:
    """The secret of a home, made now if there is none."""
    kept = SecretsFile(home / "secrets" / "answers.json")
    home.mkdir(mode=0o711, parents=True, exist_ok=True)
    kept.path.parent.mkdir(mode=0o700, exist_ok=True)
    # Two who ask first at the same time must not make one each.
    with kept.path.with_suffix(".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return kept.password("links")


def _address(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
        raise UsageWrong(f"{url!r} is no address", where=URL, mend="write it as https://answers.example.gov")
    return url.rstrip("/")


def _number(environment: Mapping[str, str], name: str, usual: int) -> int:
    written = environment.get(name)
    if not written:
        return usual
    if not written.isdecimal() or not 0 < int(written) < 65_536:
        raise UsageWrong(f"{written!r} is no number that fits", where=name, mend="write a number from 1 to 65535")
    return int(written)
