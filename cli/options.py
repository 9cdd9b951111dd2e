"""Options that several commands share, and the reading of their values."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from contracts.errors import UsageWrong

HomeOption = Annotated[
    Path | None, typer.Option(help="Folder that Concord works in; else CONCORD_HOME, else a default.")
]
ProvidersOption = Annotated[
    Path | None, typer.Option(help="Folder of contracts; else CONCORD_PROVIDERS, else ./providers of Concord.")
]

AsOfOption = Annotated[
    str, typer.Option("--as-of", help="Answer as of a past moment: 2026-03-02, its end; or 2026-03-02T06:00Z.")
]


def read_date(text: str) -> date:
    """A day as 2026-03-02; today in UTC when nothing is given.

    Raises:
        UsageWrong: it is no such day.
    """
    if not text:
        return datetime.now(UTC).date()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageWrong(f"{text!r} is no day", where="--date", mend="write it as 2026-03-02") from None


def read_moment(text: str) -> datetime | None:
    """A moment as 2026-03-02T06:00Z, in UTC where no zone is said, or the end of a day; None when nothing is given.

    Raises:
        UsageWrong: it is no such moment.
    """
    if not text:
        return None
    try:
        is_day = len(text) == len("2026-03-02")
        moment = datetime.fromisoformat(text) + (timedelta(days=1, microseconds=-1) if is_day else timedelta())
    except ValueError:
        mend = "write it as 2026-03-02, for the end of that day, or 2026-03-02T06:00Z"
        raise UsageWrong(f"{text!r} is no moment", where="--as-of", mend=mend) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
