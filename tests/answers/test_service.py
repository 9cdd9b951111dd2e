"""The service: what every page carries, what it refuses, what it logs; and the process that `concord up` starts."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from answers.guard import HEADERS, MOST_BYTES, Guard, Window
from contracts.errors import ConcordError
from nights.answer_settings import AnswerSettings
from nights.settings import Settings
from ops.answers_process import answers_down, answers_log, answers_process, answers_up, choose_answers_port, is_ready
from tests.answers.conftest import ALPHA, INVITATION, Answering, form_token
from warehouse.server import ANSWERS, EmbeddedServer
from warehouse.server_ports import find_free_port

A = f"provider:{ALPHA}"


def test_every_page_forbids_scripts_framing_caching_and_telling_where_one_came_from(looked_at: Answering) -> None:
    path = looked_at.link(A, INVITATION)
    pages = [looked_at.open(path), looked_at.open("/answer/wrong"), looked_at.open("/style.css"),
             looked_at.client.request("PUT", path, content=b"x"), looked_at.client.post(path)]  # fmt: skip
    for page in pages:
        assert {name: page.headers.get(name) for name in HEADERS} == HEADERS
        assert "set-cookie" not in page.headers
    assert "default-src 'none'" in HEADERS["Content-Security-Policy"]
    assert "<script" not in pages[0].text


def test_readers_who_come_by_tls_stay_with_it() -> None:
    refuse = None
    for is_over_tls in (True, False):
        guard = Guard(None, refuse=refuse, is_over_tls=is_over_tls, requests=Window(1, 1))  # type: ignore[arg-type]
        assert ("Strict-Transport-Security" in guard._headers) is is_over_tls


@pytest.mark.parametrize("headers", [
    {"content-type": "application/json"}, {"content-type": "multipart/form-data; boundary=x"},
    {"content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "cross-site"},
    {"content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-site"},
], ids=["json", "multipart", "another site", "a neighbour"])  # fmt: skip
def test_a_form_comes_from_the_page_itself(looked_at: Answering, headers: dict[str, str]) -> None:
    path = looked_at.link(A, INVITATION)
    content = httpx.QueryParams({"form": form_token(looked_at.open(path)), "judgement": "accepted"})
    page = looked_at.client.post(path, content=str(content), headers=headers)
    assert page.status_code == 403
    assert looked_at.ask("SELECT count(*) FROM core.answer") == [(0,)]


def test_a_forms_token_is_good_for_its_own_link_only(looked_at: Answering) -> None:
    one, other = looked_at.link(A, INVITATION), looked_at.link(A, INVITATION)
    form = form_token(looked_at.open(one))
    for sent in (form, "", f"{form[:-2]}xx", form.partition(".")[0]):
        page = looked_at.client.post(other, data={"form": sent, "judgement": "accepted"})
        assert page.status_code == 403
        assert "This form cannot be used" in page.text
    assert looked_at.ask("SELECT count(*) FROM core.answer") == [(0,)]


def test_what_is_too_large_is_not_read(looked_at: Answering) -> None:
    path = looked_at.link(A, INVITATION)
    page = looked_at.client.post(path, data={"why": "x" * MOST_BYTES})
    assert page.status_code == 413
    assert "This is too long" in page.text

    def stream() -> Iterator[bytes]:
        yield b"why=x"

    assert looked_at.client.post(path, content=stream()).status_code == 403, "nobody says how much will come"
    assert looked_at.client.post(path, data={f"f{number}": "x" for number in range(40)}).status_code == 403
    assert looked_at.open("/answer/" + "x" * 500).status_code == 404


def test_a_link_takes_so_many_answers_and_a_client_so_many_pages() -> None:
    seconds = [0.0]
    window = Window(2, 60, most_keys=2, clock=lambda: seconds[0])
    assert [window.allows("a"), window.allows("a"), window.allows("a"), window.allows("b")] == [True, True, False, True]
    seconds[0] = 61.0
    assert window.allows("a"), "the time is over"
    assert window.allows("c")
    assert len(window._times) == 2, "the longest unused is forgotten"


def test_too_many_answers_by_one_link_are_refused_and_others_go_on(answering: Answering) -> None:
    path, other = answering.link(A, INVITATION), answering.link(A, INVITATION)
    answering.service.sent.most = 2
    codes = [answering.send(path, judgement="acknowledged").status_code for _ in range(3)]
    assert codes == [303, 303, 429]
    assert answering.send(other, judgement="acknowledged").status_code == 303
    answering.service.requests.most = 1
    refused = answering.open(path)
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "300")
    assert "Too many requests" in refused.text


def test_the_log_tells_no_secret_and_nothing_that_was_written(
    answering: Answering, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    path = answering.link(A, INVITATION)
    answering.send(path, judgement="declined", why="zqword")
    answering.open("/a/b/zqpath")
    link_id, _, signature = path.rpartition("/")[2].partition(".")
    told = [record.getMessage() for record in caplog.records if record.name.startswith(("concord", "uvicorn"))]
    assert any(line.startswith(f"POST /answer/{link_id[:8]}… 303 ") for line in told)
    assert not any(word in line for line in told for word in (signature, link_id, "zqword", "zqpath"))


def test_a_warehouse_that_is_away_is_told_without_its_words(
    answering: Answering, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    path = answering.link(A, INVITATION)
    for error in (RuntimeError("zqsecret"), ConcordError("zqsecret")):
        monkeypatch.setattr("answers.service.read_seen", _raise(error))
        page = answering.open(path)
        assert page.status_code == 503
        assert "Answers cannot be taken just now" in page.text
        assert "zqsecret" not in page.text + caplog.text
    monkeypatch.undo()
    with answering.admin.begin() as connection:
        connection.exec_driver_sql("REVOKE SELECT ON core.link FROM concord_answers")
    page = answering.open(path)
    assert page.status_code == 503
    assert "permission" not in page.text


def _raise(error: Exception) -> object:
    def read(*_: object) -> None:
        raise error

    return read


def test_the_service_starts_answers_and_stops_by_its_own_id(answering: Answering, tmp_path: Path) -> None:
    home, port = tmp_path / "served", find_free_port()
    command = [sys.executable, "-m", "cli.main", "answers", "--port", str(port)]
    url = answering.service.engine.url.render_as_string(hide_password=False)
    more = {"CONCORD_HOME": str(home), "CONCORD_ANSWERS_WAREHOUSE_URL": url}
    home.mkdir()
    try:
        answers_up(home, command, port, more=more)
        pid = answers_process(home).pid()
        answers_up(home, command, port, more=more)
        assert answers_process(home).pid() == pid, "a second start leaves it alone"
        assert httpx.get(f"http://127.0.0.1:{port}/answer/wrong", trust_env=False).status_code == 404
        with pytest.raises(ConcordError, match="taken by another program"):
            answers_up(tmp_path / "another", command, port, more=more)
    finally:
        assert answers_down(home)
    assert not is_ready(port)
    assert not answers_down(home)
    assert "GET /answer/wrong… 404" in answers_log(home).read_text()


def test_a_service_that_cannot_start_says_where_to_look(tmp_path: Path) -> None:
    port = find_free_port()
    with pytest.raises(ConcordError) as told:
        answers_up(tmp_path, [sys.executable, "-c", "raise SystemExit('no warehouse')"], port, more={})
    assert told.value.where == str(answers_log(tmp_path))
    assert "no warehouse" in answers_log(tmp_path).read_text()


def test_secret_and_port_of_a_home_are_made_once_and_closed(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "home", tmp_path)
    first, again = (AnswerSettings.read(settings, {}) for _ in range(2))
    assert first == again
    assert len(first.secret) >= 32
    assert first.secret not in repr(first)
    assert first.url == f"http://127.0.0.1:{choose_answers_port(settings.home)}"
    kept = settings.home / "secrets" / "answers.json"
    assert kept.stat().st_mode & 0o077 == 0
    assert AnswerSettings.read(Settings(tmp_path / "other", tmp_path), {}).secret != first.secret


@pytest.mark.parametrize(("name", "value"), [
    ("CONCORD_ANSWERS_SECRET", "short"), ("CONCORD_ANSWERS_URL", "answers.example.gov"),
    ("CONCORD_ANSWERS_URL", "https://x.gov/?a=1"), ("CONCORD_ANSWERS_PORT", "a"), ("CONCORD_ANSWERS_DAYS", "0"),
])  # fmt: skip
def test_a_wrong_setting_is_told_by_its_name(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(ConcordError) as told:
        AnswerSettings.read(Settings(tmp_path, tmp_path), {name: value})
    assert told.value.where == name
    assert "short" not in str(told.value)


def test_the_embedded_server_has_a_login_for_answers_alone(server: EmbeddedServer) -> None:
    assert f"{ANSWERS}:" in server.url(ANSWERS)
