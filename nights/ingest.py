"""ingest: validate, normalize and load one landed delivery, in one task."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pyarrow as pa
from sqlalchemy.engine import Connection

from concord_sources.landing import read_parts, read_receipt, receipts_of
from concord_sources.receipt import Receipt
from concord_sources.retention import is_kept
from contracts.contract import Contract
from contracts.contract_file import read_contract
from contracts.errors import ContractBroken
from contracts.rules import rules_version
from expectations.verdict import Judged, judge_parsed, refusal
from nights.data_docs import keep_suites
from nights.load_journal import keep_loads
from nights.pull import delivery_facts
from nights.reread import read_again
from nights.settings import Settings
from nights.warehouse_access import open_warehouse
from transforms.parse import Parsed, parse_parts
from transforms.parse.options import options_for
from warehouse.deliveries import LOADED_VERDICTS, Decision, DeliveryFacts
from warehouse.delivery_load import load_delivery
from warehouse.delivery_lookup import loaded_deliveries, refused_by_person
from warehouse.delivery_record import record_delivery
from warehouse.known import read_known
from warehouse.loads import RecordedLoad

# The columns of one delivery after the other are of about the same size. The C library's allocator keeps their memory
# for the next one; Arrow's own gives it back to the system, which has to clear it again each time.
pa.set_memory_pool(pa.system_memory_pool())


def ingest_delivery(
    settings: Settings,
    provider: str,
    receipt_path: str,
    night: date,
    *,
    decision: Decision | None = None,
    recorded: RecordedLoad | None = None,
    contract: Contract | None = None,
) -> Judged:
    """Judge one landed delivery and load what it changes, or record why not.

    Args:
        decision: a person accepts what would be held.
        recorded: number and moment of its load in an earlier warehouse, for a replay.
        contract: the one to judge by; the provider's own as it is now when left out.

    Raises:
        LandingUnavailable: the bytes are gone or damaged.
        SumsDisagree: a row was lost or counted twice; nothing is loaded.
        WarehouseUnavailable: nothing is loaded.
    """
    contract = contract or read_contract(settings.providers, provider)
    receipt = read_receipt(receipt_path)
    with open_warehouse(settings).connect() as connection:
        judged = _judge(settings, connection, contract, receipt, night, decision)
        facts = _facts(receipt, judged, contract, night, decision)
        _settle(connection, facts, judged, recorded)
        keep_loads(settings, connection, provider)
    keep_suites(settings, night, provider, judged.suites)
    return judged


def _judge(
    settings: Settings,
    connection: Connection,
    contract: Contract,
    receipt: Receipt,
    night: date,
    decision: Decision | None,
) -> Judged:
    known = read_known(connection, contract.provider, contract.kind)
    is_reread = receipt.outcome == "unchanged"
    try:
        parsed = _parse(settings, connection, contract, receipt)
    except ContractBroken as error:
        return refusal(error)
    judged = judge_parsed(
        parsed,
        contract,
        received_at=receipt.received,
        night=night,
        known=known,
        accepted_by_person=decision is not None,
        is_reread=is_reread,
    )
    earlier = refused_by_person(connection, contract.provider, receipt.sha256) if judged.verdict == "held" else None
    # What a person refused stays refused when the same bytes come again; nobody is asked twice.
    return judged if earlier is None else replace(judged, verdict="refused")


def _parse(settings: Settings, connection: Connection, contract: Contract, receipt: Receipt) -> Parsed:
    """The delivery's rows; under new rules, the rows that stand from all that was loaded before and is kept yet."""
    if receipt.outcome == "arrived":
        return parse_parts(read_parts(receipt), options_for(contract))
    arrived = {item.sha256: item for item in receipts_of(settings.landing, contract.provider) if item.parts}
    loaded = [arrived[sha] for sha in loaded_deliveries(connection, contract.provider) if sha in arrived]
    # Records of which the bytes are gone stay as they were read; nothing is withdrawn by its absence here.
    loaded = [item for item in loaded if is_kept(item)]
    wanted = loaded[-1:] if contract.delivery == "full" else loaded
    return read_again([parse_parts(read_parts(item), options_for(contract)) for item in wanted], contract)


def _facts(
    receipt: Receipt, judged: Judged, contract: Contract, night: date, decision: Decision | None
) -> DeliveryFacts:
    first = judged.reasons[0] if judged.reasons else None
    facts = replace(delivery_facts(receipt, rules_version(contract)), night=night, delivery_id="")
    return replace(
        facts,
        verdict=judged.verdict,
        content_digest=judged.content_digest,
        column_names=judged.columns,
        reason=judged.message if judged.reasons else None,
        who=first.who if first else None,
        mend=first.mend if first else None,
        decision=decision,
        delivery_id="",
    )


def _settle(connection: Connection, facts: DeliveryFacts, judged: Judged, recorded: RecordedLoad | None) -> None:
    if judged.verdict in LOADED_VERDICTS and judged.changes is not None:
        load_delivery(connection, facts, judged.changes, recorded=recorded)
    else:
        record_delivery(connection, facts, judged.counts, recorded=recorded)
