"""Bringing a warehouse up to date while others read it: short waits, then a word on who is in the way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from sqlalchemy.engine import make_url

from contracts.errors import WarehouseUnavailable
from warehouse.connections import engine
from warehouse.upgrade import upgrade


def dsn(url: str) -> str:
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


@pytest.fixture
def outdated(warehouse: Any) -> Any:
    """A warehouse whose views are to be made anew."""
    with psycopg.connect(dsn(warehouse.admin_url)) as connection:
        connection.execute("UPDATE core.surface SET fingerprint = 'older'")
    return warehouse


@contextmanager
def owner(warehouse: Any) -> Iterator[sa.Engine]:
    made = engine(warehouse.owner_url)
    yield made
    made.dispose()


def test_who_keeps_the_views_busy_is_named_with_the_mend(outdated: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr("warehouse.upgrade.progress.warning", lambda text, *more: told.append(text % more))
    with psycopg.connect(dsn(outdated.analyst_url), application_name="notebook") as reader:
        reader.execute("SELECT count(*) FROM mart.record WHERE title = 'Call Jane Roe at 555-0100'")
        admin = engine(outdated.admin_url)
        with pytest.raises(WarehouseUnavailable) as caught:
            upgrade(admin, wait_seconds=0.2, tries=2)
        admin.dispose()
        pid = reader.info.backend_pid
    said = caught.value.message
    assert f"session {pid} of concord_analyst (notebook), idle in transaction" in said
    assert "in a transaction since 20" in said
    assert "its query began" in said
    assert "SELECT count(*) FROM mart.record WHERE title = …" in said
    assert "Jane" not in said
    assert f"pg_terminate_backend({pid})" in caught.value.mend
    assert ["try 1 of 2" in text for text in told] == [True]


def test_the_owner_who_sees_no_others_queries_still_hears_whose_session_it_is(outdated: Any) -> None:
    with psycopg.connect(dsn(outdated.loader_url)) as writer, owner(outdated) as ours:
        writer.execute("SELECT 1 FROM mart.record")
        with pytest.raises(WarehouseUnavailable, match=f"session {writer.info.backend_pid} of concord_loader"):
            upgrade(ours, wait_seconds=0.2, tries=1)


def test_it_goes_on_once_the_reader_ends(outdated: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = psycopg.connect(dsn(outdated.analyst_url))
    reader.execute("SELECT 1 FROM mart.record")
    # The first word of waiting is when the reader leaves.
    monkeypatch.setattr("warehouse.upgrade.progress.warning", lambda *_: reader.close())
    with owner(outdated) as ours:
        assert upgrade(ours, wait_seconds=0.2, tries=2)
        assert not upgrade(ours)


def test_a_waiting_upgrade_lets_others_read(outdated: Any) -> None:
    """What was tried leaves nothing behind: neither half a change nor a lock."""
    with psycopg.connect(dsn(outdated.analyst_url)) as reader, owner(outdated) as ours:
        reader.execute("SELECT 1 FROM mart.record")
        with pytest.raises(WarehouseUnavailable):
            upgrade(ours, wait_seconds=0.2, tries=1)
        with psycopg.connect(dsn(outdated.analyst_url), options="-c lock_timeout=200ms") as other:
            assert other.execute("SELECT count(*) FROM mart.record").fetchone() == (0,)


def test_a_second_upgrade_names_the_first(outdated: Any) -> None:
    with psycopg.connect(dsn(outdated.admin_url)) as first, owner(outdated) as ours:
        first.execute("SELECT pg_advisory_xact_lock(%s)", [0x7570677261646500])
        with pytest.raises(WarehouseUnavailable, match=f"session {first.info.backend_pid} of"):
            upgrade(ours, wait_seconds=0.2, tries=1)
