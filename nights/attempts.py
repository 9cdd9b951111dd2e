"""Every try of a stage leaves a row: what was tried, when, and what came of it; progress goes to whoever looks on."""

from __future__ import annotations

import logging
from datetime import UTC, date, datetime
from types import TracebackType
from typing import Self

from contracts.errors import ConcordError
from nights.settings import Settings
from transforms.accounting import Counts

progress = logging.getLogger("concord.progress")
"""One line an event that a person wants to see while a night runs."""


class Attempt:
    """One try of pull or ingest for one provider; recorded when it ends, however it ends.

    Args:
        run_id: the run that makes it.
        try_number: 1 for the first try of a run.
    """

    def __init__(
        self, settings: Settings, provider: str, night: date, stage: str, run_id: str, try_number: int
    ) -> None:
        self.settings = settings
        self.provider = provider
        self.night = night
        self.stage = stage
        self.run_id = run_id
        self.try_number = try_number
        self.outcome, self.message, self.mend = "ok", "", ""

    def __enter__(self) -> Self:
        self.started_at = datetime.now(UTC)
        return self

    def end(self, outcome: str, message: str, *, mend: str = "") -> None:
        """State what came of it."""
        self.outcome, self.message, self.mend = outcome, message, mend

    def count(self, counts: Counts) -> str:
        """Counts in a few words."""
        told = {name: n for name, n in counts.as_dict().items() if n}
        return ", ".join(f"{name} {n:,}" for name, n in told.items())

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            self.outcome, self.message = "failed", str(error) if isinstance(error, ConcordError) else repr(error)
        progress.info("%-26s %-7s %-16s %s", self.provider, self.stage, self.outcome, self.message)
        self._record(error)

    def _record(self, error: BaseException | None) -> None:
        from nights.warehouse_access import open_warehouse
        from warehouse.attempts import AttemptFacts, record_attempt

        facts = AttemptFacts(
            provider_id=self.provider,
            night=self.night,
            stage=self.stage,
            run_id=self.run_id,
            try_number=self.try_number,
            started_at=self.started_at,
            finished_at=datetime.now(UTC),
            outcome=self.outcome,
            error=error,
            message=self.message,
            mend=self.mend,
        )
        with open_warehouse(self.settings).connect() as connection:
            record_attempt(connection, facts)
