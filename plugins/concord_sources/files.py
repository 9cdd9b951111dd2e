"""Which files or objects of a place make up a delivery: the newest, or all that were not seen yet."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from fnmatch import fnmatch

from contracts.errors import ReportMissing, SourceUnreachable

UNFINISHED = ("*.part", "*.partial", "*.filepart", "*.tmp", "*.temp", "*.crdownload", "*.swp", "*.lock", "*~", "~$*")
"""Names under which programs write a file that is not finished, or keep beside one that is open."""

MAGIC = re.compile(r"[*?\[]")

SETTLE_SECONDS = 1.0
"""Between two looks at a file: one that grows meanwhile is still being written."""

FRESH_SECONDS = 120
"""Younger files are looked at twice."""


@dataclass(frozen=True)
class Found:
    """One file or object of a place.

    Attributes:
        name: within the place.
        size: in bytes.
        modified: seconds since 1970, as the place says.
        etag: what a server calls its state; "" where size and time must do.
        state: what the file system knows of it that changes with every write; "" where nothing is.
    """

    name: str
    size: int
    modified: float
    etag: str = ""
    state: str = field(default="", compare=False)

    @property
    def mark(self) -> str:
        """A short digest that changes when the file does; the cursor is made of them."""
        state = self.etag or f"{self.size}:{self.modified:.6f}"
        return hashlib.sha256(f"{self.name}\0{state}".encode("utf-8", "surrogateescape")).hexdigest()[:12]

    @property
    def modified_at(self) -> str:
        """When it last changed, ISO, UTC."""
        return datetime.fromtimestamp(self.modified, UTC).isoformat()


@dataclass(frozen=True)
class Choice:
    """The files to take, oldest first, and the cursor once they are taken."""

    files: tuple[Found, ...]
    cursor: str


def split_pattern(pattern: str) -> tuple[str, str]:
    """The folder that a pattern starts from, without wildcards, and the pattern within it."""
    names = pattern.split("/")
    fixed = next((index for index, name in enumerate(names) if MAGIC.search(name)), len(names) - 1)
    fixed = min(fixed, len(names) - 1)
    return "/".join(names[:fixed]) or ("/" if pattern.startswith("/") else "."), "/".join(names[fixed:])


def is_finished_name(name: str) -> bool:
    """Whether a name is that of a finished file: not hidden, not one that a program writes on its way."""
    base = name.rsplit("/", 1)[-1]
    return bool(base) and not base.startswith(".") and not any(fnmatch(base.lower(), mark) for mark in UNFINISHED)


def choose_files(found: Sequence[Found], *, takes_new: bool, since: str) -> list[Found]:
    """The files that a delivery is made of, oldest first: the newest one, or all that the cursor does not hold."""
    ordered = sorted(found, key=lambda file: (file.modified, file.name))
    if not takes_new:
        return ordered[-1:]
    seen = read_marks(since)
    return [file for file in ordered if file.mark not in seen]


def read_marks(cursor: str) -> frozenset[str]:
    """Marks of the files that a cursor has seen."""
    return frozenset(json.loads(cursor)["seen"]) if cursor else frozenset()


def write_marks(found: Sequence[Found]) -> str:
    """The cursor after all of these were taken: files that are gone need not be remembered."""
    return json.dumps({"seen": sorted(file.mark for file in found)}, separators=(",", ":"))


def check_found(found: Sequence[Found], growing: Sequence[Found], *, is_needed: bool, where: str) -> None:
    """Stop when there is nothing to choose from, or when the file that counts is not finished.

    Args:
        found: files that stood still.
        growing: files that are still being written.
        is_needed: whether a place without any file is a fault; it is none where new ones count and some came before.

    Raises:
        SourceUnreachable: the report is still being written; another try finds it.
        ReportMissing: there is none.
    """
    if growing:
        raise SourceUnreachable(
            f"{growing[0].name} is still being written", where=where, mend="wait: the next try finds it finished"
        )
    if not found and is_needed:
        raise ReportMissing(
            "no file matches", where=where, mend="ask the provider for the report, or correct source.path"
        )


def take_files(before: Sequence[Found], after: Sequence[Found], *, takes_new: bool, since: str, where: str) -> Choice:
    """What to take of a place that was looked at twice.

    A file that changed between the looks holds up only what depends on it: where the newest counts, nothing older is
    taken in its stead; where all new ones count, the others are taken and it comes the next time.

    Raises:
        SourceUnreachable: the report is still being written.
        ReportMissing: no file matches.
    """
    settled = sorted(set(before) & set(after), key=lambda file: file.name)
    growing = sorted(set(after) - set(settled), key=lambda file: -file.modified)
    chosen = choose_files(settled, takes_new=takes_new, since=since)
    if growing and takes_new and chosen:
        growing = []
    newest = max((file.modified for file in settled), default=0.0)
    if not takes_new:
        growing = [file for file in growing if file.modified >= newest]
    check_found(settled, growing, is_needed=not (takes_new and since), where=where)
    return Choice(tuple(chosen), write_marks(settled))
