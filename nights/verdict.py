"""verdict: the last word on a night; it fails visibly when some provider's part did not come in."""

from __future__ import annotations

from datetime import date

import pandas as pd

from contracts.contract_file import list_providers
from contracts.errors import NightIncomplete
from nights.settings import Settings
from nights.warehouse_access import open_warehouse
from warehouse.attempts import night_outcome

DONE = ("accepted", "partly_accepted", "unchanged")


def read_outcome(settings: Settings, night: date) -> pd.DataFrame:
    """What a night came to, one row a provider that has a contract now: see `warehouse.attempts.NIGHT_COLUMNS`.

    A provider whose contract was taken away has left; what it delivered stays, and nobody waits for it.
    """
    with open_warehouse(settings).connect() as connection:
        outcome = night_outcome(connection, night)
    return outcome[outcome["provider_id"].isin(list_providers(settings.providers))].reset_index(drop=True)


def check_night(settings: Settings, night: date) -> None:
    """Say what failed, whose it is, and what stands in.

    Raises:
        NightIncomplete: some provider's part failed.
    """
    outcome = read_outcome(settings, night)
    failed = outcome[~outcome["state"].isin(DONE)]
    if len(failed):
        said = "; ".join(_say(row) for _, row in failed.iterrows())
        raise NightIncomplete(
            f"{len(failed)} of {len(outcome)} providers did not come in: {said}",
            where=f"night of {night:%Y-%m-%d}",
            mend="see concord status; all other providers are done and published",
        )


def _say(row: pd.Series) -> str:
    age = row["last_good_age_days"]
    stands_in = "nothing stands in" if pd.isna(age) else f"the report of {age} days ago stands in"
    reason = row["message"] if pd.notna(row["message"]) else "nothing came"
    return f"{row['provider_id']} is {row['state']} ({row['who'] or 'nobody'} must act): {reason}; {stands_in}"
