"""Inputs of a sponsor report, small and whole."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pandas as pd
import pytest

from contracts.fields import FIELDS
from reports.sponsor import SponsorInputs

TODAY = date(2026, 3, 4)
OVERLAP = ["provider_id_a", "source_record_id_a", "provider_id_b", "source_record_id_b", "label", "disposition",
           "score", "evidence", "sentence"]  # fmt: skip

USUAL: dict[str, Any] = {
    "provider_id": "a", "record_kind": "activity", "record_state": "active", "lifecycle_status": "completed",
    "scope_class": "systems_building", "sharing_level": "partners", "sponsor_office": "ACF/OHS",
    "title": "Fiscal mapping workshop", "actual_start": "2026-03-02", "actual_start_precision": "day",
    "geographic_scope": "state", "jurisdiction": "OH", "sector": "early_care_education", "core_element": "financing",
    "ta_type": "training", "intensity": "universal_general", "event_hours": 3.0, "participants_total": 20,
}  # fmt: skip


def make_records(*given: dict[str, Any]) -> pd.DataFrame:
    """Canonical records from what differs from a usual one."""
    rows = [USUAL | {"source_record_id": str(i)} | one for i, one in enumerate(given)]
    frame = pd.DataFrame(rows).reindex(columns=list(FIELDS))
    kinds = {"date": "datetime64[s]", "decimal": "float64", "integer": "Int64"}
    return frame.astype({name: kinds.get(field.kind, "str") for name, field in FIELDS.items()})


def make_pair(one: str, other: str, label: str = "declared_joint", **said: Any) -> dict[str, Any]:
    """A pair from keys such as a0 and b1."""
    disposition = {"declared_joint": "declared", "same_activity": "probable"}.get(label, "new")
    usual = {"declared_by": "both", "day_gap": 0, "places": ["OH"], "contributions": []}
    evidence = usual | said
    return {
        "provider_id_a": one[0], "source_record_id_a": one[1:], "provider_id_b": other[0],
        "source_record_id_b": other[1:], "label": label, "disposition": disposition, "score": 0.7,
        "evidence": json.dumps(evidence),
        "sentence": "Both work on financing in Ohio; their dates overlap.",
    }  # fmt: skip


def make_inputs(records: list[dict[str, Any]], pairs: list[dict[str, Any]] | None = None, **said: Any) -> SponsorInputs:
    """Inputs with providers a, b and c, all in, of which only a lets free text leave."""
    providers = [
        {"provider_id": slug, "provider_name": f"Center {slug.upper()}", "is_current": True, "tries": 0,
         "last_good_at": pd.Timestamp("2026-03-04 05:00", tz="UTC"), "is_text_cleared": slug == "a",
         **said.get(slug, {})}
        for slug in said.get("slugs", "abc")
    ]  # fmt: skip
    columns = ["provider_id", "provider_name", "is_current", "tries", "last_good_at", "is_text_cleared"]
    return SponsorInputs(
        records=make_records(*records),
        overlaps=pd.DataFrame(pairs or [], columns=OVERLAP),
        providers=pd.DataFrame(providers, columns=columns),
        office=said.get("office", "ACF/OHS"),
        period=(date(2025, 10, 1), TODAY),
        today=TODAY,
        known_at=datetime(2026, 3, 4, 6, 12, tzinfo=UTC),
        load_number=21,
        edition="2026-03-04",
    )


@pytest.fixture(scope="session")
def inputs() -> Callable[..., SponsorInputs]:
    """A function that makes inputs."""
    return make_inputs


@pytest.fixture(scope="session")
def pair() -> Callable[..., dict[str, Any]]:
    """A function that makes a pair."""
    return make_pair
