"""Landing holds people's data as delivered, so it keeps it no longer than it was told to."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from concord_sources.landing import Landing, read_parts
from concord_sources.receipt import Receipt, delivery_sha256
from contracts.errors import LandingUnavailable, UsageWrong
from nights.retention import drop_old_deliveries
from nights.settings import Settings

NOW = datetime(2026, 3, 12, 3, 0, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "home", tmp_path / "providers")


def deliver(settings: Settings, content: bytes, *, days_ago: int) -> Receipt:
    """A delivery of some center that landed so many days ago."""
    landing = Landing(settings.landing, "some_center").open()
    parts = (landing.keep("reports.csv", [content]),)
    received = NOW - timedelta(days=days_ago)
    return landing.write_receipt(
        Receipt(
            provider="some_center",
            night=received.date().isoformat(),
            received_at=received.isoformat(),
            address="file:///inbox/reports.csv",
            outcome="arrived",
            reason="",
            parts=parts,
            sha256=delivery_sha256(parts),
            cursor="",
            etag="",
            contract_fingerprint="0123456789abcdef",
            code_version="1",
        )
    )


def test_landing_keeps_deliveries_for_400_days(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    old, young = deliver(settings, b"old", days_ago=401), deliver(settings, b"young", days_ago=399)
    with caplog.at_level(logging.INFO):
        assert drop_old_deliveries(settings, NOW) == 1
    assert read_parts(young) == [("reports.csv", b"young")]
    with pytest.raises(LandingUnavailable, match="retention"):
        read_parts(old)
    assert f"dropped {old.parts[0].sha256} of some_center" in caplog.text


def test_another_number_of_days_may_be_set(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    deliver(settings, b"old", days_ago=31)
    monkeypatch.setenv("CONCORD_LANDING_DAYS", "32")
    assert drop_old_deliveries(settings, NOW) == 0
    monkeypatch.setenv("CONCORD_LANDING_DAYS", "30")
    assert drop_old_deliveries(settings, NOW) == 1


@pytest.mark.parametrize("days", ["0", "-1", "a year"])
def test_a_number_of_days_that_is_none_drops_nothing(
    settings: Settings, days: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = deliver(settings, b"old", days_ago=4000)
    monkeypatch.setenv("CONCORD_LANDING_DAYS", days)
    with pytest.raises(UsageWrong, match="no number of days"):
        drop_old_deliveries(settings, NOW)
    assert read_parts(old)


def test_landing_that_cannot_be_read_is_logged_and_stops_no_publication(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    receipt = deliver(settings, b"old", days_ago=401)
    Path(receipt.path.removeprefix("file://")).write_text("no receipt any more")
    assert drop_old_deliveries(settings, NOW) == 0
    assert "nothing could be dropped from landing" in caplog.text
