"""A backup holds all that a home cannot make again: restored into an empty home, it gives the same answers."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from contracts.errors import UsageWrong
from nights.backup import DUMP, MANIFEST, make_backup, read_backup, restore_backup
from nights.settings import Settings
from nights.status import ask
from tests.night.conftest import new_home, remove_home
from tests.night.rerun_world import GAMMA, assert_same, prepare, read_tables
from tests.night.running import run_concord


@pytest.fixture(scope="module")
def lived() -> Iterator[Path]:
    """A home with two nights and a person's decision."""
    home = new_home()
    for number in (1, 2):
        arguments = prepare(home, number)
        done = run_concord("night", *arguments)
        assert done.returncode in (0, 3), done.stdout + done.stderr
    done = run_concord("accept", GAMMA, "--why", "they told us", "--by", "Ada", *arguments[2:])
    assert done.returncode == 0, done.stdout + done.stderr
    yield home
    remove_home(home)


@pytest.fixture(scope="module")
def copy(lived: Path) -> Iterator[Path]:
    """A backup of it, made by the command."""
    folder = new_home()
    made = run_concord("backup", str(folder / "copy"), *prepare(lived, 2)[2:])
    assert made.returncode == 0, made.stdout + made.stderr
    assert "concord restore" in made.stdout
    yield folder / "copy"
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def restored(copy: Path) -> Iterator[Path]:
    home = new_home()
    done = run_concord("restore", str(copy), "--home", str(home), "--providers", str(home / "contracts"))
    assert done.returncode == 0, done.stdout + done.stderr
    yield home
    remove_home(home)


def test_a_restored_home_holds_every_row_with_its_numbers_and_moments(lived: Path, restored: Path) -> None:
    before = read_tables(lived)
    assert len(before["record_version"]) > 40
    assert_same(before, read_tables(restored))


def test_a_restored_home_gives_an_analyst_the_same_answers_of_now_and_then(lived: Path, restored: Path) -> None:
    moment = read_tables(lived)["load"]["committed_at"].iloc[2]
    query = "SELECT source_record_id, title, sector FROM record ORDER BY provider_id, 1"
    for options in ((), ("--as-of", str(moment))):
        first, second = (
            run_concord("sql", *options, "--output", "csv", "--home", str(home), query) for home in (lived, restored)
        )
        assert first.returncode == 0, first.stderr
        assert len(first.stdout.splitlines()) > 40
        assert first.stdout == second.stdout


def test_an_analyst_of_a_restored_home_may_no_more_than_before(restored: Path) -> None:
    with pytest.raises(UsageWrong, match="permission denied"):
        ask(Settings(restored, restored / "contracts"), "SELECT count(*) FROM core.record_version")


def test_a_restored_home_goes_on_with_the_next_night(restored: Path) -> None:
    done = run_concord("night", *prepare(restored, 3))
    assert done.returncode in (0, 3), done.stdout + done.stderr
    assert "rules" in set(read_tables(restored)["record_version"]["cause"])


def test_a_backup_is_open_to_its_maker_alone(copy: Path) -> None:
    assert copy.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("harm", ["changed", "missing", "more"])
def test_a_damaged_backup_is_refused_before_anything_is_made(copy: Path, tmp_path: Path, harm: str) -> None:
    damaged = tmp_path / "damaged"
    shutil.copytree(copy, damaged)
    victim = next((damaged / "landing").rglob("blobs/*"))
    if harm == "changed":
        victim.write_bytes(b"something else")
    elif harm == "missing":
        victim.unlink()
    else:
        (damaged / "landing" / "more").write_text("x")
    home = tmp_path / "home"
    with pytest.raises(UsageWrong, match="damaged"):
        restore_backup(Settings(home, home / "contracts"), damaged, lambda _: None)
    assert not home.exists()


def test_a_backup_of_a_newer_concord_is_refused(copy: Path, tmp_path: Path) -> None:
    newer = tmp_path / "newer"
    newer.mkdir()
    shutil.copy(copy / DUMP, newer / DUMP)
    told = json.loads((copy / MANIFEST).read_text())
    told |= {"tables": "9999", "files": {DUMP: told["files"][DUMP]}}
    (newer / MANIFEST).write_text(json.dumps(told))
    with pytest.raises(UsageWrong, match="does not know"):
        read_backup(newer)


def test_a_home_in_use_is_never_written_over(lived: Path, copy: Path) -> None:
    with pytest.raises(UsageWrong, match="in use"):
        restore_backup(Settings(lived, lived / "contracts"), copy, lambda _: None)


def test_a_backup_is_not_made_over_another(lived: Path, copy: Path) -> None:
    with pytest.raises(UsageWrong, match="exists"):
        make_backup(Settings(lived, lived / "contracts"), copy, lambda _: None)
