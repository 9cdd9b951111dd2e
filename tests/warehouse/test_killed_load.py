"""A load that is killed, wherever, leaves the last good state; the next one goes on from there."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa

from contracts.errors import WarehouseUnavailable
from transforms.accounting import Counts
from warehouse import copy_in
from warehouse.connections import engine
from warehouse.delivery_load import load_delivery
from warehouse.delivery_record import record_delivery

STATE = (
    "SELECT (SELECT json_agg(v ORDER BY source_record_id, known_from_load) FROM core.record_version v)::text,"
    " (SELECT json_agg(l ORDER BY load_number) FROM core.load l)::text,"
    " (SELECT json_agg(d ORDER BY delivery_id) FROM core.delivery d)::text"
)


def kill_backend(url: str, pid: int) -> None:
    other = engine(url)
    with other.begin() as connection:
        assert connection.execute(sa.text("SELECT pg_terminate_backend(:pid)"), {"pid": pid}).scalar_one()
    other.dispose()


def test_a_server_process_killed_amid_copy_leaves_the_last_good_state(
    story: Any, query: Callable[..., Any], warehouse: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    story.deliver([{"source_record_id": "a"}, {"source_record_id": "b"}])
    before = query(STATE)
    victim = engine(warehouse.loader_url)
    whole = copy_in.copy_blocks

    def interrupted(columns: Any) -> Any:
        for number, block in enumerate(whole(columns)):
            if number == 1:
                kill_backend(warehouse.admin_url, pid)
            yield block

    monkeypatch.setattr(copy_in, "copy_blocks", interrupted)
    many = [{"source_record_id": f"c{n}"} for n in range(3 * copy_in.SLICE_ROWS)]
    changes = story.changes([{"source_record_id": "a", "title": "Other", "change": "corrected"}, *many], absent=["b"])
    with victim.connect() as connection:
        pid = connection.execute(sa.text("SELECT pg_backend_pid()")).scalar_one()
        with pytest.raises(WarehouseUnavailable) as caught:
            load_delivery(connection, story.facts(), changes)
    assert "run again" in caught.value.mend
    victim.dispose()
    assert query(STATE) == before
    monkeypatch.undo()
    assert load_delivery(story.connection, story.facts(), changes) == 2
    assert query("SELECT count(*) FROM mart.record") == [(1 + len(many),)]


LOADER = """
import sys
sys.path[:0] = [{root!r}, {here!r}]
import conftest, time
from warehouse import copy_in
from warehouse.connections import engine
from warehouse.delivery_load import load_delivery
whole = copy_in.copy_blocks
def slow(columns):
    for block in whole(columns):
        yield block
        print("amid copy", flush=True)
        time.sleep(60)
copy_in.copy_blocks = slow
connection = engine({url!r}).connect()
story = conftest.Story(connection, nights=1)
rows = [{{"source_record_id": f"c{{n}}"}} for n in range(3 * copy_in.SLICE_ROWS)]
load_delivery(connection, story.facts(), story.changes(rows))
"""


def test_a_loader_killed_amid_copy_leaves_the_last_good_state_and_lets_the_next_one_in(
    story: Any, query: Callable[..., Any], warehouse: Any
) -> None:
    story.deliver([{"source_record_id": "a"}])
    before = query(STATE)
    here = Path(__file__).parent
    script = LOADER.format(root=str(here.parents[1]), here=str(here), url=warehouse.loader_url)
    process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline().strip() == "amid copy"
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()
    # The server notices when it next reads from the broken connection; the lock is free then.
    assert story.deliver([{"source_record_id": "b"}]) == 2
    assert query("SELECT source_record_id FROM mart.record ORDER BY 1") == [("a",), ("b",)]
    assert query(STATE) != before


def test_a_load_waits_for_another_one_to_end(story: Any, warehouse: Any) -> None:
    with psycopg.connect(warehouse.loader_url.replace("+psycopg", "")) as other:
        other.execute("SELECT pg_advisory_xact_lock(%s)", [0x636F6E636F7264])
        story.connection.execute(sa.text("SET lock_timeout = '200ms'"))
        story.connection.commit()
        with pytest.raises(WarehouseUnavailable, match="lock"):
            record_delivery(story.connection, story.facts(verdict="refused"), Counts())
    assert story.deliver([{"source_record_id": "a"}]) == 1
