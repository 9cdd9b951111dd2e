"""Every try of a stage leaves a row: what was tried, when, and what came of it; progress goes to whoever looks on."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime

from contracts.errors import Actor, ConcordError, SourceRefusedLogin, SourceUnreachable
from nights.settings import Settings
from nights.warehouse_access import open_warehouse
from warehouse.attempts import Attempt, Outcome, Stage, record_attempt
from warehouse.providers import ensure_provider

progress = logging.getLogger("concord.progress")
"""One line an event that a person wants to see while a night runs."""


@dataclass(frozen=True)
class Try:
    """One try of a stage for one provider.

    Attributes:
        run_id: the run that makes it.
        number: 1 for the first try of a run.
    """

    provider: str
    night: date
    stage: Stage
    run_id: str
    number: int


@dataclass
class Ending:
    """What came of a try; stated by the stage, else by the error that ends it."""

    outcome: Outcome = "ok"
    message: str = ""
    mend: str = ""
    who: Actor | None = None
    error_kind: str | None = None


@contextmanager
def attempt(settings: Settings, this: Try) -> Iterator[Ending]:
    """Record a try when it ends, however it ends, and show it."""
    started_at = datetime.now(UTC)
    ending = Ending()
    try:
        yield ending
    except BaseException as error:
        ending = _ending_of(error)
        raise
    finally:
        progress.info("%-26s %-7s %-10s %s", this.provider, this.stage, ending.outcome, ending.message)
        _record(settings, this, started_at, ending)


def _ending_of(error: BaseException) -> Ending:
    kind = type(error).__name__
    if isinstance(error, ConcordError):
        where = f"{error.where}: " if error.where else ""
        return Ending(_outcome_of(error), where + error.message, error.mend, error.who, kind)
    # The words of an error that is not ours may quote a row, so only its kind is kept.
    return Ending("failed", f"a fault of Concord: {kind}", "look into the task's log", "concord", kind)


def _outcome_of(error: ConcordError) -> Outcome:
    # A refused login is a source that cannot be reached, but no waiting mends it: somebody must act.
    if isinstance(error, SourceRefusedLogin):
        return "login_refused"
    return "late" if isinstance(error, SourceUnreachable) else "failed"


def _record(settings: Settings, this: Try, started_at: datetime, ending: Ending) -> None:
    record = Attempt(
        provider_id=this.provider,
        night=this.night,
        run_id=this.run_id,
        stage=this.stage,
        try_number=this.number,
        started_at=started_at,
        finished_at=datetime.now(UTC),
        outcome=ending.outcome,
        error_kind=ending.error_kind,
        message=ending.message or None,
        who=ending.who,
        mend=ending.mend or None,
    )
    with open_warehouse(settings).connect() as connection:
        ensure_provider(connection, this.provider, at=started_at)
        record_attempt(connection, record)
