"""Before tasks are forked: what the first delivery of a process pays for, paid once ahead of all of them.

A task is a fork that lives for one provider. Libraries fill their tables when they are first used, and a fork that
finds them empty fills them anew: with them, a small delivery takes a third of the processor time.
"""

from __future__ import annotations

import csv
import io
import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from importlib import import_module

from contracts.contract import Contract
from contracts.contract_file import list_providers, read_contract
from contracts.errors import ConcordError
from nights.settings import Settings

log = logging.getLogger("concord.warm_up")

_CONTRACT = {
    "provider": "example",
    "name": "A provider that there is not",
    "sponsor_offices": ["ACF/OCC"],
    "contact": "nobody@example.org",
    "source": {"transport": "drop_folder", "path": "nowhere/*.csv", "format": "concord"},
    "delivery": "full",
    "defaults": {"scope_class": "systems_building", "sharing_level": "partners"},
}
# Beside a good row, one for each way of telling what is wrong: a date, a number and a code that cannot be read.
_WRONG: tuple[dict[str, str], ...] = (
    {},
    {"source_record_id": "2026-0002", "actual_start": "31/02/2026"},
    {"source_record_id": "2026-0003", "event_hours": "many"},
    {"source_record_id": "2026-0004", "core_element": "weather", "actual_end": "2026-03-01"},
)


def warm_up(settings: Settings) -> None:
    """Read all contracts, load what their sources need, judge made-up rows and ask the warehouse once.

    Nothing is written, and neither a thread nor a connection is left for the forks to share. What cannot be warmed is
    said in the log and left to the tasks, which say what is wrong and whose it is.
    """
    steps: tuple[Callable[[], None], ...] = (
        stay_single,
        lambda: read_contracts(settings),
        judge_example,
        lambda: ask_warehouse(settings),
    )
    for step in steps:
        try:
            step()
        except (ConcordError, ImportError, OSError) as error:
            log.warning("Tasks start cold: %s", error)


def stay_single() -> None:
    """Great Expectations' progress bars, which stay off, would start a thread."""
    import_module("tqdm").tqdm.monitor_interval = 0


def read_contracts(settings: Settings) -> None:
    """All contracts, and the libraries of the transports that they name; a wrong one is its own task's to tell."""
    for provider in list_providers(settings.providers):
        with suppress(ConcordError):
            import_module(f"concord_sources.{read_contract(settings.providers, provider).source.transport}")


def judge_example() -> None:
    """Judge a few made-up rows, good and wrong ones, all in memory."""
    from expectations.verdict import judge_delivery
    from transforms.known import Known

    now = datetime.now(UTC)
    contract = Contract.model_validate(_CONTRACT)
    judge_delivery([("example.csv", _example())], contract, received_at=now, night=now.date(), known=Known())


def ask_warehouse(settings: Settings) -> None:
    """Ask what each task asks first, then close the connection; forks inherit the engine, which knows its server."""
    from nights.warehouse_access import open_warehouse
    from warehouse.delivery_lookup import last_good_delivery
    from warehouse.known import read_known

    warehouse = open_warehouse(settings)
    with warehouse.connect() as connection:
        last_good_delivery(connection, "")
        read_known(connection, "")
    warehouse.dispose()


def _example() -> bytes:
    from contracts.fields import DELIVERABLE
    from nights.template import EXAMPLES

    text = io.StringIO()
    rows = csv.DictWriter(text, DELIVERABLE)
    rows.writeheader()
    examples = {name: EXAMPLES[name] for name in DELIVERABLE if name in EXAMPLES}
    rows.writerows({**examples, **wrong} for wrong in _WRONG)
    return text.getvalue().encode()
