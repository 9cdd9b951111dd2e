"""What a warehouse would know after a delivery, kept in memory: verdicts over several nights without a database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

import pandas as pd

from contracts.contract import Contract
from contracts.rules import rules_version
from expectations.verdict import Judged, judge_delivery
from transforms.changes import Changes
from transforms.known import PERIOD_FIELDS, Known

FIRST = date(2026, 3, 1)
LOADED = ("accepted", "partly_accepted")


@dataclass
class Nights:
    """One provider's deliveries, night after night, each judged by what the earlier ones left.

    Attributes:
        number: nights so far.
    """

    contract: Contract
    known: Known = field(default_factory=Known)
    number: int = 0

    def deliver(self, rows: pd.DataFrame, *, accepted_by_person: bool = False, is_reread: bool = False) -> Judged:
        """Judge a delivery and, unless it is held or refused, remember what it changes."""
        night = FIRST + timedelta(days=self.number)
        self.number += 1
        judged = judge_delivery(
            [("report.csv", rows.to_csv(index=False).encode())],
            self.contract,
            received_at=datetime(night.year, night.month, night.day, 2, tzinfo=UTC),
            night=night,
            known=self.known,
            accepted_by_person=accepted_by_person,
            is_reread=is_reread,
        )
        if judged.verdict in LOADED and judged.changes is not None:
            self.known = remember(self.known, judged, judged.changes, rules_version(self.contract))
        return judged

    def standing(self) -> set[str]:
        """Keys of the records that are believed and not retracted."""
        records = self.known.records
        stands = records["is_believed"].astype(bool) & records["record_state"].ne("retracted")
        return set(records.loc[stands, "source_record_id"])


def remember(known: Known, judged: Judged, changes: Changes, rules: str) -> Known:
    """What is known after a delivery was loaded."""
    names = ["source_record_id", "row_hash", "content_hash", "record_state", *PERIOD_FIELDS]
    new = changes.versions[names].assign(is_believed=True, rules_version=rules)
    old = known.records[~known.records["source_record_id"].isin(new["source_record_id"])]
    records = pd.concat([old.astype(object), new.astype(object)], ignore_index=True)
    at = records["source_record_id"].isin(changes.touched["source_record_id"])
    hashes = changes.touched.set_index("source_record_id")["row_hash"]
    records.loc[at, "row_hash"] = records.loc[at, "source_record_id"].map(hashes)
    records.loc[at, "rules_version"] = rules
    records.loc[records["source_record_id"].isin(changes.absent), "is_believed"] = False
    rejected = changes.rejected[["row_hash", "findings", "cells"]].assign(rules_version=rules)
    return replace(
        known, records=records, rejected=rejected, columns=judged.columns, delivered=judged.counts.delivered
    )


def judged_rows(judged: Judged, suite: str) -> int:
    """How many rows a suite looked at."""
    return sum(run.rows for run in judged.suites if run.suite == suite)


def rules_of(judged: Judged) -> Sequence[str]:
    """Why a delivery is held or refused."""
    return [reason.rule for reason in judged.reasons]
