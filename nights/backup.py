"""A copy of all that a home cannot make again, and a home made from it: warehouse, landing, editions, contracts."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import file_digest
from importlib.metadata import version
from pathlib import Path

import sqlalchemy as sa

from contracts.errors import UsageWrong
from nights.home_lock import hold_home
from nights.settings import Settings
from nights.warehouse_access import open_warehouse
from warehouse.connections import engine
from warehouse.dump import dump_core, restore_core
from warehouse.reading import read_known_moment
from warehouse.server import ADMIN, EmbeddedServer
from warehouse.upgrade import known_versions

MANIFEST = "backup.json"
DUMP = "warehouse.dump"
LANDING, EDITIONS, CONTRACTS = "landing", "editions", "providers"

Say = Callable[[str], None]


@dataclass(frozen=True)
class Backup:
    """What a backup says of itself.

    Attributes:
        made_at: UTC; concord: version of the program; tables: version of the warehouse's tables.
        load_number, known_at: the last load in it.
        landing: address of a landing area outside the home, which is not in the backup; "" when it is.
        files: path within the backup to its sha256.
    """

    made_at: str
    concord: str
    tables: str
    load_number: int
    known_at: str
    landing: str
    files: dict[str, str]


def make_backup(settings: Settings, target: Path, say: Say) -> Backup:
    """Copy warehouse, landing, editions and contracts into a new folder, which only its maker may open.

    It is made beside and renamed when it is whole. A night may run meanwhile: the warehouse is copied as of one moment
    and before landing, so every delivery that it knows of is there.

    Raises:
        UsageWrong: the folder exists.
    """
    if target.exists():
        raise UsageWrong("this exists already", where=str(target), mend="name a folder that does not exist yet")
    draft = target.with_name(f".{target.name}.part")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700, parents=True)
    warehouse = open_warehouse(settings)
    with warehouse.connect() as connection:
        tables = connection.execute(sa.text("SELECT version_num FROM core.alembic_version")).scalar_one()
        known = read_known_moment(connection)
    say("the warehouse")
    dump_core(_administrator(settings), draft / DUMP)
    folders = {EDITIONS: settings.editions, CONTRACTS: settings.providers}
    if not settings.landing_url:
        folders[LANDING] = settings.home / LANDING
    for name, folder in folders.items():
        if folder.is_dir():
            say(name)
            shutil.copytree(folder, draft / name, symlinks=True)
    say("a sum of each file")
    made = Backup(
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        concord=version("concord"),
        tables=tables,
        load_number=known.load_number,
        known_at=known.committed_at.isoformat() if known.committed_at else "",
        landing=settings.landing_url,
        files={str(path.relative_to(draft)): _digest(path) for path in _files(draft)},
    )
    (draft / MANIFEST).write_text(json.dumps(asdict(made), indent=1, sort_keys=True) + "\n", encoding="utf-8")
    draft.rename(target)
    return made


def restore_backup(settings: Settings, source: Path, say: Say) -> Backup:
    """Make a home from a backup; the home must be empty. Contracts are written to the settings' folder if it is empty.

    Raises:
        UsageWrong: this is no whole backup, it was made by a newer Concord, or the home is in use.
        WarehouseUnavailable: the warehouse named by the settings is not empty.
    """
    made = read_backup(source)
    _require_empty(settings)
    with hold_home(settings.home, "restoring a backup"):
        say("the warehouse")
        if not settings.warehouse_url:
            EmbeddedServer(settings.home).start()
        url = _administrator(settings)
        administrator = engine(url)
        restore_core(administrator, url, source / DUMP)
        administrator.dispose()
        for name, folder in _targets(settings).items():
            if (source / name).is_dir() and not _has_files(folder):
                say(name)
                shutil.copytree(source / name, folder, symlinks=True, dirs_exist_ok=True)
        open_warehouse(settings)
    return made


def read_backup(source: Path) -> Backup:
    """What a backup says of itself, after every file's sum was held against it.

    Raises:
        UsageWrong: it is none, a file is missing, changed or more, or it was made by a newer Concord.
    """
    try:
        made = Backup(**json.loads((source / MANIFEST).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        mend = f"name the folder that concord backup made; it holds {MANIFEST}"
        raise UsageWrong("this is no backup", where=str(source), mend=mend) from None
    found = {str(path.relative_to(source)): _digest(path) for path in _files(source) if path.name != MANIFEST}
    wrong = sorted(name for name in {*found, *made.files} if found.get(name) != made.files.get(name))
    if wrong:
        told = f"{len(wrong)} files are missing, changed or not of it, first {wrong[0]}"
        raise UsageWrong(f"the backup is damaged: {told}", where=str(source), mend="use another backup")
    if made.tables not in known_versions():
        told = f"it was made by Concord {made.concord}, whose tables ({made.tables}) this one does not know"
        raise UsageWrong(told, where=str(source), mend="restore it with that version or a newer one")
    return made


def _require_empty(settings: Settings) -> None:
    used = [name for name in (LANDING, EDITIONS, "postgres") if _has_files(settings.home / name)]
    if used:
        told = f"the home is in use: it has {' and '.join(used)}"
        raise UsageWrong(told, where=str(settings.home), mend="restore into a home that does not exist yet")


def _targets(settings: Settings) -> dict[str, Path]:
    home = {} if settings.landing_url else {LANDING: settings.home / LANDING}
    return {**home, EDITIONS: settings.editions, CONTRACTS: settings.providers}


def _administrator(settings: Settings) -> str:
    return settings.warehouse_url or EmbeddedServer(settings.home).url(ADMIN)


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink())


def _has_files(folder: Path) -> bool:
    return folder.is_dir() and any(folder.iterdir())


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
