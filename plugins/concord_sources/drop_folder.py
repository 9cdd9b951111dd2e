"""A folder that a provider drops its reports into, of this machine or mounted.

A file whose inode, size and times of writing and of change are those of the last good delivery is that delivery: as
with a server's "not modified", it is not read again. No write leaves all of them as they were. Everything else is read,
and compared by its bytes.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from concord_sources.delivery import Asked, Fetched
from concord_sources.files import FRESH_SECONDS, SETTLE_SECONDS, Found, is_finished_name, split_pattern, take_files
from concord_sources.patience import CHUNK
from concord_sources.receipt import Part
from contracts.errors import ReportMissing, SourceMisbehaved, SourceUnreachable


def fetch(asked: Asked) -> Fetched:
    """Land the newest file, or all new ones, that the contract's pattern matches.

    Raises:
        SourceUnreachable: the folder is not there, cannot be read, or a file is still being written.
        ReportMissing: no file matches.
        SourceMisbehaved: a link leads out of the folder.
    """
    place, pattern = split_pattern((asked.home / asked.source.path).as_posix())
    folder = Path(place)
    before = find_files(folder, pattern)
    after = before
    if any(abs(asked.now.timestamp() - file.modified) < FRESH_SECONDS for file in before):
        asked.patience.wait(min(SETTLE_SECONDS, asked.source.timeout_seconds), str(folder))
        after = find_files(folder, pattern)
    address = str(folder / pattern)
    choice = take_files(before, after, takes_new=asked.takes_new, since=asked.since, where=address)
    if len(choice.files) == 1 and _is_last_delivery(asked, choice.files[0]):
        return Fetched((), address, choice.cursor, nothing_new="the file of the last good delivery, not written since")
    parts = tuple(_land_file(asked, folder, file) for file in choice.files)
    return Fetched(parts, address, choice.cursor, nothing_new="" if parts else "no new file")


def find_files(folder: Path, pattern: str) -> list[Found]:
    """Finished files under a folder that match a pattern.

    Raises:
        SourceUnreachable: the folder is not there or cannot be read.
        SourceMisbehaved: a link leads out of the folder.
    """
    with _explain_trouble(folder):
        if not folder.is_dir():
            raise SourceUnreachable(
                "this folder does not exist",
                where=str(folder),
                mend="make or mount it, or correct source.path in the contract",
            )
        found = []
        for path in sorted(folder.glob(pattern)):
            name = path.relative_to(folder).as_posix()
            if all(is_finished_name(part) for part in name.split("/")) and path.is_file():
                _check_inside(path, folder)
                facts = path.stat()
                found.append(Found(name, facts.st_size, facts.st_mtime, state=_state_of(facts)))
        return found


def _state_of(facts: os.stat_result) -> str:
    return f"{facts.st_ino}:{facts.st_size}:{facts.st_mtime_ns}:{facts.st_ctime_ns}"


def _is_last_delivery(asked: Asked, file: Found) -> bool:
    """Whether a file is the whole of the last good delivery, untouched since it was read, and landing holds it."""
    if asked.takes_new or asked.last is None or len(asked.last.parts) != 1:
        return False
    part = asked.last.parts[0]
    return bool(part.etag) and (part.name, part.etag) == (file.name, file.state) and asked.landing.has(part)


def _check_inside(path: Path, folder: Path) -> None:
    if not path.resolve().is_relative_to(folder.resolve()):
        raise SourceMisbehaved(
            "this is a link to a place outside the drop folder, and is not followed",
            where=str(path),
            mend="put the file itself into the folder",
        )


def _land_file(asked: Asked, folder: Path, file: Found) -> Part:
    path = folder / file.name
    chunks = asked.patience.limit(_read_chunks(path), str(path))
    part = asked.landing.keep(file.name, chunks, modified_at=file.modified_at)
    with _explain_trouble(path):
        facts = path.stat()
    # Clocks of file systems tick slowly: what was written a moment ago may be written again without a trace.
    if _state_of(facts) == file.state and asked.now.timestamp() - facts.st_ctime > SETTLE_SECONDS:
        part = replace(part, etag=file.state)
    if (facts.st_size, facts.st_mtime, part.size) != (file.size, file.modified, file.size):
        raise SourceUnreachable(
            "this file changed while it was read", where=str(path), mend="wait: the next try finds it finished"
        )
    return part


def _read_chunks(path: Path) -> Iterator[bytes]:
    with _explain_trouble(path):
        # Neither a link put there since the look, nor a pipe that would wait for ever.
        handle = os.open(path.resolve(), os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise SourceMisbehaved("this is no file", where=str(path), mend="put the report itself into the folder")
        while True:
            with _explain_trouble(path):
                chunk = file.read(CHUNK)
            if not chunk:
                return
            yield chunk


@contextmanager
def _explain_trouble(path: Path) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise ReportMissing("this file is gone", where=str(path), mend="ask the provider to put it back") from None
    except OSError as error:
        raise SourceUnreachable(
            f"this cannot be read: {(error.strerror or type(error).__name__).lower()}",
            where=str(path),
            mend="check the mount and the rights of the folder",
        ) from error
