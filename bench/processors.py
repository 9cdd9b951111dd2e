"""Processor time, ours and the server's: it stays comparable when others use the machine too."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping

import psutil

from bench.memory import family
from warehouse.server import EmbeddedServer


class Processors:
    """Seconds of processor time that this process, its helpers and a server spend between two looks.

    Args:
        postmaster: process id of the PostgreSQL server; its ended connections count too.
    """

    def __init__(self, postmaster: int) -> None:
        self.postmaster = postmaster
        self._started, self._before = time.perf_counter(), self._spent()

    def since(self) -> tuple[float, float]:
        """Seconds by the clock and of processor time since this object was made."""
        return time.perf_counter() - self._started, self._spent() - self._before

    def _spent(self) -> float:
        return sum(_seconds(pid) for pid in {*family(os.getpid()), *family(self.postmaster)})


def postmaster_of(server: EmbeddedServer) -> int:
    """Process id of an embedded server's first process."""
    return int((server.cluster.folder / "postmaster.pid").read_text(encoding="ascii").split()[0])


def spent_by(roots: Mapping[str, int]) -> dict[str, float]:
    """Seconds of processor time so far, by name: of a process and all its descendants, ended ones included."""
    return {name: sum(_seconds(pid) for pid in family(root)) for name, root in roots.items()}


def _seconds(pid: int) -> float:
    """Of a process with those of its descendants that have ended."""
    try:
        times = psutil.Process(pid).cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return float(times.user + times.system + times.children_user + times.children_system)
