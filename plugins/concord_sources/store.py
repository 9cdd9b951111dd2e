"""Places to write to once: a folder of this machine, or a bucket through Airflow's ObjectStoragePath."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from contracts.errors import LandingUnavailable

IN_MEMORY = 16_000_000
INCOMING = ".incoming-"
MEND = "free space or mend the rights of the landing folder, then run the night again: what is missing is pulled anew"


def is_folder(place: str) -> bool:
    """Whether a place is a folder here and not a bucket."""
    return "://" not in place or place.startswith("file://")


def open_path(place: str) -> Any:
    """A place as a path: of this machine, or of a bucket with the same methods.

    Airflow is imported for a bucket only, since that takes seconds.
    """
    if is_folder(place):
        return Path(place.removeprefix("file://"))
    from airflow.sdk import ObjectStoragePath

    return ObjectStoragePath(place)


@contextmanager
def explain_trouble(place: str) -> Iterator[None]:
    """Turn whatever the folder or the bucket complains about into an error that says what to do.

    Raises:
        LandingUnavailable: the disk is full, a right is missing, the bucket cannot be reached.
    """
    try:
        yield
    except (LandingUnavailable, FileExistsError):
        raise
    except OSError as error:
        said = (error.strerror or type(error).__name__).lower()
        raise LandingUnavailable(f"landing cannot be used: {said}", where=place, mend=MEND) from error
    except Exception as error:
        # A bucket's client has its own errors, of which some carry signed addresses: only their kind is told.
        if is_folder(place):
            raise
        raise LandingUnavailable(f"landing's bucket answers {type(error).__name__}", where=place, mend=MEND) from None


def make_folder(place: str) -> None:
    """A folder that only its owner may open; buckets have none."""
    if not is_folder(place):
        return
    path = open_path(place)
    with explain_trouble(place):
        if path.exists() and not path.is_dir():
            raise LandingUnavailable("this is a file, not a folder", where=place, mend="name another place for landing")
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        if path.stat().st_mode & 0o077:
            path.chmod(0o700)


class Incoming:
    """Bytes on their way into a place; they count only once `settle` has named them.

    In a folder they are written beside their later place, so that naming them is one step of the file system: a
    reader sees all of a file or none of it. A bucket's put is one step already; what waits for it is a nameless file.
    """

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._temporary = ""
        self.file: IO[bytes]

    def __enter__(self) -> Incoming:
        with explain_trouble(self._folder):
            if is_folder(self._folder):
                handle, self._temporary = tempfile.mkstemp(prefix=INCOMING, dir=open_path(self._folder))
                self.file = os.fdopen(handle, "wb")
            else:
                self.file = tempfile.SpooledTemporaryFile(IN_MEMORY)
        return self

    def __exit__(self, *_: object) -> None:
        # Closing may try to flush onto a full disk once more; what counts was said before.
        with suppress(OSError):
            self.file.close()
        self.discard()

    def discard(self) -> None:
        """Remove the bytes, also from under a writer that hangs: it can no longer name them."""
        if self._temporary:
            with suppress(FileNotFoundError):
                Path(self._temporary).unlink()

    def write(self, chunk: bytes) -> None:
        """Add bytes.

        Raises:
            LandingUnavailable: there is no room.
        """
        with explain_trouble(self._folder):
            self.file.write(chunk)

    def settle(self, name: str, *, replace: bool = False) -> str:
        """Give the bytes their name, once; returns the place.

        Raises:
            FileExistsError: the name is taken.
            LandingUnavailable: there is no room.
        """
        place = f"{self._folder}/{name}"
        with explain_trouble(place):
            if self._temporary:
                self._settle_file(place, replace)
            else:
                self._put_object(place, replace)
        return place

    def _settle_file(self, place: str, replace: bool) -> None:
        self.file.flush()
        os.fsync(self.file.fileno())
        target = open_path(place)
        if replace:
            Path(self._temporary).replace(target)
        else:
            os.link(self._temporary, target)  # unlike a rename, it refuses to overwrite
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def _put_object(self, place: str, replace: bool) -> None:
        self.file.seek(0)
        with open_path(place).open("wb" if replace else "xb") as target:
            while chunk := self.file.read(1 << 20):
                target.write(chunk)


def write_once(folder: str, name: str, content: bytes) -> str:
    """Write a small file under a name that is free; returns its place.

    Raises:
        FileExistsError: the name is taken.
        LandingUnavailable: there is no room.
    """
    with Incoming(folder) as incoming:
        incoming.write(content)
        return incoming.settle(name)


def digest_of(place: str) -> str:
    """The sha256 of a file or object, read piece by piece."""
    digest = hashlib.sha256()
    with explain_trouble(place), open_path(place).open("rb") as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()


def names_in(place: str, suffix: str = "") -> list[str]:
    """Names in a folder or under a prefix, sorted; none where it does not exist yet."""
    folder: Any = open_path(place)
    with explain_trouble(place):
        if not folder.exists():
            return []
        return sorted(path.name for path in folder.iterdir() if path.name.endswith(suffix))
