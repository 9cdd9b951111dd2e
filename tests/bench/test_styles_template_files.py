"""Labelled reports written as Concord's own template come back through a night's stages as they were."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pandas as pd
import pytest

from bench.styles import ledger_style, prose_style
from bench.styles.labelled import Labelled
from bench.styles.template_files import Folders, template_rows, write_template
from contracts.contract_file import read_contract
from contracts.fields import DELIVERABLE, MULTI
from expectations.verdict import Judged, judge_delivery
from transforms.known import Known

NIGHT = date(2026, 6, 30)
UNTOLD = {"sponsor_office", "record_kind", "record_state", "source_revision", "scope_class", "sharing_level"}
"""Fields that the contract or a stated default gives."""


@pytest.fixture(scope="module", params=[prose_style, ledger_style], ids=["prose", "ledger"])
def labelled(request: pytest.FixtureRequest) -> Labelled:
    made: Labelled = request.param.generate(600, 2)
    return made


@pytest.fixture(scope="module")
def folders(labelled: Labelled, tmp_path_factory: pytest.TempPathFactory) -> Folders:
    return write_template(labelled, tmp_path_factory.mktemp("labelled"))


def _judged(folders: Folders, slug: str) -> Judged:
    return judge_delivery(
        [("reports.csv", (folders.home / "inbox" / slug / "reports.csv").read_bytes())],
        read_contract(folders.providers, slug), received_at=datetime(2026, 6, 30, 2, tzinfo=UTC), night=NIGHT,
        known=Known(),
    )  # fmt: skip


def _said(cell: object) -> object:
    """A cell to compare: several values in no order, everything missing as None."""
    if isinstance(cell, str):
        return sorted(cell.split(MULTI))
    return None if pd.isna(cell) else cell  # type: ignore[call-overload]


def _coarsest(labelled: Labelled, precision: str) -> str:
    """A provider that says its dates this exactly."""
    at = labelled.records["actual_start_precision"].eq(precision)
    return str(labelled.records.loc[at, "provider_id"].iloc[0])


@pytest.mark.parametrize("precision", ["day", "month"])
def test_every_row_is_accepted_and_says_what_the_record_said(
    labelled: Labelled, folders: Folders, precision: str
) -> None:
    slug = _coarsest(labelled, precision)
    told = labelled.records[labelled.records["provider_id"].eq(slug)].set_index("source_record_id")
    judged = _judged(folders, slug)
    assert (judged.counts.delivered, judged.counts.rejected) == (len(told), 0)
    assert judged.changes is not None
    kept = judged.changes.versions.set_index("source_record_id").loc[told.index]
    dates = [f"{name}_precision" for name in ("planned_start", "planned_end", "actual_start", "actual_end")]
    for name in [*set(DELIVERABLE) - UNTOLD - {"source_record_id", "title", "summary"}, *dates]:
        assert list(map(_said, kept[name])) == list(map(_said, told[name])), name


def test_every_provider_has_a_contract_and_one_file_and_the_truth_is_in_none(
    labelled: Labelled, folders: Folders
) -> None:
    slugs = sorted(labelled.records["provider_id"].unique())
    assert sorted(path.parent.name for path in folders.providers.glob("*/contract.yaml")) == slugs
    files = sorted((folders.home / "inbox").glob("*/*"))
    assert [path.parent.name for path in files] == slugs
    header = files[0].read_text(encoding="utf-8").splitlines()[0].split(",")
    assert set(header) <= set(DELIVERABLE)


def test_columns_that_a_provider_never_fills_are_not_written() -> None:
    records = prose_style.generate(600, 2).records
    one = records[records["provider_id"].eq("p01")]
    written = template_rows(one)
    assert "outcome_note" not in written
    assert "scope_class" not in written
    assert (written != "").any().all()


def test_months_and_quarters_are_written_as_such() -> None:
    records = prose_style.generate(600, 2).records.head(3).copy()
    records["actual_start"] = pd.to_datetime(["2026-03-01", "2026-01-01", "2026-03-05"])
    records["actual_start_precision"] = ["month", "quarter", "day"]
    assert list(template_rows(records)["actual_start"]) == ["2026-03", "2026-Q1", "2026-03-05"]
