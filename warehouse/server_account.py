"""The system account that PostgreSQL runs under, and whether it can reach the folders it needs.

PostgreSQL refuses to run as root. As root, Concord runs it under an account of its own that owns nothing else; as
anybody else, it runs under that person's account.
"""

from __future__ import annotations

import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path

from contracts.errors import WarehouseUnavailable

ACCOUNT = "concord-pg"
FALLBACK = "nobody"
SHORT_PATH = "/usr/sbin:/usr/bin:/sbin:/bin"


@dataclass(frozen=True)
class Account:
    """A system account: its name, user id and group id; `is_own` when it is the one this process runs under."""

    name: str
    uid: int
    gid: int
    is_own: bool

    def run(self, command: list[str], *, cwd: Path, seconds: float = 120) -> subprocess.CompletedProcess[str]:
        """Run a command under this account, with an environment that no PG* variable of the caller can change."""
        switch: dict[str, object] = {} if self.is_own else {"user": self.uid, "group": self.gid, "extra_groups": []}
        environment = {"PATH": SHORT_PATH, "LC_ALL": "C", "TZ": "UTC", "HOME": str(cwd)}
        return subprocess.run(  # type: ignore[call-overload,no-any-return]
            command, cwd=cwd, env=environment, timeout=seconds, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, **switch,
        )  # fmt: skip

    def give(self, path: Path) -> None:
        """Make this account the owner of a file or folder."""
        if not self.is_own:
            os.chown(path, self.uid, self.gid)


def find_account(owned: Path | None = None) -> Account:
    """The account for the server: one's own, or, for root, `concord-pg` (made when missing), else `nobody`.

    Args:
        owned: a file of the server; when it exists, root takes its owner.
    """
    if os.geteuid() != 0:
        entry = pwd.getpwuid(os.geteuid())
        return Account(entry.pw_name, entry.pw_uid, entry.pw_gid, is_own=True)
    if owned is not None and owned.exists() and (status := owned.stat()).st_uid != 0:
        return Account(_name_of(status.st_uid), status.st_uid, status.st_gid, is_own=False)
    for name in (ACCOUNT, FALLBACK):
        if name == ACCOUNT and not _exists(name):
            _create_system_account(name)
        if _exists(name):
            entry = pwd.getpwnam(name)
            return Account(name, entry.pw_uid, entry.pw_gid, is_own=False)
    raise WarehouseUnavailable(
        "PostgreSQL does not run as root, and there is no other system account for it.",
        mend=f"create one (useradd --system {ACCOUNT}), or run Concord as a user that is not root.",
    )


def _name_of(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def _exists(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


def _create_system_account(name: str) -> None:
    useradd = shutil.which("useradd", path=SHORT_PATH)
    if useradd:
        command = [useradd, "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", name]
        # Another start may create it at the same moment: what counts is whether it exists afterwards.
        subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def find_closed_folder(path: Path, account: Account) -> Path | None:
    """The first folder on the way to `path`, itself included, that the account may not pass; None when all are open."""
    resolved = path.resolve()
    for folder in [*reversed(resolved.parents), resolved]:
        if folder.is_dir() and not _may_pass(folder.stat(), account):
            return folder
    return None


def _may_pass(status: os.stat_result, account: Account) -> bool:
    if account.uid == 0:
        return True
    if status.st_uid == account.uid:
        return bool(status.st_mode & stat.S_IXUSR)
    if status.st_gid == account.gid:
        return bool(status.st_mode & stat.S_IXGRP)
    return bool(status.st_mode & stat.S_IXOTH)


def require_reachable(home: Path, account: Account) -> None:
    """Refuse a home that the server's account cannot reach.

    Raises:
        WarehouseUnavailable: a folder on the way is closed to the account; says which, and the two ways out.
    """
    closed = find_closed_folder(home, account)
    if closed is None:
        return
    raise WarehouseUnavailable(
        f"PostgreSQL runs under the account {account.name}, which may not pass through {closed}.",
        where=str(home),
        mend="choose a home that others may pass through (CONCORD_HOME=/var/lib/concord is the usual one for root), "
        f"or open that folder for passing, not for reading: chmod o+x {closed}",
    )
