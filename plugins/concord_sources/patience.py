"""How long and how much one pull may take, so that no server can hold up the night or fill the disk."""

from __future__ import annotations

import contextvars
import queue
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from contracts.errors import SourceMisbehaved, SourceUnreachable

Result = TypeVar("Result")

TIMES_THE_TIMEOUT = 20
"""A whole pull may last this many times the contract's timeout, which is for one answer of the server."""

MOST_BYTES = 1_000_000_000
"""A delivery larger than this is a fault of the source: the whole of it is read at once later."""

CHUNK = 1 << 16


class Patience:
    """The time and the bytes that are left for one pull.

    Args:
        seconds: for the whole pull.
        most_bytes: over all parts, after decompression by the transport.
    """

    def __init__(self, seconds: float, most_bytes: int = MOST_BYTES) -> None:
        self.seconds = seconds
        self._end = time.monotonic() + seconds
        self._bytes_left = most_bytes
        self._most_bytes = most_bytes

    @property
    def left(self) -> float:
        """Seconds left, never below nought."""
        return max(0.0, self._end - time.monotonic())

    def check(self, where: str) -> None:
        """Stop when the time is over.

        Raises:
            SourceUnreachable: it is.
        """
        if self.left <= 0:
            raise out_of_time(self.seconds, where)

    def wait(self, seconds: float, where: str) -> None:
        """Sleep, and stop when the time would be over by then.

        Raises:
            SourceUnreachable: the wait is longer than the time that is left.
        """
        if seconds >= self.left:
            raise out_of_time(self.seconds, where)
        time.sleep(seconds)

    def limit(self, chunks: Iterable[bytes], where: str) -> Iterator[bytes]:
        """The same chunks, as long as time and bytes last.

        Raises:
            SourceUnreachable: the time is over.
            SourceMisbehaved: more bytes than a delivery may have.
        """
        for chunk in chunks:
            self.check(where)
            self._bytes_left -= len(chunk)
            if self._bytes_left < 0:
                raise SourceMisbehaved(
                    f"the delivery is larger than {self._most_bytes:,} bytes",
                    where=where,
                    mend="ask the provider for what changed only, or for several smaller files",
                )
            yield chunk


def out_of_time(seconds: float, where: str) -> SourceUnreachable:
    """The error of a pull that lasted too long."""
    return SourceUnreachable(
        f"the source did not finish within {seconds:g} seconds",
        where=where,
        mend="the next try may be quicker; else raise timeout_seconds in the contract or ask the provider",
    )


def finish_within(patience: Patience, work: Callable[[], Result], where: str) -> Result:
    """Run work and give it up when its time is over, wherever it hangs.

    A timeout of a socket starts anew with each byte, so a server that drips could hold the night for ever. The work
    therefore runs beside: what hangs is left behind (it ends with the process) and can no longer tell anything.

    Raises:
        SourceUnreachable: the time is over.
        Exception: whatever the work raises.
    """
    answers: queue.Queue[tuple[Result | None, BaseException | None]] = queue.Queue()
    context = contextvars.copy_context()

    def run() -> None:
        try:
            answers.put((context.run(work), None))
        except BaseException as error:
            answers.put((None, error))

    threading.Thread(target=run, name=f"pull {where}", daemon=True).start()
    try:
        result, error = answers.get(timeout=patience.left)
    except queue.Empty:
        raise out_of_time(patience.seconds, where) from None
    if error is not None:
        raise error
    return result  # type: ignore[return-value]
