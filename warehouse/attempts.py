"""Attempts to fetch and load reports, and what a night came to for each provider."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Literal

import pandas as pd
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import Connection

from contracts.errors import Actor
from warehouse.connections import transaction
from warehouse.tables import ATTEMPT, COUNT_MEANINGS

Stage = Literal["pull", "ingest"]
Outcome = Literal["ok", "unchanged", "late", "login_refused", "failed", "held", "refused"]

NIGHT_COLUMNS = (
    "provider_id", "provider_name", "state", *COUNT_MEANINGS, "last_good_at", "last_good_age_days", "stands_in_days",
    "tries", "who", "message", "mend",
)  # fmt: skip
"""Columns of the table that people see at the end of a night."""


@dataclass(frozen=True)
class Attempt:
    """One attempt: whose, for which night, how it went, and, when it did not, who must do what."""

    provider_id: str
    night: date
    run_id: str
    stage: Stage
    try_number: int
    started_at: datetime
    finished_at: datetime
    outcome: Outcome
    error_kind: str | None = None
    message: str | None = None
    who: Actor | None = None
    mend: str | None = None


# A night's counts are those of its good deliveries; where there is none, those of the last one that was not. The state
# is the newest word on the night: a failed attempt's, unless a delivery was judged or decided after it.
_NIGHT = sa.text(f"""
WITH of_night AS (
    SELECT d.*, l.committed_at,
        d.verdict IN ('accepted', 'partly_accepted', 'unchanged') AS is_good,
        bool_or(d.verdict IN ('accepted', 'partly_accepted', 'unchanged')) OVER each AS any_good,
        row_number() OVER (PARTITION BY d.provider_id ORDER BY d.known_from_load DESC) AS newest
    FROM core.delivery d JOIN core.load l ON l.load_number = d.known_from_load
    WHERE d.night = :night AND d.known_to_load IS NULL
    WINDOW each AS (PARTITION BY d.provider_id)
), counted AS (
    SELECT provider_id, {", ".join(f"sum({name})::bigint AS {name}" for name in COUNT_MEANINGS)}
    FROM of_night WHERE is_good OR (NOT any_good AND newest = 1) GROUP BY provider_id
), tried AS (
    SELECT DISTINCT ON (provider_id) *, count(*) FILTER (WHERE stage = 'pull') OVER (PARTITION BY provider_id) AS pulls
    FROM core.attempt WHERE night = :night ORDER BY provider_id, finished_at DESC, started_at DESC
), good AS (
    SELECT DISTINCT ON (provider_id) provider_id, received_at, night FROM core.delivery
    WHERE night <= :night AND known_to_load IS NULL AND verdict IN ('accepted', 'partly_accepted', 'unchanged')
    ORDER BY provider_id, night DESC, received_at DESC
), told AS (
    SELECT p.provider_id, coalesce(t.outcome NOT IN ('ok', 'unchanged')
        AND t.finished_at >= coalesce(d.committed_at, '-infinity'), false) AS by_attempt
    FROM core.provider p LEFT JOIN tried t USING (provider_id)
    LEFT JOIN of_night d ON d.provider_id = p.provider_id AND d.newest = 1
)
SELECT p.provider_id, p.provider_name,
    CASE WHEN w.by_attempt THEN t.outcome ELSE coalesce(d.verdict, t.outcome, 'missing') END AS state,
    {", ".join(f"coalesce(c.{name}, 0) AS {name}" for name in COUNT_MEANINGS)},
    g.received_at AS last_good_at,
    :night - g.night AS last_good_age_days,
    p.stands_in_days, coalesce(t.pulls, 0)::bigint AS tries,
    CASE WHEN w.by_attempt THEN t.who ELSE d.who END AS who,
    CASE WHEN w.by_attempt THEN t.message ELSE d.reason END AS message,
    CASE WHEN w.by_attempt THEN t.mend ELSE d.mend END AS mend
FROM core.provider p
JOIN told w USING (provider_id)
LEFT JOIN counted c USING (provider_id)
LEFT JOIN tried t USING (provider_id)
LEFT JOIN good g USING (provider_id)
LEFT JOIN of_night d ON d.provider_id = p.provider_id AND d.newest = 1
ORDER BY p.provider_id
""")  # noqa: S608  (column names of ours)


def record_attempt(connection: Connection, attempt: Attempt) -> None:
    """Keep an attempt, in a transaction that is committed here; the same one told twice is kept once."""
    with transaction(connection):
        connection.execute(insert(ATTEMPT).values(**asdict(attempt)).on_conflict_do_nothing())


def night_outcome(connection: Connection, night: date) -> pd.DataFrame:
    """What a night came to: one row a provider that has a contract, whether it delivered or not.

    Returns:
        NIGHT_COLUMNS. state: the delivery's verdict, or the outcome of the attempt that failed, or missing; counts as
        in `transforms.accounting.Counts`; last_good_age_days: from the night of the last good report to this one,
        missing where there was none; tries: pulls of that night.
    """
    rows = connection.execute(_NIGHT, {"night": night}).all()
    whole = dict.fromkeys((*COUNT_MEANINGS, "last_good_age_days", "stands_in_days", "tries"), "Int64")
    frame = pd.DataFrame([tuple(row) for row in rows], columns=list(NIGHT_COLUMNS)).astype(whole)
    return frame.assign(last_good_at=pd.to_datetime(frame["last_good_at"], utc=True))


def provider_status(connection: Connection, provider_id: str | None = None) -> pd.DataFrame:
    """Rows of mart.provider_status, of one provider or of all: is its report in, and if not, why, since when."""
    condition = "" if provider_id is None else " WHERE provider_id = :provider"
    query = sa.text(f"SELECT * FROM mart.provider_status{condition} ORDER BY provider_id")  # noqa: S608
    result = connection.execute(query, {} if provider_id is None else {"provider": provider_id})
    return pd.DataFrame([tuple(row) for row in result], columns=list(result.keys()))


def provider_attempts(connection: Connection, provider_id: str, most: int) -> pd.DataFrame:
    """The latest attempts for one provider, the newest first: night, stage, try, when, outcome, message, mend."""
    names = ("night", "stage", "try_number", "started_at", "outcome", "message", "mend")
    query = (
        sa.select(*(ATTEMPT.c[name] for name in names))
        .where(ATTEMPT.c.provider_id == provider_id)
        .order_by(ATTEMPT.c.started_at.desc(), ATTEMPT.c.stage)
        .limit(most)
    )
    return pd.DataFrame([tuple(row) for row in connection.execute(query)], columns=list(names))
