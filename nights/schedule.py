"""From which night on a home is scheduled."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from pathlib import Path

from contracts.errors import UsageWrong
from nights.settings import Settings

FIRST_NIGHT = "CONCORD_FIRST_NIGHT"


def first_night(settings: Settings) -> date:
    """The first night of the schedule, kept in the home: every later start catches up from it what was missed.

    It is the one that CONCORD_FIRST_NIGHT names when the home is first brought up, else the day of that.

    Raises:
        UsageWrong: it is no day.
    """
    kept = kept_first_night(settings)
    if kept:
        return kept
    named = os.environ.get(FIRST_NIGHT)
    night = _read(named, FIRST_NIGHT) if named else datetime.now(UTC).date()
    path = _place(settings)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.write_text(f"{night.isoformat()}\n", encoding="ascii")
    return night


def kept_first_night(settings: Settings) -> date | None:
    """The first night of a home that was brought up before; None of one that was not.

    Raises:
        UsageWrong: what is kept is no day.
    """
    path = _place(settings)
    return _read(path.read_text(encoding="ascii").strip(), str(path)) if path.exists() else None


def _place(settings: Settings) -> Path:
    return settings.home / "airflow" / "first_night"


def _read(text: str, where: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageWrong(f"{text!r} is no day", where=where, mend="write it as 2026-03-02") from None
