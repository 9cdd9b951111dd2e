"""The night: pull and ingest each provider, find overlaps, publish, and say what failed."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

from airflow.sdk import (
    Asset,
    DeadlineAlert,
    DeadlineReference,
    SyncCallback,
    dag,
    get_current_context,
    task,
    task_group,
)

from nights.retries import MendedByWaiting

# Empty for a night that somebody runs by hand in a process of its own: no scheduler, no hour to be done by.
SCHEDULE = os.environ.get("CONCORD_SCHEDULE", "0 2 * * *") or None
FIRST_NIGHT = datetime.fromisoformat(os.environ.get("CONCORD_FIRST_NIGHT", "2026-01-01")).replace(tzinfo=UTC)
DONE_BY_HOURS = float(os.environ.get("CONCORD_DONE_BY_HOURS", "4"))
NIGHT = Asset("concord_night")

RETRIES = MendedByWaiting.from_environment()
LATE = DeadlineAlert(
    reference=DeadlineReference.DAGRUN_LOGICAL_DATE,
    interval=timedelta(hours=DONE_BY_HOURS),
    callback=SyncCallback("nights.deadline.report_late_night"),
)


# Without this list nobody's report comes in, so what passes by itself must not end the night.
@task(retries=3, retry_policy=RETRIES)
def list_providers() -> list[str]:
    """Slugs of all contracts."""
    from nights.stages import list_providers

    return list_providers()


@task(map_index_template="{{ provider }}", pool="concord_pull", retries=3, retry_policy=RETRIES)
def pull(provider: str) -> str:
    """Fetch one provider's report into landing; returns the receipt's path."""
    from nights.stages import pull

    return pull(provider, _night(), **_this_try(provider))


# One value, not one more for each count: every value is a request to Airflow's server.
@task(map_index_template="{{ provider }}", multiple_outputs=False, retries=1, retry_policy=RETRIES)
def ingest(provider: str, receipt: str) -> dict[str, int | str]:
    """Validate, normalize and load one landed delivery; returns its verdict and counts."""
    from nights.stages import ingest

    return ingest(provider, receipt, _night(), **_this_try(provider))


@task_group
def provider_night(provider: str) -> None:
    """One provider's part of the night."""
    ingest(provider, pull(provider))


@task(trigger_rule="all_done", multiple_outputs=False, retries=1, retry_policy=RETRIES)
def find_overlaps() -> dict[str, int]:
    """Find what providers share; returns pairs by label."""
    from nights.stages import find_overlaps

    return find_overlaps(_night())


@task(trigger_rule="all_done", outlets=[NIGHT], retries=1, retry_policy=RETRIES)
def publish(*, outlet_events) -> None:
    """Publish the night's marts and Data Docs, and tell whoever waits for this day."""
    from nights.stages import publish

    publish(_night())
    outlet_events[NIGHT].add_partitions(_night())


@task(trigger_rule="all_done", retries=0)
def verdict() -> None:
    """Fail visibly when a provider's part failed, with what it is, whose it is, and what stood in."""
    from nights.stages import verdict

    verdict(_night())


def _this_try(provider: str) -> dict[str, int | str]:
    """Name the mapped task by its provider, and tell which run and try this is."""
    context = get_current_context()
    context["provider"] = provider
    return {"run_id": context["run_id"], "try_number": context["ti"].try_number}


def _night() -> str:
    """The day that this run covers, as ISO text."""
    return get_current_context()["logical_date"].date().isoformat()


@dag(
    schedule=SCHEDULE,
    start_date=FIRST_NIGHT,
    # Nights that were missed are caught up from the first one that is named, or none.
    catchup="CONCORD_FIRST_NIGHT" in os.environ,
    max_active_runs=1,
    deadline=LATE if SCHEDULE else None,
    doc_md=__doc__,
    tags=["concord"],
)
def concord_night() -> None:
    """The route."""
    provider_night.expand(provider=list_providers()) >> find_overlaps() >> publish() >> verdict()


concord_night()
