"""Airflow on the embedded server: its environment, its database, and the whole of it, started and stopped."""

from __future__ import annotations

import importlib.util
import json
import shutil
import stat
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from ops.airflow_environment import CONFIG_FOLDER, ROOT, airflow_environment, merge_environment, read_password
from ops.airflow_metadata import make_metadata
from ops.airflow_processes import AirflowAddress, airflow_down, airflow_up, running_parts
from ops.processes import session_members
from warehouse.server import AIRFLOW, EmbeddedServer

PROBE = """
from airflow.sdk import dag, task

@dag(schedule=None)
def probe():
    @task
    def find_modules():
        import sys
        sources = ("http_api", "sftp", "sql", "object_store", "drop_folder")
        files = {name: getattr(sys.modules[name], "__file__", "") for name in sources if name in sys.modules}
        bare = [name for name, file in files.items() if "concord_sources" in (file or "")]
        return {"bare": bare, "is_warm": "great_expectations" in sys.modules}
    find_modules()

probe()
"""


def make_home() -> Path:
    home = Path(tempfile.mkdtemp(prefix="concord-test-"))
    home.chmod(0o711)
    return home


def environment_of(home: Path) -> dict[str, str]:
    return airflow_environment(home, "postgresql+psycopg://concord_airflow:x@127.0.0.1:1/airflow")


def ask(url: str, *, body: object = None, token: str = "") -> Any:
    headers = {"Content-Type": "application/json", **({"Authorization": f"Bearer {token}"} if token else {})}
    request = urllib.request.Request(url, data=json.dumps(body).encode() if body is not None else None, headers=headers)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def wait_for(url: str, token: str, *, is_done: Any) -> Any:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        try:
            answer = ask(url, token=token)
        except urllib.error.HTTPError:
            answer = None
        if answer is not None and is_done(answer):
            return answer
        time.sleep(0.5)
    raise AssertionError(f"{url} did not get there within two minutes")


def test_all_servers_of_airflow_are_on_the_loopback(tmp_path: Path) -> None:
    settings = environment_of(tmp_path)
    assert settings["AIRFLOW__API__HOST"] == "127.0.0.1"
    assert settings["AIRFLOW__CORE__EXECUTION_API_SERVER_URL"].startswith("http://127.0.0.1:")


def test_secrets_are_made_once_and_closed_to_others(tmp_path: Path) -> None:
    first, second = environment_of(tmp_path), environment_of(tmp_path)
    assert first == second
    assert environment_of(tmp_path / "other")["AIRFLOW__API__SECRET_KEY"] != first["AIRFLOW__API__SECRET_KEY"]
    for path in (tmp_path / "secrets").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(read_password(tmp_path)) >= 32


def test_a_shell_that_forbids_compiled_files_does_not_slow_airflow(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    assert "PYTHONDONTWRITEBYTECODE" not in merge_environment(environment_of(tmp_path))


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [(["scheduler", "--skip-serve-logs"], True), (["celery", "worker"], True), (["api-server"], False), ([], False)],
)
def test_only_processes_that_fork_tasks_are_warmed_up(
    arguments: list[str], expected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["airflow"])
    spec = importlib.util.spec_from_file_location("local_settings", CONFIG_FOLDER / "airflow_local_settings.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.forks_tasks(arguments) is expected


def test_airflow_imports_no_source_by_its_bare_name(tmp_path: Path) -> None:
    """Airflow imports every file of the plugins' folder: `sql`, `sftp` and the like must not become such modules."""
    code = (
        "import sys\n"
        "from airflow import plugins_manager\n"
        "plugins_manager.get_plugin_info()\n"
        "files = [getattr(module, '__file__', None) or '' for module in list(sys.modules.values())]\n"
        "print('loaded', [file for file in files if 'concord_sources' in file])"
    )
    settings = {**environment_of(tmp_path), "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{tmp_path}/airflow.db"}
    environment = merge_environment(settings)
    result = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert "loaded []" in result.stdout, result.stderr
    assert len(list((ROOT / "plugins" / "concord_sources").glob("*.py"))) > 1


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    home = make_home()
    yield home
    airflow_down(home, say=lambda line: None)
    EmbeddedServer(home).stop()
    shutil.rmtree(home)


@pytest.mark.long
def test_airflows_database_is_migrated_once_and_then_copied(home: Path) -> None:
    server = EmbeddedServer(home)
    server.start()
    make_metadata(server, "first")
    make_metadata(server, "second")
    with psycopg.connect(server.dsn(AIRFLOW, "second")) as connection:
        assert connection.execute("SELECT to_regclass('dag_run') IS NOT NULL").fetchone() == (True,)
        assert connection.execute("SELECT count(*) FROM dag_run").fetchone() == (0,)


@pytest.fixture(scope="module")
def address(home: Path) -> AirflowAddress:
    dags = home / "probe_dags"
    dags.mkdir()
    (dags / "probe.py").write_text(PROBE)
    return airflow_up(home, dags=dags, say=lambda line: None)


@pytest.mark.long
def test_the_parts_listen_on_the_loopback_only(home: Path, address: AirflowAddress) -> None:
    if not shutil.which("ss"):
        pytest.skip("ss is not installed here, which tells the listening addresses of processes")
    shown = subprocess.run(["ss", "-lntpH"], capture_output=True, text=True, check=True).stdout.splitlines()
    ours = {member for pid in running_parts(home).values() if pid for member in session_members(pid)}
    listening = [line.split()[3] for line in shown if any(f"pid={pid}," in line for pid in ours)]
    assert listening
    assert [place for place in listening if not place.startswith("127.0.0.1:")] == []


@pytest.mark.long
def test_a_second_start_attaches_to_what_runs(home: Path, address: AirflowAddress) -> None:
    before = running_parts(home)
    assert None not in before.values()
    assert airflow_up(home, dags=home / "probe_dags", say=lambda line: None) == address
    assert running_parts(home) == before


@pytest.mark.long
def test_a_task_finds_great_expectations_imported_and_no_source_by_its_bare_name(
    home: Path, address: AirflowAddress
) -> None:
    signed_in = ask(f"{address.url}/auth/token", body={"username": address.user, "password": read_password(home)})
    token = signed_in["access_token"]
    dag = f"{address.url}/api/v2/dags/probe"
    wait_for(dag, token, is_done=lambda answer: not answer["is_paused"])
    run = ask(f"{dag}/dagRuns", body={"logical_date": None}, token=token)["dag_run_id"]
    ended = wait_for(f"{dag}/dagRuns/{run}", token, is_done=lambda answer: answer["state"] in ("success", "failed"))
    assert ended["state"] == "success"
    found = ask(f"{dag}/dagRuns/{run}/taskInstances/find_modules/xcomEntries/return_value", token=token)["value"]
    assert found == {"bare": [], "is_warm": True}


@pytest.mark.long
def test_a_wrong_password_does_not_sign_in(address: AirflowAddress) -> None:
    with pytest.raises(urllib.error.HTTPError, match="401"):
        ask(f"{address.url}/auth/token", body={"username": address.user, "password": "wrong"})


@pytest.mark.long
def test_stopping_ends_every_part_and_its_children_and_nothing_else(home: Path, address: AirflowAddress) -> None:
    pids = [pid for pid in running_parts(home).values() if pid]
    stranger = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)", "airflow", "scheduler"])
    try:
        assert set(airflow_down(home, say=lambda line: None)) == set(running_parts(home))
        assert [member for pid in pids for member in session_members(pid)] == []
        assert stranger.poll() is None
        assert EmbeddedServer(home).is_running()
    finally:
        stranger.kill()
        stranger.wait()
