"""What was believed at a moment is seen again as it was, whatever was learnt since: every view, whoever reads.

Random histories are told to a warehouse on a clock of their own. After each event every view of `mart` is copied as
each reader sees it; at the end `past` as of each of these moments must be what was copied then.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa

from tests.conftest import Warehouse, fresh_database
from tests.warehouse.histories import History
from tests.warehouse.random_deliveries import ALPHA, BETA, FOLDERS
from warehouse.connections import engine
from warehouse.loads import recorded_loads
from warehouse.mart.moments import MART, PAST
from warehouse.mart.view import past, present
from warehouse.mart.views import VIEWS
from warehouse.readers import Reader, make_readers
from warehouse.server import EmbeddedServer

Event = tuple[str, ...]
READERS = (Reader("analyst"), Reader("provider", ALPHA), Reader("sponsor", "ACF/OCC"))
FIRST: list[Event] = [("name_codes",), *(("deliver", folder, "full") for folder in FOLDERS if folder != "late_center")]
LATER: list[Event] = [
    *(("deliver", folder) for folder in (ALPHA, BETA, "alpha_feedback", "beta_projects", "alpha_actions")),
    ("deliver", "late_center"), ("deliver_late_night", ALPHA), ("deliver_under_other_rules", ALPHA),
    ("deliver_under_other_rules", BETA), ("rename", ALPHA), ("name_codes",), ("hold", BETA), ("decide",), ("decide",),
    ("say_the_same", ALPHA),
    ("try_in_vain", BETA), ("find_overlaps",), ("find_overlaps",), ("find_overlaps",), ("judge",), ("judge",),
    ("train",), ("train",), ("give_input",), ("give_input",), *[("answer_by_link",)] * 3, ("issue",), ("issue",),
    *[("send",)] * 3,
]  # fmt: skip
AGAIN: list[Event] = [("deliver", ALPHA), ("find_overlaps",)]
CLOCK = "current_setting('test.now')::timestamptz"

Rows = dict[tuple[str, str], Counter[str]]
"""Role of a reader and view to the rows that it sees, as text."""


@dataclass
class Copies:
    """What each reader saw at each moment."""

    admin_url: str
    seen: dict[datetime, Rows] = field(default_factory=dict)
    eyes: dict[str, psycopg.Connection] = field(default_factory=dict)

    def look(self, schema: str, moment: datetime, views: Iterable[str] = VIEWS) -> Rows:
        """Views of a schema at a moment; each statement is planned once a reader."""
        return {
            (role, name): Counter(row[0] for row in connection.execute(f"SELECT v::text FROM {schema}.{name} v"))  # noqa: S608
            for role, connection in self._at(moment) for name in views
        }  # fmt: skip

    def copy(self, moment: datetime) -> None:
        """Keep what is seen now."""
        self.seen[moment] = self.look(MART, moment)

    def differing(self, views: Iterable[str] = VIEWS) -> list[str]:
        """Views that show the past otherwise than it was copied: moment, reader, view, and rows of both."""
        told = []
        for moment, before in self.seen.items():
            after = self.look(PAST, moment, views)
            for key in [key for key in after if before[key] != after[key]]:
                was, seen = before[key] - after[key], after[key] - before[key]
                told.append(f"{moment} {' '.join(key)}: was {dict(was)}, is seen as {dict(seen)}")
        return told

    def _at(self, moment: datetime) -> Iterator[tuple[str, psycopg.Connection]]:
        for reader in READERS:
            if reader.role not in self.eyes:
                self.eyes[reader.role] = psycopg.connect(self.admin_url, autocommit=True, prepare_threshold=0)
                self.eyes[reader.role].execute(f"SET ROLE {reader.role}")
            connection = self.eyes[reader.role]
            for setting in ("test.now", "concord.as_of"):
                connection.execute("SELECT set_config(%s, %s, false)", (setting, str(moment)))
            yield reader.role, connection

    def close(self) -> None:
        for connection in self.eyes.values():
            connection.close()


@contextmanager
def telling(warehouse: Warehouse, seed: int) -> Iterator[tuple[History, Copies]]:
    """A history whose clock the warehouse's views go by, and copies of it."""
    admin, loader = engine(warehouse.admin_url), engine(warehouse.loader_url)
    with admin.begin() as connection:
        assert make_readers(connection, [ALPHA, BETA]) == []
        set_clock(connection)
    with (
        loader.connect() as loading,
        admin.connect() as owning,
        closing(Copies(warehouse.admin_url.replace("+psycopg", ""))) as copies,
    ):
        yield History(loading, seed, admin=owning), copies
    admin.dispose()
    loader.dispose()


def set_clock(connection: sa.Connection) -> None:
    """Let the views of the present take the time from a setting; nothing else of them changes."""
    connection.exec_driver_sql(
        "CREATE OR REPLACE FUNCTION mart.today() RETURNS date LANGUAGE sql STABLE"
        f" RETURN ({CLOCK} AT TIME ZONE 'UTC')::date"
    )
    for name, view in VIEWS.items():
        if "MOMENT()" in view.query:
            replace_view(connection, MART, name, present(view.query).replace("now()", CLOCK))


def replace_view(connection: sa.Connection, schema: str, name: str, query: str) -> None:
    """Give a view another query; whose rights it has stays as it was."""
    barrier = str(VIEWS[name].is_barrier).lower()
    options = f"security_invoker = true, security_barrier = {barrier}"
    statement = f"CREATE OR REPLACE VIEW {schema}.{name} WITH ({options}) AS {query}"
    connection.exec_driver_sql(statement, execution_options={"no_parameters": True})


def tell(history: History, copies: Copies, events: list[Event]) -> None:
    """Let events happen, and copy what is seen: at the moment of the commit, or some time after it."""
    for event in events:
        history.pass_time()
        history.tell(*event)
        copies.copy(history.now)
        if history.chance.random() < 0.2:
            history.now += timedelta(days=history.chance.randrange(1, 30))
            copies.copy(history.now)


@pytest.fixture(scope="module", params=[(1, len(LATER)), (2, len(LATER) // 3)], ids=["all", "some"])
def told(request: pytest.FixtureRequest, server: EmbeddedServer, template: str) -> Iterator[tuple[History, Copies]]:
    """A history of all that may happen, or of some of it, in an order of chance."""
    seed, events = request.param
    for warehouse in fresh_database(server, template):
        with telling(warehouse, seed) as (history, copies):
            tell(history, copies, [*FIRST, *history.chance.sample(LATER, events)])
            yield history, copies


def test_the_past_is_seen_as_it_was_by_every_reader_in_every_view(told: tuple[History, Copies]) -> None:
    history, copies = told
    assert copies.differing() == [], "\n".join(history.told)
    shown = {name for rows in copies.seen.values() for (_, name), seen in rows.items() if seen}
    # Whether a figure moves after a report is chance here; the questions of the demo's nights show it.
    unseen = set(VIEWS) - shown - {"purge", "figure_change"}
    assert len(history.told) < len(LATER) or not unseen, "let something happen in a History that these views show"


def test_a_load_is_known_from_the_moment_of_its_commit_on(told: tuple[History, Copies]) -> None:
    _, copies = told
    for earlier, later in pairwise(copies.seen):
        before = copies.look(PAST, later - timedelta(microseconds=1), ["load"])
        at = copies.look(PAST, later, ["load"])
        assert before == {key: copies.seen[earlier][key] for key in before}
        assert at == {key: copies.seen[later][key] for key in at}


def test_a_past_that_forgets_what_ended_since_is_found(told: tuple[History, Copies]) -> None:
    history, copies = told
    whole = past(VIEWS["record"].query)
    harmed = whole.replace(" OR v.known_to_load > (SELECT past.load())", "")
    assert harmed != whole
    for query, is_found in ((harmed, True), (whole, False)):
        replace_view(history.admin, PAST, "record", query)
        history.admin.commit()
        assert bool(copies.differing(["record"])) is is_found


def test_what_is_purged_is_gone_from_every_past_and_the_rest_stays(warehouse: Warehouse) -> None:
    """A purge overrides the promise for what it takes, once; what is learnt after it changes no past any more."""
    with telling(warehouse, 3) as (history, copies):
        tell(history, copies, [("deliver", ALPHA), ("deliver", BETA), ("find_overlaps",), ("judge",), *AGAIN])
        for kind in ("record", "delivery", "provider"):
            before = {moment: records(rows) for moment, rows in copies.seen.items()}
            tell(history, copies, [("purge", kind)])
            record = history.told[-1].split()[-1]
            gone = {"record": f"({ALPHA},{record},", "provider": f"({BETA},", "delivery": f"({ALPHA},"}[kind]
            for moment, seen in before.items():
                copies.seen[moment] = copies.look(PAST, moment)
                now = records(copies.seen[moment])
                assert now <= seen
                assert all(row.startswith(gone) for row in seen - now)
                assert kind == "delivery" or not any(row.startswith(gone) for row in now)
        tell(history, copies, AGAIN)
        assert copies.differing() == [], "\n".join(history.told)


def records(rows: Rows) -> set[str]:
    """Rows of the view record, whoever sees them."""
    return {row for (_, name), seen in rows.items() if name == "record" for row in seen}


@pytest.mark.usefixtures("loader")
def test_before_the_first_night_it_is_said_that_nothing_was_known(analyst: sa.Connection) -> None:
    with pytest.raises(sa.exc.DBAPIError, match=r"Nothing was known yet at 2026-03-02.*\n.*No night has run yet"):
        analyst.execute(sa.text("SELECT mart.as_of('2026-03-02 06:00+00')"))
    analyst.rollback()
    assert analyst.scalar(sa.text("SELECT current_setting('concord.as_of', true)")) in (None, "")


def test_before_the_first_load_the_moment_of_the_first_is_named(story: Any, analyst: sa.Connection) -> None:
    story.deliver([{"source_record_id": "a"}])
    [first] = recorded_loads(story.connection)
    early = first.committed_at - timedelta(microseconds=1)
    named = re.escape(f"Concord first knew something at {first.committed_at:%Y-%m-%d %H:%M:%S}")
    with pytest.raises(sa.exc.DBAPIError, match=named):
        analyst.execute(sa.text("SELECT mart.as_of(:early)"), {"early": early})
    analyst.rollback()
    told = analyst.scalar(sa.text("SELECT mart.as_of(:first)"), {"first": first.committed_at})
    assert told.endswith("load 1")
    assert analyst.scalar(sa.text("SELECT count(*) FROM record")) == 1
