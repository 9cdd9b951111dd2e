"""pull: one provider's report into landing; what is unchanged is said and goes no further."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy.engine import Connection

import concord_sources.pull as sources
from concord_sources.receipt import Receipt
from contracts.contract import Contract
from contracts.contract_file import read_contract
from nights.load_journal import keep_loads
from nights.settings import Settings
from nights.warehouse_access import open_warehouse
from transforms.accounting import Counts
from warehouse.deliveries import DeliveryFacts, counts_of
from warehouse.delivery_lookup import LastGoodDelivery, believed_delivery, last_good_delivery
from warehouse.delivery_record import record_delivery
from warehouse.loads import RecordedLoad
from warehouse.providers import register_contract


@dataclass(frozen=True)
class PulledReport:
    """What a pull came to.

    Attributes:
        receipt_path: receipt of this pull.
        has_work: whether there is something to ingest: new bytes, or known bytes under new rules.
        reason: why there is none.
    """

    receipt_path: str
    has_work: bool
    reason: str = ""


def pull_report(settings: Settings, provider: str, night: date) -> PulledReport:
    """Fetch one provider's report and keep it.

    Raises:
        ContractWrong: its contract is wrong.
        SourceUnreachable, SourceMisbehaved, LandingUnavailable: as `concord_sources.pull.pull` says.
    """
    from concord_sources.landing import read_receipt

    contract = read_contract(settings.providers, provider)
    now = datetime.now(UTC)
    with open_warehouse(settings).connect() as connection:
        rules = register_contract(connection, contract, at=now)
        last = last_good_delivery(connection, provider)
        connection.commit()
    pulled = sources.pull(
        contract,
        settings.landing,
        home=settings.home,
        night=night,
        since=(last and last.watermark) or "",
        last_sha256=last.sha256 if last else "",
        last_etag=(last and last.etag) or "",
        now=now,
    )
    receipt = read_receipt(pulled.receipt_path)
    if needs_ingest(receipt, rules, last):
        return PulledReport(pulled.receipt_path, True)
    with open_warehouse(settings).connect() as connection:
        record_unchanged(connection, contract, receipt, rules, last)
        keep_loads(settings, connection, provider)
    return PulledReport(pulled.receipt_path, False, pulled.reason)


def delivery_facts(receipt: Receipt, rules: str) -> DeliveryFacts:
    """A delivery as its receipt tells it, before it is judged."""
    return DeliveryFacts(
        provider_id=receipt.provider,
        night=receipt.night_date,
        sha256=receipt.sha256,
        content_digest="",
        source_address=receipt.address,
        size_bytes=receipt.size,
        received_at=receipt.received,
        verdict="unchanged",
        rules_version=rules,
        code_version=receipt.code_version,
        parts=tuple({"name": part.name, "sha256": part.sha256, "size": part.size} for part in receipt.parts),
        etag=receipt.etag or None,
        watermark=receipt.cursor or None,
    )


def needs_ingest(receipt: Receipt, rules: str, last: LastGoodDelivery | None) -> bool:
    """Whether there is something to judge: new bytes, or known bytes under new rules."""
    return receipt.outcome == "arrived" or (last is not None and last.rules_version != rules)


def record_unchanged(
    connection: Connection,
    contract: Contract,
    receipt: Receipt,
    rules: str,
    last: LastGoodDelivery | None,
    *,
    recorded: RecordedLoad | None = None,
) -> None:
    """An unchanged full delivery counts its rows as unchanged; an increment without anything new has no rows.

    Args:
        recorded: number and moment of its load in an earlier warehouse, for a replay.
    """
    counts = Counts()
    if last and contract.delivery != "incremental":
        before = believed_delivery(connection, last.delivery_id)
        counts = counts_of(before) if before else counts
        counts = Counts(
            delivered=counts.delivered,
            accepted=counts.accepted,
            rejected=counts.rejected,
            unchanged=counts.accepted,
            left_out=counts.left_out,
        )
    record_delivery(connection, delivery_facts(receipt, rules), counts, recorded=recorded)
