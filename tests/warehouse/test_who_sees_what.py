"""Every reader × every kind of record × every view: what the matrix allows is there, and of the rest not even a trace.

Three ways of asking. What views on records, pairs, clusters and counts must hold is worked out from the matrix. No
word that was planted in a text or a finding may show in any view, unless its reader may read it. And every view must
hold the same rows as in a warehouse that never knew what the reader may not: so no count, cluster or consolidated value
tells of it, in views that are still to be written, too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa

from tests.conftest import Warehouse, fresh_database
from tests.warehouse.seen_world import (
    CLEARED,
    PARTNERS,
    READERS,
    TEXTS,
    Planted,
    World,
    build,
    hidden_versions,
    may_follow,
    may_read_text,
    may_see,
)
from warehouse.connections import engine
from warehouse.facts import recount_all
from warehouse.mart.views import VIEWS
from warehouse.readers import Reader, make_readers
from warehouse.server import EmbeddedServer

NOW, PAST_NOW, PAST_FIRST = "mart", "past", "past at first"
MOMENTS = (NOW, PAST_NOW, PAST_FIRST)
NOT_FOR_OUTSIDERS = {
    "submission", "rejected_row", "unmapped_code", "judgement", "contradiction", "discrepancy", "overlap_review",
    "repeated_report", "overlap_model", "opportunity", "purge",
}  # fmt: skip
WORD = re.compile(r"zq[a-z0-9]+")
Rows = dict[str, Counter[str]]
FAILED_TRIES = (
    "INSERT INTO core.attempt SELECT provider_id, now(), 'pull', 1, '2026-03-03', 'run', now(), 'failed', 'x',"
    " 'zq' || left(provider_id, 1) || 'attempt', 'provider', 'x' FROM core.provider"
)
PURGES = (
    "INSERT INTO core.purge SELECT 0 - ascii(provider_id), 'record', provider_id, word, NULL, word, word, now(), '{}'"
    " FROM core.provider, concat('zq', left(provider_id, 1), 'purged') word"
)


@pytest.fixture(scope="module")
def built(server: EmbeddedServer, template: str) -> Iterator[tuple[Warehouse, World]]:
    """One warehouse for all questions here: nobody changes it for good."""
    for warehouse in fresh_database(server, template):
        made = engine(warehouse.loader_url)
        with made.connect() as connection:
            world = build(connection)
        made.dispose()
        admin = sa.create_engine(warehouse.admin_url)
        with admin.begin() as connection:
            assert make_readers(connection) == []
            connection.execute(sa.text("ANALYZE"))
            connection.execute(sa.text(FAILED_TRIES))
            connection.execute(sa.text(PURGES))
        admin.dispose()
        yield warehouse, world


@dataclass
class Looking:
    """Looks into the warehouse as a reader does, in a transaction that is undone."""

    connection: sa.Connection
    world: World
    kind: str
    whose: str
    moment: str

    @property
    def schema(self) -> str:
        return self.moment.split()[0]

    @property
    def believed(self) -> list[Planted]:
        return [one for one in self.world.believed(at_first=self.moment == PAST_FIRST) if not one.is_retracted]

    @property
    def visible(self) -> dict[tuple[str, str], Planted]:
        return {one.key: one for one in self.believed if may_see(self.kind, self.whose, one)}

    @property
    def shared(self) -> dict[tuple[str, str], Planted]:
        """Records of which found things may be shown."""
        return {key: one for key, one in self.visible.items() if one.is_shared}

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
        followed = [name for name in CLEARED if may_follow(self.kind, self.whose, name)]
        read = [name for name in CLEARED if may_read_text(self.kind, self.whose, name)]
        titles = [one.word("title") for one in hidden_versions(self.world, self.kind, self.whose)]
        self._run("WITH gone AS (DELETE FROM core.record_version WHERE title = ANY (:titles) RETURNING *)"
                  " DELETE FROM core.fact_version f USING gone WHERE (f.provider_id, f.source_record_id,"
                  " f.known_from_load) = (gone.provider_id, gone.source_record_id, gone.known_from_load)",
                  titles=titles)  # fmt: skip
        recount_all(self.connection)
        texts = ", ".join(f"{name} = NULL" for name in TEXTS)
        self._run(f"UPDATE core.record_version SET {texts} WHERE provider_id <> ALL (:read)", read=read)  # noqa: S608
        self._run("UPDATE core.unmapped_row SET source_value = 'x' WHERE provider_id <> ALL (:read)", read=read)
        for table in ("rejected_row", "unmapped_row"):
            self._run(f"DELETE FROM core.{table} WHERE provider_id <> ALL (:followed)", followed=followed)  # noqa: S608
        self._run("UPDATE core.delivery SET delivered = 0, accepted = 0, rejected = 0, new = 0, corrected = 0,"
                  " retracted = 0, unchanged = 0, standing_records = 0, source_address = 'x', reason = NULL"
                  " WHERE provider_id <> ALL (:followed)", followed=followed)  # fmt: skip
        self._run("UPDATE core.attempt SET message = NULL, mend = NULL, who = NULL"
                  " WHERE provider_id <> ALL (:followed)", followed=followed)  # fmt: skip
        own = list(CLEARED) if self.kind == "steward" else [self.whose]
        self._run("UPDATE core.purge SET source_record_id = NULL, why = '', purged_by = '', removed = '[]'"
                  " WHERE provider_id <> ALL (:own)", own=own)  # fmt: skip
        self._forget_findings()

    def _forget_findings(self) -> None:
        told = [f"{provider}/{record}" for provider, record in self.shared]
        for table, sides in FOUND.items():
            keys = " OR ".join(f"{provider} || '/' || {record} <> ALL (:told)" for provider, record in sides)
            self._run(f"DELETE FROM core.{table} WHERE {keys}", told=told)  # noqa: S608

    def _run(self, statement: str, **values: Any) -> None:
        self.connection.execute(sa.text(statement), values)


_PAIR = (("provider_id_a", "source_record_id_a"), ("provider_id_b", "source_record_id_b"))
FOUND = {
    **dict.fromkeys(("overlap_version", "review_version", "discrepancy_version", "contradiction_version", "judgement"),
                    _PAIR),
    "engagement_version": (("provider_id", "source_record_id"),),
    "repeat_version": (("provider_id", "source_record_id_a"), ("provider_id", "source_record_id_b")),
}  # fmt: skip


@pytest.fixture(params=[f"{kind}/{whose}" for kind, whose in READERS])
def reader(request: pytest.FixtureRequest) -> tuple[str, str]:
    kind, whose = request.param.split("/", 1)
    return kind, whose


@pytest.fixture(params=MOMENTS)
def looking(
    request: pytest.FixtureRequest, built: tuple[Warehouse, World], reader: tuple[str, str]
) -> Iterator[Looking]:
    warehouse, world = built
    made = sa.create_engine(warehouse.admin_url)
    with made.connect() as connection:
        moment = world.first_moment if request.param == PAST_FIRST else connection.scalar(sa.text("SELECT now()"))
        connection.execute(sa.text("SELECT mart.as_of(:moment)"), {"moment": moment})
        yield Looking(connection, world, *reader, request.param)
        connection.rollback()
    made.dispose()


def test_a_reader_sees_the_records_of_the_matrix_and_no_other(looking: Looking) -> None:
    seen = looking.rows("SELECT provider_id, source_record_id FROM {}.record")
    assert sorted(seen) == sorted(looking.visible)


def test_free_text_is_read_where_it_is_cleared_by_its_own_provider_and_by_a_steward(looking: Looking) -> None:
    seen = looking.rows("SELECT provider_id, source_record_id, " + ", ".join(TEXTS) + " FROM {}.record")  # noqa: S608
    for provider, record, *texts in seen:
        one = looking.visible[provider, record]
        told = may_read_text(looking.kind, looking.whose, provider)
        assert texts == [one.word(name) if told else None for name in TEXTS]


def test_pairs_stand_where_partners_share_both_records_and_the_reader_sees_both(looking: Looking) -> None:
    """So program-specific work is in no overlap, whoever reads, a steward too."""
    seen = looking.rows("SELECT provider_id_a, source_record_id_a, provider_id_b, source_record_id_b FROM {}.overlap")
    assert sorted(seen) == sorted((*a, *b) for a, b, _ in looking.world.pairs if {a, b} <= set(looking.shared))


def test_joint_activities_count_once_as_far_as_the_reader_sees_them(looking: Looking) -> None:
    counted = looking.rows("SELECT count(*) FILTER (WHERE is_counted), count(*) FROM {}.activity")
    activities = {key for key, one in looking.visible.items() if one.kind == "activity"}
    joined = [(a, b) for a, b, how in looking.world.pairs if how in ("confirmed", "declared")
              and {a, b} <= set(looking.shared)]  # fmt: skip
    twice = sum({a, b} <= activities for a, b in joined)
    assert counted == [(len(activities) - twice, len(activities))]


def test_an_engagements_members_and_values_are_of_the_records_that_the_reader_sees(looking: Looking) -> None:
    groups: dict[str, list[Planted]] = {}
    for one in looking.shared.values():
        groups.setdefault(f"e{one.number}", []).append(one)
    expected = {
        (name, one.provider, len(group), max(m.hours for m in group))
        for name, group in groups.items() if len(group) > 1 for one in group
    }  # fmt: skip
    seen = looking.rows("SELECT engagement_id, provider_id, members, event_hours::integer FROM {}.engagement")
    assert len(seen) == len(set(seen))
    assert set(seen) == expected


def test_deliveries_and_rejected_rows_are_for_those_who_may_follow_the_provider(looking: Looking) -> None:
    followed = {name for name in CLEARED if may_follow(looking.kind, looking.whose, name)}
    if looking.kind not in PARTNERS:
        assert all(looking.view(name) == Counter(["refused"]) for name in NOT_FOR_OUTSIDERS)
        return
    for view in ("submission", "rejected_row", "unmapped_code"):
        assert {row[0] for row in looking.rows("SELECT provider_id FROM {}." + view)} == followed  # noqa: S608
    if looking.moment == NOW:
        said = looking.rows("SELECT provider_id FROM {}.provider_status WHERE message IS NOT NULL")
        assert {row[0] for row in said} == followed
    assert {row[0] for row in looking.rows("SELECT provider_id FROM {}.provider_status")} == set(CLEARED)


def test_no_view_shows_a_word_that_the_reader_may_not_read(looking: Looking) -> None:
    allowed = {one.word("found") for one in looking.world.first if one.key in looking.shared}
    for one in looking.world.versions():
        if may_see(looking.kind, looking.whose, one) and may_read_text(looking.kind, looking.whose, one.provider):
            allowed |= {one.word(name) for name in TEXTS}
    for name in CLEARED:
        if may_follow(looking.kind, looking.whose, name):
            allowed |= {f"zq{name[0]}attempt"}
            if may_read_text(looking.kind, looking.whose, name):
                allowed |= {f"zq{name[0]}unmapped"}
        if looking.kind == "steward" or looking.whose == name:
            allowed |= {f"zq{name[0]}purged"}
    shown = {view: set(WORD.findall(" ".join(rows))) - allowed for view, rows in looking.views().items()}
    assert {view: words for view, words in shown.items() if words} == {}


def test_every_view_is_that_of_a_warehouse_that_never_knew_what_is_hidden(looking: Looking) -> None:
    before = looking.views()
    looking.forget_what_is_hidden()
    after = looking.views()
    assert {name for name in VIEWS if before[name] != after[name]} == set()


BROKEN = (
    ("DROP POLICY provider_reads ON core.record_version; CREATE POLICY provider_reads ON core.record_version"
     " FOR SELECT TO concord_provider USING (true)", "record"),
    ("DROP POLICY provider_reads ON core.rejected_row; CREATE POLICY provider_reads ON core.rejected_row"
     " FOR SELECT TO concord_provider USING (true)", "rejected_row"),
    ("CREATE OR REPLACE VIEW mart.load WITH (security_invoker) AS SELECT load_number +"
     " (SELECT count(*) FROM core.overlap_version) AS load_number, committed_at, kind, night, provider_id, delivery_id"
     " FROM core.load", "load"),
)  # fmt: skip


@pytest.mark.parametrize("reader", ["provider/alpha_center"], indirect=True)
@pytest.mark.parametrize("looking", [NOW], indirect=True)
@pytest.mark.parametrize(("harm", "view"), BROKEN)
def test_a_broken_rule_is_found(looking: Looking, harm: str, view: str) -> None:
    looking.connection.execute(sa.text(harm))
    with pytest.raises(AssertionError, match=view):
        test_every_view_is_that_of_a_warehouse_that_never_knew_what_is_hidden(looking)
