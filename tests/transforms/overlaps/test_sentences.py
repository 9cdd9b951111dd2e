"""Sentences that people would write, from codes, days, numbers and names alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from transforms.overlaps.pair_facts import PairFacts, Side, facts_of
from transforms.overlaps.sentences import results_by_field, tell_declared, tell_opportunity, tell_same
from transforms.overlaps.windows import PRECISIONS, day_number


def _day(text: str) -> int:
    return day_number(date.fromisoformat(text))


SIDE = Side(
    "Center A", "activity", "training", "completed", _day("2026-03-12"), 0, _day("2026-03-12"), False,
    "Ohio Department of Education",
)  # fmt: skip
OTHER = replace(SIDE, provider="Center B")
USUAL = PairFacts(SIDE, OTHER, ("OH",), ("financing",), ("health",), 0, {"title": "differs", "event_hours": "agrees"})


def _same(a: dict[str, Any] | None = None, b: dict[str, Any] | None = None, **facts: Any) -> str:
    return tell_same(replace(USUAL, a=replace(SIDE, **(a or {})), b=replace(OTHER, **(b or {})), **facts))


def _both(**side: Any) -> str:
    return _same(side, side)


def test_the_whole_sentence() -> None:
    assert tell_same(USUAL) == (
        "Center A and Center B both report a training on financing with the Ohio Department of Education "
        "on March 12, 2026; titles differ, hours agree."
    )


@pytest.mark.parametrize(
    ("side", "said"),
    [
        ({"form": "other"}, "both report a session on financing"),
        ({"form": "", "kind": "engagement"}, "both report an engagement on financing"),
        ({"form": "technical_assistance"}, "both report technical assistance on financing"),
        ({"kind": "request", "status": "requested"}, "both have on record a request for help on financing"),
        ({"kind": "plan", "status": "planned"}, "both plan a training on financing"),
        ({"kind": "plan", "form": "", "status": "planned"}, "both plan work on financing"),
        ({"status": "in_progress"}, "both have under way a training"),
        ({"status": ""}, "both report a training"),
    ],
)
def test_what_it_is_and_how_far_it_has_come(side: dict[str, Any], said: str) -> None:
    assert said in _both(**side)


def test_one_side_planned_and_the_other_done() -> None:
    planned = {"kind": "plan", "status": "scheduled", "form": "other"}
    assert _same(planned).startswith("Center A plans, and Center B reports as completed, a session on financing with")


def test_a_form_that_only_one_side_gives_is_not_told() -> None:
    assert "both report a session on" in _same({"form": "coaching"})


@pytest.mark.parametrize(
    ("a", "b", "said"),
    [
        ({}, {"first": _day("2026-03-14"), "end": _day("2026-03-14")}, " on March 12 and 14, 2026; "),
        ({}, {"first": _day("2026-04-01"), "end": _day("2026-04-01")}, " on March 12 and April 1, 2026; "),
        ({"first": _day("2025-12-31"), "end": _day("2025-12-31")}, {}, " on December 31, 2025 and March 12, 2026; "),
        ({"end": _day("2026-03-13")}, {"end": _day("2026-03-13")}, " from March 12 to 13, 2026; "),
        ({"end": _day("2026-04-02")}, {"end": _day("2026-03-13")}, " beginning March 12, 2026; "),
        ({"is_end_assumed": True, "kind": "engagement"}, {"kind": "engagement"}, " beginning March 12, 2026; "),
        ({"first": None}, {}, " on March 12, 2026; Center A gives no date; "),
        ({"first": None}, {"first": None}, "Education; no date is given; "),
    ],
)
def test_when_it_was(a: dict[str, Any], b: dict[str, Any], said: str) -> None:
    assert said in _same(a, b)


MONTH, QUARTER, YEAR = (PRECISIONS.index(name) for name in ("month", "quarter", "year"))


@pytest.mark.parametrize(
    ("a", "b", "said"),
    [
        (MONTH, MONTH, "Education in March 2026; titles"),
        (QUARTER, QUARTER, "Education between January and March 2026; titles"),
        (YEAR, YEAR, "Education in 2026; titles"),
        (0, MONTH, "Education on March 12, 2026; Center B gives only the month; titles"),
        (QUARTER, 0, "Education on March 12, 2026; Center A gives only the quarter; titles"),
        (QUARTER, MONTH, "Education in March 2026; Center A gives only the quarter; titles"),
    ],
)
def test_no_date_is_told_more_exactly_than_it_was_said(a: int, b: int, said: str) -> None:
    first = {0: "2026-03-12", MONTH: "2026-03-01", QUARTER: "2026-01-01", YEAR: "2026-01-01"}
    sides = [{"precision": p, "first": _day(first[p]), "end": _day(first[p])} for p in (a, b)]
    assert said in _same(*sides)


@pytest.mark.parametrize(
    ("places", "said"),
    [
        (("OH",), " in Ohio on"),
        (("MI", "OH"), " in Michigan and Ohio on"),
        (("IN", "MI", "OH", "WI"), " in Indiana, Michigan, Ohio and Wisconsin on"),
        (("IL", "IN", "MI", "MN", "OH", "WI"), " in Illinois, Indiana, Michigan and 3 more places on"),
        (("national",), " across the nation on"),
        (("region 5",), " in ACF region 5 on"),
        (("TR-navajo",), " for the Navajo Nation on"),
        (("AZ", "TR-navajo"), " in Arizona and for the Navajo Nation on"),
        (("DC",), " in the District of Columbia on"),
        ((), " on financing on March"),
    ],
)
def test_where_it_was(places: tuple[str, ...], said: str) -> None:
    silent = {"recipient": ""}
    assert said in _same(silent, silent, places=places)


@pytest.mark.parametrize(
    ("a", "b", "said"),
    [
        ("Department of Education", "department of  education.", " with the Department of Education in Ohio on"),
        ("Ohio Families Together", "Ohio Families Together", " with Ohio Families Together on"),
        ("Head Start of Akron", "Head Start of Akron", " with Head Start of Akron in Ohio on"),
        ("Head Start of Akron", "Department of Education", "financing in Ohio on"),
        ("Head Start of Akron", "", "financing in Ohio on"),
        ("A" * 91, "A" * 91, "financing in Ohio on"),
    ],
)
def test_whom_it_helped_where_both_say_so(a: str, b: str, said: str) -> None:
    assert said in _same({"recipient": a}, {"recipient": b})


@pytest.mark.parametrize(
    ("elements", "sectors", "said"),
    [
        (("financing", "governance"), (), "a training on financing and governance with"),
        (("governance", "monitoring and accountability"), (), "on governance, and monitoring and accountability with"),
        (("a", "b", "c", "d", "e"), (), "on a, b, c and 2 more with"),
        ((), ("health",), "a training on health with"),
        ((), (), "a training with"),
    ],
)
def test_what_it_was_about(elements: tuple[str, ...], sectors: tuple[str, ...], said: str) -> None:
    assert said in _same(elements=elements, sectors=sectors)


@pytest.mark.parametrize(
    ("results", "said"),
    [
        ({"title_words": "differs", "event_hours": "differs", "participants_total": "agrees"},
         "titles and hours differ, participants agree."),
        ({"title": "partly", "event_hours": "missing"}, "titles agree in part."),
        ({"core_element": "agrees", "sector": "differs"}, "sectors differ."),
        (dict.fromkeys(("title", "numbers", "event_hours", "participants_total", "sector", "summary"), "differs"),
         "titles, numbers in the titles, hours and 3 more differ."),
        ({}, "nothing else can be compared."),
        ({"baseline": "agrees", "provider_hours": "differs"}, "nothing else can be compared."),
        ({"title": "agrees", "rivals": "differs"}, "another report fits about as well; titles agree."),
    ],
)  # fmt: skip
def test_how_the_reports_compare(results: dict[str, str], said: str) -> None:
    assert _same(results=results).endswith(f"; {said}")


def test_declared_work_says_who_declares_it_and_who_is_silent() -> None:
    facts = replace(USUAL, results={"event_hours": "differs"})
    work = "a joint training on financing with the Ohio Department of Education on March 12, 2026"
    assert tell_declared(facts, "both", "project") == f"Center A and Center B both declare {work}; hours differ."
    assert tell_declared(facts, "b", "name") == (
        f"Center B names Center A as a partner in {work}; Center A does not name Center B; hours differ."
    )
    assert tell_declared(facts, "a", "reference") == (
        f"Center A refers to Center B's report of {work}; Center B does not refer to Center A's; hours differ."
    )
    assert tell_declared(facts, "third", "third", "Center C") == (
        f"Center C names Center A and Center B as partners in {work}; neither names the other; hours differ."
    )


def test_declared_work_says_where_one_side_is_behind() -> None:
    facts = replace(USUAL, a=replace(SIDE, status="planned"))
    assert "; Center A has it as planned, Center B as completed; " in tell_declared(facts, "both", "project")


def test_an_opportunity_says_where_both_stand() -> None:
    a = replace(SIDE, status="planned", first=_day("2026-03-03"), end=_day("2026-03-05"))
    b = replace(OTHER, kind="request", form="", status="requested", end=_day("2026-06-10"), is_end_assumed=True)
    facts = replace(USUAL, a=a, b=b, results={"window": "agrees"})
    assert tell_opportunity(facts) == (
        "Center A plans a training (March 3 to 5, 2026) and Center B has on record a request for help (from March 12, "
        "2026, end not stated), both on financing in Ohio; their dates overlap."
    )
    near = tell_opportunity(replace(facts, results={"window": "differs"}, elements=(), sectors=()))
    assert near.endswith("end not stated) in Ohio; their dates are close.")


def test_facts_are_read_from_the_records_and_free_text_is_not(make_records: Any) -> None:
    from transforms.overlaps.matched import describe_work
    from transforms.overlaps.settings import OverlapSettings

    records = make_records({"title": "Quux", "jurisdiction": ["OH", "MI"]}, {"provider_id": "b", "sector": "health"})
    work = describe_work(records.assign(recipient_name="Office", summary="Quux"), date(2026, 3, 4), OverlapSettings())
    left, right = (work.provider[:1] * 0, work.provider[:1] * 0 + 1)
    (facts,) = facts_of(work, left, right, {"a": "Center A"}, results_by_field(["title"], work.provider[:1, None] * 0))
    assert (facts.a.provider, facts.b.provider, facts.recipient) == ("Center A", "b", "Office")
    assert (facts.places, facts.elements, facts.sectors, facts.day_gap) == (("OH",), ("financing",), (), 0)
    assert facts.results == {"title": "differs"}
    assert "quux" not in repr(facts).casefold()
