"""Landing: everything that ever arrived, each part's bytes once under its sha256, and a receipt for each pull.

    <landing>/<provider>/blobs/<sha256>                          the bytes of one part
    <landing>/<provider>/blobs/<sha256>.dropped                  when they were dropped (`concord_sources.retention`)
    <landing>/<provider>/receipts/<night>-<delivery>-<n>.json    what one pull brought

Beside them lies the journal of what was loaded (loads/, contracts/), which the nights keep.

Only landing holds raw bytes, and so people's data as delivered: folders are 0700, files 0600.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from concord_sources.receipt import Part, Receipt, read_json, write_json
from concord_sources.store import (
    Incoming,
    digest_of,
    explain_trouble,
    make_folder,
    names_in,
    open_path,
    write_once,
)
from contracts.errors import LandingUnavailable

log = logging.getLogger("concord.landing")

DROPPED = ".dropped"


class Landing:
    """The landing area of one provider.

    Args:
        root: folder, or the address of a bucket such as s3://connection@bucket/landing.
        provider: the provider's slug.
    """

    def __init__(self, root: str, provider: str) -> None:
        self.provider = provider
        self.root = root.rstrip("/")
        self.blobs = f"{self.root}/{provider}/blobs"
        self.receipts = f"{self.root}/{provider}/receipts"
        self._incoming: set[Incoming] = set()
        self._is_closed = False

    def open(self) -> Landing:
        """Make the folders where they are missing.

        Raises:
            LandingUnavailable: they cannot be made.
        """
        for folder in (self.root, f"{self.root}/{self.provider}", self.blobs, self.receipts):
            make_folder(folder)
        return self

    def keep(self, name: str, chunks: Iterable[bytes], *, etag: str = "", modified_at: str = "") -> Part:
        """Keep the bytes of one part as they come; nothing half-written stays, whoever fails.

        Raises:
            LandingUnavailable: there is no room or no right to write.
            ConcordError: whatever the source raises while it gives the bytes.
        """
        digest, size = hashlib.sha256(), 0
        self._check_open()
        with Incoming(self.blobs) as incoming:
            self._incoming.add(incoming)
            for chunk in chunks:
                self._check_open()
                digest.update(chunk)
                size += len(chunk)
                incoming.write(chunk)
            self._check_open()
            self._settle_blob(incoming, digest.hexdigest())
            self._incoming.discard(incoming)
        # A file's name may be bytes that are no text; a database would refuse it.
        shown = name.encode("utf-8", "replace").decode()
        return Part(shown, digest.hexdigest(), size, etag, modified_at)

    def close(self) -> None:
        """Take no more parts, and remove what a transport that was given up has not finished."""
        self._is_closed = True
        while self._incoming:
            self._incoming.pop().discard()

    def _check_open(self) -> None:
        if self._is_closed:
            raise LandingUnavailable("this pull was given up", where=self.blobs, mend="pull again")

    def _settle_blob(self, incoming: Incoming, sha256: str) -> None:
        try:
            incoming.settle(sha256)
        except FileExistsError:
            if digest_of(f"{self.blobs}/{sha256}") != sha256:
                log.warning("blob %s of %s was damaged; the bytes that came again replace it", sha256, self.provider)
                incoming.settle(sha256, replace=True)

    def has(self, part: Part) -> bool:
        """Whether the bytes of a part are there, as many as there were; they are not read.

        Raises:
            LandingUnavailable: the landing area cannot be read.
        """
        place = f"{self.blobs}/{part.sha256}"
        with explain_trouble(place):
            path = open_path(place)
            return bool(path.exists() and path.stat().st_size == part.size)

    def blob(self, sha256: str) -> bytes:
        """The bytes that were kept under a digest.

        Raises:
            LandingUnavailable: they were dropped, are missing, or are not what they were.
        """
        return _read_blob(self.blobs, sha256)

    def write_receipt(self, receipt: Receipt) -> Receipt:
        """Keep a receipt; the one that is given back knows its path.

        Raises:
            LandingUnavailable: there is no room.
        """
        stem, number = f"{receipt.night}-{receipt.sha256[:12] or 'nothing'}", 1
        while True:
            try:
                path = write_once(self.receipts, f"{stem}-{number}.json", write_json(receipt))
                return replace(receipt, path=path)
            except FileExistsError:
                number += 1

    def list_receipts(self) -> list[Receipt]:
        """All receipts, in the order in which they were received."""
        receipts = [read_receipt(f"{self.receipts}/{name}") for name in names_in(self.receipts, ".json")]
        return sorted(receipts, key=lambda receipt: (receipt.received_at, receipt.path))

    def last_receipt(self, sha256: str) -> Receipt | None:
        """The newest receipt of a delivery that has its parts; None when there is none."""
        names = names_in(self.receipts, ".json") if sha256 else []
        same = (read_receipt(f"{self.receipts}/{name}") for name in names if f"-{sha256[:12]}-" in name)
        whole = [receipt for receipt in same if receipt.sha256 == sha256 and receipt.parts]
        return max(whole, key=lambda receipt: receipt.received_at, default=None)


def read_receipt(path: str) -> Receipt:
    """A receipt from its path.

    Raises:
        LandingUnavailable: it is missing or damaged.
    """
    with explain_trouble(path):
        return read_json(open_path(path).read_bytes(), path)


def read_parts(receipt: Receipt) -> list[tuple[str, bytes]]:
    """Name and bytes of each part of a delivery, in order, each checked against its digest.

    Raises:
        LandingUnavailable: bytes were dropped, are missing, or are not what they were.
    """
    blobs = f"{receipt.path.rsplit('/', 2)[0]}/blobs"
    return [(part.name, _read_blob(blobs, part.sha256)) for part in receipt.parts]


def receipts_of(landing: str, provider: str, night: date | None = None) -> list[Receipt]:
    """Receipts of a provider, of one night or of all, in the order in which they were received.

    Raises:
        LandingUnavailable: the landing area cannot be read.
    """
    receipts = Landing(str(landing), provider).list_receipts()
    return [receipt for receipt in receipts if night in (None, receipt.night_date)]


def _read_blob(blobs: str, sha256: str) -> bytes:
    place = f"{blobs}/{sha256}"
    with explain_trouble(place):
        path = open_path(place)
        if not path.exists():
            raise _gone(place)
        content: bytes = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != sha256:
        raise LandingUnavailable(
            "these bytes are damaged: they are no longer what was received",
            where=place,
            mend="bring the file back from a backup, or remove it and pull the same report again",
        )
    return content


def _gone(place: str) -> LandingUnavailable:
    told = open_path(place + DROPPED)
    if told.exists():
        return LandingUnavailable(told.read_text().strip(), where=place, mend="only the receipt is left; pull anew")
    return LandingUnavailable(
        "these bytes are missing", where=place, mend="bring the file back from a backup, or pull the report again"
    )
