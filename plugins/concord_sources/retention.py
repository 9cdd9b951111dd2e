"""How long landing keeps bytes: what no delivery holds any more within its days is dropped, and a note stays."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from concord_sources.landing import DROPPED, Landing
from concord_sources.receipt import Part, Receipt
from concord_sources.store import INCOMING, explain_trouble, names_in, open_path, write_once


@dataclass(frozen=True)
class Dropped:
    """Bytes whose time was over: one row a part's blob."""

    provider: str
    sha256: str
    size: int
    received_at: str
    names: tuple[str, ...]


def is_kept(receipt: Receipt) -> bool:
    """Whether retention has left a delivery its bytes, all of them.

    Raises:
        LandingUnavailable: the landing area cannot be read.
    """
    blobs = f"{receipt.path.rsplit('/', 2)[0]}/blobs"
    with explain_trouble(blobs):
        return not any(
            open_path(f"{blobs}/{part.sha256}{DROPPED}").exists() and not open_path(f"{blobs}/{part.sha256}").exists()
            for part in receipt.parts
        )


def drop_older_than(landing: str, days: int, now: datetime) -> list[Dropped]:
    """Drop the bytes that no delivery received, or said to be unchanged, within so many days holds; receipts stay.

    A blob without any receipt is what an interrupted pull left; it goes as well.

    Raises:
        LandingUnavailable: the landing area cannot be read or written.
    """
    since = now - timedelta(days=days)
    dropped: list[Dropped] = []
    for provider in names_in(str(landing)):
        store = Landing(str(landing), provider)
        dropped += _drop_blobs(store, store.list_receipts(), since, now)
    return dropped


def drop_deliveries(landing: str, receipts: list[Receipt], why: str) -> int:
    """Drop the bytes of these deliveries, whatever else is of the same bytes; receipts stay. Returns how many files.

    Raises:
        LandingUnavailable: the landing area cannot be written.
    """
    dropped = 0
    for receipt in receipts:
        store = Landing(str(landing), receipt.provider)
        for part in receipt.parts:
            place = f"{store.blobs}/{part.sha256}"
            with explain_trouble(place):
                if open_path(place).exists():
                    with suppress(FileExistsError):
                        write_once(store.blobs, part.sha256 + DROPPED, f"{why}\n".encode())
                    open_path(place).unlink()
                    dropped += 1
    return dropped


def forget_provider(landing: str, provider: str) -> None:
    """Remove all that landing holds of a provider: bytes, receipts, and its part of the journal.

    Raises:
        LandingUnavailable: the landing area cannot be written.
    """
    place = f"{str(landing).rstrip('/')}/{provider}"
    with explain_trouble(place):
        folder = open_path(place)
        if isinstance(folder, Path):
            shutil.rmtree(folder, ignore_errors=not folder.exists())
        elif folder.exists():
            folder.rmdir(recursive=True)


def _drop_blobs(store: Landing, receipts: list[Receipt], since: datetime, now: datetime) -> Iterator[Dropped]:
    current = {receipt.sha256 for receipt in receipts if receipt.received >= since}
    fresh = {part.sha256 for receipt in receipts if receipt.sha256 in current for part in receipt.parts}
    held: dict[str, list[tuple[str, Part]]] = {}
    for receipt in receipts:
        for part in receipt.parts:
            held.setdefault(part.sha256, []).append((receipt.received_at, part))
    for name in names_in(store.blobs):
        place = f"{store.blobs}/{name}"
        if name in fresh or name.endswith(DROPPED):
            continue
        with explain_trouble(place):
            path = open_path(place)
            facts = path.stat()
            if name not in held and facts.st_mtime >= since.timestamp():
                continue  # a pull may be at work on it
            if name in held:
                _tell_dropped(store, name, now)
            path.unlink()
        if not name.startswith(INCOMING):
            deliveries = held.get(name, [])
            names = tuple(sorted({part.name for _, part in deliveries}))
            yield Dropped(store.provider, name, facts.st_size, max((at for at, _ in deliveries), default=""), names)


def _tell_dropped(store: Landing, sha256: str, now: datetime) -> None:
    with suppress(FileExistsError):
        write_once(store.blobs, sha256 + DROPPED, f"dropped at {now.isoformat()}: its retention was over\n".encode())
