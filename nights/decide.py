"""A person's decision on a held delivery."""

from __future__ import annotations

from datetime import UTC, date, datetime
from importlib.metadata import version
from typing import Any

from contracts.errors import LandingUnavailable, UsageWrong
from expectations.verdict import Judged
from nights.ingest import ingest_delivery
from nights.load_journal import keep_loads
from nights.settings import Settings
from nights.warehouse_access import open_warehouse
from warehouse.deliveries import Decision
from warehouse.delivery_lookup import newest_held
from warehouse.delivery_record import refuse_held


def accept_held(settings: Settings, provider: str, by: str, why: str) -> Judged:
    """Load a provider's newest held delivery as it is.

    Raises:
        UsageWrong: none is held, or no reason is given.
        LandingUnavailable: its bytes are gone.
    """
    from concord_sources.landing import receipts_of

    held = _held(settings, provider, by, why)
    night: date = held["night"]
    receipts = [r for r in receipts_of(settings.landing, provider, night) if r.sha256 == held["sha256"] and r.parts]
    if not receipts:
        raise LandingUnavailable("its bytes are no longer in landing", where=provider, mend="ask for it again")
    return ingest_delivery(settings, provider, receipts[-1].path, night, decision=Decision(by, why, datetime.now(UTC)))


def refuse_held_delivery(settings: Settings, provider: str, by: str, why: str) -> None:
    """Refuse a provider's newest held delivery.

    Raises:
        UsageWrong: none is held, or no reason is given.
    """
    held = _held(settings, provider, by, why)
    decision = Decision(by, why, datetime.now(UTC))
    with open_warehouse(settings).connect() as connection:
        refuse_held(connection, held["delivery_id"], decision, code_version=version("concord"))
        keep_loads(settings, connection, provider)


def _held(settings: Settings, provider: str, by: str, why: str) -> Any:
    if not why.strip() or not by.strip():
        raise UsageWrong("a decision needs who and why", mend='add --by NAME --why "…"')
    with open_warehouse(settings).connect() as connection:
        held = newest_held(connection, provider)
    if held is None:
        raise UsageWrong(f"no delivery of {provider} is held", mend="see concord status")
    return held
