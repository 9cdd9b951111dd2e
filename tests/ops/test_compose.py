"""The production files: valid, without a password in them, and open to this machine only."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from compose_spec import PyOptions
from ruamel.yaml import YAML

from ops.airflow_environment import airflow_environment

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = ROOT / "docker-compose.yml"
SECRET_WORDS = ("PASSWORD", "SECRET", "KEY", "TOKEN")


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    document: dict[str, Any] = YAML(typ="safe").load(COMPOSE.read_text(encoding="utf-8"))
    return document


def variables(text: str) -> dict[str, str]:
    """Variable to what stands behind its name in the file: `:?…` required, `:-…` a default."""
    return dict(re.findall(r"(?<!\$)\$\{([A-Z_]+)(:[?-][^}]*)?\}", text))


def fill_in(text: str) -> str:
    """The file as Compose reads it, once the variables that it asks for are set."""
    with_defaults = re.sub(r"(?<!\$)\$\{[A-Z_]+:-([^}]*)\}", r"\1", text)
    return re.sub(r"(?<!\$)\$\{[A-Z_]+:\?[^}]*\}", "/planted", with_defaults)


def test_the_file_is_a_valid_compose_file() -> None:
    text = fill_in(COMPOSE.read_text(encoding="utf-8"))
    options = PyOptions()
    options.apply_merge = True
    read = options.from_yaml(text)
    read.validate()
    assert set(read.to_dict()["services"]) >= {"postgres", "scheduler", "worker"}
    with pytest.raises(ValueError, match="perhaps"):
        options.from_yaml(text.replace("restart: unless-stopped", "restart: perhaps"))


def test_every_port_is_bound_to_the_loopback(compose: dict[str, Any]) -> None:
    ports = [port for service in compose["services"].values() for port in service.get("ports", [])]
    assert len(ports) >= 2
    assert [port for port in ports if not str(port).startswith("127.0.0.1:")] == []
    assert not any(service.get("network_mode") == "host" for service in compose["services"].values())


def test_no_password_or_key_has_a_default() -> None:
    found = variables(COMPOSE.read_text(encoding="utf-8"))
    secret = {name: rest for name, rest in found.items() if any(word in name for word in SECRET_WORDS)}
    # Compose asks for the variables of profiles that are off, too: Redis itself refuses to start without one.
    assert secret.pop("REDIS_PASSWORD") == ":-"
    assert len(secret) >= 6
    assert [name for name, rest in secret.items() if not rest.startswith(":?") or len(rest) < 10] == []


def test_no_password_or_key_is_written_out(compose: dict[str, Any]) -> None:
    for service in compose["services"].values():
        for name, value in service.get("environment", {}).items():
            if any(word in name for word in SECRET_WORDS) and not str(value).startswith("/run/secrets/"):
                assert str(value).startswith("${"), name
            credentials = re.findall(r"://[^/@\s:]*:(\$\{[^}]*\}|[^@\s]+)@", str(value))
            assert [password for password in credentials if not password.startswith("${")] == [], name


def test_redis_and_workers_start_with_the_celery_profile_only(compose: dict[str, Any]) -> None:
    services = compose["services"]
    assert {name for name, service in services.items() if service.get("profiles")} == {"redis", "worker"}
    assert all(services[name]["profiles"] == ["celery"] for name in ("redis", "worker"))


def test_parts_run_without_rights_they_do_not_need(compose: dict[str, Any]) -> None:
    for name in ("api-server", "scheduler", "dag-processor", "triggerer", "worker", "answers"):
        service = compose["services"][name]
        assert service["cap_drop"] == ["ALL"]
        assert service["read_only"] is True


def test_airflow_behaves_in_the_image_as_it_does_on_a_laptop(tmp_path: Path) -> None:
    """The schedule is on, nothing is reported to anybody, logs are closed to others; all but what a machine decides."""
    settings = airflow_environment(tmp_path, "postgresql+psycopg://airflow@127.0.0.1:1/airflow")
    own = (
        "FOLDER",
        "HOME",
        "DIRECTORY",
        "API",
        "SERVER_URL",
        "SECRET",
        "KEY",
        "SIMPLE_AUTH",
        "SQL_ALCHEMY",
        "HOSTNAME",
    )
    decided = ("AIRFLOW__CORE__EXECUTOR", "AIRFLOW__CORE__PARALLELISM", "NO_PROXY", "PYTHONPATH")
    shared = {
        name: value
        for name, value in settings.items()
        if name not in decided and (name.endswith("PERMISSIONS") or not any(word in name for word in own))
    }
    assert "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION" in shared
    image = dict(re.findall(r"^\s+(?:ENV )?([A-Z_]+)=(\S+)", (ROOT / "Dockerfile").read_text("utf-8"), re.MULTILINE))
    assert {name: image.get(name) for name in shared} == shared


def test_the_nights_have_the_loaders_rights_and_only_the_upgrade_the_owners(compose: dict[str, Any]) -> None:
    urls = {
        name: str(service["environment"].get("CONCORD_WAREHOUSE_URL"))
        for name, service in compose["services"].items()
        if str(service.get("image")).startswith("concord:")
    }
    assert urls.pop("answers") == "None", "it has a login of its own"
    owners = {name for name, url in urls.items() if "//concord_owner:" in url}
    assert owners == {"upgrade"}
    assert all("//concord_loader:" in url for name, url in urls.items() if name not in owners)
    started_after = {"api-server", "scheduler", "dag-processor", "triggerer", "worker"}
    assert all({"migrate", "upgrade"} <= set(compose["services"][name]["depends_on"]) for name in started_after)


def test_the_service_that_takes_answers_may_add_answers_and_sees_neither_landing_nor_airflow(
    compose: dict[str, Any],
) -> None:
    answers = compose["services"]["answers"]
    assert "//concord_answers:" in answers["environment"]["CONCORD_ANSWERS_WAREHOUSE_URL"]
    assert set(answers) & {"volumes", "env_file", "secrets"} == set()
    assert not any(name.startswith("AIRFLOW") for name in answers["environment"])
    night = compose["services"]["scheduler"]["environment"]
    shared = ("CONCORD_ANSWERS_URL", "CONCORD_ANSWERS_SECRET")
    assert {name: answers["environment"][name] for name in shared} == {name: night[name] for name in shared}
    assert answers["depends_on"] == {"upgrade": {"condition": "service_completed_successfully"}}


def test_the_image_installs_by_hash_and_does_not_run_as_root() -> None:
    lines = (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines()
    users = [line for line in lines if line.startswith("USER")]
    assert users == ["USER concord"]
    installs = [line for line in lines if "pip install" in line and "--editable" not in line]
    assert len(installs) == 2
    assert all("--require-hashes" in line for line in installs)
