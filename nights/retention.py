"""How long landing keeps what was delivered, people's data and all."""

from __future__ import annotations

import logging
import os
from datetime import datetime

from concord_sources.retention import drop_older_than
from contracts.errors import LandingUnavailable, UsageWrong
from nights.attempts import progress
from nights.settings import Settings

LANDING_DAYS = "CONCORD_LANDING_DAYS"
USUAL_DAYS = 400
"""A year and a month: a year's reports can be read again when it is over."""

log = logging.getLogger("concord.retention")


def drop_old_deliveries(settings: Settings, now: datetime) -> int:
    """Drop bytes that were neither delivered nor confirmed within the days that landing keeps; receipts stay.

    Each is logged by provider, digest, size and day. What a dropped delivery said stays in the warehouse, but can no
    longer be replayed or read again under new rules. Where landing cannot be written, that is logged, and the next
    night tries again: no report waits for it.

    Args:
        now: the moment, in UTC.

    Returns:
        How many were dropped.

    Raises:
        UsageWrong: CONCORD_LANDING_DAYS is no number of days.
    """
    days = landing_days()
    try:
        dropped = drop_older_than(settings.landing, days, now)
    except LandingUnavailable as error:
        log.error("nothing could be dropped from landing: %s", error)
        return 0
    for one in dropped:
        log.info("dropped %s of %s, %d bytes, received at %s", one.sha256, one.provider, one.size, one.received_at)
    if dropped:
        progress.info("%-26s %-7s %-10s %s", "landing", "publish", "dropped", f"{len(dropped)} files over {days} days")
    return len(dropped)


def landing_days() -> int:
    """Days that landing keeps what was delivered: CONCORD_LANDING_DAYS, else 400.

    Raises:
        UsageWrong: it is no number above 0.
    """
    text = os.environ.get(LANDING_DAYS) or str(USUAL_DAYS)
    if not text.isdecimal() or int(text) == 0:
        raise UsageWrong(f"{text!r} is no number of days", where=LANDING_DAYS, mend=f"write it as {USUAL_DAYS}")
    return int(text)
