"""replay: nights ingested again from landing, without asking any source.

What the journal of loads holds is done again in its order, each load with its recorded number and moment, by the
contract of that time. What landed and was never loaded is ingested as new.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from importlib.metadata import version
from typing import Any

from concord_sources.landing import receipts_of
from concord_sources.receipt import Receipt
from concord_sources.store import names_in
from contracts.contract import Contract
from contracts.contract_file import list_providers, read_contract
from contracts.errors import ConcordError, LandingUnavailable, UsageWrong
from nights.home_lock import hold_home
from nights.ingest import ingest_delivery
from nights.load_journal import contract_as_it_was, keep_loads, read_journal
from nights.overlaps import find_night_overlaps
from nights.pull import needs_ingest, record_unchanged
from nights.purge import purge_again
from nights.settings import Settings
from nights.warehouse_access import open_warehouse
from warehouse.code_versions import NameChange, replay_code_names
from warehouse.deliveries import Decision
from warehouse.delivery_lookup import last_good_delivery, newest_held
from warehouse.delivery_record import refuse_held
from warehouse.inputs import Told, add_told
from warehouse.judgements import Judgement, add_judgements
from warehouse.overlap_models import TrainedModel, store_model
from warehouse.past_loads import PastLoad, holds_load
from warehouse.providers import register_contract
from warehouse.purges import Purge


def replay_nights(settings: Settings) -> Iterator[str]:
    """Do every load that the journal holds again, in its order; yields a line on each.

    Into an empty warehouse this gives the warehouse that was: the same records, numbers and moments. What the
    warehouse holds already is left alone, so that a replay that was stopped goes on where it stopped.

    Raises:
        UsageWrong: the journal holds nothing, or the warehouse is another one.
    """
    journal = read_journal(settings)
    if not journal:
        raise UsageWrong("no load is recorded", where=settings.landing, mend="name the home whose nights you want")
    with hold_home(settings.home, "a replay of all nights"):
        for load in journal:
            yield from _replay_load(settings, load)


def replay_night(settings: Settings, night: date) -> Iterator[str]:
    """Do one night again, provider by provider; yields a line on each.

    What is loaded already is left alone. What a provider's failure costs, the others do not pay.

    Raises:
        UsageWrong: nothing landed for that night, or its loads are earlier than what the warehouse holds.
    """
    landed = {
        provider: [receipt for receipt in receipts_of(settings.landing, provider, night) if receipt.parts]
        for provider in _landed_providers(settings)
    }
    if not any(landed.values()):
        raise UsageWrong(f"nothing landed for the night of {night}", where=settings.landing, mend="name another night")
    journal = [load for load in read_journal(settings) if load.night == night]
    done = {(load.provider_id, load.received_at) for load in journal}
    with hold_home(settings.home, f"a replay of the night of {night}"):
        for load in journal:
            yield from _replay_load(settings, load)
        for receipt in (receipt for receipts in landed.values() for receipt in receipts):
            if (receipt.provider, receipt.received) not in done:
                yield _ingest_landed(settings, receipt)
        found = find_night_overlaps(settings, night)
        yield "overlaps: " + ", ".join(f"{n:,} {label}" for label, n in found.items())


def _landed_providers(settings: Settings) -> list[str]:
    known = set(list_providers(settings.providers))
    return [name for name in names_in(settings.landing) if name in known]


def _replay_load(settings: Settings, load: PastLoad) -> Iterator[str]:
    with open_warehouse(settings).connect() as connection:
        if holds_load(connection, load.recorded):
            return
    if load.provider_id is None:
        yield f"load {load.number}: {_replay_overlaps(settings, load)}"
        return
    try:
        said = _replay_delivery(settings, load)
    except UsageWrong:
        raise
    except ConcordError as error:
        said = str(error)
    yield f"load {load.number}: {load.provider_id}, {load.night}: {said}"


def _replay_overlaps(settings: Settings, load: PastLoad) -> str:
    """Tell again what people judged or codes are called, keep a model again, or search again."""
    told: dict[str, Any] = {"night": load.night, "code_version": version("concord"), "recorded": load.recorded}
    with open_warehouse(settings).connect() as connection:
        if load.judgements is not None:
            judgements = [Judgement.from_tree(tree) for tree in load.judgements]
            add_judgements(connection, judgements, **told)
            return f"{len(judgements):,} judgements"
        if load.told is not None:
            again = add_told(connection, Told.from_tree(load.told), **told)
            return f"{len(again.given):,} inputs, {len(again.answers):,} answers"
        if load.codes is not None:
            replay_code_names(connection, NameChange.from_tree(load.codes), **told)
            return "names of codes"
        if load.model is not None:
            trained = TrainedModel.from_tree(load.model)
            store_model(connection, trained, **told)
            return f"the model {trained.version}"
    if load.purge is not None:
        return purge_again(settings, Purge.from_tree(load.purge), load.recorded)
    find_night_overlaps(settings, load.night, recorded=load.recorded)
    return f"overlaps of {load.night}"


def _replay_delivery(settings: Settings, load: PastLoad) -> str:
    provider = str(load.provider_id)
    contract = contract_as_it_was(settings, load) or read_contract(settings.providers, provider)
    receipt = _receipt_of(settings, load)
    decision = _decision_of(load)
    if decision is not None and load.verdict == "refused":
        return _refuse_again(settings, load, decision)
    with open_warehouse(settings).connect() as connection:
        rules = register_contract(connection, contract, at=receipt.received)
        last = last_good_delivery(connection, provider)
        connection.commit()
        if not needs_ingest(receipt, rules, last):
            record_unchanged(connection, contract, receipt, rules, last, recorded=load.recorded)
            keep_loads(settings, connection, provider)
            return "unchanged"
    return _ingest(settings, load, receipt, contract, decision)


def _ingest(settings: Settings, load: PastLoad, receipt: Receipt, contract: Contract, decision: Decision | None) -> str:
    judged = ingest_delivery(
        settings, contract.provider, receipt.path, load.night,
        decision=decision, recorded=load.recorded, contract=contract,
    )  # fmt: skip
    differs = "" if judged.verdict == load.verdict else f", was {load.verdict} then"
    return f"{judged.verdict.replace('_', ' ')}{differs}; {judged.message}"


def _refuse_again(settings: Settings, load: PastLoad, decision: Decision) -> str:
    with open_warehouse(settings).connect() as connection:
        held = newest_held(connection, str(load.provider_id))
        if held is None:
            raise UsageWrong("nothing is held that was refused then", where=str(load.provider_id))
        refuse_held(connection, held["delivery_id"], decision, code_version=version("concord"), recorded=load.recorded)
    return f"refused by {decision.by}"


def _receipt_of(settings: Settings, load: PastLoad) -> Receipt:
    receipts = receipts_of(settings.landing, str(load.provider_id))
    same = [item for item in receipts if item.received == load.received_at and item.sha256 == load.sha256]
    if not same:
        raise LandingUnavailable(
            f"the receipt of {load.received_at} is gone", where=f"{settings.landing}/{load.provider_id}/receipts",
            mend="bring it back from a backup",
        )  # fmt: skip
    return same[-1]


def _decision_of(load: PastLoad) -> Decision | None:
    if load.decided_by is None or load.decided_at is None:
        return None
    return Decision(load.decided_by, load.decided_why or "", load.decided_at)


def _ingest_landed(settings: Settings, receipt: Receipt) -> str:
    """Ingest what a stopped night left in landing, unless something newer is loaded: history never runs backwards."""
    try:
        contract = read_contract(settings.providers, receipt.provider)
        with open_warehouse(settings).connect() as connection:
            register_contract(connection, contract, at=receipt.received)
            last = last_good_delivery(connection, receipt.provider)
            connection.commit()
        if last is not None and last.received_at >= receipt.received:
            return f"{receipt.provider}: left alone, since what arrived later is loaded"
        judged = ingest_delivery(settings, receipt.provider, receipt.path, receipt.night_date)
    except ConcordError as error:
        return f"{receipt.provider}: {error}"
    return f"{receipt.provider}: {judged.verdict.replace('_', ' ')}; {judged.message}"
