"""Opportunities as the rules say them, one pair after the other: what the fast search has to equal."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from itertools import combinations
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import strategies as st

from contracts.fields import MULTI
from contracts.jurisdictions import REGIONS
from transforms.overlaps.settings import OverlapSettings

Record = dict[str, Any]
Key = tuple[str, str]

TODAY = date(2026, 3, 4)
OVER = ("completed", "declined", "withdrawn", "cancelled")


def window(record: Record, today: date, settings: OverlapSettings) -> tuple[date, date] | None:
    """First and last day of a record's work."""
    first, precision = record["actual_start"], record.get("actual_start_precision", "day")
    if first is None:
        first, precision = record["planned_start"], record.get("planned_start_precision", "day")
    asked = record["requested_on"]
    if first is None or (record["record_kind"] == "request" and asked is not None):
        first, precision = asked, "day"
    if first is None:
        return None
    begin = date.fromisoformat(first)
    latest = _month_end(begin) if precision == "month" else begin
    said = record["actual_end"] or record["planned_end"]
    length = settings.expected_days.get(record["record_kind"], 1)
    end = max(date.fromisoformat(said), latest) if said else latest + timedelta(days=length - 1)
    goes_on = record["record_kind"] == "request" or record["lifecycle_status"] == "in_progress"
    if goes_on and record["lifecycle_status"] not in OVER:
        end = max(end, today)
    return begin, end


def places(record: Record) -> dict[str, str]:
    """Where a record's work is, and whether it is there in full or as part of a region."""
    if record["record_kind"] == "product":
        return {"products": "full"}
    named = [code for code in (record["jurisdiction"] or "").split(MULTI) if code]
    if record["geographic_scope"] == "national":
        return {"national": "full"}
    if record["geographic_scope"] != "regional":
        return dict.fromkeys(named, "full")
    region = record["acf_region"]
    states = dict.fromkeys([*named, *(REGIONS[region] if region else ())], "lower")
    return {**states, **({f"region {region}": "full"} if region else {})}


def meets_at(one: Record, other: Record) -> list[str]:
    """Places at which two records meet."""
    here, there = places(one), places(other)
    return [place for place in here if place in there and "full" in (here[place], there[place])]


def shared(one: Record, other: Record, name: str) -> set[str]:
    """Codes that both records name."""
    return set((one[name] or "").split(MULTI)) & set((other[name] or "").split(MULTI)) - {""}


def score(one: Record, other: Record, today: date, settings: OverlapSettings) -> int:
    """Hundredths of a pair's score, 0 where it is no opportunity."""
    windows = [window(record, today, settings) for record in (one, other)]
    elements, sectors = shared(one, other, "core_element"), shared(one, other, "sector")
    meets = meets_at(one, other)
    if None in windows or one["provider_id"] == other["provider_id"] or not (elements or sectors) or not meets:
        return 0
    (start, end), (other_start, other_end) = windows  # type: ignore[misc]
    gap = max((start - other_end).days, (other_start - end).days, 0)
    reach = today - timedelta(days=settings.past_days)
    is_open = [record["lifecycle_status"] not in OVER for record in (one, other)]
    is_product = [record["record_kind"] == "product" for record in (one, other)]
    if gap > settings.near_days or end < reach or other_end < reach or not any(is_open):
        return 0
    if "lesson" in (one["record_kind"], other["record_kind"]) or is_product[0] != is_product[1]:
        return 0
    found = 15 * min(len(elements), 3) + 8 * min(len(sectors), 3) + (20 if gap == 0 else 5) + (8 if all(is_open) else 0)
    if not is_product[0]:
        full = any(places(one)[place] == places(other)[place] == "full" for place in meets)
        return found + (10 if full else 0)
    words = [set(record["title"].lower().split()) for record in (one, other)]
    alike = len(words[0] & words[1]) / len(words[0] | words[1])
    return found + round(30 * alike) if all(is_open) and alike >= 1 / 3 else 0


def key(record: Record) -> Key:
    """What names a record."""
    return record["provider_id"], record["source_record_id"]


def every_opportunity(
    records: list[Record], today: date, settings: OverlapSettings, excluded: frozenset[tuple[Key, Key]] = frozenset()
) -> dict[tuple[Key, Key], tuple[int, list[str]]]:
    """All pairs that are opportunities: score and places, by keys in order."""
    found = {}
    for one, other in combinations(sorted(records, key=key), 2):
        hundredths = score(one, other, today, settings)
        if hundredths and (key(one), key(other)) not in excluded:
            found[key(one), key(other)] = hundredths, meets_at(one, other)
    return found


def offered(every: dict[tuple[Key, Key], tuple[int, list[str]]], top: int) -> dict[tuple[Key, Key], int]:
    """Pairs that are among the best of one of their providers at one of their places, with their score."""
    groups = defaultdict(list)
    for pair, (hundredths, met) in every.items():
        for place in met:
            for provider, _ in pair:
                groups[provider, place].append((-hundredths, pair))
    return {pair: -negative for ranked in groups.values() for negative, pair in sorted(ranked)[:top]}


def _month_end(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)


DAYS = st.integers(-120, 90).map(lambda days: str(TODAY + timedelta(days=days)))
PLACES = [
    ("state", "OH", None), ("state", "MI", None), ("state", "AZ", None), ("multi_state", f"OH{MULTI}MI", None),
    ("tribal", "TR-navajo", None), ("tribal", f"AZ{MULTI}TR-navajo", None), ("regional", None, 5),
    ("regional", "OH", None), ("regional", f"MI{MULTI}AZ", 9), ("national", None, None), ("national", "OH", None),
]  # fmt: skip


@st.composite
def record_of(draw: st.DrawFn, number: int) -> Record:
    """A record of some kind, state, place, subjects and days."""
    kind = draw(st.sampled_from(["activity", "engagement", "plan", "request", "product", "lesson"]))
    scope, jurisdiction, region = draw(st.sampled_from(PLACES))
    days = sorted([draw(DAYS), draw(DAYS)])
    status = draw(st.sampled_from(["planned", "in_progress", "requested", "suspended", "completed", "withdrawn"]))
    lasts = draw(st.booleans())
    stem = draw(st.sampled_from(["actual", "planned"]))
    said: dict[str, str | None] = {"actual_start": None, "actual_end": None, "planned_start": None, "planned_end": None}
    said |= {f"{stem}_start": days[0], f"{stem}_end": days[1] if lasts else None}
    elements = draw(st.sets(st.sampled_from(["financing", "governance", "standards"]), max_size=3))
    sectors = draw(st.sets(st.sampled_from(["health", "child_welfare"]), max_size=2))
    return {
        "provider_id": draw(st.sampled_from(["a", "b", "c"])),
        "source_record_id": f"R{number}",
        "record_kind": kind, "lifecycle_status": status, **said,
        f"{stem}_start_precision": draw(st.sampled_from(["day", "day", "month"])),
        "requested_on": draw(st.one_of(st.none(), DAYS)),
        "geographic_scope": scope, "jurisdiction": jurisdiction, "acf_region": region,
        "core_element": MULTI.join(sorted(elements)) or None,
        "sector": MULTI.join(sorted(sectors)) or None,
        "title": " ".join(draw(st.permutations(["toolkit", "budget", "screening", "ohio"]))[: draw(st.integers(1, 4))]),
    }  # fmt: skip


@st.composite
def worlds(draw: st.DrawFn, most: int = 14) -> list[Record]:
    """Some records."""
    return [draw(record_of(number)) for number in range(draw(st.integers(0, most)))]


@pytest.fixture(scope="session")
def oracle() -> Any:
    """The rules, pair by pair, and worlds to apply them to."""
    return SimpleNamespace(
        every_opportunity=every_opportunity, offered=offered, worlds=worlds, record_of=record_of, key=key,
        window=window, shared=shared,
    )  # fmt: skip
