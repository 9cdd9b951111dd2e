"""The embedded PostgreSQL: a real server in a fresh home, for every rule that it must keep."""

from __future__ import annotations

import os
import shutil
import socket
import stat
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import psycopg
import pytest

from contracts.errors import WarehouseUnavailable
from warehouse.server import ADMIN, AIRFLOW, ANALYST, LOADER, OWNER, EmbeddedServer
from warehouse.server_account import Account, find_account, find_closed_folder
from warehouse.server_binaries import find_binaries, find_installation

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root gives the server another account")


def make_home() -> Path:
    # Not pytest's tmp_path: its parents are closed to other accounts, which is a test of its own below.
    home = Path(tempfile.mkdtemp(prefix="concord-test-"))
    home.chmod(0o711)
    return home


@pytest.fixture(scope="module")
def server() -> Iterator[EmbeddedServer]:
    home = make_home()
    running = EmbeddedServer(home)
    running.start()
    yield running
    running.stop()
    shutil.rmtree(home)


def start_in(home: str) -> int | None:
    other = EmbeddedServer(Path(home))
    other.start()
    return other.cluster.pid()


def count_listeners(port: int) -> list[str]:
    """Local addresses, as /proc writes them, of all sockets that listen on the port."""
    found = []
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        for line in Path(table).read_text().splitlines()[1:]:
            address, state = line.split()[1], line.split()[3]
            if state == "0A" and int(address.rsplit(":", 1)[1], 16) == port:
                found.append(address.rsplit(":", 1)[0])
    return found


def read_log(server: EmbeddedServer, *, until: str) -> str:
    """What the server logged; its collector writes a moment after the server has spoken."""
    for _ in range(100):
        text = "".join(path.read_text() for path in server.cluster.log_folder.iterdir())
        if until in text:
            break
        time.sleep(0.1)
    return text


def test_every_role_signs_in_with_its_own_password(server: EmbeddedServer) -> None:
    for role in (OWNER, LOADER, ANALYST):
        with psycopg.connect(server.dsn(role)) as connection:
            assert connection.execute("SELECT current_user").fetchone() == (role,)


@pytest.mark.parametrize("role", [ADMIN, OWNER, LOADER, ANALYST, AIRFLOW])
@pytest.mark.parametrize("password", ["wrong", ""])
def test_a_wrong_or_missing_password_is_refused(server: EmbeddedServer, role: str, password: str) -> None:
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(host="127.0.0.1", port=server.port(), user=role, password=password, dbname="concord")


def test_no_rule_trusts_anybody(server: EmbeddedServer) -> None:
    with psycopg.connect(server.dsn(ADMIN)) as connection:
        rules = connection.execute("SELECT type, address, auth_method, error FROM pg_hba_file_rules").fetchall()
    assert rules == [("host", "127.0.0.1", "scram-sha-256", None)] * 2


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="listening addresses are read from /proc")
def test_it_listens_on_the_loopback_only(server: EmbeddedServer) -> None:
    assert count_listeners(server.port()) == ["0100007F"]


def test_roles_cannot_rise_above_their_rights(server: EmbeddedServer) -> None:
    with psycopg.connect(server.dsn(ADMIN)) as connection:
        query = (
            "SELECT rolname FROM pg_roles WHERE rolname LIKE 'concord%%' AND (rolsuper OR rolcreaterole OR rolcreatedb)"
        )
        assert connection.execute(query).fetchall() == [(ADMIN,)]
    with pytest.raises(psycopg.OperationalError, match="CONNECT"):
        psycopg.connect(server.dsn(AIRFLOW, "concord"))
    with psycopg.connect(server.dsn(ANALYST)) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("CREATE TABLE public.planted (x int)")


def test_text_is_utf8_time_is_utc_and_commits_are_kept(server: EmbeddedServer) -> None:
    with psycopg.connect(server.dsn(OWNER)) as connection:
        shown = [connection.execute(f"SHOW {name}").fetchone() for name in ("server_encoding", "timezone", "fsync")]
        version = connection.info.server_version // 10000
    assert shown == [("UTF8",), ("UTC",), ("on",)]
    assert version == 18


def test_the_passwords_lie_in_a_file_closed_to_others(server: EmbeddedServer) -> None:
    assert stat.S_IMODE(server.secrets.path.stat().st_mode) == 0o600
    passwords = server.secrets.read()
    assert len(set(passwords.values())) == len(passwords) >= 5
    assert all(len(password) >= 32 for password in passwords.values())


def test_the_log_does_not_quote_rows(server: EmbeddedServer) -> None:
    with psycopg.connect(server.dsn(OWNER), autocommit=True) as connection:
        connection.execute("CREATE TABLE quoted (note text UNIQUE)")
        connection.execute("INSERT INTO quoted VALUES ('planted.person@example.org')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("INSERT INTO quoted VALUES ('planted.person@example.org')")
    text = read_log(server, until="duplicate key")
    assert "duplicate key" in text
    assert "planted.person" not in text


def test_a_database_is_made_once_for_its_owner_and_closed_to_others(server: EmbeddedServer) -> None:
    assert server.create_database("registry", "demo_provider")
    assert not server.create_database("registry", "demo_provider")
    with psycopg.connect(server.dsn("demo_provider", "registry")) as connection:
        connection.execute("CREATE TABLE report (id int)")
    with pytest.raises(psycopg.OperationalError, match="CONNECT"):
        psycopg.connect(server.dsn(LOADER, "registry"))


def test_a_copied_database_brings_its_tables_for_its_new_owner(server: EmbeddedServer) -> None:
    server.create_database("pattern", AIRFLOW)
    with psycopg.connect(server.dsn(AIRFLOW, "pattern")) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS job (id int)")
    server.create_database("copied", AIRFLOW, template="pattern")
    with psycopg.connect(server.dsn(AIRFLOW, "copied")) as connection:
        assert connection.execute("SELECT count(*) FROM job").fetchone() == (0,)


def test_a_second_start_attaches_to_the_running_server(server: EmbeddedServer) -> None:
    other = EmbeddedServer(server.home)
    other.start()
    assert other.cluster.pid() == server.cluster.pid()
    assert other.url(OWNER) == server.url(OWNER)


RIGHTS = """
SELECT 'database', xmin::text FROM pg_database WHERE datname = 'concord'
UNION ALL SELECT rolname, xmin::text FROM pg_authid WHERE rolname LIKE 'concord%' ORDER BY 1
"""


MAY_CONNECT = "SELECT has_database_privilege('{}', 'concord', 'CONNECT')"


def test_starting_what_runs_touches_no_role_and_no_right(server: EmbeddedServer) -> None:
    """Many tasks of a night do it at the same moment, where PostgreSQL refuses all but one change to the same row."""
    with psycopg.connect(server.dsn(ADMIN)) as connection:
        before = connection.execute(RIGHTS).fetchall()
        server.start()
        assert connection.execute(RIGHTS).fetchall() == before


@pytest.mark.parametrize(
    ("harm", "is_whole"),
    [
        ("ALTER ROLE concord_loader NOBYPASSRLS", "SELECT rolbypassrls FROM pg_roles WHERE rolname = 'concord_loader'"),
        ("REVOKE ALL ON DATABASE concord FROM concord_analyst", MAY_CONNECT.format("concord_analyst")),
        ("GRANT CONNECT ON DATABASE concord TO PUBLIC", "SELECT NOT" + MAY_CONNECT.format("pg_monitor")[6:]),
    ],
)
def test_a_right_that_an_interrupted_start_left_out_is_given_by_the_next(
    server: EmbeddedServer, harm: str, is_whole: str
) -> None:
    with psycopg.connect(server.dsn(ADMIN), autocommit=True) as connection:
        connection.execute(harm)
        server.start()
        assert connection.execute(is_whole).fetchone() == (True,)


def test_starts_at_the_same_moment_give_one_server() -> None:
    home = make_home()
    try:
        with ProcessPoolExecutor(3) as pool:
            pids = set(pool.map(start_in, [str(home)] * 3))
        assert len(pids) == 1
    finally:
        EmbeddedServer(home).stop()
        shutil.rmtree(home)


def test_a_restart_keeps_rows_passwords_and_port() -> None:
    home = make_home()
    server = EmbeddedServer(home)
    try:
        server.start()
        address = server.url(OWNER)
        with psycopg.connect(server.dsn(OWNER)) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
        assert server.stop()
        assert not server.is_running()
        assert not server.stop()
        server.start()
        assert server.url(OWNER) == address
        with psycopg.connect(server.dsn(OWNER)) as connection:
            assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)
    finally:
        server.stop()
        shutil.rmtree(home)


def test_a_port_taken_meanwhile_is_replaced() -> None:
    home = make_home()
    server = EmbeddedServer(home)
    try:
        server.start()
        port = server.port()
        server.stop()
        with socket.socket() as squatter:
            squatter.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            squatter.bind(("127.0.0.1", port))
            squatter.listen()
            server.start()
            assert server.port() != port
    finally:
        server.stop()
        shutil.rmtree(home)


def test_stopping_touches_no_process_that_is_not_ours(server: EmbeddedServer) -> None:
    home = make_home()
    stranger = EmbeddedServer(home)
    stranger.cluster.folder.mkdir(parents=True)
    # A stale file with the id of a process that lives, but is another home's server.
    recorded = (server.cluster.folder / "postmaster.pid").read_text()
    (stranger.cluster.folder / "postmaster.pid").write_text(recorded)
    assert not stranger.is_running()
    assert not stranger.stop()
    assert server.is_running()
    shutil.rmtree(home)


def test_asking_a_stopped_server_for_its_address_says_how_to_start_it() -> None:
    home = make_home()
    with pytest.raises(WarehouseUnavailable, match=r"not running.*concord up"):
        EmbeddedServer(home).port()
    shutil.rmtree(home)


@as_root
def test_the_server_runs_under_an_account_that_is_not_root(server: EmbeddedServer) -> None:
    pid = server.cluster.pid()
    assert Path(f"/proc/{pid}").stat().st_uid == find_account().uid != 0


@as_root
def test_a_home_behind_a_closed_folder_is_refused_with_the_way_out() -> None:
    parent = make_home()
    parent.chmod(0o700)
    with pytest.raises(WarehouseUnavailable) as refusal:
        EmbeddedServer(parent / "home").start()
    assert str(parent) in str(refusal.value)
    assert "CONCORD_HOME=/var/lib/concord" in refusal.value.mend
    assert stat.S_IMODE(parent.stat().st_mode) == 0o700
    shutil.rmtree(parent)


@as_root
def test_programs_that_the_account_cannot_reach_are_copied_into_the_home(monkeypatch: pytest.MonkeyPatch) -> None:
    home = make_home()
    home.chmod(0o700)
    hidden = home / "pginstall18"
    (hidden / "bin").mkdir(parents=True)
    shutil.copy(find_installation() / "bin" / "pg_ctl", hidden / "bin" / "pg_ctl")
    monkeypatch.setattr("warehouse.server_binaries.find_installation", lambda: hidden)
    root = make_home()
    programs = find_binaries(root, find_account())
    assert programs.is_relative_to(root)
    assert (programs / "pg_ctl").exists()
    assert find_binaries(root, find_account()) == programs
    shutil.rmtree(home)
    shutil.rmtree(root)


def test_a_folder_is_closed_to_an_account_by_its_own_bits(tmp_path: Path) -> None:
    somebody = Account("somebody", uid=65533, gid=65533, is_own=False)
    open_folder = tmp_path / "open"
    open_folder.mkdir()
    tmp_path.chmod(0o700)
    closed = find_closed_folder(open_folder, somebody)
    assert closed is not None
    assert tmp_path.is_relative_to(closed)
