"""What people ask of a home between two nights."""

from __future__ import annotations

import pandas as pd
import sqlalchemy as sa

from contracts.errors import UsageWrong, WarehouseUnavailable
from nights.settings import Settings
from nights.warehouse_access import open_for_analyst, open_warehouse
from warehouse.attempts import provider_attempts, provider_status

MOST_ROWS = 1_000_000


def read_status(settings: Settings, provider: str | None) -> pd.DataFrame:
    """Rows of mart.provider_status: is the report in, and if not, why, since when."""
    with open_warehouse(settings).connect() as connection:
        return provider_status(connection, provider)


def read_attempts(settings: Settings, provider: str, most: int = 20) -> pd.DataFrame:
    """The latest tries for one provider, the newest first: night, stage, try, when, outcome, message."""
    with open_warehouse(settings).connect() as connection:
        return provider_attempts(connection, provider, most)


def ask(settings: Settings, query: str) -> pd.DataFrame:
    """Rows that a query over the marts gives, with an analyst's rights and in a transaction that can change nothing.

    Raises:
        UsageWrong: the database does not understand the query, or forbids it.
    """
    with open_for_analyst(settings).connect() as connection:
        connection.execute(sa.text("SET TRANSACTION READ ONLY"))
        try:
            result = connection.exec_driver_sql(query)
            rows = result.fetchmany(MOST_ROWS) if result.returns_rows else []
        except (sa.exc.DBAPIError, WarehouseUnavailable) as error:
            cause = getattr(error, "orig", None) or error.__cause__ or error
            mend = "correct the query; analysts read schema mart: \\d mart.* in psql lists it"
            raise UsageWrong(str(cause).strip().split("\n")[0], mend=mend) from None
        return pd.DataFrame([tuple(row) for row in rows], columns=list(result.keys()) if result.returns_rows else [])
