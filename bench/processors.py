"""Processor time, ours and the server's: it stays comparable when others use the machine too."""

from __future__ import annotations

import os
import time

import psutil

from bench.memory import family


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


def _seconds(pid: int) -> float:
    """Of a process with those of its descendants that have ended."""
    try:
        times = psutil.Process(pid).cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return float(times.user + times.system + times.children_user + times.children_system)
