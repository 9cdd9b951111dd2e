"""Many small providers of one home: good on the first night, each bad in its own way on the second, but for two."""

from __future__ import annotations

import json
import os
import subprocess
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any

from demo.servers.http import API_PATH, HttpServer
from demo.servers.http_faults import Fault
from tests.night.bad_cases import CANARY, CASES, JSON, Case
from tests.night.small_reports import TEMPLATE, as_csv, contract_of, records, write_contract

NIGHTS = (date(2026, 3, 11), date(2026, 3, 12))
GOOD = ("good_api", "good_template")
FULL_DISK, WRONG_CONTRACT, NEVER_RIGHT = "full_disk", "contract_turned_wrong", "contract_never_right"


@dataclass(frozen=True)
class Fetching:
    """A server's fault on the second night, and what is due.

    Attributes:
        state: what the night comes to.
        says: words that people are told.
        tries: how often it is asked.
    """

    fault: Fault
    state: str
    says: str
    who: str
    tries: int = 1


FAULTS = (
    Fetching("hang", "late", "does not answer in time", "wait", 4),
    Fetching("reset", "late", "breaks off", "wait", 4),
    Fetching("server_error", "late", "answers 500", "wait", 4),
    Fetching("redirect_host", "failed", "localhost", "provider"),
    Fetching("redirect_port", "failed", "the server leads to http://127.0.0.1:", "provider"),
    Fetching("redirect_scheme", "failed", "the server leads to https://", "provider"),
    Fetching("redirect_file", "failed", "no address of an HTTP server", "provider"),
    Fetching("repeat_page", "failed", "page 3 holds what page 2 held", "provider"),
    Fetching("unauthorized", "login_refused", "the login or token is refused", "concord"),
    Fetching("html_page", "failed", "text/html", "provider"),
)


class BadWorld:
    """The providers' folders, servers and contracts for the time of a `with` block.

    Attributes:
        servers: provider to its server.
        has_tiny_disk: whether one provider's landing lies on a file system of its own that is nearly full.
    """

    def __init__(self, home: Path) -> None:
        self.home = home
        self.contracts = home / "contracts"
        slugs = [GOOD[0], *(f"http_{fetching.fault}" for fetching in FAULTS)]
        self.servers = {slug: HttpServer("secret-of-the-api") for slug in slugs}
        self.has_tiny_disk = False

    def __enter__(self) -> BadWorld:
        with ExitStack() as stack:
            for server in self.servers.values():
                stack.enter_context(server)
            self.has_tiny_disk = self._mount_tiny_disk(stack)
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def connections(self) -> dict[str, str]:
        """Environment variable to the JSON of an Airflow connection."""
        made = {slug: json.dumps(server.connection()) for slug, server in self.servers.items()}
        return {f"AIRFLOW_CONN_{slug.upper()}": facts for slug, facts in made.items()}

    def begin(self) -> None:
        """Everything good, but for a contract that was never right."""
        for case in CASES:
            write_contract(self.contracts, case.contract())
            self._drop(case.slug, case.name, case.good, 0)
        for slug in (GOOD[1], FULL_DISK, WRONG_CONTRACT):
            write_contract(self.contracts, contract_of(slug))
            self._drop(slug, "report.csv", as_csv(records()).encode(), 0)
        for slug, server in self.servers.items():
            write_contract(self.contracts, _api_contract(slug))
            server.pages = _pages({})
        write_contract(self.contracts, contract_of(NEVER_RIGHT, delivery="sometimes"))

    def turn_bad(self) -> None:
        """Every provider but the good ones does what it is named by."""
        place = self.home / "not-for-providers.txt"
        place.write_text(CANARY, encoding="utf-8")
        for case in CASES:
            self._drop(case.slug, case.name, _fill_in(case, place), 1)
        changed = {3: {"title": "Changed on the second night"}}
        self._drop(GOOD[1], "report.csv", as_csv(records(changed)).encode(), 1)
        self._drop(FULL_DISK, "report.csv", as_csv(records({1: {"title": "x" * 900_000}})).encode(), 1)
        write_contract(self.contracts, contract_of(WRONG_CONTRACT, lifecycle="?", delivery="sometimes"))
        self.servers[GOOD[0]].pages = _pages(changed)
        for fetching in FAULTS:
            self.servers[f"http_{fetching.fault}"].fault = fetching.fault

    def _drop(self, slug: str, name: str, content: bytes, night: int) -> None:
        path = self.home / "inbox" / slug / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        # Long finished, so that nobody waits to see whether the file still grows.
        moment = (datetime.combine(NIGHTS[night], time(0), UTC) - timedelta(days=1)).timestamp()
        os.utime(path, (moment, moment))

    def _mount_tiny_disk(self, stack: ExitStack) -> bool:
        place = self.home / "landing" / FULL_DISK
        place.mkdir(parents=True, mode=0o700)
        place.parent.chmod(0o700)
        command = ["mount", "-t", "tmpfs", "-o", "size=256k,mode=0700", "tmpfs", str(place)]
        if os.geteuid() != 0 or subprocess.run(command, check=False, capture_output=True).returncode != 0:
            return False
        stack.callback(subprocess.run, ["umount", str(place)], check=True)
        return True


def _fill_in(case: Case, place: Path) -> bytes:
    return case.bad.replace(b"{place}", str(place).encode())


def _pages(changes: dict[int, dict[str, str]]) -> list[list[dict[str, Any]]]:
    rows = records(changes, count=9)
    return [list(rows[start : start + 3]) for start in (0, 3, 6)]


def _api_contract(slug: str) -> dict[str, Any]:
    source = {
        "transport": "http_api", "connection": slug, "path": API_PATH, "format": JSON,
        "pages": {"next_link": "links.next"}, "timeout_seconds": 0.5 if slug == "http_hang" else 10,
    }  # fmt: skip
    return {**contract_of(slug), "source": source, "columns": {name: name for name in TEMPLATE}}
