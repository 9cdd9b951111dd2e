"""Bad input of every kind in one night through the DAG: told in words, nothing lost, and all others done."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa

from tests.night.bad_cases import CANARY, CASES, Case
from tests.night.bad_world import FAULTS, FULL_DISK, GOOD, NEVER_RIGHT, NIGHTS, WRONG_CONTRACT, BadWorld, Fetching
from transforms.accounting import Counts
from warehouse.attempts import night_outcome
from warehouse.connections import engine
from warehouse.server import LOADER, EmbeddedServer

Concord = Callable[..., subprocess.CompletedProcess[str]]
CODE = re.compile(r"Traceback|File \"|line \d+, in |object at 0x|site-packages|[A-Za-z](Error|Exception): ")
"""What only programmers read."""


pytestmark = pytest.mark.long


@dataclass(frozen=True)
class Told:
    """What the second night came to."""

    world: BadWorld
    runs: list[subprocess.CompletedProcess[str]]
    rows: sa.Connection
    outcome: pd.DataFrame

    def ask(self, query: str, **values: object) -> pd.DataFrame:
        result = self.rows.execute(sa.text(query), values)
        return pd.DataFrame([tuple(row) for row in result], columns=list(result.keys()))

    def of(self, slug: str) -> pd.Series:
        return self.outcome.loc[[slug]].iloc[0]


@pytest.fixture(scope="module")
def told(concord: Concord, module_home: Path) -> Iterator[Told]:
    """Two nights, each one run of the DAG for all providers."""
    with BadWorld(module_home) as world:
        arguments = ["--providers", str(world.contracts), "--home", str(module_home), "--retry-seconds", "0.05"]
        runs = []
        for prepare, night in zip((world.begin, world.turn_bad), NIGHTS, strict=True):
            prepare()
            runs.append(concord("night", "--date", str(night), *arguments, environment=world.connections()))
        with engine(EmbeddedServer(module_home).url(LOADER)).connect() as rows:
            rows.execution_options(isolation_level="AUTOCOMMIT")  # an open transaction would hold up an upgrade
            outcome = night_outcome(rows, NIGHTS[1]).set_index("provider_id")
            yield Told(world, runs, rows, outcome)


def test_on_the_first_night_all_but_one_are_in(told: Told) -> None:
    first = night_outcome(told.rows, NIGHTS[0]).set_index("provider_id")
    assert set(first.index[first["state"].ne("accepted")]) == {NEVER_RIGHT}
    assert told.runs[0].returncode == 3


@pytest.mark.parametrize("slug", GOOD)
def test_the_good_ones_are_done_beside_thirty_bad_ones(told: Told, slug: str) -> None:
    assert told.of(slug)["state"] == "accepted"
    assert told.of(slug)["corrected"] == 1


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.slug)
def test_a_bad_file_gets_its_verdict_and_words(told: Told, case: Case) -> None:
    row = told.of(case.slug)
    assert row["state"] == case.state, row["message"]
    assert ("" if pd.isna(row["who"]) else row["who"]) == case.who
    said = told.ask(
        "SELECT message FROM core.attempt WHERE provider_id = :p AND night = :n AND stage = 'ingest'",
        p=case.slug, n=NIGHTS[1],
    )["message"].item()  # fmt: skip
    assert all(words in said for words in case.says), said
    if case.who:
        assert len(row["mend"]) > 10, "what to do next"


@pytest.mark.parametrize("case", [c for c in CASES if c.rows or c.state == "partly_accepted"], ids=lambda c: c.slug)
def test_a_rejected_row_keeps_its_place_rule_words_and_mend(told: Told, case: Case) -> None:
    found = told.ask(
        "SELECT row_number, part, findings FROM core.rejected_row WHERE provider_id = :p AND known_to_load IS NULL",
        p=case.slug,
    )
    assert set(found["row_number"]) == set(case.rows)
    assert set(found["part"]) == {case.name}
    for number, findings in zip(found["row_number"], found["findings"], strict=True):
        rule, words = case.rows[number]
        finding = next(item for item in findings if item["rule"] == rule)
        assert words in finding["message"] + str(finding["value"])
        assert finding["mend"]
        assert finding["who"] == "provider"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.slug)
def test_nothing_is_lost_by_a_bad_file(told: Told, case: Case) -> None:
    """The last good version of every record stands, and the raw bytes of both nights are in landing."""
    standing = told.ask(
        "SELECT source_record_id,"
        " known_from_load > (SELECT max(load_number) FROM core.load WHERE night = :first) AS is_new"
        " FROM core.record_version WHERE provider_id = :p AND known_to_load IS NULL AND record_state <> 'retracted'",
        p=case.slug, first=NIGHTS[0],
    )  # fmt: skip
    assert set(standing["source_record_id"]) == {f"R-{number}" for number in range(1, 11)}
    assert set(standing.loc[standing["is_new"], "source_record_id"]) == case.changed
    blobs = told.world.home / "landing" / case.slug / "blobs"
    bad = (told.world.home / "inbox" / case.slug / case.name).read_bytes()
    assert {hashlib.sha256(content).hexdigest() for content in (case.good, bad)} <= {p.name for p in blobs.iterdir()}


def test_excel_days_are_the_same_days_in_both_calendars(told: Told) -> None:
    days = told.ask(
        "SELECT provider_id, array_agg(actual_start ORDER BY source_record_id) AS days FROM core.record_version"
        " WHERE provider_id IN ('days_of_1900', 'days_of_1904', 'good_template') AND known_to_load IS NULL GROUP BY 1"
    ).set_index("provider_id")["days"]
    assert days["days_of_1900"] == days["days_of_1904"] == days["good_template"]


def test_numbers_are_read_as_the_contract_says(told: Told) -> None:
    hours = told.ask(
        "SELECT event_hours FROM core.record_version WHERE provider_id = 'thousands_signs' AND source_record_id = 'R-1'"
        " AND known_to_load IS NULL"
    )
    assert float(hours["event_hours"].item()) == 1234.5


def test_accents_come_through_whatever_the_encoding(told: Told) -> None:
    titles = told.ask(
        "SELECT DISTINCT title FROM core.record_version WHERE known_to_load IS NULL"
        " AND provider_id IN ('wrong_encoding', 'wide_encoding', 'bom')"
        " AND title !~ '^Session'"
    )
    assert set(titles["title"]) == {"Éducation à São Tomé", "Né à São Paulo"}


@pytest.mark.parametrize("fetching", FAULTS, ids=lambda fetching: fetching.fault)
def test_a_bad_server_is_told_and_its_last_good_report_stands_in(told: Told, fetching: Fetching) -> None:
    slug = f"http_{fetching.fault}"
    row = told.of(slug)
    assert row["state"] == fetching.state, row["message"]
    assert fetching.says in row["message"], row["message"]
    assert "127.0.0.1" in row["message"], "where"
    assert row["who"] == fetching.who
    assert row["mend"]
    assert row["tries"] == fetching.tries
    assert row["last_good_age_days"] == 1
    standing = told.ask("SELECT 1 FROM core.record_version WHERE provider_id = :p AND known_to_load IS NULL", p=slug)
    assert len(standing) == 9
    assert told.world.servers[slug].requests_seen > 0, "a socket was opened"
    assert told.world.servers[slug].strays_seen == 0, "nobody was led elsewhere"


def test_a_full_disk_is_ours_to_mend_and_costs_nothing_that_was_there(told: Told) -> None:
    if not told.world.has_tiny_disk:
        pytest.skip("only root may mount a tiny file system here")
    row = told.of(FULL_DISK)
    assert row["state"] == "failed"
    assert "no space left" in row["message"]
    assert str(told.world.home / "landing" / FULL_DISK) in row["message"]
    assert row["who"] == "concord"
    assert "free space" in row["mend"]
    blobs = told.world.home / "landing" / FULL_DISK / "blobs"
    assert len(list(blobs.iterdir())) == 1, "the first night's bytes, and nothing half-written"


@pytest.mark.parametrize("slug", [WRONG_CONTRACT, NEVER_RIGHT])
def test_a_wrong_contract_is_told_with_file_and_line_and_stops_nobody_else(told: Told, slug: str) -> None:
    row = told.of(slug)
    assert row["state"] == "failed"
    lines = (told.world.contracts / slug / "contract.yaml").read_text().splitlines()
    at = lines.index(' "delivery": "sometimes",') + 1
    assert f"contract.yaml:{at}" in row["message"]
    assert "'full', 'incremental' or 'full_for_period'" in row["message"]
    assert row["who"] == "concord"
    assert row["tries"] == 1, "waiting mends no contract"


def test_the_sums_of_every_delivery_hold(told: Told) -> None:
    deliveries = told.ask("SELECT * FROM core.delivery WHERE known_to_load IS NULL")
    assert len(deliveries) > 60
    for row in deliveries.to_dict("records"):
        Counts(**{name: int(row[name]) for name in Counts.__dataclass_fields__}).check(row["delivery_id"])


def test_what_people_read_holds_no_traceback(told: Told) -> None:
    texts = [
        *told.ask("SELECT concat_ws(' ', message, mend) AS said FROM core.attempt")["said"],
        *told.ask("SELECT concat_ws(' ', reason, mend) AS said FROM core.delivery")["said"],
        *told.ask("SELECT findings::text AS said FROM core.rejected_row")["said"],
        *(run.stdout + run.stderr for run in told.runs),
    ]
    found = [match[0] + " in " + text[:300] for text in texts if (match := CODE.search(text))]
    assert not found


def test_the_night_ends_by_naming_everything_that_failed(told: Told, concord: Concord) -> None:
    run = told.runs[1]
    assert run.returncode == 3
    for slug, row in told.outcome.iterrows():
        if row["state"] not in ("accepted", "partly_accepted", "unchanged"):
            assert f"{slug}: " in run.stdout.replace("\n", ""), slug
    done = concord("status", "zero_bytes", "--home", str(told.world.home))
    assert "no bytes" in done.stdout
    assert "the provider must act" in done.stdout


def test_nothing_outside_a_report_is_fetched_by_it(told: Told) -> None:
    tables = told.ask("SELECT schemaname || '.' || tablename AS name FROM pg_tables WHERE schemaname = 'core'")["name"]
    for table in tables:
        assert told.ask(f"SELECT 1 FROM {table} t WHERE t::text LIKE :canary", canary=f"%{CANARY}%").empty, table  # noqa: S608
    blobs = [path for path in (told.world.home / "landing").rglob("blobs/*") if path.is_file()]
    assert not any(CANARY.encode() in path.read_bytes() for path in blobs)


def test_secrets_of_connections_are_in_no_word_of_the_night(told: Told) -> None:
    logs = "".join(path.read_text(errors="replace") for path in (told.world.home / "logs").rglob("*.log"))
    said = json.dumps([run.stdout + run.stderr for run in told.runs])
    assert "secret-of-the-api" not in logs + said
