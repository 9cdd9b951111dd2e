"""The settings of the embedded PostgreSQL: who may connect, and a server tuned for one bulk load a night."""

from __future__ import annotations

from warehouse.server_ports import LOOPBACK

# One way in: TCP on the loopback, with a password, for everybody. There is no socket file and no `trust`.
HOST_RULES = f"""\
# type  database     user           address           method
host    all          all            {LOOPBACK}/32      scram-sha-256
host    replication  concord_admin  {LOOPBACK}/32      scram-sha-256
"""

SETTINGS: dict[str, str] = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    "password_encryption": "scram-sha-256",
    "max_connections": "100",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # A load writes much at once and nothing for the rest of the day: few, spread checkpoints; durability stays.
    "shared_buffers": "256MB",
    "work_mem": "48MB",
    "maintenance_work_mem": "256MB",
    "effective_cache_size": "1GB",
    "max_wal_size": "4GB",
    "min_wal_size": "256MB",
    "checkpoint_timeout": "30min",
    "wal_buffers": "16MB",
    "random_page_cost": "1.1",
    "jit": "off",
    # A week of log files, overwritten in turn. Statements and details are left out: they can quote rows.
    "logging_collector": "on",
    "log_filename": "postgres-%a.log",
    "log_truncate_on_rotation": "on",
    "log_rotation_age": "1d",
    "log_rotation_size": "0",
    "log_line_prefix": "%m [%p] %q%u@%d ",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_checkpoints": "off",
}

# The file itself is written anew at every start; a person's own settings go beside it.
LOCAL_SETTINGS = "include_if_exists = 'local.conf'"


def render_settings(port: int, log_folder: str) -> str:
    """The text of the settings file for a server on `port` that logs into `log_folder`."""
    lines = [f"{name} = {_quote(value)}" for name, value in SETTINGS.items()]
    return "\n".join([*lines, f"log_directory = {_quote(log_folder)}", f"port = {port}", LOCAL_SETTINGS, ""])


def _quote(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"
