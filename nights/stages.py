"""The stages as Airflow's tasks call them: settings from the environment, small facts in, small facts out."""

from __future__ import annotations

from datetime import UTC, date, datetime

from contracts.contract_file import list_providers as list_contracts
from contracts.errors import ContractBroken
from nights.settings import Settings


def list_providers() -> list[str]:
    """Slugs of all contracts."""
    return list_contracts(Settings.from_environment().providers)


def pull(provider: str, night: str, *, run_id: str, try_number: int) -> str:
    """Fetch one provider's report; returns the receipt's path.

    Raises:
        AirflowSkipException: it is unchanged.
        ConcordError: it could not be fetched.
    """
    from airflow.sdk.exceptions import AirflowSkipException

    from nights.attempts import Try, attempt
    from nights.pull import pull_report

    settings, day = Settings.from_environment(), date.fromisoformat(night)
    with attempt(settings, Try(provider, day, "pull", run_id, try_number)) as ending:
        pulled = pull_report(settings, provider, day)
        ending.outcome, ending.message = ("ok", "") if pulled.has_work else ("unchanged", pulled.reason)
    if not pulled.has_work:
        raise AirflowSkipException(f"{provider}: unchanged, {pulled.reason}")
    return pulled.receipt_path


def ingest(provider: str, receipt_path: str, night: str, *, run_id: str, try_number: int) -> dict[str, int | str]:
    """Validate, normalize and load one landed delivery; returns its verdict and counts.

    Raises:
        ContractBroken: the delivery is refused; the last good one stands in.
        ConcordError: it could not be judged or loaded.
    """
    from nights.attempts import Try, attempt
    from nights.ingest import ingest_delivery

    settings, day = Settings.from_environment(), date.fromisoformat(night)
    with attempt(settings, Try(provider, day, "ingest", run_id, try_number)) as ending:
        judged = ingest_delivery(settings, provider, receipt_path, day)
        ending.message = judged.message
        if judged.reasons:
            ending.outcome = "held" if judged.verdict == "held" else "refused"
            ending.mend, ending.who = judged.reasons[0].mend, judged.reasons[0].who
    if judged.verdict == "refused":
        raise ContractBroken(f"the delivery is refused: {judged.message}", where=provider, mend=ending.mend)
    return {"verdict": judged.verdict, **judged.counts.as_dict()}


def find_overlaps(night: str) -> dict[str, int]:
    """Take in what readers answered, and find what providers share; returns pairs by label."""
    from nights.answers_taken import take_answers
    from nights.overlaps import find_night_overlaps

    settings = Settings.from_environment()
    take_answers(settings)
    return find_night_overlaps(settings, date.fromisoformat(night))


def publish(night: str) -> None:
    """Write the night's Data Docs, and drop from landing what is past its time; the marts are views, always current."""
    from nights.data_docs import publish_data_docs
    from nights.retention import drop_old_deliveries

    settings = Settings.from_environment()
    publish_data_docs(settings, date.fromisoformat(night))
    drop_old_deliveries(settings, datetime.now(UTC))


def verdict(night: str) -> None:
    """Say what failed, whose it is and what stood in.

    Raises:
        NightIncomplete: some provider's part failed.
    """
    from nights.verdict import check_night

    check_night(Settings.from_environment(), date.fromisoformat(night))


def list_offices(night: str) -> list[str]:
    """Codes of the offices that get a report."""
    from nights.report import list_reported_offices

    return list_reported_offices(Settings.from_environment())


def write_report(office: str, night: str) -> str:
    """Write one office's report of a night; returns its path."""
    from nights.report import write_sponsor_report

    return str(write_sponsor_report(Settings.from_environment(), office, date.fromisoformat(night)))
