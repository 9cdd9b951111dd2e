"""Addresses of servers, waiting times, and the time that is left for a pull."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from concord_sources.http_client import origin_of, retry_after
from concord_sources.http_refusals import shown
from concord_sources.patience import Patience
from contracts.errors import SourceMisbehaved, SourceUnreachable


def test_the_time_to_wait_may_be_a_number_or_a_date() -> None:
    assert retry_after("7", default=1) == 7
    assert retry_after("-7", default=1) == 0
    assert retry_after("soon", default=1) == 1
    assert retry_after("", default=2) == 2
    assert 50 < retry_after(format_datetime(datetime.now(UTC) + timedelta(minutes=1)), default=1) <= 60


def test_origins_differ_by_scheme_host_and_port() -> None:
    assert origin_of("https://Reports.Example/a?b") == ("https", "reports.example", 443)
    assert origin_of("http://reports.example:443") != origin_of("https://reports.example:443")
    assert origin_of("http://user:password@reports.example") == ("http", "reports.example", 80)
    for address in ("ftp://reports.example", "http://", "http://reports.example:port", "http://[half"):
        with pytest.raises(SourceMisbehaved):
            origin_of(address)


def test_an_address_is_shown_without_login_query_and_fragment() -> None:
    assert shown("https://me:secret@reports.example/a?token=secret#secret") == "https://reports.example/a"


def test_time_is_told_apart_from_the_clock_of_the_wall() -> None:
    patience = Patience(0.05)
    patience.check("here")
    time.sleep(0.06)
    with pytest.raises(SourceUnreachable):
        patience.check("here")
    with pytest.raises(SourceUnreachable):
        patience.wait(0, "here")
