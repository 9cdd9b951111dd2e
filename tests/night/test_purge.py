"""What is purged is gone everywhere, stays gone when it comes again, and a tombstone says so."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tests.night.conftest import new_home, remove_home
from tests.night.running import run_concord
from tests.night.small_reports import as_csv, as_json, contract_of, record, write_contract
from warehouse.connections import engine
from warehouse.purges import PROVIDER_ROWS
from warehouse.server import ADMIN, LOADER, EmbeddedServer
from warehouse.tables import METADATA

ALPHA, BETA = "alpha_center", "beta_center"
SECRET = "Zanzibar quarrel of the Petrie family"
PURGED, OTHERS = "R-3", 12
FIRST = date(2026, 3, 10)


def deliver(home: Path, night: int, **changed: dict[str, str]) -> list[str]:
    """Put both providers' reports in place, the secret record among alpha's; returns the arguments that name a home."""
    rows = [record(number, **changed.get(f"R_{number}", {})) for number in range(1, OTHERS + 1)]
    rows[2] = {**rows[2], "title": SECRET, **changed.get("R_3", {})}
    reports = {
        ALPHA: ("csv", as_csv(rows).encode()),
        BETA: ("json", as_json([record(n) for n in range(1, 6)]).encode()),
    }
    forms: dict[str, Any] = {ALPHA: "concord", BETA: {"kind": "json", "record_path": "data"}}
    at = (datetime.combine(FIRST + timedelta(days=night), time(0), UTC) - timedelta(days=1)).timestamp()
    for slug, (suffix, content) in reports.items():
        path = home / "inbox" / slug / f"report.{suffix}"
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_bytes() != content:
            path.write_bytes(content)
        os.utime(path, (at, at))
        stated = contract_of(slug, forms[slug], free_text_may_leave=True)
        write_contract(
            home / "contracts", {**stated, "source": {**stated["source"], "path": f"inbox/{slug}/*.{suffix}"}}
        )
    return ["--providers", str(home / "contracts"), "--home", str(home)]


def run_night(home: Path, night: int, **changed: dict[str, str]) -> None:
    where = deliver(home, night, **changed)
    done = run_concord("night", "--date", str(FIRST + timedelta(days=night)), *where)
    assert done.returncode in (0, 3), done.stdout + done.stderr


def ask(home: Path, query: str, **values: object) -> list[tuple[Any, ...]]:
    with engine(EmbeddedServer(home).url(LOADER)).connect() as connection:
        return [tuple(row) for row in connection.execute(sa.text(query), values)]


def versions(home: Path, record_id: str) -> list[tuple[Any, ...]]:
    """Title and change of every version that is kept of one of alpha's records."""
    query = (
        "SELECT title, change FROM core.record_version WHERE source_record_id = :record AND provider_id = :provider"
        " ORDER BY known_from_load"
    )
    return ask(home, query, record=record_id, provider=ALPHA)


def deliveries(home: Path, night: str) -> list[tuple[Any, ...]]:
    """Identity and counts of what alpha delivered for a night."""
    query = (
        "SELECT delivery_id, delivered, accepted, rejected, corrected, unchanged FROM core.delivery"
        " WHERE provider_id = :provider AND night = :night AND known_to_load IS NULL"
    )
    return ask(home, query, provider=ALPHA, night=night)


def tables_that_say(home: Path, word: str) -> list[str]:
    """Tables of core with a row that holds a word in any column."""
    with engine(EmbeddedServer(home).url(ADMIN)).connect() as connection:
        found = []
        for table in METADATA.sorted_tables:
            count = sa.text(f"SELECT count(*) FROM {table.fullname} t WHERE t::text LIKE '%' || :word || '%'")  # noqa: S608
            if connection.execute(count, {"word": word}).scalar_one():
                found.append(table.name)
        return found


def files_that_say(home: Path, word: str) -> list[str]:
    """Files of a home, but those of the server and the provider's own inbox, that hold a word."""
    needles = (word.encode(), json.dumps(word)[1:-1].encode())
    paths = (path for path in home.rglob("*") if path.is_file())
    kept = (path for path in paths if path.relative_to(home).parts[0] not in ("postgres", "inbox"))
    return [str(path.relative_to(home)) for path in kept if any(needle in path.read_bytes() for needle in needles)]


@pytest.fixture(scope="module")
def before() -> Iterator[Path]:
    """A home of two nights in which the secret is everywhere, and somebody judged a pair with its record."""
    home = new_home()
    run_night(home, 0)
    run_night(home, 1, R_5={"title": "Corrected on the second night"})
    pair = (ALPHA, PURGED, BETA, PURGED, "--judgement", "different", "--by", "Ada", "--why", f"not the {SECRET}")
    done = run_concord("overlaps", "judge", *pair, "--home", str(home))
    assert done.returncode == 0, done.stdout + done.stderr
    folder = home / "editions" / "2026-02-01"
    folder.mkdir(parents=True)
    (folder / "report.html").write_text("<p>Nothing of it.</p>")
    (home / "editions" / "2026-03-10" / "brief.html").write_text(f"<p>{SECRET}</p>")
    exported = home / "exports" / "2026-03-11"
    exported.mkdir(parents=True)
    (exported / "record.parquet").write_bytes(SECRET.encode())
    yield home
    remove_home(home)


def test_the_secret_is_where_it_is_to_be_looked_for(before: Path) -> None:
    """Otherwise the tests below would look for nothing."""
    assert {"record_version", "judgement"} <= set(tables_that_say(before, SECRET))
    rooms = {path.split("/")[0] for path in files_that_say(before, SECRET)}
    assert {"landing", "editions", "exports"} <= rooms


@pytest.fixture(scope="module")
def purged(before: Path) -> str:
    """What the command said."""
    where = deliver(before, 1, R_5={"title": "Corrected on the second night"})
    done = run_concord("purge", "record", ALPHA, PURGED, "--why", "asked by the center", "--by", "Ada", "--yes", *where)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_purged_record_is_gone_from_every_table_and_file(before: Path, purged: str) -> None:
    assert tables_that_say(before, SECRET) == []
    assert files_that_say(before, SECRET) == []
    assert versions(before, PURGED) == []


def test_what_has_nothing_of_it_stays(before: Path, purged: str) -> None:
    assert (before / "editions" / "2026-02-01" / "report.html").exists()
    assert ask(before, "SELECT provider_id, count(*) FROM mart.record GROUP BY 1 ORDER BY 1") == [
        (ALPHA, OTHERS - 1), (BETA, 5),
    ]  # fmt: skip


def test_a_tombstone_says_what_went_and_what_it_breaks(before: Path, purged: str) -> None:
    [(kind, record_id, why, removed)] = ask(before, "SELECT kind, source_record_id, why, removed FROM mart.purge")
    assert (kind, record_id, why) == ("record", PURGED, "asked by the center")
    assert removed["record_version"] == 1
    assert removed["judgement"] == 1
    assert "can then not be replayed" in purged
    assert [path.parent.name for path in (before / "editions").rglob("purged.txt")] == ["2026-03-10"]


def test_a_purged_record_that_comes_again_is_rejected_and_nothing_of_it_is_kept(before: Path, purged: str) -> None:
    run_night(before, 2, R_5={"title": "Corrected on the third night"})
    [(_, *counts)] = deliveries(before, "2026-03-12")
    assert counts == [OTHERS, OTHERS - 1, 1, 1, OTHERS - 2]
    told = ask(before, "SELECT source_record_id, rules, cells::text FROM core.rejected_row WHERE known_to_load IS NULL")
    assert told == [(PURGED, ["record_purged"], "{}")]
    assert tables_that_say(before, SECRET) == []


def test_a_lifted_purge_lets_it_come_as_new(before: Path, purged: str) -> None:
    done = run_concord("purge", "lift", ALPHA, PURGED, "--why", "the title is corrected", "--home", str(before))
    assert done.returncode == 0, done.stdout + done.stderr
    run_night(before, 3, R_3={"title": "Fiscal mapping"})
    assert versions(before, PURGED) == [("Fiscal mapping", "new")]


def test_a_purged_delivery_leaves_what_came_before_and_after(before: Path, purged: str) -> None:
    [(delivery, *_)] = deliveries(before, "2026-03-12")
    where = deliver(before, 3, R_3={"title": "Fiscal mapping"})
    done = run_concord("purge", "delivery", ALPHA, delivery, "--why", "of another center", "--yes", *where)
    assert done.returncode == 0, done.stdout + done.stderr
    titles = [title for title, _ in versions(before, "R-5")]
    assert "Corrected on the third night" not in titles
    assert "Corrected on the second night" in titles


def test_a_provider_is_not_purged_while_its_contract_would_bring_it_back(before: Path, purged: str) -> None:
    where = deliver(before, 3)
    done = run_concord("purge", "provider", BETA, "--why", "left", "--yes", *where)
    assert done.returncode == 2
    assert "contract" in done.stderr


def test_a_purged_provider_is_gone(before: Path, purged: str) -> None:
    where = deliver(before, 3)
    shutil.rmtree(before / "contracts" / BETA)
    done = run_concord("purge", "provider", BETA, "--why", "left the partners", "--yes", *where)
    assert done.returncode == 0, done.stdout + done.stderr
    assert ask(before, f"SELECT count(*) FROM core.record_version WHERE provider_id = '{BETA}'") == [(0,)]  # noqa: S608
    assert not (before / "landing" / BETA).exists()
    assert ask(before, "SELECT kind FROM mart.purge ORDER BY known_from_load DESC LIMIT 1") == [("provider",)]


@pytest.mark.parametrize("what", [("record", ALPHA, "R-99"), ("delivery", ALPHA, "none"), ("provider", "nobody")])
def test_what_is_not_known_cannot_be_purged(before: Path, purged: str, what: tuple[str, ...]) -> None:
    done = run_concord("purge", *what, "--why", "x", "--yes", "--home", str(before))
    assert done.returncode == 2
    assert "nothing is known" in done.stderr


def test_no_table_that_names_a_provider_is_forgotten_by_a_purge() -> None:
    naming = {
        table.name for table in METADATA.sorted_tables
        if {"provider_id", "provider_id_a"} & set(table.columns.keys())
    }  # fmt: skip
    stay = {"provider", "load", "purge"}
    assert naming - stay <= set(PROVIDER_ROWS)
