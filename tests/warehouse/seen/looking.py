"""Looking into a warehouse as a reader does, now or into the past, and making it one that never knew what is hidden."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import sqlalchemy as sa

from tests.warehouse.seen.beside import FREE, Beside, folders
from tests.warehouse.seen.law import CLEARED, may_follow, may_read_text, may_see
from tests.warehouse.seen.world import TEXTS, Key, Planted, World
from warehouse.facts import recount_all
from warehouse.mart.views import VIEWS
from warehouse.readers import Reader

NOW, PAST_NOW, PAST_FIRST = "mart", "past", "past at first"
MOMENTS = (NOW, PAST_NOW, PAST_FIRST)
Rows = dict[str, Counter[str]]

NAMED_BY = {
    "feedback_version": "feedback_id", "joint_project_version": "lead_name", "improvement_action_version": "action_id",
    "input": "given_by", "answer": "answer_id", "answer_taken": "answer_id", "edition": "notice",
}  # fmt: skip
"""Table to the column in which a word of each row stands by which it is told from others."""
_PAIR = (("provider_id_a", "source_record_id_a"), ("provider_id_b", "source_record_id_b"))
FOUND = {
    **dict.fromkeys(("overlap_version", "review_version", "discrepancy_version", "contradiction_version", "judgement"),
                    _PAIR),
    "engagement_version": (("provider_id", "source_record_id"),),
    "repeat_version": (("provider_id", "source_record_id_a"), ("provider_id", "source_record_id_b")),
}  # fmt: skip


@dataclass
class Looking:
    """Looks into the warehouse as a reader does, in a transaction that is undone."""

    connection: sa.Connection
    world: World
    beside: list[Beside]
    kind: str
    whose: str
    moment: str

    @cached_property
    def shown(self) -> Rows:
        """All views, as long as nothing was changed."""
        return self.views()

    @property
    def schema(self) -> str:
        return self.moment.split()[0]

    @property
    def believed(self) -> list[Planted]:
        return [one for one in self.world.believed(at_first=self.moment == PAST_FIRST) if not one.is_retracted]

    @property
    def visible(self) -> dict[Key, Planted]:
        return {one.key: one for one in self.believed if may_see(self.kind, self.whose, one)}

    @property
    def shared(self) -> dict[Key, Planted]:
        """Records of which found things may be shown."""
        return {key: one for key, one in self.visible.items() if one.is_shared}

    def seen_beside(self, *tables: str) -> list[Beside]:
        """What is no record, as far as the reader sees it; some tables or all."""
        visible, shared = self.visible, self.shared
        told = [one for one in self.beside if not tables or one.table in tables]
        return [one for one in told if one.is_seen(self.kind, self.whose, visible, shared)]

    def be(self, role: str) -> None:
        self.connection.execute(sa.text(f"SET LOCAL ROLE {role}"))

    def rows(self, query: str, **values: Any) -> list[tuple[Any, ...]]:
        self.be(Reader(self.kind, self.whose).role)
        return [tuple(row) for row in self.connection.execute(sa.text(query.format(self.schema)), values)]

    def view(self, name: str) -> Counter[str]:
        """Rows of a view as text; one that says so where the reader is refused."""
        try:
            with self.connection.begin_nested():
                return Counter(row[0] for row in self.rows(f"SELECT v::text FROM {{}}.{name} v"))  # noqa: S608
        except sa.exc.ProgrammingError as error:
            if "permission denied for view" not in str(error):
                raise
            return Counter(["refused"])

    def views(self) -> Rows:
        return {name: self.view(name) for name in VIEWS}

    def forget_what_is_hidden(self) -> None:
        """Make the warehouse one that never knew what the reader may not know."""
        self.be("NONE")
        followed = folders([name for name in CLEARED if may_follow(self.kind, self.whose, name)])
        read = [name for name in CLEARED if may_read_text(self.kind, self.whose, name)]
        hidden = [one.word("title") for one in self.world.versions() if not may_see(self.kind, self.whose, one)]
        self._forget_beside()
        self._run("WITH gone AS (DELETE FROM core.record_version WHERE title = ANY (:titles) RETURNING *)"
                  " DELETE FROM core.fact_version f USING gone WHERE (f.provider_id, f.source_record_id,"
                  " f.known_from_load) = (gone.provider_id, gone.source_record_id, gone.known_from_load)",
                  titles=hidden)  # fmt: skip
        recount_all(self.connection)
        for table, names in {"record": TEXTS, **FREE}.items():
            texts = ", ".join(f"{name} = NULL" for name in names)
            self._run(f"UPDATE core.{table}_version SET {texts} WHERE provider_id <> ALL (:read)", read=read)  # noqa: S608
        self._run("UPDATE core.unmapped_row SET source_value = 'x' WHERE provider_id <> ALL (:read)", read=read)
        for table in ("rejected_row", "unmapped_row"):
            self._run(f"DELETE FROM core.{table} WHERE provider_id <> ALL (:followed)", followed=followed)  # noqa: S608
        self._run("UPDATE core.delivery SET delivered = 0, accepted = 0, rejected = 0, new = 0, corrected = 0,"
                  " retracted = 0, unchanged = 0, standing_records = 0, source_address = 'x', reason = NULL,"
                  " mend = NULL, parts = '[]', decided_by = NULL, decided_why = NULL"
                  " WHERE provider_id <> ALL (:followed)", followed=followed)  # fmt: skip
        self._run("UPDATE core.attempt SET message = NULL, mend = NULL, who = NULL"
                  " WHERE provider_id <> ALL (:followed)", followed=followed)  # fmt: skip
        own = folders([*CLEARED] if self.kind == "steward" else [self.whose])
        self._run("UPDATE core.purge SET source_record_id = NULL, why = '', purged_by = '', removed = '[]'"
                  " WHERE provider_id <> ALL (:own)", own=own)  # fmt: skip
        self._forget_findings()

    def _forget_beside(self) -> None:
        seen = {id(one) for one in self.seen_beside()}
        for table, column in NAMED_BY.items():
            names = [
                one.word(name) for one in self.beside if id(one) not in seen for name in ("id", "lead", "by", "notice")
            ]
            self._run(f"DELETE FROM core.{table} WHERE {column} = ANY (:names)", names=names)  # noqa: S608

    def _forget_findings(self) -> None:
        told = [f"{provider}/{record}" for provider, record in self.shared]
        for table, sides in FOUND.items():
            keys = " OR ".join(f"{provider} || '/' || {record} <> ALL (:told)" for provider, record in sides)
            self._run(f"DELETE FROM core.{table} WHERE {keys}", told=told)  # noqa: S608

    def _run(self, statement: str, **values: Any) -> None:
        self.connection.execute(sa.text(statement), values)
