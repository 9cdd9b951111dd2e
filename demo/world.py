"""The demo's world: all providers' servers and folders, and what each has ready on a night."""

from __future__ import annotations

import json
import os
from contextlib import ExitStack
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from types import TracebackType

from demo.expectation import Expected, expected_night
from demo.further_reports import FURTHER, expected_further, plan_further, write_csv
from demo.render_child_care import render_child_care
from demo.render_family_support import render_family_support
from demo.render_head_start import render_head_start
from demo.render_home_visiting import render_home_visiting
from demo.render_mental_health import render_mental_health
from demo.render_small_center import render_small_center
from demo.render_special_education import COLUMNS, SCHEMA, TABLE, render_special_education
from demo.scenario import Delivery, plan_deliveries
from demo.servers.database import ProviderDatabase
from demo.servers.http import HttpServer
from demo.servers.object_store import ObjectStore
from demo.servers.sftp import SftpServer
from demo.truth import NIGHTS, SEED, Nights, Truth, build_truth
from warehouse.server import EmbeddedServer

BUCKET = "mental-health-center"
DATABASE = "special_education_center"
INBOX = "inbox"
SFTP_FOLDER = "outgoing"


class DemoWorld:
    """All providers of the demo for the time of a `with` block.

    Args:
        home: Concord's home: drop folders are under its `inbox`, the SFTP server's files and keys under its `demo`.
        server: a started embedded PostgreSQL server, which also holds the special-education centre's own database.
        seed, nights: of the truth; nights are logical dates.

    Attributes:
        truth: what there is to know.
        night: the night (1 to 3) that is in place; 0 before the first.
    """

    def __init__(self, home: Path, server: EmbeddedServer, *, seed: int = SEED, nights: Nights = NIGHTS) -> None:
        self.home = home
        self.truth: Truth = build_truth(seed, nights)
        self.night = 0
        self.sftp = SftpServer(home / "demo" / "sftp", keys=home / "demo" / "keys")
        self.api = HttpServer("home-visiting-demo-token")
        self.feed = HttpServer("unused")
        self.store = ObjectStore(BUCKET)
        types = {column: kind for column, (_, kind) in COLUMNS.items()}
        self.database = ProviderDatabase(server, DATABASE, SCHEMA, TABLE, types)
        self._stack = ExitStack()

    def __enter__(self) -> DemoWorld:
        with ExitStack() as stack:
            for server in (self.sftp, self.api, self.feed, self.store):
                stack.enter_context(server)
            self.database.create()
            for slug in ("child_care_center", "small_center", *FURTHER):
                (self.home / INBOX / slug).mkdir(parents=True, exist_ok=True)
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def connections(self) -> dict[str, str]:
        """Environment variable to the JSON of an Airflow connection, for every connection that the contracts name."""
        made = {
            "head_start_sftp": self.sftp.connection(), "home_visiting_api": self.api.connection(),
            "mental_health_store": self.store.connection(), "special_education_db": self.database.connection(),
            "family_support_feed": self.feed.connection(),
        }  # fmt: skip
        return {f"AIRFLOW_CONN_{name.upper()}": json.dumps(facts) for name, facts in made.items()}

    def requests_seen(self) -> dict[str, int]:
        """Provider to the sockets that its server accepted so far; drop folders have none."""
        return {
            "head_start_region": self.sftp.requests_seen, "home_visiting_center": self.api.requests_seen,
            "mental_health_center": self.store.requests_seen,
            "special_education_center": self.database.requests_seen,
            "family_support_network": self.feed.requests_seen,
        }  # fmt: skip

    def expected(self, night: int) -> dict[str, Expected]:
        """Provider to the account that a night must give."""
        return expected_night(self.truth, night) | expected_further(self.truth, night)

    def set_night(self, night: int) -> None:
        """Put in place what every provider has ready on a night (1 to 3), faults included."""
        plan = plan_deliveries(self.truth)
        self._drop_report(plan["head_start_region", night])
        self._serve_pages(plan["home_visiting_center", night])
        self._store_objects(plan["mental_health_center", night])
        self._drop_workbook(plan["child_care_center", night])
        self.database.write(render_special_education(plan["special_education_center", night].rows))
        self._serve_feed(plan["family_support_network", night])
        self._drop_template(plan["small_center", night])
        for folder in FURTHER:
            self._drop_further(folder, night)
        self.night = night

    def _drop_report(self, delivery: Delivery) -> None:
        name = f"ActivityReports_{self._day(delivery):%Y-%m-%d}.csv"
        self._put_file(self.sftp.root / SFTP_FOLDER / name, render_head_start(delivery.rows), delivery)

    def _serve_pages(self, delivery: Delivery) -> None:
        self.api.pages = render_home_visiting(delivery.rows)
        self.api.busy = 1 if delivery.night == 1 else 0  # once is enough to see that it is waited for

    def _store_objects(self, delivery: Delivery) -> None:
        if delivery.form == "away":
            self.store.go_away()
            return
        self.store.come_back()
        for day, rows in delivery.days:
            for key, content in render_mental_health(rows, day).items():
                self.store.put(key, content)

    def _drop_workbook(self, delivery: Delivery) -> None:
        content = render_child_care(delivery.rows, is_renamed=delivery.form == "renamed_column")
        name = f"TA entries {self._day(delivery):%Y-%m-%d}.xlsx"
        self._put_file(self.home / INBOX / "child_care_center" / name, content, delivery)

    def _serve_feed(self, delivery: Delivery) -> None:
        content = render_family_support(delivery.rows)
        self.feed.feed = content[: len(content) * 3 // 5] if delivery.form == "broken" else content

    def _drop_template(self, delivery: Delivery) -> None:
        if delivery.form != "unchanged":
            name = f"reports-{self._day(delivery):%Y-%m-%d}.csv"
            self._put_file(self.home / INBOX / "small_center" / name, render_small_center(delivery.rows), delivery)

    def _drop_further(self, folder: str, night: int) -> None:
        """Feedback, actions and projects; where nothing is new, the file of the night before stays as it is."""
        rows = plan_further(self.truth)[folder, night].rows
        if rows is not None:
            name = f"{folder}-{self.truth.nights[night - 1]:%Y-%m-%d}.csv"
            self._put_file(self.home / INBOX / folder / name, write_csv(rows), Delivery(folder, night, "report", ()))

    def _day(self, delivery: Delivery) -> datetime:
        return datetime.combine(self.truth.nights[delivery.night - 1], time(1, 0), UTC)

    def _put_file(self, path: Path, content: bytes, delivery: Delivery) -> None:
        """Write a file whole, with the hour before the night as its time."""
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(path.name + ".part")
        unfinished.write_bytes(content)
        moment = (self._day(delivery) - timedelta(hours=2)).timestamp()
        os.utime(unfinished, (moment, moment))
        unfinished.replace(path)
