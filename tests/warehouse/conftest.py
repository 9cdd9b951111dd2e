"""Records and deliveries to load, as small as a rule needs them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from hashlib import blake2b, sha256
from typing import Any

import numpy as np
import pandas as pd
import pytest
import sqlalchemy as sa

from contracts.contract import Contract
from contracts.fields import MULTI
from contracts.report_kinds import RECORD, ReportKind
from transforms.accounting import Counts
from transforms.changes import Changes
from warehouse.deliveries import DeliveryFacts
from warehouse.delivery_load import load_delivery
from warehouse.providers import register_contract

TEXT = pd.StringDtype("pyarrow", na_value=np.nan)
FIRST_NIGHT = date(2026, 3, 1)
DTYPES = {
    "integer": "Int64", "decimal": "float64", "date": "datetime64[s]", "timestamp": "datetime64[us, UTC]",
}  # fmt: skip
PLAIN: dict[str, Any] = {
    "source_revision": 1, "record_kind": "activity", "record_state": "active", "lifecycle_status": "completed",
    "scope_class": "systems_building", "sharing_level": "partners", "title": "Fiscal mapping session",
    "sponsor_office": "ACF/OCC", "geographic_scope": "state", "jurisdiction": "OH",
    "recipient_type": "state_agency", "sector": MULTI.join(["health", "family_support"]),
    "core_element": "financing", "actual_start": "2026-02-12", "actual_start_precision": "day",
    "source_values": json.dumps({"Title": "Fiscal mapping session"}),
}  # fmt: skip


def digest(*parts: object) -> bytes:
    """16 bytes that differ where the parts do."""
    return blake2b(repr(parts).encode(), digest_size=16).digest()


def as_versions(rows: list[dict[str, Any]], kind: ReportKind = RECORD) -> pd.DataFrame:
    """Rows as the versions of a delivery's changes; each names its identifier and what differs from PLAIN."""
    filled = [{**PLAIN, **row} for row in rows] if kind is RECORD else rows
    frame = pd.DataFrame({name: [row.get(name) for row in filled] for name in kind.fields})
    frame = frame.astype({name: DTYPES.get(f.kind, TEXT) for name, f in kind.fields.items()})
    digests = [digest({n: v for n, v in row.items() if n not in ("change", "row")}) for row in filled]
    return frame.assign(
        source_record_id=frame[kind.key], part="report.csv", sheet="",
        row=[row.get("row", n + 2) for n, row in enumerate(filled)],
        row_hash=pd.Series(digests, dtype=object), content_hash=pd.Series(digests, dtype=object),
        change=[row.get("change", "new") for row in filled],
        cause=[row.get("cause", "provider") for row in filled],
    )  # fmt: skip


def as_rejected(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Rejected rows; each may name source_record_id, rule, column, value and row."""
    made = [
        {
            "part": "report.csv", "sheet": "", "row": row.get("row", n + 100),
            "source_record_id": row.get("source_record_id"), "row_hash": digest("rejected", row),
            "findings": json.dumps([{"rule": row.get("rule", "title_missing"), "column": row.get("column", "Title"),
                                     "value": row.get("value", ""), "message": "no title", "mend": "write one",
                                     "who": "provider"}]),
            "cells": json.dumps({"Title": row.get("value", "")}),
        }
        for n, row in enumerate(rows)
    ]  # fmt: skip
    columns = ["part", "sheet", "row", "source_record_id", "row_hash", "findings", "cells"]
    return pd.DataFrame(made, columns=columns)


def as_changes(
    versions: list[dict[str, Any]] | None = None,
    *,
    unchanged: int = 0,
    absent: list[str] | None = None,
    rejected: list[dict[str, Any]] | None = None,
    touched: list[tuple[str, bytes]] | None = None,
    unmapped: list[tuple[str, str, str]] | None = None,
    provider: str = "small_center",
    received_at: datetime,
    kind: ReportKind = RECORD,
    **named: Any,
) -> Changes:
    """The changes of one delivery, with counts that hold."""
    given = [{"provider_id": provider, "received_at": received_at, **row} for row in versions or []]
    frame = as_versions(given, kind)
    by_change = {name: int((frame["change"] == name).sum()) for name in ("new", "corrected", "returned", "retracted")}
    turned_away = as_rejected(rejected or [])
    codes = pd.DataFrame(unmapped or [], columns=["field", "source_value", "source_record_id"], dtype="str")
    return Changes(
        versions=frame,
        touched=pd.DataFrame(touched or [], columns=["source_record_id", "row_hash"]),
        absent=pd.Series(absent or [], dtype="str"),
        rejected=turned_away,
        unmapped=codes.assign(part="report.csv", sheet="", row=2),
        counts=Counts(
            delivered=len(frame) + unchanged + len(turned_away), accepted=len(frame) + unchanged,
            rejected=len(turned_away), unchanged=unchanged, absent=len(absent or []), **by_change,
        ),
        kind=kind, **named,
    )  # fmt: skip


@dataclass
class Story:
    """Tells the warehouse what one provider delivers, night after night."""

    connection: sa.Connection
    provider: str = "small_center"
    is_text_cleared: bool = True
    office: str = "ACF/OCC"
    name: str = "Small Center"
    nights: int = field(default=0)

    def __post_init__(self) -> None:
        register_contract(self.connection, self.contract(), at=self.received_at)
        self.connection.commit()

    @property
    def received_at(self) -> datetime:
        """When the next delivery arrives."""
        return datetime(2026, 3, 1, 6, tzinfo=UTC) + timedelta(days=self.nights)

    def contract(self) -> Contract:
        """The provider's contract, as short as it may be."""
        return Contract.model_validate({
            "provider": self.provider, "name": self.name, "sponsor_offices": [self.office],
            "contact": "reports@small-center.example", "delivery": "full",
            "source": {"transport": "drop_folder", "path": "inbox/*.csv", "format": "concord"},
            "defaults": {"scope_class": "systems_building", "sharing_level": "partners"},
            "free_text_may_leave": self.is_text_cleared,
        })  # fmt: skip

    def facts(self, **named: Any) -> DeliveryFacts:
        """Facts of the next delivery."""
        plain: dict[str, Any] = {
            "provider_id": self.provider, "night": FIRST_NIGHT + timedelta(days=self.nights),
            "sha256": sha256(f"{self.provider}{self.nights}".encode()).hexdigest(), "content_digest": "c" * 32,
            "source_address": "inbox/report.csv", "size_bytes": 1000, "received_at": self.received_at,
            "verdict": "accepted", "rules_version": "0123456789abcdef", "code_version": "test",
            "column_names": ("source_record_id", "title"),
        }  # fmt: skip
        return DeliveryFacts(**{**plain, **named})

    def changes(self, versions: list[dict[str, Any]] | None = None, **named: Any) -> Changes:
        """Changes that the next delivery brings."""
        return as_changes(versions, provider=self.provider, received_at=self.received_at, **named)

    def deliver(self, versions: list[dict[str, Any]] | None = None, **named: Any) -> int:
        """Load the next delivery; a night passes. Returns its load number."""
        number = load_delivery(self.connection, self.facts(), self.changes(versions, **named))
        self.nights += 1
        return number


@pytest.fixture
def story(loader: sa.Connection) -> Story:
    """One provider whose free text is cleared."""
    return Story(loader)


@pytest.fixture
def tell(loader: sa.Connection) -> Callable[..., Story]:
    """Makes a story of a provider by name."""
    return lambda provider, **named: Story(loader, provider, **named)
