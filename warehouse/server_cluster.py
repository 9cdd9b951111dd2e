"""The files and the daemon of the embedded PostgreSQL: made once, started and stopped by their own process id."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from contracts.errors import WarehouseUnavailable
from warehouse.server_account import Account, find_account, require_reachable
from warehouse.server_binaries import MAJOR_VERSION, find_binaries
from warehouse.server_ports import find_free_port, is_free
from warehouse.server_settings import HOST_RULES, render_settings

PORT_TRIES = 5


class Cluster:
    """PostgreSQL's data folder and the one server process that works in it.

    Args:
        root: the server's own folder; the data is in `root/18`, the log files in `root/log`.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / str(MAJOR_VERSION)
        self.log_folder = root / "log"

    def make(self, admin: str, password: str) -> None:
        """Make the data folder with its administrator, unless it is there.

        Raises:
            WarehouseUnavailable: the folder is closed to the server's account, or initdb fails.
        """
        account = self._account()
        require_reachable(self.root.parent, account)
        for folder in (self.root, self.log_folder):
            folder.mkdir(mode=0o700, exist_ok=True)
            account.give(folder)
        if self.folder.exists():
            return
        # Made under another name first: a start that is killed here leaves no half-made cluster behind.
        draft = self.root / f"{MAJOR_VERSION}.new"
        shutil.rmtree(draft, ignore_errors=True)
        password_file = self._write_password_file(account, password)
        command = [str(find_binaries(self.root, account) / "initdb"), "-D", str(draft), "-U", admin]
        command += ["--auth=scram-sha-256", f"--pwfile={password_file}", "-E", "UTF8", "--locale=C"]
        # PostgreSQL's own C.UTF-8 sorts the same on every system and does not depend on its C library.
        command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        result = account.run(command, cwd=self.root)
        password_file.unlink()
        if result.returncode:
            reason = last_line(result.stdout)
            raise WarehouseUnavailable(f"PostgreSQL could not make its data folder: {reason}", where=str(self.root))
        draft.rename(self.folder)

    def start(self) -> None:
        """Start the daemon on the port of its last run, or on a free one; returns when it takes connections.

        Raises:
            WarehouseUnavailable: it does not start; says why, and where the log is.
        """
        self._write_settings("pg_hba.conf", HOST_RULES)
        tries = [self._recorded_port(), *(find_free_port() for _ in range(PORT_TRIES))]
        output = ""
        for port in (port for port in tries if port and is_free(port)):
            self._write_settings("port", f"{port}\n")
            self._write_settings("postgresql.conf", render_settings(port, str(self.log_folder)))
            output = self._control("start", "-w", "-t", "60", "-l", str(self.log_folder / "start.log"), check=False)
            if self.is_running():
                return
        raise WarehouseUnavailable(
            f"PostgreSQL does not start: {last_line(output)}",
            where=str(self.log_folder),
            mend="read the newest file in that folder; its last lines say why.",
        )

    def stop(self) -> None:
        """Stop the daemon; open transactions are rolled back, committed ones are on the disk."""
        self._control("stop", "-m", "fast", "-w", "-t", "60")

    def is_running(self) -> bool:
        """Whether the process recorded in the data folder is alive and is the server of this folder."""
        pid = self.pid()
        return pid is not None and _works_in(pid, self.folder)

    def pid(self) -> int | None:
        """The recorded process id of the server; None when there is none. It may be stale: see `is_running`."""
        lines = self._pid_file()
        return int(lines[0]) if lines else None

    def port(self) -> int | None:
        """The port of the running server on 127.0.0.1; None when it is not running."""
        lines = self._pid_file()
        return int(lines[3]) if len(lines) > 3 and self.is_running() else None

    def _account(self) -> Account:
        return find_account(self.folder)

    def _write_password_file(self, account: Account, password: str) -> Path:
        path = self.root / "initial_password"
        path.unlink(missing_ok=True)
        path.touch(mode=0o600)
        account.give(path)
        path.write_text(password + "\n", encoding="utf-8")
        return path

    def _write_settings(self, name: str, text: str) -> None:
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        path.chmod(0o600)
        self._account().give(path)

    def _recorded_port(self) -> int:
        """The port of the last run, so that what people noted stays true; 0 before the first."""
        try:
            return int((self.folder / "port").read_text(encoding="ascii"))
        except (FileNotFoundError, ValueError):
            return 0

    def _control(self, *arguments: str, check: bool = True) -> str:
        account = self._account()
        command = [str(find_binaries(self.root, account) / "pg_ctl"), "-D", str(self.folder), *arguments]
        result = account.run(command, cwd=self.root)
        if check and result.returncode:
            raise WarehouseUnavailable(f"pg_ctl failed: {last_line(result.stdout)}", where=str(self.folder))
        return result.stdout

    def _pid_file(self) -> list[str]:
        try:
            return (self.folder / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        except (FileNotFoundError, NotADirectoryError):
            return []


def last_line(output: str) -> str:
    """The last line of a program's output that says something."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    return lines[-1] if lines else "it said nothing"


def _works_in(pid: int, folder: Path) -> bool:
    """Whether the process is alive and is the server of this folder: a server's working folder is its data folder."""
    try:
        if Path("/proc/self").exists():
            return Path(f"/proc/{pid}/cwd").resolve(strict=True) == folder.resolve()
        os.kill(pid, 0)
    except OSError:
        return False
    return True
