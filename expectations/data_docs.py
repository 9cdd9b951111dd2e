"""Data Docs of a night: what was expected of each delivery and what held, without any delivered value."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from expectations.library import load_library
from expectations.plan import Outcome, SuiteRun
from expectations.rules import RULES

SITE = "night"


def write_docs(runs: Iterable[SuiteRun], folder: Path, night: datetime) -> Path:
    """Write the site of one night; what the folder held before is replaced.

    Pages show expectations, whether they held, and how many rows or distinct cells did not; never a value. Column names
    are the contract's.

    Args:
        runs: every suite that ran, as `expectations.suites` reports them.
        night: under which moment the results are listed.

    Returns:
        The first page.
    """
    load_library()
    from great_expectations.core.run_identifier import RunIdentifier
    from great_expectations.data_context.types.resource_identifiers import (
        ExpectationSuiteIdentifier,
        ValidationResultIdentifier,
    )

    from expectations.engine import new_context

    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    context = new_context()
    context.add_data_docs_site(SITE, _site(folder))
    at = night.astimezone(UTC)
    run_id = RunIdentifier(run_name=f"{at:%Y-%m-%d}", run_time=at)
    for run in runs:
        name = f"{run.provider}.{run.suite}"
        suite = ExpectationSuiteIdentifier(name)
        key = ValidationResultIdentifier(suite, run_id, f"{run.provider}-{run.suite}")
        context.validation_results_store.set(key, _result(run, name, run_id))
    context.build_data_docs(site_names=[SITE])
    return folder / "index.html"


def _site(folder: Path) -> dict[str, Any]:
    return {
        "class_name": "SiteBuilder",
        "store_backend": {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(folder)},
        "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
        "site_section_builders": {"expectations": "None", "profiling": "None"},
        "show_how_to_buttons": False,
    }


def _result(run: SuiteRun, name: str, run_id: Any) -> Any:
    """The library's own result, made of the facts that were kept."""
    from great_expectations.core.expectation_validation_result import ExpectationSuiteValidationResult

    held = sum(outcome.success for outcome in run.outcomes)
    count = len(run.outcomes)
    statistics = {
        "evaluated_expectations": count, "successful_expectations": held, "unsuccessful_expectations": count - held,
        "success_percent": 100 * held / count if count else None,
    }  # fmt: skip
    meta = {"run_id": run_id, "active_batch_definition": {"provider": run.provider, "rows": run.rows}}
    return ExpectationSuiteValidationResult(
        success=run.success, results=[_expected(outcome) for outcome in run.outcomes], suite_name=name,
        statistics=statistics, meta=meta,
    )  # fmt: skip


def _expected(outcome: Outcome) -> Any:
    from great_expectations.core.expectation_validation_result import ExpectationValidationResult
    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration

    from expectations.core_expectations import CORE
    from expectations.engine import plain_settings

    configuration = ExpectationConfiguration(
        type=CORE[outcome.kind].expectation_type,
        kwargs=plain_settings(outcome.settings),
        meta={"rule": outcome.rule},
        description=RULES[outcome.rule].demand,
    )
    result: dict[str, float] = {"element_count": outcome.judged, "unexpected_count": outcome.unexpected}
    if outcome.judged:
        result["unexpected_percent"] = 100 * outcome.unexpected / outcome.judged
    return ExpectationValidationResult(success=outcome.success, expectation_config=configuration, result=result)
