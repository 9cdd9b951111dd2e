"""Who holds what an upgrade waits for: sessions of others with locks on the warehouse's tables and views."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

_LETTERS = 60
# Every lock on a table or view of ours keeps an upgrade away; the advisory one is another upgrade's.
_HOLDERS = sa.text("""
SELECT a.pid, a.usename, a.application_name, a.xact_start, a.query_start, a.state, a.query
FROM pg_stat_activity a
WHERE a.pid <> pg_backend_pid() AND a.pid IN (
    SELECT l.pid FROM pg_locks l
    LEFT JOIN pg_class c ON c.oid = l.relation LEFT JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE l.granted AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND (n.nspname IN ('core', 'mart')
        OR (l.locktype = 'advisory' AND ((l.classid::bigint << 32) | l.objid::bigint) = :upgrades))
)
ORDER BY a.xact_start NULLS LAST, a.pid
""")


@dataclass(frozen=True)
class LockHolder:
    """A session that holds a lock on the warehouse.

    Attributes:
        since: when its transaction began; like all below it, None or "" where this login may not see it.
        query_began: when its last query began.
        query: the beginning of that query, without the values in it.
    """

    pid: int
    user: str
    application: str = ""
    since: datetime | None = None
    query_began: datetime | None = None
    state: str = ""
    query: str = ""

    def __str__(self) -> str:
        program = f" ({self.application})" if self.application else ""
        state = f", {self.state}" if self.state else ""
        since = f", in a transaction since {self.since:%Y-%m-%d %H:%M:%S} UTC" if self.since else ""
        began = f"; its query began {self.query_began:%H:%M:%S}: {self.query}" if self.query_began else ""
        return f"session {self.pid} of {self.user}{program}{state}{since}{began}"


def find_lock_holders(connection: Connection, upgrade_lock: int) -> list[LockHolder]:
    """Sessions that hold locks on tables or views of this warehouse, the one that has held longest first.

    Args:
        upgrade_lock: number of the advisory lock under which a warehouse is brought up to date.
    """
    rows = connection.execute(_HOLDERS, {"upgrades": upgrade_lock})
    return [
        LockHolder(row.pid, row.usename or "?", row.application_name or "", row.xact_start, row.query_start,
                   row.state or "", _without_values(row.query or ""))
        for row in rows
    ]  # fmt: skip


def _without_values(query: str) -> str:
    """What a query says first; texts and numbers in it may be people's data."""
    plain = re.sub(r"'(?:[^']|'')*('|$)|\$(\w*)\$.*?(\$\2\$|$)|\b\d[\w.]*", "…", " ".join(query.split()))
    return plain if len(plain) <= _LETTERS else f"{plain[:_LETTERS]}…"
