"""The demo's servers, each over a real socket, and each of their faults."""

from __future__ import annotations

import asyncio
import http.client
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncssh
import boto3  # type: ignore[import-untyped]
import pytest
import requests
from botocore.config import Config  # type: ignore[import-untyped]
from botocore.exceptions import EndpointConnectionError  # type: ignore[import-untyped]

from demo.servers.http import API_PATH, FEED_PATH, HttpServer
from demo.servers.http_faults import FAULTS, Fault
from demo.servers.object_store import KEY_ID, REGION, SECRET, ObjectStore
from demo.servers.sftp import USER, SftpServer, make_host_key

PAGES = [[{"id": "a"}, {"id": "b"}], [{"id": "c"}], [{"id": "d"}]]


@pytest.fixture
def site() -> Iterator[HttpServer]:
    with HttpServer("secret") as server:
        server.pages = PAGES
        server.feed = b"<feed/>"
        yield server


def ask(site: HttpServer, page: int = 1, path: str = API_PATH, etag: str = "") -> requests.Response:
    sent = {"Authorization": f"Bearer {site.token}", "If-None-Match": etag}
    return requests.get(f"{site.address}{path}", params={"page": page}, headers=sent, timeout=2, allow_redirects=False)


def test_the_api_leads_from_page_to_page(site: HttpServer) -> None:
    found, address = [], f"{site.address}{API_PATH}"
    while address:
        answer = requests.get(address, headers={"Authorization": "Bearer secret"}, timeout=2).json()
        found += [record["id"] for record in answer["data"]]
        address = answer["links"]["next"]
    assert found == ["a", "b", "c", "d"]
    assert site.requests_seen == 3


def test_without_the_token_the_api_answers_401(site: HttpServer) -> None:
    assert requests.get(f"{site.address}{API_PATH}", timeout=2).status_code == 401


def test_a_page_that_the_client_has_is_answered_with_304_until_it_changes(site: HttpServer) -> None:
    etag = ask(site).headers["ETag"]
    assert ask(site, etag=etag).status_code == 304
    site.pages = [[{"id": "a", "title": "new"}]]
    assert ask(site, etag=etag).status_code == 200


def test_a_busy_server_says_once_when_to_come_back(site: HttpServer) -> None:
    site.busy = 1
    first = ask(site)
    assert (first.status_code, first.headers["Retry-After"]) == (429, "1")
    assert ask(site).status_code == 200


def test_the_feed_has_its_own_etag(site: HttpServer) -> None:
    answer = ask(site, path=FEED_PATH)
    assert answer.content == b"<feed/>"
    assert ask(site, path=FEED_PATH, etag=answer.headers["ETag"]).status_code == 304


def test_a_missing_feed_is_404(site: HttpServer) -> None:
    site.feed = None
    assert ask(site, path=FEED_PATH).status_code == 404


def test_a_hanging_server_takes_the_request_and_says_nothing(site: HttpServer) -> None:
    site.fault = "hang"
    with pytest.raises(requests.exceptions.ReadTimeout):
        requests.get(f"{site.address}{FEED_PATH}", timeout=0.3)
    assert site.requests_seen == 1


def test_a_reset_breaks_the_connection(site: HttpServer) -> None:
    site.fault = "reset"
    with pytest.raises(requests.exceptions.ConnectionError):
        ask(site)


def test_a_cut_off_answer_is_shorter_than_promised(site: HttpServer) -> None:
    site.fault = "cut_off"
    with pytest.raises((requests.exceptions.ChunkedEncodingError, http.client.IncompleteRead)):
        ask(site)


@pytest.mark.parametrize(
    ("fault", "start"),
    [
        ("redirect_host", "http://localhost:{own}"),
        ("redirect_port", "http://127.0.0.1:{trap}"),
        ("redirect_scheme", "https://127.0.0.1:{own}"),
        ("redirect_file", "file:///"),
    ],
)
def test_redirects_lead_elsewhere(site: HttpServer, fault: Fault, start: str) -> None:
    site.fault = fault
    answer = ask(site)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(start.format(own=site.port, trap=site.trap_port))


def test_the_trap_counts_who_followed(site: HttpServer) -> None:
    site.fault = "redirect_port"
    requests.get(f"{site.address}{API_PATH}", timeout=2)
    assert site.strays_seen == 1


def test_a_next_link_may_lead_to_another_server(site: HttpServer) -> None:
    site.fault = "next_elsewhere"
    assert f":{site.trap_port}/" in ask(site).json()["links"]["next"]


def test_page_two_comes_twice(site: HttpServer) -> None:
    site.fault = "repeat_page"
    assert ask(site, 3).json()["data"] == ask(site, 2).json()["data"] != ask(site, 1).json()["data"]


def test_a_page_may_follow_itself(site: HttpServer) -> None:
    site.fault = "loop"
    assert ask(site, 2).json()["links"]["next"].endswith("page=2")


@pytest.mark.parametrize(
    ("fault", "status", "start"),
    [
        ("server_error", 500, b"internal"),
        ("unauthorized", 401, b"{"),
        ("busy", 429, b""),
        ("html_page", 200, b"<!DOCTYPE html>"),
        ("not_json", 200, b"{'"),
        ("empty", 200, b""),
    ],
)
def test_plain_faults_answer_as_named(site: HttpServer, fault: Fault, status: int, start: bytes) -> None:
    site.fault = fault
    answer = ask(site)
    assert answer.status_code == status
    assert answer.content.startswith(start)


def test_a_fault_ends_when_it_is_taken_away(site: HttpServer) -> None:
    for fault in FAULTS:
        site.fault = fault
    site.fault = None
    assert ask(site).status_code == 200


async def read_remote(server: SftpServer, known_hosts: str, **options: Any) -> bytes:
    hosts = asyncssh.import_known_hosts(f"[127.0.0.1]:{server.port} {known_hosts}\n")
    async with (
        asyncssh.connect(
            "127.0.0.1", server.port, username=USER, known_hosts=hosts, agent_path=None, **options
        ) as link,
        link.start_sftp_client() as files,
        files.open("/out/report.csv", "rb") as file,
    ):
        content: bytes = await file.read()
        return content


@pytest.fixture
def files(tmp_path: Path) -> Iterator[SftpServer]:
    with SftpServer(tmp_path / "root", keys=tmp_path / "keys") as server:
        (server.root / "out").mkdir()
        (server.root / "out" / "report.csv").write_bytes(b"a,b\n1,2\n")
        yield server


def own_key(server: SftpServer) -> list[Any]:
    return [asyncssh.import_private_key(server.private_key)]


def test_sftp_lets_its_key_in_and_gives_the_file(files: SftpServer) -> None:
    content = asyncio.run(read_remote(files, files.host_key, client_keys=own_key(files)))
    assert content == b"a,b\n1,2\n"
    assert files.requests_seen == 1


def test_sftp_shows_another_key_than_a_wrongly_pinned_one(files: SftpServer) -> None:
    with pytest.raises(asyncssh.HostKeyNotVerifiable):
        asyncio.run(read_remote(files, make_host_key(), client_keys=own_key(files)))


@pytest.mark.parametrize("options", [{"client_keys": None, "password": "guess"}, {"client_keys": "another"}])
def test_sftp_refuses_passwords_and_other_keys(files: SftpServer, options: dict[str, Any]) -> None:
    if options["client_keys"] == "another":
        options = {"client_keys": [asyncssh.generate_private_key("ssh-ed25519")]}
    with pytest.raises(asyncssh.PermissionDenied):
        asyncio.run(read_remote(files, files.host_key, **options))


def test_sftp_can_refuse_a_login_that_was_good(files: SftpServer) -> None:
    files.refuses_logins = True
    with pytest.raises(asyncssh.PermissionDenied):
        asyncio.run(read_remote(files, files.host_key, client_keys=own_key(files)))


def test_sftp_keeps_its_keys_from_one_start_to_the_next(files: SftpServer, tmp_path: Path) -> None:
    with SftpServer(tmp_path / "root", keys=tmp_path / "keys") as again:
        assert again.host_key == files.host_key
        assert own_key(again) == own_key(files)


def store_client(store: ObjectStore) -> Any:
    return boto3.client(
        "s3", endpoint_url=store.address, region_name=REGION, aws_access_key_id=KEY_ID, aws_secret_access_key=SECRET,
        config=Config(retries={"max_attempts": 0}, connect_timeout=1),
    )  # fmt: skip


def test_the_store_gives_what_was_put_also_after_it_was_away() -> None:
    with ObjectStore("reports") as store:
        store.put("a/1.txt", b"one")
        client = store_client(store)
        seen = store.requests_seen
        assert client.get_object(Bucket="reports", Key="a/1.txt")["Body"].read() == b"one"
        assert store.requests_seen > seen
        store.go_away()
        with pytest.raises(EndpointConnectionError):
            store_client(store).list_objects_v2(Bucket="reports")
        store.come_back()
        assert store.list_keys() == ["a/1.txt"]


def test_a_store_starts_empty() -> None:
    with ObjectStore("reports") as first:
        first.put("left.txt", b"over")
    with ObjectStore("reports") as second:
        assert second.list_keys() == []


def test_servers_listen_on_the_loopback_only(site: HttpServer, files: SftpServer) -> None:
    for port in (site.port, site.trap_port, files.port):
        with socket.create_connection(("127.0.0.1", port), timeout=2):
            pass
        outside = socket.gethostbyname(socket.gethostname())
        if not outside.startswith("127."):
            with pytest.raises(OSError):
                socket.create_connection((outside, port), timeout=2)
