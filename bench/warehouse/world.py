"""The warehouse that is asked, with its peers: built once, and kept where a folder for it is given."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy.engine import Engine

from bench.processors import postmaster_of
from bench.warehouse.history import Scale, write_history
from bench.warehouse.plain import export_plain, make_plain
from warehouse.connections import engine
from warehouse.server import ADMIN, ANALYST, EmbeddedServer
from warehouse.surface import surface_fingerprint
from warehouse.upgrade import upgrade

BUILT = "built.json"
"""File of a folder that says what was built in it."""

PARQUET = "parquet"


@dataclass(frozen=True)
class World:
    """A running server with a warehouse, plain tables and Parquet files.

    Attributes:
        analyst: asks the marts. owner: asks the plain tables, unbound by row security.
        parquet: folder of the files.
        moment: the middle of the history, from which the past is seen.
        postmaster: process id of the server.
    """

    analyst: Engine
    owner: Engine
    parquet: Path
    moment: datetime
    postmaster: int


@contextmanager
def open_world(scale: Scale, home: Path | None, say: Callable[[str], None]) -> Iterator[World]:
    """A world of a scale; in a folder that is given it is kept, and found again with the last night that it had.

    Raises:
        ValueError: the folder holds a world of another scale.
    """
    folder = home or Path(tempfile.mkdtemp(prefix="concord-bench-", dir="/var/tmp"))
    folder.mkdir(mode=0o711, parents=True, exist_ok=True)
    folder.chmod(0o711)
    server = EmbeddedServer(folder)
    try:
        server.start()
        analyst, owner = engine(server.url(ANALYST)), engine(server.url(ADMIN))
        upgrade(owner)
        built = fill(owner, folder, scale, say)
        yield World(analyst, owner, folder / PARQUET, middle_of(built), postmaster_of(server))
        analyst.dispose()
        owner.dispose()
    finally:
        server.stop()
        if home is None:
            shutil.rmtree(folder, ignore_errors=True)


def fill(owner: Engine, folder: Path, scale: Scale, say: Callable[[str], None]) -> Scale:
    """Write the history and its copies, as far as a folder does not say that they are there; returns their scale."""
    file = folder / BUILT
    built = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    if not built:
        say(f"writing {scale.records:,} records over {scale.nights:,} nights, {scale.loads:,} loads")
        with owner.connect() as connection:
            write_history(connection, scale)
        built = {"scale": {**asdict(scale), "last": scale.last.isoformat()}}
        file.write_text(json.dumps(built), encoding="utf-8")
    found = Scale(**{**built["scale"], "last": date.fromisoformat(built["scale"]["last"])})
    if replace(found, last=scale.last) != scale:
        raise ValueError(f"{folder} holds a world of another scale, {found}; name another folder")
    # What the marts show may be told otherwise since.
    if built.get("surface") != surface_fingerprint():
        say("the same rows as plain tables, and as Parquet")
        with owner.connect() as connection:
            make_plain(connection)
        with owner.connect() as connection:
            export_plain(connection, folder / PARQUET)
        file.write_text(json.dumps({**built, "surface": surface_fingerprint()}), encoding="utf-8")
    return found


def middle_of(scale: Scale) -> datetime:
    """The moment in the middle of a history."""
    return datetime.combine(scale.last - timedelta(days=scale.nights // 2), datetime.min.time(), UTC)
