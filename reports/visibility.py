"""What the sponsor report of an office may draw on. The database enforces it too; here nothing else gets in either."""

from __future__ import annotations

import pandas as pd

from contracts.codes import IN_SCOPE, NOT_YET_OVER, SHARED_WITH_PARTNERS
from transforms.measures.selection import of_sponsor


def funded_by(records: pd.DataFrame, office: str | None) -> pd.DataFrame:
    """What the office funds, whatever its scope, without what providers keep to themselves."""
    return of_sponsor(records[records["sharing_level"].ne("provider_only")], office)


def shared_among_partners(records: pd.DataFrame) -> pd.DataFrame:
    """Work in scope that partners show each other."""
    shared = records["scope_class"].isin(IN_SCOPE) & records["sharing_level"].isin(SHARED_WITH_PARTNERS)
    return records[shared]


def visible_to(records: pd.DataFrame, office: str | None) -> pd.DataFrame:
    """All that the office may see: what it funds and what partners share."""
    kept = records.index.isin(funded_by(records, office).index) | records.index.isin(
        shared_among_partners(records).index
    )
    return records[kept]


def without_stale_plans(records: pd.DataFrame, not_current: list[str]) -> pd.DataFrame:
    """Without the open work of providers whose last report is too old to stand in; what was delivered stays."""
    is_stale = records["provider_id"].isin(not_current) & records["lifecycle_status"].isin(NOT_YET_OVER)
    return records[~is_stale]
