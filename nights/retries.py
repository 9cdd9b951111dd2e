"""Which failures another try may mend: a source that is away, never a broken contract."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import Any

from airflow.sdk import RetryPolicy
from airflow.sdk.definitions.retry_policy import RetryDecision

from contracts.errors import ConcordError


class MendedByWaiting(RetryPolicy):
    """Tries again what may come back by itself, each time after twice the wait; fails everything else at once.

    Args:
        first_wait: wait after the first failure.
    """

    def __init__(self, first_wait: timedelta) -> None:
        self.first_wait = first_wait

    @classmethod
    def from_environment(cls) -> MendedByWaiting:
        """With the first wait that CONCORD_RETRY_SECONDS names, else five minutes."""
        return cls(timedelta(seconds=float(os.environ.get("CONCORD_RETRY_SECONDS", "300"))))

    def evaluate(
        self, exception: BaseException, try_number: int, max_tries: int, context: Any = None
    ) -> RetryDecision:
        """The decision on one failure; an error that is not ours may pass, so it gets its tries too."""
        if isinstance(exception, ConcordError) and not exception.retry:
            return RetryDecision.fail(f"waiting does not mend it; {exception.who} must act")
        return RetryDecision.retry(self.first_wait * 2 ** (try_number - 1), "it may come back by itself")

    def serialize(self) -> dict[str, Any]:
        """Nothing of it is read by the scheduler."""
        return {"__type": type(self).__name__, "first_wait_seconds": self.first_wait.total_seconds()}
