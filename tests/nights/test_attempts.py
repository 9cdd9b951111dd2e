"""Every try leaves a row: how it ended, in words, and who must act."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from contracts.errors import (
    ContractBroken,
    ContractWrong,
    LandingUnavailable,
    ReportMissing,
    SourceRefusedLogin,
    SourceUnreachable,
)
from nights.attempts import Try, attempt
from nights.settings import Settings
from nights.status import read_attempts, read_status
from nights.warehouse_access import open_warehouse
from warehouse.attempts import night_outcome

NIGHT = date(2026, 3, 12)


def try_of(provider: str) -> Try:
    return Try(provider, NIGHT, "pull", "run-1", 1)


def fail_with(settings: Settings, provider: str, error: BaseException) -> pd.Series:
    with pytest.raises(type(error)), attempt(settings, try_of(provider)):
        raise error
    return read_attempts(settings, provider).iloc[0]


def test_a_try_that_ends_well_says_what_came_of_it(settings: Settings) -> None:
    with attempt(settings, try_of("calm_center")) as ending:
        ending.message = "12 delivered"
    kept = read_attempts(settings, "calm_center").iloc[0]
    assert (kept["outcome"], kept["message"]) == ("ok", "12 delivered")


@pytest.mark.parametrize(
    ("error", "outcome", "who"),
    [
        (SourceUnreachable("is away", where="there", mend="wait"), "late", "wait"),
        (ReportMissing("is not there", where="there", mend="ask"), "late", "provider"),
        (SourceRefusedLogin("wants another key", where="there", mend="renew it"), "login_refused", "concord"),
        (ContractBroken("is torn", where="there", mend="send it again"), "failed", "provider"),
        (ContractWrong("is wrong", where="there", mend="correct it"), "failed", "concord"),
        (LandingUnavailable("is full", where="there", mend="free space"), "failed", "concord"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else None,
)
def test_a_failure_says_what_where_and_who_must_act(
    settings: Settings, error: Exception, outcome: str, who: str
) -> None:
    provider = f"center_of_{type(error).__name__.lower()}"
    kept = fail_with(settings, provider, error)
    assert kept["outcome"] == outcome
    assert kept["message"] == f"there: {error.args[0]}"
    assert kept["mend"]
    with open_warehouse(settings).connect() as connection:
        assert night_outcome(connection, NIGHT).set_index("provider_id").loc[provider, "who"] == who


def test_the_words_of_an_error_that_is_not_ours_are_not_kept_since_they_may_quote_a_row(settings: Settings) -> None:
    kept = fail_with(settings, "torn_center", ValueError("cell 'Rosa Ibarra' is wrong"))
    assert kept["message"] == "a fault of Concord: ValueError"
    assert "log" in kept["mend"]


def test_a_stopped_try_leaves_its_row_too(settings: Settings) -> None:
    assert fail_with(settings, "stopped_center", KeyboardInterrupt())["outcome"] == "failed"


def test_a_provider_whose_contract_was_never_readable_is_in_the_nights_table(settings: Settings) -> None:
    fail_with(settings, "unreadable_center", ContractWrong("is no YAML", where="contract.yaml:3"))
    with open_warehouse(settings).connect() as connection:
        row = night_outcome(connection, NIGHT).set_index("provider_id").loc["unreadable_center"]
    assert row["state"] == "failed"
    assert row["message"] == "contract.yaml:3: is no YAML"


def test_status_tells_a_refused_login_from_a_source_that_is_away(settings: Settings) -> None:
    fail_with(settings, "locked_center", SourceRefusedLogin("takes no such key", mend="renew the key"))
    fail_with(settings, "away_center", SourceUnreachable("does not answer", mend="wait"))
    locked, away = (read_status(settings, f"{name}_center").iloc[0] for name in ("locked", "away"))
    assert (locked["last_outcome"], locked["who"], locked["mend"]) == ("login_refused", "concord", "renew the key")
    assert (away["last_outcome"], away["who"], away["mend"]) == ("late", "wait", "wait")
