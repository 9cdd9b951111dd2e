"""What people ask of a home between two nights."""

from __future__ import annotations

from datetime import datetime

import pandas as pd
import sqlalchemy as sa

from contracts.errors import UsageWrong, WarehouseUnavailable
from nights.questions import past_refuses
from nights.settings import Settings
from nights.warehouse_access import open_for_analyst, open_warehouse
from warehouse.attempts import provider_attempts, provider_status
from warehouse.reading import about_the_past, see_marts

MOST_ROWS = 1_000_000


def read_status(settings: Settings, provider: str | None) -> pd.DataFrame:
    """Rows of mart.provider_status: is the report in, and if not, why, since when."""
    with open_warehouse(settings).connect() as connection:
        return provider_status(connection, provider)


def read_attempts(settings: Settings, provider: str, most: int = 20) -> pd.DataFrame:
    """The latest tries for one provider, the newest first: night, stage, try, when, outcome, message."""
    with open_warehouse(settings).connect() as connection:
        return provider_attempts(connection, provider, most)


def ask(settings: Settings, query: str, as_of: datetime | None = None) -> pd.DataFrame:
    """Rows that a query over the marts gives, with an analyst's rights and in a transaction that can change nothing.

    Args:
        as_of: the moment as of which it is answered; now when left out.

    Raises:
        UsageWrong: the database does not understand the query, or forbids it; or nothing was known yet at the moment.
    """
    with open_for_analyst(settings).connect() as connection:
        connection.execute(sa.text("SET TRANSACTION READ ONLY"))
        see_marts(connection, as_of)
        query = query if as_of is None else about_the_past(query)
        try:
            result = connection.exec_driver_sql(query)
            rows = result.fetchmany(MOST_ROWS) if result.returns_rows else []
        except (sa.exc.DBAPIError, WarehouseUnavailable) as error:
            cause = getattr(error, "orig", None) or error.__cause__ or error
            if refused := past_refuses(error):
                raise refused from None
            mend = "correct the query; analysts read schema mart: \\d mart.* in psql lists it"
            raise UsageWrong(str(cause).strip().split("\n")[0], mend=mend) from None
        return pd.DataFrame([tuple(row) for row in rows], columns=list(result.keys()) if result.returns_rows else [])
