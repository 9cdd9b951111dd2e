"""What the nights of real deliveries share: where they lie, how they are dropped, how a warehouse is asked."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa

from warehouse.connections import engine
from warehouse.server import LOADER, EmbeddedServer

Concord = Callable[..., subprocess.CompletedProcess[str]]
Row = dict[str, Any]

CONTRACTS = Path(__file__).parent / "real_contracts"
REAL = Path(os.environ.get("CONCORD_REAL_DATA") or Path(__file__).parents[3] / "shared" / "real")
COUNTS = ("delivered", "accepted", "rejected", "new", "corrected", "returned", "retracted", "unchanged", "absent")


def real_folder() -> Path:
    """The folder of real deliveries; without it the test is skipped, and says so."""
    if not REAL.is_dir():
        pytest.skip(f"real deliveries are absent: no folder {REAL} (set CONCORD_REAL_DATA)")
    return REAL


def take_contracts(folder: Path, *slugs: str) -> None:
    """Copy the contracts of some providers into a folder of contracts."""
    for slug in slugs:
        shutil.copytree(CONTRACTS / slug, folder / slug, dirs_exist_ok=True)


def drop_report(home: Path, slug: str, file: Path, *, at: float | None = None) -> None:
    """Put a report where its contract looks for it.

    Args:
        at: when it was written, in seconds since 1970; long ago when left out, so that no night waits for more of it.
    """
    place = home / "inbox" / slug / file.name
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(file, place)
    moment = 1_600_000_000.0 if at is None else at
    os.utime(place, (moment, moment))


class Asking:
    """Questions to the warehouse of a home, with the loader's rights."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def rows(self, query: str, **values: object) -> list[Row]:
        """The rows of an answer, each by column name."""
        with self._connection.begin():
            return [dict(row) for row in self._connection.execute(sa.text(query), values).mappings()]

    def frame(self, query: str, **values: object) -> pd.DataFrame:
        """The same as a DataFrame."""
        return pd.DataFrame(self.rows(query, **values))

    def delivery(self, slug: str, night: str) -> Row:
        """What is believed of the one delivery of a provider in a night."""
        (found,) = self.rows(
            "SELECT * FROM core.delivery WHERE provider_id = :slug AND night = :night AND known_to_load IS NULL",
            slug=slug,
            night=night,
        )
        return found

    def records(self, slug: str) -> list[Row]:
        """The records of a provider that stand."""
        return self.rows(
            "SELECT * FROM core.record_version WHERE provider_id = :slug AND known_to_load IS NULL"
            " ORDER BY source_record_id",
            slug=slug,
        )

    def rejected(self, slug: str) -> list[Row]:
        """The rows of a provider's last loaded delivery that were rejected, in their order."""
        return self.rows(
            "SELECT * FROM core.rejected_row WHERE provider_id = :slug AND known_to_load IS NULL ORDER BY row_number",
            slug=slug,
        )


@contextmanager
def ask_home(home: Path) -> Iterator[Asking]:
    """The warehouse of a home, to be asked."""
    made = engine(EmbeddedServer(home).url(LOADER))
    with made.connect() as connection:
        yield Asking(connection)
    made.dispose()


def counts_of(delivery: Row, *, left_out: bool = False) -> dict[str, int]:
    """The counts of a delivery that are not 0."""
    names = (*COUNTS, "left_out") if left_out else COUNTS
    return {name: delivery[name] for name in names if delivery[name]}
