"""From where a table is read the next time, and what was seen from there on."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta

OVERLAP = timedelta(hours=1)
"""Rows are read from a little before the last change seen: one written earlier may have become visible later."""

Moment = datetime | date


@dataclass(frozen=True)
class TableCursor:
    """What the next pull starts from.

    Attributes:
        start: rows that changed at or after it are read; ISO, "" for all.
        sha256: of the lines of such rows as they were seen; the same again means that nothing changed.
    """

    start: str = ""
    sha256: str = ""

    @classmethod
    def read(cls, text: str) -> TableCursor:
        """The cursor that a receipt holds."""
        return cls(**json.loads(text)) if text else cls()

    def write(self) -> str:
        """The cursor as a receipt holds it."""
        return json.dumps(asdict(self), separators=(",", ":"))

    @property
    def moment(self) -> Moment | None:
        """The start as the database compares it; None for all."""
        if not self.start:
            return None
        return date.fromisoformat(self.start) if len(self.start) == 10 else datetime.fromisoformat(self.start)


def next_start(last_change: Moment | None, clock: datetime) -> Moment | None:
    """From when to read the next time; a change that claims to lie in the future moves it no further than now.

    Args:
        last_change: the latest in the table, in the column's own kind; None for a table without any.
        clock: the database's.
    """
    if last_change is None:
        return None
    if not isinstance(last_change, datetime):
        return min(last_change, clock.date())
    if last_change.tzinfo is None:
        return min(last_change, clock.replace(tzinfo=None)) - OVERLAP
    return min(last_change.astimezone(UTC), clock.astimezone(UTC)) - OVERLAP
