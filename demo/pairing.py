"""The true overlaps between reports, each with its label, and the near misses that are none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import pandas as pd

from demo.report import Report
from demo.shared_work import Planted
from demo.work import Work


@dataclass(frozen=True)
class Pair:
    """Two reports set against each other; `declared` tells how joint work is declared, where it is."""

    left_provider: str
    left_record_id: str
    right_provider: str
    right_record_id: str
    label: str
    declared: str
    left_engagement_id: str
    right_engagement_id: str


_LABELS = {"joint": "declared_joint", "same": "same_activity"}


def list_pairs(works: list[Work], told: list[Report], planted: list[Planted]) -> list[Pair]:
    """All pairs of reports of one engagement, and the planted pairs of different engagements."""
    by_engagement: dict[str, list[Report]] = {}
    for report in told:
        by_engagement.setdefault(report.engagement_id, []).append(report)
    pairs = list(_pairs_within(works, by_engagement))
    for one in planted:
        left, right = by_engagement[one.left][0], by_engagement[one.right][0]
        pairs.append(_pair(left, right, one.label, ""))
    return pairs


def _pairs_within(works: list[Work], by_engagement: dict[str, list[Report]]) -> Iterator[Pair]:
    for work in works:
        label = _LABELS.get(work.engagement.strand)
        reports = by_engagement.get(work.engagement.engagement_id, [])
        if label:
            for left, right in combinations(reports, 2):
                yield _pair(left, right, label, work.engagement.declared)


def _pair(left: Report, right: Report, label: str, declared: str) -> Pair:
    first, second = sorted((left, right), key=lambda report: (report.provider_id, report.source_record_id))
    return Pair(
        first.provider_id, first.source_record_id, second.provider_id, second.source_record_id, label, declared,
        first.engagement_id, second.engagement_id,
    )  # fmt: skip


def tabulate_pairs(pairs: list[Pair]) -> pd.DataFrame:
    """One row a pair; left and right in the order of provider and identifier."""
    return pd.DataFrame([vars(pair) for pair in pairs])
