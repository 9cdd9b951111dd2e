"""Waiting mends a source that is away; it mends no contract, no login and no delivery."""

from __future__ import annotations

from datetime import timedelta

import pytest
from airflow.sdk.definitions.retry_policy import RetryAction

from contracts.errors import (
    ConcordError,
    ContractBroken,
    ContractWrong,
    LandingUnavailable,
    ReportMissing,
    SourceRefusedLogin,
    SourceUnreachable,
    SumsDisagree,
    WarehouseUnavailable,
)
from nights.retries import MendedByWaiting

POLICY = MendedByWaiting(timedelta(seconds=10))


@pytest.mark.parametrize("error", [SourceUnreachable("away"), WarehouseUnavailable("away"), OSError("odd")])
def test_what_may_come_back_by_itself_is_tried_again_after_twice_the_wait(error: Exception) -> None:
    waits = [POLICY.evaluate(error, number, 3) for number in (1, 2, 3)]
    assert {decision.action for decision in waits} == {RetryAction.RETRY}
    assert [decision.retry_delay for decision in waits] == [timedelta(seconds=seconds) for seconds in (10, 20, 40)]


@pytest.mark.parametrize(
    "kind",
    [ContractWrong, ContractBroken, SourceRefusedLogin, ReportMissing, LandingUnavailable, SumsDisagree],
    ids=lambda kind: kind.__name__,
)
def test_what_waiting_does_not_mend_fails_at_once_and_says_who_must_act(kind: type[ConcordError]) -> None:
    decision = POLICY.evaluate(kind("so it is"), 1, 3)
    assert decision.action is RetryAction.FAIL
    assert kind.who in (decision.reason or "")
