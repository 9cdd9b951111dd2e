"""An SFTP server: its key is pinned, ours logs in, and the newest finished file counts."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from contracts.contract import Contract
from contracts.errors import ReportMissing, SourceRefusedLogin, SourceUnreachable
from demo.servers.sftp import SftpServer, make_host_key
from tests.sources.pulling import NOW, ConnectAs, Night, contract_of


@pytest.fixture
def server(tmp_path: Path, connect_as: ConnectAs) -> Iterator[SftpServer]:
    with SftpServer(tmp_path / "sftp") as running:
        connect_as("center_sftp", running.connection())
        yield running
        assert running.requests_seen > 0, "no socket was opened: nothing was tested"


def reports(path: str = "outgoing/*.csv", **others: Any) -> Contract:
    source = {"transport": "sftp", "connection": "center_sftp", "path": path, "format": "csv", **others}
    return contract_of(source.pop("delivery", "full"), **source)


def upload(server: SftpServer, name: str, content: bytes, *, days_ago: float = 1) -> None:
    path = server.root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    moment = (NOW - timedelta(days=days_ago)).timestamp()
    os.utime(path, (moment, moment))


def test_the_newest_file_counts(night: Night, server: SftpServer) -> None:
    upload(server, "outgoing/b.csv", b"older", days_ago=2)
    upload(server, "outgoing/a.csv", b"newer" * 50_000, days_ago=1)
    upload(server, "outgoing/z.csv.part", b"half", days_ago=0)
    assert night.pull(reports()).outcome == "arrived"
    assert night.parts() == [("a.csv", b"newer" * 50_000)]
    assert night.last is not None
    assert night.last.address == f"sftp://127.0.0.1:{server.port}/outgoing/*.csv"


def test_the_same_bytes_are_unchanged(night: Night, server: SftpServer) -> None:
    upload(server, "outgoing/a.csv", b"x")
    night.pull(reports())
    assert night.pull(reports()).outcome == "unchanged"


def test_new_files_only_where_the_delivery_is_incremental(night: Night, server: SftpServer) -> None:
    contract = reports(delivery="incremental")
    upload(server, "outgoing/a.csv", b"1", days_ago=3)
    upload(server, "outgoing/b.csv", b"2", days_ago=2)
    night.pull(contract)
    assert night.parts() == [("a.csv", b"1"), ("b.csv", b"2")]
    upload(server, "outgoing/late.csv", b"3", days_ago=90)
    night.pull(contract)
    assert night.parts() == [("late.csv", b"3")]
    assert night.pull(contract).reason == "no new file"


def test_a_pattern_may_reach_over_folders(night: Night, server: SftpServer) -> None:
    upload(server, "outgoing/2026-03/a.csv", b"1", days_ago=3)
    upload(server, "outgoing/2026-04/a.csv", b"2", days_ago=2)
    night.pull(reports("/outgoing/2026-*/a.csv", take="new"))
    assert night.parts() == [("2026-03/a.csv", b"1"), ("2026-04/a.csv", b"2")]


def test_a_file_that_grows_is_waited_for(night: Night, server: SftpServer) -> None:
    upload(server, "outgoing/a.csv", b"x")
    stop = threading.Event()

    def grow() -> None:
        while not stop.wait(0.05):
            with (server.root / "outgoing/a.csv").open("ab") as file:
                file.write(b"more")

    uploader = threading.Thread(target=grow)
    uploader.start()
    try:
        with pytest.raises(SourceUnreachable, match="still being written") as failure:
            night.pull(reports())
    finally:
        stop.set()
        uploader.join()
    assert failure.value.retry
    assert night.files_in_landing() == []


def test_no_file_is_for_the_provider_to_mend(night: Night, server: SftpServer) -> None:
    upload(server, "outgoing/notes.txt", b"x")
    with pytest.raises(ReportMissing):
        night.pull(reports())


def test_a_missing_folder_is_for_the_provider_to_mend(night: Night, server: SftpServer) -> None:
    with pytest.raises(ReportMissing, match="does not exist"):
        night.pull(reports())


def test_another_host_key_than_the_pinned_one_is_refused_at_once(
    night: Night, server: SftpServer, connect_as: ConnectAs
) -> None:
    facts = server.connection()
    connect_as("center_sftp", facts | {"extra": facts["extra"] | {"host_key": make_host_key()}})
    upload(server, "outgoing/a.csv", b"x")
    with pytest.raises(SourceRefusedLogin, match="another key") as failure:
        night.pull(reports())
    assert not failure.value.retry
    assert server.requests_seen == 1


def test_a_refused_login_is_not_tried_again(night: Night, server: SftpServer) -> None:
    server.refuses_logins = True
    with pytest.raises(SourceRefusedLogin, match="login is refused") as failure:
        night.pull(reports())
    assert not failure.value.retry
    assert server.requests_seen == 1


@pytest.mark.parametrize("extra", [{"no_host_key_check": True}, {"allow_host_key_change": True}])
def test_a_connection_that_does_not_check_the_server_is_refused(
    night: Night, connect_as: ConnectAs, extra: dict[str, Any]
) -> None:
    connect_as("center_sftp", {"conn_type": "sftp", "host": "127.0.0.1", "login": "concord", "extra": extra})
    with pytest.raises(SourceRefusedLogin, match="does not check"):
        night.pull(reports())


def test_a_server_whose_key_nobody_pinned_is_refused(night: Night, server: SftpServer, connect_as: ConnectAs) -> None:
    facts = server.connection()
    del facts["extra"]["host_key"]
    connect_as("center_sftp", facts)
    with pytest.raises(SourceRefusedLogin, match="no key of this server is pinned"):
        night.pull(reports())


def test_a_server_that_is_away_may_come_back(night: Night, tmp_path: Path, connect_as: ConnectAs) -> None:
    with SftpServer(tmp_path / "sftp") as running:
        connect_as("center_sftp", running.connection())
    with pytest.raises(SourceUnreachable) as failure:
        night.pull(reports())
    assert type(failure.value) is SourceUnreachable
    assert failure.value.retry


@pytest.mark.parametrize("behaviour", ["hangs", "resets"])
def test_a_server_that_hangs_or_resets_may_recover(
    night: Night, server: SftpServer, connect_as: ConnectAs, behaviour: str
) -> None:
    upload(server, "outgoing/a.csv", b"x")
    accepted: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0)) as silent:

        def accept() -> None:
            accepted.append(silent.accept()[0])
            if behaviour == "resets":
                accepted[0].close()

        threading.Thread(target=accept, daemon=True).start()
        connect_as("center_sftp", server.connection() | {"port": silent.getsockname()[1]})
        with pytest.raises(SourceUnreachable) as failure:
            night.pull(reports(timeout_seconds=1))
    assert type(failure.value) is SourceUnreachable
    assert accepted, "no socket was opened"
    for connection in accepted:
        connection.close()
    connect_as("center_sftp", server.connection())
    assert night.pull(reports()).outcome == "arrived"
