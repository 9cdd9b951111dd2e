"""Options that several commands share, and the reading of their values."""

from __future__ import annotations

from datetime import UTC, date, datetime
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
