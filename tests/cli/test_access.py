"""Logins by the command line, on an embedded server of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.cli.running import ROOT, run
from tests.night.conftest import new_home, remove_home
from warehouse.server import EmbeddedServer


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    made = new_home()
    yield made
    EmbeddedServer(made).stop()
    remove_home(made)


def test_a_login_is_granted_used_listed_and_revoked(home: Path) -> None:
    granted = run("grant", "ada", "--as", "provider", "small_center", home=home)
    assert granted.returncode == 0, granted.stderr
    found = re.search(r"Password, shown once: (\S+)", granted.stdout)
    assert found
    assert granted.stdout.count(found[1]) == 1
    line = re.search(r"^  psql (\S+)$", granted.stdout, re.MULTILINE)
    assert line
    with psycopg.connect(line[1], password=found[1]) as connection:
        assert connection.execute("SELECT count(*) FROM record").fetchone() == (0,)
    assert re.search(r"ada +provider +small_center +0", run("logins", home=home).stdout)
    assert "signs in no more" in run("revoke", "ada", home=home).stdout
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(line[1], password=found[1])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["grant", "ada", "--as", "jurisdiction", "OH"], "get reports and exports, and no login"),
        (["grant", "ada", "--as", "public"], "get reports and exports, and no login"),
        (["grant", "ada", "--as", "sponsor", "ACF/OHZ"], "did you mean ACF/OHS?"),
        (["grant", "ada", "--as", "sponsor"], "which sponsor?"),
        (["grant", "ada", "--as", "analyst", "ACF/OHS"], "reads for nobody in particular"),
        (["grant", "ada", "--as", "king"], "is no kind of reader"),
        (["revoke", "nobody"], "no login nobody reads this warehouse"),
        (["sql", "select * from core.record_version"], "permission denied for schema core"),
        (["sql", "select titel from record"], 'column "titel" does not exist'),
        (["sql", "select * from recrd"], 'relation "recrd" does not exist'),
    ],
)
def test_a_mistake_is_told_in_words(home: Path, arguments: list[str], said: str) -> None:
    done = run(*arguments, home=home)
    assert done.returncode == 2, done.stdout + done.stderr
    assert said in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr


def test_a_report_is_rendered_with_the_rights_of_its_reader(home: Path) -> None:
    from contracts.errors import UsageWrong
    from nights.settings import Settings
    from nights.warehouse_access import open_for_reader

    settings = Settings(home, ROOT / "providers")
    for kind, whose, role in (("sponsor", "ACF/OHS", "concord_sponsor_acf_ohs"), ("public", "", "concord_public"),
                              ("jurisdiction", "TR-navajo", "concord_jurisdiction_tr_navajo")):  # fmt: skip
        engine = open_for_reader(settings, kind, whose)
        with engine.connect() as connection:
            assert connection.exec_driver_sql("SELECT current_user").scalar_one() == role
            assert connection.exec_driver_sql("SELECT count(*) FROM mart.record").scalar_one() == 0
        engine.dispose()
    with pytest.raises(UsageWrong, match="look is logged"):
        open_for_reader(settings, "steward")
