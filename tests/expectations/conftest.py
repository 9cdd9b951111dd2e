"""A small provider, rows as they arrive from it, and the canonical records that they become."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pandas as pd
import pytest

from contracts.contract import Contract
from contracts.fields import FIELDS, FINDING_COLUMNS
from expectations.plan import SuiteRun
from expectations.suites import across_rows_findings, arrived_findings, canonical_findings
from transforms.header import Header, digested_columns, read_header
from transforms.normalize import Normalized, normalize_rows
from transforms.normalize.unread import UNMAPPED_COLUMNS, UNREAD_COLUMNS
from transforms.parse.digests import digest_rows
from transforms.parse.parsed import TEXT_TYPE

RECEIVED_AT = datetime(2026, 6, 1, 3, tzinfo=UTC)

COLUMNS = {
    "Report ID": {"to": "source_record_id"},
    "Revision": {"to": "source_revision"},
    "Kind": {"to": "record_kind"},
    "Status": {"to": "lifecycle_status"},
    "Title": {"to": "title"},
    "Plan Start": {"to": "planned_start", "date": ["%m/%d/%Y"]},
    "Plan End": {"to": "planned_end", "date": ["%m/%d/%Y"]},
    "Start Date": {"to": "actual_start", "date": ["%m/%d/%Y"]},
    "End Date": {"to": "actual_end", "date": ["%m/%d/%Y"]},
    "State": {"to": "jurisdiction"},
    "Region": {"to": "acf_region"},
    "Sector": {"to": "sector", "split": ";"},
    "Element": {"to": "core_element", "split": ";"},
    "Hours": {"to": "event_hours"},
    "In Room": {"to": "participants_in_person"},
    "Attendees": {"to": "participants_total"},
    "Changed": {"to": "source_updated_at", "date": ["iso"]},
}

GOOD_ROW = {
    "Report ID": "R-1", "Revision": "1", "Kind": "activity", "Status": "completed", "Title": "Financing workshop",
    "Plan Start": "03/01/2026", "Plan End": "03/02/2026", "Start Date": "03/01/2026", "End Date": "03/02/2026",
    "State": "OH", "Region": "5", "Sector": "health", "Element": "financing", "Hours": "3", "In Room": "10",
    "Attendees": "12", "Changed": "2026-03-05", "Contact": "Rosa Ibarra",
}  # fmt: skip

GOOD_RECORD: dict[str, object] = {
    "provider_id": "tiny", "source_record_id": "R-1", "source_revision": 1, "record_kind": "activity",
    "record_state": "active", "lifecycle_status": "completed", "scope_class": "systems_building",
    "sharing_level": "partners", "title": "Financing workshop", "sponsor_office": "ACF/OCC",
    "planned_start": "2026-03-01", "planned_start_precision": "day", "planned_end": "2026-03-02",
    "planned_end_precision": "day", "actual_start": "2026-03-01", "actual_start_precision": "day",
    "actual_end": "2026-03-02", "actual_end_precision": "day", "received_at": RECEIVED_AT, "geographic_scope": "state",
    "jurisdiction": "OH", "acf_region": 5, "recipient_type": "other", "sector": "health", "core_element": "financing",
    "event_hours": 3.0, "participants_in_person": 10, "participants_total": 12, "source_values": "{}",
}  # fmt: skip


def build_contract(**changes: Any) -> Contract:
    """The contract of the small provider."""
    stated: dict[str, Any] = {
        "provider": "tiny", "name": "Tiny Center", "sponsor_offices": ["ACF/OCC"], "contact": "reports@tiny.example",
        "source": {"transport": "drop_folder", "path": "in/*.csv", "format": "csv"}, "delivery": "full",
        "key": "Report ID", "columns": COLUMNS, "personal": ["Contact"],
        "defaults": {"scope_class": "systems_building", "sharing_level": "partners"},
    }  # fmt: skip
    return Contract.model_validate(stated | changes)


def build_rows(*rows: dict[str, str]) -> pd.DataFrame:
    """Rows as they arrive, each given by what differs from a good one."""
    return pd.DataFrame([GOOD_ROW | row for row in rows]).astype(TEXT_TYPE)


def build_records(*records: dict[str, object]) -> pd.DataFrame:
    """Canonical records, each given by what differs from a good one."""
    frame = pd.DataFrame([GOOD_RECORD | record for record in records], dtype=object)
    return pd.DataFrame({name: _typed(frame, name) for name in FIELDS})


def _typed(frame: pd.DataFrame, name: str) -> pd.Series:
    column = frame[name] if name in frame else pd.Series([None] * len(frame), dtype=object)
    kind = FIELDS[name].kind
    if kind == "date":
        return pd.to_datetime(column).astype("datetime64[s]")
    if kind == "timestamp":
        return pd.to_datetime(column, utc=True).astype("datetime64[us, UTC]")
    if kind in ("integer", "decimal"):
        return column.astype("Int64" if kind == "integer" else "float64")
    return column.astype("str")


@dataclass
class Judge:
    """Judges rows and records of the small provider."""

    contract: Contract = field(default_factory=build_contract)
    runs: list[SuiteRun] = field(default_factory=list)

    def under(self, **changes: Any) -> Judge:
        """The same provider with a changed contract."""
        return Judge(build_contract(**changes))

    def rows(self, *rows: dict[str, str]) -> pd.DataFrame:
        """Rows as they arrive, each given by what differs from a good one."""
        return build_rows(*rows)

    def shaped(
        self,
        *records: dict[str, object],
        unread: Sequence[tuple[object, ...]] = (),
        unmapped: Sequence[tuple[object, ...]] = (),
    ) -> Normalized:
        """Records, each given by what differs from a good one, with cells not read and codes not mapped."""
        return Normalized(
            build_records(*records),
            pd.DataFrame(list(unread), columns=list(UNREAD_COLUMNS)),
            pd.DataFrame(list(unmapped), columns=list(UNMAPPED_COLUMNS)),
        )

    def normalized(self, rows: pd.DataFrame) -> Normalized:
        """Records that the rows become."""
        return normalize_rows(rows, self.contract, self.header(rows), RECEIVED_AT, RECEIVED_AT.date())

    def within(self, rows: pd.DataFrame) -> pd.DataFrame:
        """All findings within the rows, as they arrived and as records."""
        told = [self.arrived(rows), self.canonical(self.normalized(rows), rows)]
        return pd.concat(told, ignore_index=True)

    def header(self, rows: pd.DataFrame) -> Header:
        """The header of the rows, held against the contract."""
        return read_header(rows.columns, self.contract)

    def arrived(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Findings about single cells."""
        return checked(arrived_findings(rows, self.contract, self.header(rows), self.runs))

    def canonical(self, shaped: Normalized, rows: pd.DataFrame | None = None) -> pd.DataFrame:
        """Findings about records; the rows are good ones where they do not matter."""
        rows = build_rows(*[{}] * len(shaped.records)) if rows is None else rows
        return checked(canonical_findings(shaped, rows, self.contract, self.header(rows), self.runs))

    def records(self, *records: dict[str, object]) -> pd.DataFrame:
        """Findings about records, each given by what differs from a good one."""
        return self.canonical(self.shaped(*records))

    @staticmethod
    def rules_by_row(findings: pd.DataFrame) -> dict[int, list[str]]:
        """Position to the rules that its row breaks."""
        rules: dict[int, list[str]] = {}
        for at, rule in zip(findings["position"].tolist(), findings["rule"].tolist(), strict=True):
            rules.setdefault(at, []).append(rule)
        return {at: sorted(found) for at, found in rules.items()}

    def across(self, rows: pd.DataFrame, origin: pd.DataFrame | None = None) -> pd.DataFrame:
        """Findings about rows that share their key."""
        header = self.header(rows)
        hashes = digest_rows(rows, digested_columns(header, self.contract))
        keys = rows["Report ID"]
        return checked(across_rows_findings(rows, keys, hashes, self.contract, header, self.runs, origin))


def checked(findings: pd.DataFrame) -> pd.DataFrame:
    """Findings, after a look at what holds for all of them."""
    assert list(findings.columns) == list(FINDING_COLUMNS)
    assert findings["position"].notna().all()
    for name in ("rule", "message", "mend", "severity", "who"):
        assert findings[name].str.len().gt(0).all()
    return findings


@pytest.fixture
def judge() -> Judge:
    return Judge()


