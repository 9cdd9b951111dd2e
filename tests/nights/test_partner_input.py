"""Input of sponsors, jurisdictions, providers and family partners: noted, screened, answered, kept, done again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from contracts.errors import UsageWrong
from nights.partner_input import answer_input, list_input, note_input, read_input_file
from nights.replay import replay_nights
from nights.settings import Settings
from tests.conftest import Warehouse, fresh_database
from tests.nights.kind_reports import CENTER, FOLDERS, GOOD, RECORD, Deliveries
from warehouse.server import EmbeddedServer

Query = Callable[..., list[tuple[Any, ...]]]
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
ASKED = {"from": "sponsor:ACF/OHS", "text": "Could the two centers plan one series?", "on": "2026-03-01"}


@pytest.fixture
def center(tmp_path: Path, warehouse: Warehouse) -> Deliveries:
    made = Deliveries(Settings(tmp_path, tmp_path / "contracts", warehouse_url=warehouse.loader_url))
    made.promise_all()
    rows = RECORD, {**RECORD, "source_record_id": "R-2", "scope_class": "program_specific"}
    made.deliver(CENTER, "2026-03-02", *rows)
    return made


def test_input_is_new_until_it_is_answered_and_its_history_stays(center: Deliveries) -> None:
    [given] = note_input(center.settings, [ASKED], at=AT)
    state = "SELECT disposition, owner_name, note, is_open, answers FROM mart.input"
    assert center.ask(state) == [("new", "", None, True, 0)]
    answer_input(center.settings, given.input_id, "in_progress", owner="Workgroup", by="Ada", at=AT)
    assert center.ask(state) == [("in_progress", "Workgroup", "", True, 1)]
    [(before,)] = center.ask("SELECT max(committed_at) FROM mart.load")
    answer_input(center.settings, given.input_id, "acted_on", note="One series now.", by="Ada", at=AT)
    assert center.ask(state) == [("acted_on", "Workgroup", "One series now.", False, 2)], "the owner stays"
    assert center.ask("SELECT open_days FROM mart.input") == [(1,)]
    assert center.as_of(before, "SELECT disposition, is_open, answers FROM input") == [("in_progress", True, 1)]
    told = center.ask("SELECT event, disposition, told_by FROM mart.input_event ORDER BY known_from_load")
    assert told == [("given", "new", "ACF/OHS"), ("answered", "in_progress", "Ada"), ("answered", "acted_on", "Ada")]
    assert list_input(center.settings, only_open=True).empty
    assert list_input(center.settings)["given_on"].tolist() == [date(2026, 3, 1)]


def test_the_same_input_is_noted_once(center: Deliveries) -> None:
    [first] = note_input(center.settings, [ASKED, ASKED], at=AT)
    assert note_input(center.settings, [ASKED]) == []
    other, third = note_input(center.settings, [{**ASKED, "text": "And Michigan?"}, {**ASKED, "text": "And Iowa?"}])
    assert len({first.input_id, other.input_id, third.input_id}) == 3


def test_what_is_said_is_screened_for_personal_data(center: Deliveries) -> None:
    spoken = {**ASKED, "text": "Write to rosa@example.org, her son Mateo asks.", "by": "rosa@example.org"}
    [given] = note_input(center.settings, [spoken])
    answer_input(center.settings, given.input_id, "declined", note="Call (614) 555-0182.", by="Ada")
    kept = str(center.ask("SELECT * FROM core.input")) + str(center.ask("SELECT * FROM core.input_answer"))
    kept += "".join(path.read_text() for path in (center.settings.home / "landing" / "_overlaps").rglob("*.json"))
    assert not any(word in kept for word in ("rosa", "Mateo", "555-0182"))


WRONG = [
    ({"from": "senate:1"}, "no from"), ({"from": "sponsor:ACF/OHX"}, "did you mean"),
    ({"from": "jurisdiction:ZZ"}, "no jurisdiction"), ({"from": "provider:nobody"}, "no provider"),
    ({"from": "provider:center_feedback"}, "no provider"), ({"from": "family_partner:"}, "which family partner"),
    ({"about": "record:center/R-9"}, "no record center/R-9 stands"), ({"about": "R-1"}, "nothing that input may be"),
    ({"about": "overlap:center/R-1"}, "names no overlap"), ({"text": " "}, "says nothing"),
    ({"on": "yesterday"}, "no day"), ({"sharing": "all"}, "no sharing"),
    ({"about": "record:center/R-2", "sharing": "partners"}, "not shared with partners"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "told"), WRONG, ids=[str(number) for number in range(len(WRONG))])
def test_wrong_input_is_told_in_words_and_nothing_of_the_file_is_noted(
    center: Deliveries, change: dict[str, str], told: str
) -> None:
    with pytest.raises(UsageWrong, match=told):
        note_input(center.settings, [ASKED, {**ASKED, **change}])
    assert center.ask("SELECT count(*) FROM core.input") == [(0,)]


def test_a_wrong_answer_is_told_in_words(center: Deliveries) -> None:
    [given] = note_input(center.settings, [ASKED])
    for arguments, told in (
        (("in-99", "acknowledged", "Ada", ""), "there is no input"), ((given.input_id, "liked", "Ada", ""), "no dispo"),
        ((given.input_id, "acknowledged", " ", ""), "nobody answers"),
        ((given.input_id, "declined", "Ada", " "), "needs a word"),
    ):  # fmt: skip
        input_id, disposition, by, note = arguments
        with pytest.raises(UsageWrong, match=told):
            answer_input(center.settings, input_id, disposition, by=by, note=note)
    assert center.ask("SELECT count(*) FROM core.input_answer") == [(0,)]


def test_a_file_of_input_is_read_with_its_lines(center: Deliveries, tmp_path: Path) -> None:
    file = tmp_path / "input.csv"
    file.write_text('from,text,about\njurisdiction:OH,"Please, invite us.",record:center/R-1\n', encoding="utf-8")
    [given] = note_input(center.settings, read_input_file(file))
    assert (given.from_kind, given.about_kind, given.about) == ("jurisdiction", "record", "center/R-1")
    file.write_text("from,text\nsponsor:X,hello\n", encoding="utf-8")
    with pytest.raises(UsageWrong, match="line 2"):
        note_input(center.settings, read_input_file(file))
    file.write_text("from,words\nsponsor:CDC,hello\n", encoding="utf-8")
    with pytest.raises(UsageWrong, match="lacks text, has 'words'"):
        read_input_file(file)


SEEN = {
    "analyst": {"partners", "sponsor_only"}, "steward": {"partners", "sponsor_only", "provider_only"},
    "sponsor": {"partners", "sponsor_only"}, "provider": {"partners"}, "jurisdiction": set(), "public": set(),
}  # fmt: skip


def test_input_is_seen_by_its_giver_and_by_those_with_whom_it_is_shared(
    center: Deliveries, warehouse: Warehouse
) -> None:
    for level in ("partners", "sponsor_only", "provider_only"):
        note_input(center.settings, [{**ASKED, "sharing": level}])
    note_input(center.settings, [{**ASKED, "from": "jurisdiction:OH", "sharing": "provider_only"}])
    made = sa.create_engine(warehouse.admin_url)
    with made.connect() as connection:
        for kind, levels in SEEN.items():
            connection.execute(sa.text(f"SET LOCAL ROLE concord_{kind}"))
            found = connection.execute(sa.text("SELECT sharing_level FROM mart.input WHERE from_kind = 'sponsor'"))
            assert set(found.scalars()) == levels, kind
            connection.rollback()
    made.dispose()


def test_a_replay_into_an_empty_warehouse_gives_kinds_and_input_again(
    center: Deliveries, server: EmbeddedServer, template: str
) -> None:
    for kind, folder in FOLDERS.items():
        center.deliver(folder, "2026-03-02", GOOD[kind])
    [given] = note_input(center.settings, [{**ASKED, "about": "record:center/R-1"}])
    changed = {**GOOD["feedback"], "rating": "2"}
    center.deliver(FOLDERS["feedback"], "2026-03-03", changed)
    answer_input(center.settings, given.input_id, "acted_on", note="Done.", by="Ada")
    versions = [f"{kind}_version" for kind in FOLDERS]
    tables = ("load", *versions, "input", "input_answer")
    before = {name: center.ask(f"SELECT t::text FROM core.{name} t ORDER BY 1") for name in tables}  # noqa: S608
    assert all(before.values())
    for other in fresh_database(server, template):
        again = Deliveries(
            Settings(center.settings.home, center.settings.providers, warehouse_url=other.loader_url)
        )
        assert list(replay_nights(again.settings))
        assert {name: again.ask(f"SELECT t::text FROM core.{name} t ORDER BY 1") for name in tables} == before  # noqa: S608
