"""What Concord reads from each provider's report is what the provider meant, field by field."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest

from concord_sources.sql_rows import write_line
from contracts.contract import Contract
from contracts.contract_file import read_contract
from contracts.fields import FIELDS
from demo.cast import SLUGS
from demo.expectation import FOOTERS, expected_standing
from demo.render_child_care import render_child_care
from demo.render_family_support import render_family_support
from demo.render_head_start import render_head_start
from demo.render_home_visiting import render_home_visiting
from demo.render_mental_health import render_mental_health
from demo.render_small_center import render_small_center
from demo.render_special_education import render_special_education
from demo.report import REPORT_FIELDS
from demo.scenario import Delivery, plan_deliveries
from demo.truth import NIGHTS, build_truth
from demo.wrongs import EMAIL, PERSON, PHONE, UNKNOWN_CODE
from transforms.header import read_header
from transforms.normalize import Normalized, normalize_rows
from transforms.parse.delivery import parse_parts
from transforms.parse.options import options_for
from transforms.parse.parsed import Parsed

PROVIDERS_FOLDER = Path(__file__).parents[2] / "providers"
RECEIVED = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


def contract_of(slug: str) -> Contract:
    return read_contract(PROVIDERS_FOLDER, slug)


def parts_of(delivery: Delivery) -> list[tuple[str, bytes]]:
    """The files that landing would hold."""
    rows = delivery.rows
    match delivery.provider:
        case "head_start_region":
            return [("report.csv", render_head_start(rows))]
        case "home_visiting_center":
            pages = enumerate(render_home_visiting(rows), start=1)
            return [(f"page-{number}.json", json.dumps({"data": page}).encode()) for number, page in pages]
        case "mental_health_center":
            return [part for day, own in delivery.days for part in render_mental_health(own, day).items()]
        case "child_care_center":
            return [("entries.xlsx", render_child_care(rows))]
        case "special_education_center":
            return [("rows.jsonl", b"".join(map(write_line, render_special_education(rows))))]
        case "family_support_network":
            return [("feed.xml", render_family_support(rows))]
    return [("reports.csv", render_small_center(rows))]


def read_first_night(slug: str) -> tuple[Delivery, Parsed, Normalized]:
    delivery, contract = plan_deliveries(build_truth())[slug, 1], contract_of(slug)
    parsed = parse_parts(parts_of(delivery), options_for(contract))
    header = read_header(parsed.rows.columns, contract)
    assert (header.missing, header.unknown) == ((), ())
    return delivery, parsed, normalize_rows(parsed.rows, contract, header, RECEIVED, NIGHTS[0])


@pytest.mark.parametrize("slug", SLUGS)
def test_every_row_is_read_and_only_footers_are_left_out(slug: str) -> None:
    delivery, parsed, _ = read_first_night(slug)
    assert len(parsed.rows) == len(delivery.rows)
    assert len(parsed.broken) == 0
    assert len(parsed.left_out) == FOOTERS.get(slug, 0)


@pytest.mark.parametrize("slug", SLUGS)
def test_what_is_read_is_what_was_meant(slug: str) -> None:
    delivery, _, normalized = read_first_night(slug)
    meant = expected_standing(build_truth(), 1).query("provider_id == @slug").set_index("source_record_id")
    screened = {row.report.source_record_id for row in delivery.rows if "personal" in row.wrongs}
    read = normalized.records.set_index("source_record_id").loc[meant.index]
    for name in REPORT_FIELDS:
        if name == "source_record_id":
            continue
        left, right = comparable(meant[name], name), comparable(read[name], name)
        differ = {key for key in meant.index if left[key] != right[key]}
        assert differ == (screened if name == "summary" else set()), f"{name}: {sorted(differ)[:5]}"


def comparable(column: pd.Series, name: str) -> dict[str, object]:
    """Record to value, None where it is missing; partners as lists, whatever the spacing of their JSON."""
    values = column.astype(object).where(column.notna(), None)
    if FIELDS[name].kind == "partners":
        values = values.map(lambda text: json.loads(text) if text else None)
    return dict(zip(map(str, column.index), values.to_list(), strict=True))


@pytest.mark.parametrize("slug", SLUGS)
def test_planted_personal_data_is_gone_from_records_and_source_values(slug: str) -> None:
    _, _, normalized = read_first_night(slug)
    text = normalized.records[["title", "summary", "source_values"]].fillna("").to_numpy().ravel()
    for planted in (EMAIL, PHONE, PERSON):
        assert not [cell for cell in text if planted in cell]


@pytest.mark.parametrize("slug", SLUGS)
def test_only_the_planted_unknown_code_is_queued(slug: str) -> None:
    delivery, _, normalized = read_first_night(slug)
    queued = normalized.unmapped[normalized.unmapped["field"] != "lifecycle_status"]["source_value"].to_list()
    assert queued == [UNKNOWN_CODE] * sum("unknown_code" in row.wrongs for row in delivery.rows)
