"""Three providers that might work together, the service by which their readers answer, and a client of it."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
import uvicorn

from answers.service import Service, make_app
from nights.answer_links import answer_links
from nights.answer_service import make_service
from nights.answer_settings import CONTACT, WAREHOUSE_URL, AnswerSettings
from nights.overlaps import find_night_overlaps
from nights.settings import Settings
from tests.conftest import Warehouse, fresh_database
from tests.warehouse.conftest import FIRST_NIGHT, Story
from warehouse.connections import engine
from warehouse.links import Subject
from warehouse.readers import make_readers
from warehouse.server import EmbeddedServer
from warehouse.server_ports import LOOPBACK, find_free_port

ALPHA, BETA, GAMMA = "alpha_center", "beta_center", "gamma_center"
SECRET_TITLE = "Quiet rescue of the Toledo office"
BY_HAND = {"by": "test", "edition": ""}

PLANS: dict[str, dict[str, Any]] = {
    ALPHA: {"title": "Rate setting workshop", "ta_type": "training", "planned_start": "2026-03-20"},
    BETA: {"title": "Coaching of fiscal officers", "ta_type": "coaching", "planned_start": "2026-04-08"},
    GAMMA: {"title": "Braided funding guide", "ta_type": "tool_development", "planned_start": "2026-04-27"},
}
PLAN: dict[str, Any] = {
    "source_record_id": "plan", "record_kind": "plan", "lifecycle_status": "planned", "actual_start": None,
    "actual_start_precision": None, "planned_start_precision": "day",
}  # fmt: skip
SESSION: dict[str, Any] = {"title": "Fiscal mapping session", "event_hours": 2.0}


@dataclass
class Answering:
    """A warehouse whose readers answer by links."""

    settings: Settings
    admin: sa.Engine
    client: httpx.Client
    service: Service
    stories: dict[str, Story] = field(default_factory=dict)

    def link(self, reader: str, subject: Subject, **more: Any) -> str:
        """The path of a link for a reader, as KIND:CODE."""
        kind, _, whose = reader.partition(":")
        made = answer_links(self.settings, kind, whose, [subject], **{**BY_HAND, **more})
        return made[str(subject)].removeprefix(self.service.url)

    def open(self, path: str) -> httpx.Response:
        """Open a page."""
        return self.client.get(path)

    def send(self, path: str, **values: str) -> httpx.Response:
        """Open a page, fill in its form and send it; the redirect is not followed."""
        return self.client.post(path, data={"form": form_token(self.open(path)), **values})

    def ask(self, query: str, **values: Any) -> list[tuple[Any, ...]]:
        """Rows of a query as the administrator sees them."""
        with self.admin.connect() as connection:
            return [tuple(row) for row in connection.execute(sa.text(query), values)]


def form_token(page: httpx.Response) -> str:
    """The token of a page's form; "" where there is none."""
    found = re.search(r'name="form" value="([^"]+)"', page.text)
    return found[1] if found else ""


def pair(kind: str, one: str, other: str) -> Subject:
    """A pair of records, each written as provider/record."""
    (pa, ra), (pb, rb) = one.split("/"), other.split("/")
    return Subject.of_pair(kind, (pa, ra), (pb, rb))


INVITATION = pair("opportunity", f"{ALPHA}/plan", f"{BETA}/plan")
OF_OTHERS = pair("opportunity", f"{BETA}/plan", f"{GAMMA}/plan")
SAME = pair("overlap", f"{ALPHA}/session", f"{BETA}/session")


def tell(loader: sa.Connection) -> dict[str, Story]:
    """Two plans of like work, a session that two report, and work that is nobody else's business."""
    stories = {
        name: Story(loader, name, name != BETA, name=name.replace("_", " ").title()) for name in (ALPHA, BETA, GAMMA)
    }
    for name, story in stories.items():
        rows = [
            {**PLAN, **PLANS[name]},
            {"source_record_id": "own", "scope_class": "program_specific", "title": SECRET_TITLE},
            {"source_record_id": "kept", "sharing_level": "provider_only", "title": SECRET_TITLE},
        ]  # fmt: skip
        rows += [{**SESSION, "source_record_id": "session"}] if name != GAMMA else []
        story.deliver(rows)
    return stories


@pytest.fixture
def answering(tmp_path: Path, warehouse: Warehouse) -> Iterator[Answering]:
    """A world that a test may change."""
    yield from make_answering(tmp_path, warehouse)


@pytest.fixture(scope="module")
def looked_at(server: EmbeddedServer, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answering]:
    """The same world for tests that only look."""
    for warehouse in fresh_database(server, template):
        yield from make_answering(tmp_path_factory.mktemp("home"), warehouse)


def make_answering(home: Path, warehouse: Warehouse) -> Iterator[Answering]:
    """Tell a warehouse of the three, search it, and serve it."""
    settings = Settings(home, home / "contracts", warehouse_url=warehouse.loader_url)
    made = engine(warehouse.loader_url)
    admin = sa.create_engine(warehouse.admin_url)
    with made.connect() as loader:
        stories = tell(loader)
        _make_readers(warehouse)
        find_night_overlaps(settings, FIRST_NIGHT)
        environment = {WAREHOUSE_URL: warehouse.answers_url, CONTACT: "Ada, ada@x.gov"}
        service = make_service(settings, AnswerSettings.read(settings, environment))
        with serving(service) as address, httpx.Client(base_url=address, trust_env=False) as client:
            yield Answering(settings, admin, client, service, stories)
        service.engine.dispose()
    made.dispose()
    admin.dispose()


@contextmanager
def serving(service: Service) -> Iterator[str]:
    """The service on a port of its own; gives its address."""
    port = find_free_port()
    server = uvicorn.Server(uvicorn.Config(make_app(service), port=port, access_log=False, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.02)
    yield f"http://{LOOPBACK}:{port}"
    server.should_exit = True
    thread.join()


def _make_readers(warehouse: Warehouse) -> None:
    admin = sa.create_engine(warehouse.admin_url)
    with admin.begin() as connection:
        assert make_readers(connection) == []
    admin.dispose()


def in_days(days: int) -> str:
    """A day from today on, as a form holds it."""
    return (datetime.now(UTC).date() + timedelta(days=days)).isoformat()
