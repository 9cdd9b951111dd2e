"""The first night of a home's schedule is decided once, so that later starts catch up from it what was missed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from contracts.errors import UsageWrong
from nights.schedule import FIRST_NIGHT, first_night
from nights.settings import Settings


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.delenv(FIRST_NIGHT, raising=False)
    return Settings(tmp_path / "home", tmp_path / "providers")


def test_it_is_the_day_of_the_first_start(settings: Settings) -> None:
    before = datetime.now(UTC).date()
    assert before <= first_night(settings) <= datetime.now(UTC).date()


def test_it_is_the_day_that_was_named_at_the_first_start_and_stays_so(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(FIRST_NIGHT, "2026-03-02")
    assert first_night(settings) == date(2026, 3, 2)
    monkeypatch.setenv(FIRST_NIGHT, "2026-05-01")
    assert first_night(settings) == date(2026, 3, 2)


def test_what_is_no_day_is_refused_and_not_kept(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FIRST_NIGHT, "last week")
    with pytest.raises(UsageWrong, match="no day"):
        first_night(settings)
    monkeypatch.setenv(FIRST_NIGHT, "2026-03-02")
    assert first_night(settings) == date(2026, 3, 2)
