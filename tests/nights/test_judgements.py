"""People's judgements in a warehouse: what is taken, what is told to be wrong, and what it does to the overlaps."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from contracts.errors import UsageWrong
from nights.judgement_file import Line, read_judgement_file
from nights.judgements import Taken, take_judgements
from nights.overlaps import find_night_overlaps, read_standing
from nights.settings import Settings
from tests.conftest import Warehouse
from tests.warehouse.conftest import FIRST_NIGHT, Story

A, B, C = "alpha_center", "beta_center", "gamma_center"
Query = Callable[[str], list[tuple[Any, ...]]]


@pytest.fixture
def settings(tmp_path: Path, warehouse: Warehouse) -> Settings:
    return Settings(tmp_path, tmp_path / "contracts", warehouse_url=warehouse.loader_url)


@pytest.fixture
def stories(settings: Settings, loader: sa.Connection) -> dict[str, Story]:
    """Three providers that report the same session, and one record that is not shared; the night's search is done."""
    told = {name: Story(loader, name) for name in (A, B, C)}
    for story in told.values():
        story.deliver([{"source_record_id": "1", "title": "Fiscal mapping session", "event_hours": 2.0},
                       {"source_record_id": "own", "scope_class": "program_specific"}])  # fmt: skip
    find_night_overlaps(settings, FIRST_NIGHT)
    return told


def line(number: int, judgement: str = "same", by: str = "Ada", one: str = f"{A} 1", other: str = f"{B} 1",
         **more: str) -> Line:  # fmt: skip
    (pa, ra), (pb, rb) = one.split(" ", 1), other.split(" ", 1)
    values = {"provider_id_a": pa, "source_record_id_a": ra, "provider_id_b": pb, "source_record_id_b": rb}
    return Line(number, {**values, "judgement": judgement, "by": by, "why": "they told us", **more})


def wrong(taken: Taken) -> list[tuple[int, str, str]]:
    return [(mistake.line, mistake.column, mistake.value) for mistake in taken.mistakes]


@pytest.mark.usefixtures("stories")
def test_a_judgement_is_kept_with_who_when_and_why_in_the_pairs_own_order(settings: Settings, query: Query) -> None:
    taken = take_judgements(settings, [line(2, by=B, one=f"{B} 1", other=f"{A} 1")])
    assert (len(taken.taken), taken.known, taken.mistakes) == (1, 0, [])
    kept = query("SELECT provider_id_a, provider_id_b, judgement, party, judged_by, why, is_latest FROM mart.judgement")
    assert kept == [(A, B, "same", B, B, "they told us", True)]
    assert query(
        "SELECT count(*) FROM core.judgement WHERE length(content_hash_a) = 16 AND judged_at > '2026-01-01'"
    ) == [(1,)]


@pytest.mark.usefixtures("stories")
def test_good_lines_are_taken_and_every_mistake_of_the_others_is_told(settings: Settings, query: Query) -> None:
    taken = take_judgements(settings, [
        line(2),
        line(3, judgement="identical", by=""),
        line(4, one="alfa_center 1"),
        line(5, other=f"{B} none"),
        line(6, by=C),
        line(7, by="provider:nobody"),
        line(8, one=f"{B} 1"),
        line(9, other=f"{B} own"),
        line(10, judgement="snoozed"),
        line(11, until="2026-04-01"),
        line(12, judgement="snoozed", until="soon"),
        line(13, judgement=" Different".strip(), one=f"{C} 1"),
    ])  # fmt: skip
    assert len(taken.taken) == 2
    assert wrong(taken) == [
        (3, "judgement", "identical"), (3, "by", ""), (4, "provider_id_a", "alfa_center"),
        (5, "source_record_id_b", "none"), (6, "by", C), (7, "by", "provider:nobody"), (8, "provider_id_b", B),
        (9, "source_record_id_b", "own"), (10, "until", ""), (11, "until", "2026-04-01"), (12, "until", "soon"),
    ]  # fmt: skip
    assert "did you mean alpha_center?" in {mistake.mend for mistake in taken.mistakes}
    assert all(mistake.message and mistake.mend for mistake in taken.mistakes)
    assert query("SELECT judgement FROM core.judgement ORDER BY position") == [("same",), ("different",)]


@pytest.mark.usefixtures("stories")
def test_the_same_line_is_taken_once_within_a_file_and_over_files(settings: Settings, query: Query) -> None:
    once = take_judgements(settings, [line(2), line(3), line(4, one=f"{B} 1", other=f"{A} 1")])
    assert (len(once.taken), once.known) == (1, 2)
    again = take_judgements(settings, [line(2)])
    assert (len(again.taken), again.known, again.load_number) == (0, 1, None)
    assert len(take_judgements(settings, [line(2, by="Grace")]).taken) == 1, "somebody else says so too"
    assert len(take_judgements(settings, [line(2, judgement="different")]).taken) == 1
    assert len(take_judgements(settings, [line(2)]).taken) == 1, "the later judgement counts"
    assert query("SELECT judgement FROM mart.judgement WHERE is_latest") == [("same",)]


def test_a_judgement_of_other_content_is_another_judgement(
    settings: Settings, stories: dict[str, Story], query: Query
) -> None:
    take_judgements(settings, [line(2, judgement="different")])
    stories[A].deliver([{"source_record_id": "1", "title": "Rate setting", "change": "corrected"}], unchanged=1)
    assert len(take_judgements(settings, [line(2, judgement="different")]).taken) == 1
    assert query("SELECT count(*) FROM core.judgement") == [(2,)]


def test_what_changed_since_a_judgement_is_named_and_book_keeping_is_none(
    settings: Settings, stories: dict[str, Story], loader: sa.Connection
) -> None:
    take_judgements(settings, [line(2, judgement="different")])
    plain = {"source_record_id": "1", "title": "Fiscal mapping session", "event_hours": 2.0, "change": "corrected"}
    stories[A].deliver([{**plain, "source_revision": 2}], unchanged=1)
    assert not read_standing(loader, FIRST_NIGHT)["changed"].item()
    stories[A].deliver([{**plain, "event_hours": 3.0, "sector": "health"}], unchanged=1)
    standing = read_standing(loader, FIRST_NIGHT)
    assert standing["changed"].item()
    assert standing["changed_fields"].item() == "event_hours, sector"
    stories[A].deliver([plain], unchanged=1)
    assert not read_standing(loader, FIRST_NIGHT)["changed"].item(), "it says again what was judged"


@pytest.mark.usefixtures("stories")
def test_contradictions_are_stored_with_the_search_and_go_when_a_steward_decides(
    settings: Settings, query: Query
) -> None:
    take_judgements(settings, [line(2, by=A), line(3, by=B, judgement="different")])
    assert query("SELECT provider_id_a, provider_id_b, message FROM mart.contradiction") == [
        (A, B, f"{A} says same, {B} says different: a steward must decide")
    ]
    take_judgements(settings, [line(2, judgement="different")])
    assert query("SELECT count(*) FROM mart.contradiction") == [(0,)]
    assert query("SELECT count(*), count(known_to_load) FROM core.contradiction_version") == [(1, 1)]


@pytest.mark.usefixtures("stories")
def test_overlaps_are_found_anew_at_once_for_the_last_night(settings: Settings, query: Query) -> None:
    take_judgements(settings, [line(2)])
    kinds = query("SELECT kind, night FROM mart.load ORDER BY load_number DESC LIMIT 2")
    assert kinds == [("overlaps", FIRST_NIGHT), ("judgements", FIRST_NIGHT)]


def test_nothing_can_be_judged_before_the_first_night(settings: Settings) -> None:
    with pytest.raises(UsageWrong, match="holds no report"):
        take_judgements(settings, [line(2)])


HEADER = "source_record_id_a,provider_id_a,provider_id_b,source_record_id_b,by,why,judgement"


def test_a_file_is_read_line_by_line_with_its_columns_in_any_order(tmp_path: Path) -> None:
    file = tmp_path / "decisions.csv"
    said = [f'1,{A},{B},1,Ada,"one, and the same",same', "", f"1,{A},{B}"]
    said += [f"'=1,{A},{B},1,Ada,,same", f"2,{A},{B},2,,,"]
    file.write_text("\n".join([f"\ufeff{HEADER}", *said]), encoding="utf-8")
    lines, mistakes = read_judgement_file(file)
    assert [(one.number, one["source_record_id_a"], one["why"]) for one in lines] == [
        (2, "1", "one, and the same"), (5, "=1", ""),
    ]  # fmt: skip
    assert [(one.line, one.message) for one in mistakes] == [(4, "the line has 3 values, the header 7 columns")]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("provider_id_a,judgement\n", "lacks source_record_id_a"),
        (f"{HEADER},mood\n", "has 'mood'"),
        ("", "lacks provider_id_a"),
    ],
)
def test_a_file_without_its_columns_is_refused_as_a_whole(tmp_path: Path, content: str, told: str) -> None:
    file = tmp_path / "decisions.csv"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(UsageWrong, match=told):
        read_judgement_file(file)


def test_an_exported_list_can_be_filled_in_and_given_back(tmp_path: Path) -> None:
    file = tmp_path / "decisions.csv"
    file.write_text(
        f"{HEADER},label,score,disposition,evidence,worth\n1,{A},{B},1,Ada,,same,same_activity,1,probable,{{}},2\n"
    )
    assert len(read_judgement_file(file)[0]) == 1
