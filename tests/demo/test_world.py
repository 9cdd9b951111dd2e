"""The demo's world as a whole: every provider has ready what the scenario says, over real servers."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import requests

from contracts.contract_file import list_providers, read_contract
from demo.scenario import plan_deliveries
from demo.servers.database import ProviderDatabase
from demo.servers.http import API_PATH, FEED_PATH
from demo.world import DemoWorld
from warehouse.server import EmbeddedServer

PROVIDERS_FOLDER = Path(__file__).parents[2] / "providers"


@pytest.fixture
def world(tmp_path: Path, server: EmbeddedServer) -> Iterator[DemoWorld]:
    with DemoWorld(tmp_path, server) as made:
        yield made


def count_rows(database: ProviderDatabase) -> int:
    with psycopg.connect(database.server.dsn(database.reader, database.name)) as connection:
        row = connection.execute("SELECT count(*) FROM ta.service_record").fetchone()
        assert row is not None
        return int(row[0])


def test_every_connection_of_the_contracts_is_given(world: DemoWorld) -> None:
    contracts = [read_contract(PROVIDERS_FOLDER, slug) for slug in list_providers(PROVIDERS_FOLDER)]
    named = {f"AIRFLOW_CONN_{c.source.connection.upper()}" for c in contracts if c.source.connection}
    given = world.connections()
    assert named == set(given)
    assert all(json.loads(text)["conn_type"] for text in given.values())


def test_the_sftp_connection_pins_the_host_key(world: DemoWorld) -> None:
    extra = json.loads(world.connections()["AIRFLOW_CONN_HEAD_START_SFTP"])["extra"]
    assert extra["host_key"].startswith("ssh-ed25519 AAAA")
    assert extra["no_host_key_check"] is False


def test_each_night_a_newer_file_lies_ready(world: DemoWorld) -> None:
    for night in (1, 2):
        world.set_night(night)
    files = sorted((world.sftp.root / "outgoing").glob("*.csv"), key=lambda path: path.stat().st_mtime)
    assert [path.name for path in files] == ["ActivityReports_2026-03-02.csv", "ActivityReports_2026-03-03.csv"]
    table = list(csv.reader(io.StringIO(files[-1].read_text("utf-8-sig"), newline="")))
    assert len(table) - 1 == world.expected(2)["head_start_region"].delivered


def test_an_unchanged_report_is_not_written_again(world: DemoWorld) -> None:
    world.set_night(2)
    before = {path: path.stat().st_mtime_ns for path in (world.home / "inbox" / "small_center").iterdir()}
    world.set_night(3)
    assert {path: path.stat().st_mtime_ns for path in (world.home / "inbox" / "small_center").iterdir()} == before


def test_the_api_answers_304_on_the_second_night_and_not_on_the_third(world: DemoWorld) -> None:
    def ask(etag: str = "") -> requests.Response:
        headers = {"Authorization": f"Bearer {world.api.token}", "If-None-Match": etag}
        while True:
            answer = requests.get(f"{world.api.address}{API_PATH}", headers=headers, timeout=5)
            if answer.status_code != 429:
                return answer

    world.set_night(1)
    etag = ask().headers["ETag"]
    world.set_night(2)
    assert ask(etag).status_code == 304
    world.set_night(3)
    assert ask(etag).status_code == 200
    assert world.requests_seen()["home_visiting_center"] > 0


def test_the_store_is_away_on_the_second_night_and_both_days_are_there_on_the_third(world: DemoWorld) -> None:
    world.set_night(1)
    world.set_night(2)
    with pytest.raises(requests.exceptions.ConnectionError):
        requests.get(world.store.address, timeout=2)
    world.set_night(3)
    days = {key.split("/")[1] for key in world.store.list_keys()}
    assert days == {"2026-03-02", "2026-03-03", "2026-03-04"}


def test_the_feed_breaks_off_on_the_second_night_only(world: DemoWorld) -> None:
    ends = []
    for night in (1, 2, 3):
        world.set_night(night)
        ends.append(requests.get(f"{world.feed.address}{FEED_PATH}", timeout=5).content.endswith(b"</ta-feed>"))
    assert ends == [True, False, True]


def test_the_database_grows_and_concord_may_only_read_it(world: DemoWorld) -> None:
    world.set_night(1)
    first = count_rows(world.database)
    world.set_night(2)
    plan = plan_deliveries(world.truth)
    assert first == len(plan["special_education_center", 1].rows)
    assert count_rows(world.database) == first + world.expected(2)["special_education_center"].new
    with (
        psycopg.connect(world.database.server.dsn(world.database.reader, world.database.name)) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("DELETE FROM ta.service_record")
