"""Peak memory of processes: their proportional share (PSS), so that pages shared after a fork count once."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType

import psutil

EVERY_SECONDS = 1.0


class MemoryWatch:
    """Samples what a process and all its descendants hold, and keeps the highest sum.

    Args:
        root: id of the process at the top.
    """

    def __init__(self, root: int) -> None:
        self.root = root
        self.peak_bytes = 0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> MemoryWatch:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._ended.is_set():
            self.peak_bytes = max(self.peak_bytes, sum_pss(family(self.root)))
            self._ended.wait(EVERY_SECONDS)


def family(root: int) -> list[int]:
    """A process and its descendants, as far as they still run."""
    try:
        process = psutil.Process(root)
        return [root, *(child.pid for child in process.children(recursive=True))]
    except psutil.NoSuchProcess:
        return []


def sum_pss(pids: Iterable[int]) -> int:
    """Proportional share of memory of some processes, in bytes; ended ones count nothing."""
    total = 0
    for pid in pids:
        try:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
    return total
