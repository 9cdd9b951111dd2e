"""Everything that Airflow needs to know, as environment variables, to be set before Airflow is first imported."""

from __future__ import annotations

import base64
import hashlib
import json
import os
from pathlib import Path

from warehouse.server_ports import LOOPBACK, find_free_port, is_free
from warehouse.server_secrets import SecretsFile

ROOT = Path(__file__).resolve().parent.parent
CONFIG_FOLDER = ROOT / "ops" / "airflow_config"
USER = "admin"
USUAL_PORT = 8080
# Each running task holds a process; more than this only makes two cores wait for each other.
TASKS_AT_ONCE = max(4, 2 * (os.cpu_count() or 2))
# Kept out of Airflow's processes: with it, every one of them compiles some thousand modules anew.
DROPPED = ("PYTHONDONTWRITEBYTECODE", "PYTHONHOME")


def airflow_environment(home: Path, metadata_url: str, *, dags: Path = ROOT / "dags") -> dict[str, str]:
    """The variables for Airflow's processes, and for a process that runs a DAG itself.

    Secrets are made on the first call and kept in `home/secrets`; so is the port of the pages, in `home/airflow`.

    Args:
        home: Concord's home.
        metadata_url: the SQLAlchemy address of Airflow's own database (see `ops.airflow_metadata`).
        dags: the folder of the DAGs.
    """
    home = home.absolute()
    return {
        **_folders(home, dags),
        **_servers(choose_port(home)),
        **_secrets(home),
        **_behaviour(),
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": metadata_url,
    }


def merge_environment(settings: dict[str, str]) -> dict[str, str]:
    """This process's environment with the settings in it, for a child process."""
    kept = {name: value for name, value in os.environ.items() if name not in DROPPED}
    return {**kept, **settings}


def choose_port(home: Path) -> int:
    """The port of Airflow's pages: the recorded one; on the first call 8080, or a free one when that is taken."""
    path = home / "airflow" / "port"
    try:
        return int(path.read_text(encoding="ascii"))
    except (FileNotFoundError, ValueError):
        return record_port(home, USUAL_PORT if is_free(USUAL_PORT) else find_free_port())


def record_port(home: Path, port: int) -> int:
    """Keep the port of Airflow's pages for this home."""
    path = home / "airflow" / "port"
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.write_text(f"{port}\n", encoding="ascii")
    return port


def passwords_path(home: Path) -> Path:
    """The file with the password of the user `admin`, for a person to read."""
    return home / "secrets" / "airflow_users.json"


def _folders(home: Path, dags: Path) -> dict[str, str]:
    logs = home / "logs" / "airflow"
    search = [str(CONFIG_FOLDER), str(ROOT), str(ROOT / "plugins")]
    return {
        "CONCORD_HOME": str(home),
        "AIRFLOW_HOME": str(home / "airflow"),
        "AIRFLOW__CORE__DAGS_FOLDER": str(dags),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(ROOT / "plugins"),
        "AIRFLOW__LOGGING__BASE_LOG_FOLDER": str(logs),
        "AIRFLOW__LOGGING__DAG_PROCESSOR_CHILD_PROCESS_LOG_DIRECTORY": str(logs / "dag_processor"),
        "AIRFLOW__LOGGING__FILE_TASK_HANDLER_NEW_FOLDER_PERMISSIONS": "0o700",
        "AIRFLOW__LOGGING__FILE_TASK_HANDLER_NEW_FILE_PERMISSIONS": "0o600",
        "PYTHONPATH": os.pathsep.join(search),
    }


def _servers(port: int) -> dict[str, str]:
    address = f"http://{LOOPBACK}:{port}"
    direct = ["127.0.0.1", "localhost", os.environ.get("NO_PROXY", os.environ.get("no_proxy", ""))]
    return {
        "AIRFLOW__API__HOST": LOOPBACK,
        "AIRFLOW__API__PORT": str(port),
        "AIRFLOW__API__BASE_URL": address,
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{address}/execution/",
        # Tasks talk to that server; a proxy of the machine has no business between them.
        "NO_PROXY": ",".join(name for name in direct if name),
        "AIRFLOW__CORE__HOSTNAME_CALLABLE": "socket.gethostname",
    }


def _secrets(home: Path) -> dict[str, str]:
    kept = SecretsFile(home / "secrets" / "airflow.json")
    people = SecretsFile(passwords_path(home))
    people.password(USER)
    fernet = hashlib.sha256(kept.password("fernet").encode()).digest()
    return {
        "AIRFLOW__CORE__FERNET_KEY": base64.urlsafe_b64encode(fernet).decode(),
        "AIRFLOW__API__SECRET_KEY": kept.password("api"),
        "AIRFLOW__API_AUTH__JWT_SECRET": kept.password("jwt") + kept.password("jwt_more"),
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(people.path),
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": f"{USER}:admin",
    }


def _behaviour() -> dict[str, str]:
    return {
        "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
        "AIRFLOW__CORE__PARALLELISM": str(TASKS_AT_ONCE),
        "AIRFLOW__CORE__MP_START_METHOD": "fork",
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
        "AIRFLOW__CORE__EXECUTE_TASKS_NEW_PYTHON_INTERPRETER": "False",
        # A supervisor that misses the end of its task sees it at its next heartbeat: with the usual 5 seconds, every
        # third short task holds its worker that much longer.
        "AIRFLOW__WORKERS__MIN_HEARTBEAT_INTERVAL": "1",
        "AIRFLOW__DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL": "60",
        "AIRFLOW__LOGGING__COLORED_CONSOLE_LOG": "False",
        # Nothing is reported to anybody.
        "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
        "SCARF_ANALYTICS": "false",
        "GX_ANALYTICS_ENABLED": "False",
    }


def read_password(home: Path) -> str:
    """The password of the user `admin` of Airflow's pages."""
    passwords: dict[str, str] = json.loads(passwords_path(home).read_text(encoding="utf-8"))
    return passwords[USER]
