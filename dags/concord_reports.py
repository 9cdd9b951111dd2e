"""The first report: a sponsor report for each office, once the night that it tells of is published."""

from __future__ import annotations

from airflow.sdk import Asset, PartitionedAssetTimetable, dag, get_current_context, task

from nights.retries import MendedByWaiting

RETRIES = MendedByWaiting.from_environment()


@task(retries=3, retry_policy=RETRIES)
def list_offices() -> list[str]:
    """Codes of the sponsor offices that pay for some provider's work."""
    from nights.stages import list_offices

    return list_offices(_night())


@task(map_index_template="{{ office }}", retries=1, retry_policy=RETRIES)
def write_report(office: str) -> str:
    """Write one office's report; returns its path."""
    from nights.stages import write_report

    get_current_context()["office"] = office
    return write_report(office, _night())


def _night() -> str:
    """The day whose publication started this run; by hand, the day given as `night` in its configuration."""
    run = get_current_context()["dag_run"]
    return run.partition_key or run.conf["night"]


@dag(schedule=PartitionedAssetTimetable(assets=Asset("concord_night")), doc_md=__doc__, tags=["concord"])
def concord_reports() -> None:
    """The route."""
    write_report.expand(office=list_offices())


concord_reports()
