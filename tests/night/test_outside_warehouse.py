"""A night on a PostgreSQL of one's own, prepared as docker-compose.yml does: by its script and an upgrade."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from tests.night.conftest import new_home, remove_home
from tests.night.running import ROOT, run_concord
from tests.night.small_reports import as_csv, contract_of, records, write_contract
from warehouse.server_account import find_account
from warehouse.server_binaries import find_binaries
from warehouse.server_cluster import Cluster

ADMIN = "postgres"
ROLES = {"airflow": "AIRFLOW_DB", "concord_owner": "CONCORD_OWNER", "concord_loader": "CONCORD_LOADER",
         "concord_analyst": "CONCORD_ANALYST", "concord_answers": "CONCORD_ANSWERS"}  # fmt: skip


@dataclass(frozen=True)
class OutsideServer:
    """A server that is none of Concord's, with the roles and databases of the init script; passwords are the names."""

    home: Path
    port: int

    def url(self, role: str) -> str:
        return f"postgresql://{role}:{role}@127.0.0.1:{self.port}/concord"

    def concord(self, role: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command on the warehouse there, with a role's login."""
        environment = {"CONCORD_WAREHOUSE_URL": self.url(role), "CONCORD_HOME": str(self.home)}
        return run_concord(*arguments, "--home", str(self.home), environment=environment)


@pytest.fixture(scope="module")
def outside() -> Iterator[OutsideServer]:
    home = new_home()
    cluster = Cluster(home / "outside")
    cluster.make(ADMIN, ADMIN)
    cluster.start()
    port = cluster.port()
    assert port
    binaries = find_binaries(cluster.root, find_account())
    passwords = {f"{variable}_PASSWORD": role for role, variable in ROLES.items()}
    settings = {"POSTGRES_USER": ADMIN, "PGHOST": "127.0.0.1", "PGPORT": str(port), "PGPASSWORD": ADMIN, **passwords}
    environment = {**os.environ, **settings, "PATH": f"{binaries}{os.pathsep}{os.environ['PATH']}"}
    subprocess.run(["bash", str(ROOT / "ops" / "postgres-init.sh")], env=environment, check=True, capture_output=True)
    yield OutsideServer(home, port)
    cluster.stop()
    remove_home(home)


def put_reports(home: Path) -> list[str]:
    """Ten records of one provider, the first of them its own affair; returns the arguments of the night."""
    write_contract(home / "contracts", contract_of("small_center"))
    report = home / "inbox" / "small_center" / "report.csv"
    report.parent.mkdir(parents=True)
    header, *rows = as_csv(records()).splitlines()
    levels = ["provider_only", *["partners"] * (len(rows) - 1)]
    lines = [f"{header},sharing_level", *(f"{row},{level}" for row, level in zip(rows, levels, strict=True))]
    report.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return ["--date", "2026-03-12", "--providers", str(home / "contracts")]


def test_a_night_before_the_upgrade_says_who_must_do_it(outside: OutsideServer) -> None:
    done = outside.concord("concord_loader", "status")
    assert done.returncode == 5
    said = " ".join(done.stderr.split())
    assert "run concord upgrade with the login of concord_owner in CONCORD_WAREHOUSE_URL" in said
    assert "Traceback" not in done.stderr


def test_the_owner_upgrades_and_the_loader_runs_the_nights(outside: OutsideServer) -> None:
    done = outside.concord("concord_owner", "upgrade")
    assert done.returncode == 0, done.stderr
    night = outside.concord("concord_loader", "night", *put_reports(outside.home))
    assert night.returncode == 0, night.stdout + night.stderr
    assert re.search(r"small_center +accepted +10 +10 +0 ", night.stdout), night.stdout
    with psycopg.connect(outside.url("concord_owner")) as connection:
        assert connection.execute("SELECT count(*) FROM core.record_version").fetchone() == (10,)


def test_with_the_loaders_login_reports_and_questions_show_what_an_analyst_may_see(outside: OutsideServer) -> None:
    told = outside.concord("concord_loader", "sql", "select count(*) as n from mart.record")
    assert re.search(r"^ *9 *$", told.stdout, re.MULTILINE), told.stdout + told.stderr
    refused = outside.concord("concord_loader", "sql", "select count(*) from core.record_version")
    assert refused.returncode == 2
    assert "permission denied" in refused.stderr
    with psycopg.connect(outside.url("concord_analyst")) as connection:
        assert connection.execute("SELECT count(*) FROM mart.record").fetchone() == (9,)


def test_the_owner_grants_logins_there_and_the_loader_hears_who_may(outside: OutsideServer) -> None:
    refused = outside.concord("concord_loader", "grant", "ada", "--as", "steward")
    assert refused.returncode == 5
    assert "CREATEROLE" in refused.stderr
    assert "Traceback" not in refused.stderr
    for words, seen in ((("steward",), 10), (("provider", "small_center"), 10), (("sponsor", "CDC"), 9)):
        granted = outside.concord("concord_owner", "grant", "ada", "--as", *words)
        assert granted.returncode == 0, granted.stderr
        found = re.search(r"Password, shown once: (\S+)", granted.stdout)
        assert found
        password = found[1]
        with psycopg.connect(outside.url("ada"), password=password) as connection:
            assert connection.execute("SELECT count(*) FROM record").fetchone() == (seen,)
        assert outside.concord("concord_owner", "revoke", "ada").returncode == 0
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(outside.url("ada"), password=password)


def test_doctor_looks_at_the_server_that_is_named(outside: OutsideServer) -> None:
    assert "Warehouse: is reached and up to date" in outside.concord("concord_loader", "doctor").stdout
    wrong = OutsideServer(outside.home, 1).concord("concord_loader", "doctor")
    assert wrong.returncode == 1
    assert re.search("broken +Warehouse: .*cannot be reached", wrong.stdout)
