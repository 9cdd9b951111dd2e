"""Facts follow records: what counting reads is worked out in the same transaction as what it follows from."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from contracts.jurisdictions import STATES, TERRITORIES
from transforms.overlaps.counting import DELIVERED
from warehouse.counting import COUNTED, MEMBER, counted
from warehouse.fact_tables import CODED
from warehouse.rights import SHARED


def _quoted(codes: Iterable[str]) -> str:
    return ", ".join(f"'{code}'" for code in codes)


_MADE: dict[str, str] = {
    # Unique and the same in every replay: the load, then the place in it.
    "version_number": "known_from_load * 4294967296"
    " + row_number() OVER (PARTITION BY known_from_load ORDER BY provider_id, source_record_id)",
    "known_from_load": "known_from_load",
    "known_to_load": "known_to_load",
    "fiscal_year": "extract(year FROM coalesce(actual_start, planned_start) + interval '3 months')::integer",
    "is_shared": SHARED,
    "is_delivered": f"lifecycle_status IN ({_quoted(DELIVERED)})",
    "names_joint_work": "joint_project_id IS NOT NULL OR coalesce(partners <> '[]', false)"
    " OR coalesce(cardinality(partner_source_ref) > 0, false)",
    "names_further_place": f"NOT coalesce(jurisdiction <@ ARRAY[{_quoted((*STATES, *TERRITORIES))}], true)",
}
FACTS = {**_MADE, **{name: name for name in CODED}}
"""Column of fact_version to its expression over record_version."""

_ADD_FACTS = (
    f"INSERT INTO core.fact_version ({', '.join(FACTS)}) SELECT {', '.join(FACTS.values())} FROM core.record_version"  # noqa: S608
)
_END_FACTS = (
    "UPDATE core.fact_version f SET known_to_load = v.known_to_load FROM core.record_version v"
    " WHERE v.known_to_load = :load AND (f.provider_id, f.source_record_id, f.known_from_load)"
    " = (v.provider_id, v.source_record_id, v.known_from_load)"
)

# What a load changed touches every group that one of its records is in, or was in.
_TOUCHED_BY_RECORDS = """SELECT DISTINCT t.maybe_id FROM (
        SELECT provider_id, source_record_id FROM core.record_version WHERE known_from_load = :load
        UNION SELECT provider_id, source_record_id FROM core.record_version WHERE known_to_load = :load
    ) v JOIN core.tie_version t USING (provider_id, source_record_id) WHERE t.known_to_load IS NULL"""
_TOUCHED_BY_TIES = "SELECT DISTINCT maybe_id FROM core.tie_version WHERE :load IN (known_from_load, known_to_load)"

_NOW = f"""SELECT 0 AS part, {MEMBER} FROM touched g
    JOIN core.tie_version t ON t.maybe_id = g.maybe_id AND t.known_to_load IS NULL
    JOIN core.fact_version f USING (provider_id, source_record_id)
    WHERE f.known_to_load IS NULL AND f.is_shared AND f.record_state <> 'retracted'"""  # noqa: S608  (ours)

_OLD, _NEW = (", ".join(f"{alias}.{name}" for name in COUNTED) for alias in "cn")
_SAME = f"n.version_number = c.version_number AND ({_NEW}) IS NOT DISTINCT FROM ({_OLD})"

_FOREVER = "9223372036854775807"

# All of history: the parts of a group's are those between any two moments at which something of it changed.
_EVER = f"""segment AS MATERIALIZED (
    SELECT {MEMBER}, greatest(t.known_from_load, f.known_from_load) AS since,
        least(coalesce(t.known_to_load, {_FOREVER}), coalesce(f.known_to_load, {_FOREVER})) AS until
    FROM core.tie_version t JOIN core.fact_version f USING (provider_id, source_record_id)
    WHERE f.is_shared AND f.record_state <> 'retracted'
        AND t.known_from_load < coalesce(f.known_to_load, {_FOREVER})
        AND f.known_from_load < coalesce(t.known_to_load, {_FOREVER})
), span AS (
    SELECT maybe_id, load AS part, lead(load) OVER (PARTITION BY maybe_id ORDER BY load) AS until FROM (
        SELECT maybe_id, since AS load FROM segment UNION SELECT maybe_id, until FROM segment) moment
), """  # noqa: S608  (ours)
_IN_PARTS = """SELECT p.part, s.sure_id, s.maybe_id, s.version_number, s.provider_id, s.own_key, s.record_kind,
    s.is_delivered, s.actual_start, s.planned_start, s.sector
FROM segment s JOIN span p ON p.maybe_id = s.maybe_id AND p.part >= s.since AND p.part < s.until"""
_COLUMNS = ", ".join(COUNTED)


def follow_records(connection: Connection, load: int) -> None:
    """Let facts follow what a load changed of records, and how records count what it changed of them."""
    values = {"load": load}
    connection.execute(sa.text(f"{_ADD_FACTS} WHERE known_from_load = :load"), values)
    connection.execute(sa.text(_END_FACTS), values)
    _recount(connection, load, _TOUCHED_BY_RECORDS)


def follow_ties(connection: Connection, load: int) -> None:
    """Let how records count follow what a load changed of what ties them."""
    _recount(connection, load, _TOUCHED_BY_TIES)


def recount_all(connection: Connection) -> None:
    """Work out anew how records counted at any time, as after a purge.

    Args:
        connection: of the owner, since rows are deleted.
    """
    connection.execute(sa.text("DELETE FROM core.counted_version"))
    connection.execute(sa.text(_all_counted()))


def add_all(connection: Connection) -> None:
    """Work out facts of all records, and how they counted at any time, where there are none yet."""
    connection.execute(sa.text(_ADD_FACTS))
    connection.execute(sa.text(_all_counted()))


def _recount(connection: Connection, load: int, touched: str) -> None:
    anew = f"n AS MATERIALIZED ({counted(_NOW, f'touched AS MATERIALIZED ({touched}), ')})"
    statements = (
        f"WITH {anew} UPDATE core.counted_version c SET known_to_load = :load WHERE known_to_load IS NULL"  # noqa: S608
        f" AND maybe_id IN ({touched}) AND NOT EXISTS (SELECT FROM n WHERE {_SAME})",
        f"WITH {anew} INSERT INTO core.counted_version (version_number, known_from_load, {_COLUMNS})"  # noqa: S608
        f" SELECT version_number, :load, {_COLUMNS} FROM n WHERE NOT EXISTS ("
        "SELECT FROM core.counted_version c WHERE c.version_number = n.version_number AND c.known_to_load IS NULL)",
    )
    for statement in statements:
        connection.execute(sa.text(statement), {"load": load})


def _all_counted() -> str:
    """Parts that follow each other and tell the same are one row."""
    told = f"ROW({_COLUMNS})"
    return f"""INSERT INTO core.counted_version (version_number, {_COLUMNS}, known_from_load, known_to_load)
WITH {_EVER}n AS ({counted(_IN_PARTS)}), lasting AS (
    SELECT n.*, p.until, {told} IS DISTINCT FROM lag({told}) OVER w OR n.part IS DISTINCT FROM lag(p.until) OVER w
        AS is_other
    FROM n JOIN span p USING (maybe_id, part) WINDOW w AS (PARTITION BY n.version_number ORDER BY n.part)
), numbered AS (
    SELECT *, count(*) FILTER (WHERE is_other) OVER (PARTITION BY version_number ORDER BY part) AS run FROM lasting
)
SELECT version_number, {_COLUMNS}, min(part), nullif(max(until), {_FOREVER}) FROM numbered
GROUP BY version_number, run, {_COLUMNS}"""  # noqa: S608  (ours)
