"""Taking a record, a delivery or a provider out of the warehouse for good, and what is known of it afterwards.

The one exception to "nothing is overwritten": history is cut out, with a tombstone in its place. It takes the owner's
rights, since nobody else may delete a row.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from warehouse.facts import recount_all
from warehouse.found_tables import FOUND_TABLES
from warehouse.kind_tables import INPUT_TABLES, VERSION_TABLES
from warehouse.link_tables import LINK_TABLES
from warehouse.loads import LoadFacts, RecordedLoad, next_load
from warehouse.purge_tables import PURGE
from warehouse.roles import OWNER

KIND = "purge"
"""Kind of the load that a purge is."""

What = Literal["record", "delivery", "provider", "lifted"]

_OF_RECORD = "provider_id = :provider AND source_record_id = :record"
_EITHER_RECORD = (
    "(provider_id_a = :provider AND source_record_id_a = :record)"
    " OR (provider_id_b = :provider AND source_record_id_b = :record)"
)
_REPEATED = "provider_id = :provider AND :record IN (source_record_id_a, source_record_id_b)"
# An engagement's own identifier is made of one of its reports' keys.
_OF_ENGAGEMENT = (
    "engagement_id IN (SELECT engagement_id FROM core.engagement_version"
    " WHERE provider_id = :provider AND source_record_id = :record)"
)
# So is what ties records together.
_TIED = (
    "maybe_id IN (SELECT maybe_id FROM core.tie_version WHERE provider_id = :provider AND source_record_id = :record)"
)
_EITHER_PROVIDER = ":provider IN (provider_id_a, provider_id_b)"
_OF_PROVIDER = "provider_id = :provider"
_OF_LOAD = "provider_id = :provider AND known_from_load = :load"

_PAIRS = tuple(sorted(one.table for one in FOUND_TABLES.values() if "provider_id_b" in one.key))

_LOGS = ("judgement", *INPUT_TABLES, *LINK_TABLES)
"""Tables from which nobody may delete a row otherwise."""
_FURTHER = [table for name, table in VERSION_TABLES.items() if name != "record"]
# A folder's own slug names what it delivers; the provider's slug takes what its further folders delivered with it.
_INPUT_OF_PROVIDER = "from_kind = 'provider' AND from_whom = :provider"



def _link_rows(links: str) -> dict[str, str]:
    """Table to its rows that hang on links, and in the end the links: those on which some condition holds."""
    of_links = f"link_id IN (SELECT link_id FROM core.link WHERE {links})"  # noqa: S608  (ours)
    of_answers = f"answer_id IN (SELECT answer_id FROM core.answer WHERE {of_links})"  # noqa: S608  (ours)
    return {"answer_taken": of_answers, "answer": of_links, "link_end": of_links, "link": links}


RECORD_ROWS: Mapping[str, str] = {
    **{one.name: f"delivered_as = :provider AND {one.key} = :record" for one in _FURTHER},
    "record_version": _OF_RECORD,
    "fact_version": _OF_RECORD,
    "rejected_row": _OF_RECORD,
    "unmapped_row": _OF_RECORD,
    **dict.fromkeys(_PAIRS, _EITHER_RECORD),
    "engagement_version": _OF_ENGAGEMENT,
    "tie_version": _TIED,
    "repeat_version": _REPEATED,
    "judgement": _EITHER_RECORD,
    **_link_rows(_EITHER_RECORD),
    "overlap_left": "true",
}
"""Table to which of its rows go with a record."""

DELIVERY_ROWS: Mapping[str, str] = {
    **{one.name: "delivered_as = :provider AND known_from_load = :load" for one in _FURTHER},
    "record_version": _OF_LOAD,
    "fact_version": _OF_LOAD,
    "rejected_row": _OF_LOAD,
    "unmapped_row": _OF_LOAD,
    "overlap_left": "true",
}

PROVIDER_ROWS: Mapping[str, str] = {
    **{one.name: ":provider IN (provider_id, delivered_as)" for one in _FURTHER},
    "input_answer": f"input_id IN (SELECT input_id FROM core.input WHERE {_INPUT_OF_PROVIDER})",  # noqa: S608
    "input": _INPUT_OF_PROVIDER,
    "record_version": _OF_PROVIDER,
    "fact_version": _OF_PROVIDER,
    "rejected_row": _OF_PROVIDER,
    "unmapped_row": _OF_PROVIDER,
    **dict.fromkeys(_PAIRS, _EITHER_PROVIDER),
    "engagement_version": "engagement_id IN"
    " (SELECT engagement_id FROM core.engagement_version WHERE provider_id = :provider)",
    "tie_version": "maybe_id IN (SELECT maybe_id FROM core.tie_version WHERE provider_id = :provider)",
    "repeat_version": _OF_PROVIDER,
    "judgement": _EITHER_PROVIDER,
    **_link_rows(f"{_EITHER_PROVIDER} OR (reader_kind = 'provider' AND reader = :provider)"),
    "overlap_left": "true",
    "attempt": _OF_PROVIDER,
    "delivery": _OF_PROVIDER,
    "contract_version": _OF_PROVIDER,
    "provider_version": _OF_PROVIDER,
}


@dataclass(frozen=True)
class Purge:
    """What is to be purged, by whom and why.

    Attributes:
        record: source_record_id, for a record; delivery: delivery_id, for a delivery.
        load: the load that brought the delivery.
    """

    kind: What
    provider: str
    by: str
    why: str
    at: datetime
    record: str | None = None
    delivery: str | None = None
    load: int | None = None

    def as_tree(self) -> dict[str, Any]:
        """The purge as JSON can hold it."""
        return {**asdict(self), "at": self.at.isoformat()}

    @classmethod
    def from_tree(cls, tree: Mapping[str, Any]) -> Purge:
        """A purge from what `as_tree` gave."""
        return cls(**{**tree, "at": datetime.fromisoformat(tree["at"])})

    @property
    def values(self) -> dict[str, Any]:
        """Parameters of the conditions."""
        return {"provider": self.provider, "record": self.record, "load": self.load}

    @property
    def rows(self) -> Mapping[str, str]:
        """Table to which of its rows go."""
        tables: dict[str, Mapping[str, str]] = {
            "record": RECORD_ROWS, "delivery": DELIVERY_ROWS, "provider": PROVIDER_ROWS, "lifted": {},
        }  # fmt: skip
        return tables[self.kind]


def count_rows(connection: Connection, purge: Purge) -> dict[str, int]:
    """How many rows of each table a purge would take out; tables without any are left out."""
    counts = {}
    for table, where in purge.rows.items():
        query = sa.text(f"SELECT count(*) FROM core.{table} WHERE {where}")  # noqa: S608  (names of ours)
        if table != "overlap_left":
            counts[table] = int(connection.execute(query, purge.values).scalar_one())
    return {table: count for table, count in counts.items() if count}


def purge_rows(connection: Connection, purge: Purge, *, code_version: str, recorded: RecordedLoad | None = None) -> int:
    """Take the rows out and leave a tombstone, in the connection's transaction, which the caller commits at once.

    Of a delivery, records that it brought last fall back to nothing: the provider's next report brings them again, as
    returned. The next search for overlaps looks at everything anew.

    Args:
        connection: of the owner.

    Returns:
        Number of the load.
    """
    removed = {}
    with _next_load(connection, purge, code_version, recorded) as number:
        if purge.kind == "delivery":
            _end_what_came_before(connection, purge)
        for log in _LOGS:
            connection.execute(sa.text(f"GRANT DELETE ON core.{log} TO {OWNER}"))
        for table, where in purge.rows.items():
            gone = connection.execute(sa.text(f"DELETE FROM core.{table} WHERE {where}"), purge.values).rowcount  # noqa: S608
            if gone and table != "overlap_left":
                removed[table] = gone
        for log in _LOGS:
            connection.execute(sa.text(f"REVOKE DELETE ON core.{log} FROM {OWNER}"))
        if purge.rows:
            recount_all(connection)
        if purge.kind == "provider":
            _forget_provider(connection, purge)
        connection.execute(
            sa.insert(PURGE).values(
                known_from_load=number, kind=purge.kind, provider_id=purge.provider, source_record_id=purge.record,
                delivery_id=purge.delivery, purged_by=purge.by, why=purge.why, purged_at=purge.at, removed=removed,
            )
        )  # fmt: skip
    return number


def purged_records(connection: Connection, provider: str) -> frozenset[str]:
    """source_record_id of a provider's records that were purged and may not come again."""
    query = sa.text(
        "SELECT DISTINCT ON (source_record_id) source_record_id, kind FROM core.purge"
        " WHERE provider_id = :provider AND source_record_id IS NOT NULL"
        " ORDER BY source_record_id, known_from_load DESC"
    )
    rows = connection.execute(query, {"provider": provider})
    return frozenset(row.source_record_id for row in rows if row.kind == "record")


def purge_of_load(connection: Connection, number: int) -> Purge | None:
    """The purge that a load was."""
    row = connection.execute(sa.select(PURGE).where(PURGE.c.known_from_load == number)).mappings().first()
    if row is None:
        return None
    return Purge(
        row["kind"], row["provider_id"], row["purged_by"], row["why"], row["purged_at"],
        row["source_record_id"], row["delivery_id"],
    )  # fmt: skip


def _next_load(
    connection: Connection, purge: Purge, code_version: str, recorded: RecordedLoad | None
) -> AbstractContextManager[int]:
    night: date = purge.at.date()
    return next_load(connection, LoadFacts(KIND, night, code_version), recorded)


def _end_what_came_before(connection: Connection, purge: Purge) -> None:
    """What the delivery superseded stays ended, by the purge now: the record comes again as returned."""
    for table in VERSION_TABLES.values():
        connection.execute(
            sa.text(
                f"UPDATE core.{table.name} SET ended_by = 'purged'"  # noqa: S608  (names of ours)
                f" WHERE {table.delivered_as} = :provider AND known_to_load = :load AND ended_by = 'superseded'"
            ),
            purge.values,
        )


def _forget_provider(connection: Connection, purge: Purge) -> None:
    connection.execute(
        sa.text(
            "UPDATE core.provider SET provider_name = provider_id, contact = '', is_text_cleared = false"
            " WHERE provider_id = :provider"
        ),
        purge.values,
    )
