"""What the analysts' questions must answer on the demo, worked out from its truth: no SQL, no line of the product.

An answer is a list of mappings, one a row, in no order. `today` is the day of the last night and `fiscal_year` 2026
wherever a question asks for one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from itertools import combinations
from typing import Any

import pandas as pd

from contracts.fields import MULTI
from demo.expectation import expected_night, expected_pairs, expected_standing
from demo.further_reports import FEEDBACK, INPUTS, expected_further, standing_rows
from demo.truth import Truth

YEAR = 2026
STARTED = ("completed", "in_progress")
OPEN = ("requested", "triaged", "planned", "scheduled", "in_progress", "suspended")
SCOPED = ("systems_building", "cross_sector")
Row = dict[str, Any]
Key = tuple[str, str]

_SEVERAL = ("sponsor_office", "jurisdiction", "sector", "core_element", "partner_source_ref", "topic")


class World:
    """What stands after a night and an analyst may see: every record as a mapping, and which activities are one."""

    def __init__(self, truth: Truth, night: int) -> None:
        self.truth, self.night, self.today = truth, night, truth.nights[night - 1]
        stands = [_plain(row) for row in expected_standing(truth, night).to_dict("records")]
        self.records = [row for row in stands if row["sharing_level"] != "provider_only"]
        self.pairs = expected_pairs(truth, night)
        matched = {
            row["key"] for row in self.records
            if row["scope_class"] in SCOPED and row["sharing_level"] in ("partners", "public")
        }  # fmt: skip
        declared = [
            ((p.left_provider, p.left_record_id), (p.right_provider, p.right_record_id))
            for p in self.pairs[self.pairs["label"] == "declared_joint"].itertuples()
        ]
        self.declared = [pair for pair in declared if matched.issuperset(pair)]
        group = _groups(self.declared)
        self.activities = [row for row in self.records if row["record_kind"] == "activity"]
        by_group: dict[Any, list[Row]] = defaultdict(list)
        for row in self.activities:
            row["group"] = group.get(row["key"], row["key"])
            by_group[row["group"]].append(row)
        for row in self.activities:
            fellows = by_group[row["group"]]
            done = [_begin(other) for other in fellows if other["lifecycle_status"] in STARTED]
            row["began"] = min(filter(None, done), default=_begin(row))
            row["year"] = fiscal_year(row["began"])
            row["together"] = {sector for other in fellows for sector in other["sector"]}
            row["is_joint"] = len({other["provider_id"] for other in fellows}) > 1 or bool(
                row["joint_project_id"] or row["partners"] or row["partner_source_ref"]
            )
        self.delivered = [row for row in self.activities if row["lifecycle_status"] in STARTED]


def fiscal_year(day: date | None) -> int | None:
    """October to September."""
    return None if day is None else day.year + (day.month >= 10)


def _plain(row: Row) -> Row:
    plain: Row = {}
    for name, value in row.items():
        missing = value is None or value is pd.NaT or value is pd.NA or value != value
        if name in _SEVERAL:
            plain[name] = [] if missing else str(value).split(MULTI)
        else:
            plain[name] = None if missing else value.date() if isinstance(value, pd.Timestamp) else value
    return plain | {"key": (row["provider_id"], row["source_record_id"])}


def _begin(row: Row) -> date | None:
    return row["actual_start"] or row["planned_start"]


def _groups(pairs: Iterable[tuple[Key, Key]]) -> dict[Key, Key]:
    """Key to the smallest key that pairs tie it to."""
    group: dict[Key, Key] = {}
    for one, other in pairs:
        merged = min(group.get(one, one), group.get(other, other))
        old = {group.get(one, one), group.get(other, other)}
        group |= {key: merged for key, known in group.items() if known in old} | {one: merged, other: merged}
    return group


def _count(rows: Iterable[Row], keys: Callable[[Row], Iterable[tuple[Any, ...]]]) -> dict[tuple[Any, ...], list[Row]]:
    found: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in rows:
        for key in keys(row):
            found[key].append(row)
    return found


def _activities(rows: Iterable[Row]) -> int:
    return len({row["group"] for row in rows})


def _this_year(world: World) -> list[Row]:
    return [row for row in world.delivered if row["year"] == YEAR]


def unduplicated(world: World) -> list[Row]:
    """1, and the first columns of 13."""
    found = _count(world.delivered, lambda r: [(r["year"], office) for office in (*r["sponsor_office"], "all")])
    return [
        {"fiscal_year": year, "sponsor_office": office, "reported": len(rows), "counted": _activities(rows)}
        for (year, office), rows in found.items()
    ]


def core_element_by_sector(world: World) -> list[Row]:
    """3."""
    cells = _count(_this_year(world), lambda r: [(e, s) for e in r["core_element"] for s in r["sector"]])
    return [
        {"core_element": element, "sector": sector, "reported": len(rows), "counted": _activities(rows)}
        for (element, sector), rows in cells.items()
    ]


def without_systems_building(world: World) -> set[str]:
    """2: which of the jurisdictions that any record names have none."""
    named = {place for row in world.records for place in row["jurisdiction"]}
    served = {p for r in _this_year(world) if r["scope_class"] == "systems_building" for p in r["jurisdiction"]}
    return named - served


def intensive(world: World) -> list[Row]:
    """4."""
    first, last = date(YEAR - 1, 10, 1), date(YEAR, 9, 30)
    deep = [
        row for row in world.records
        if row["intensity"] == "intensive_sustained" and row["record_kind"] in ("engagement", "activity")
        and row["lifecycle_status"] in STARTED and row["actual_start"] and row["actual_start"] <= last
        and (row["lifecycle_status"] == "in_progress" or (row["actual_end"] or row["actual_start"]) >= first)
    ]  # fmt: skip
    places = _count(deep, lambda r: [(place,) for place in r["jurisdiction"] if not place.startswith("TR-")])
    return [
        {"jurisdiction": place, "providers": len({row["provider_id"] for row in rows}),
         "engagements": sum(row["record_kind"] == "engagement" for row in rows),
         "activities": sum(row["record_kind"] == "activity" for row in rows)}
        for (place,), rows in places.items() if len({row["provider_id"] for row in rows}) > 1
    ]  # fmt: skip


def open_requests(world: World) -> list[Row]:
    """5, of those that tell the day; more than 30 days."""
    return [
        {"provider_id": row["provider_id"], "source_record_id": row["source_record_id"],
         "open_days": (world.today - row["requested_on"]).days}
        for row in world.records
        if row["record_kind"] == "request" and row["lifecycle_status"] in OPEN and row["requested_on"]
        and (world.today - row["requested_on"]).days > 30
    ]  # fmt: skip


def hours_by_intensity(world: World) -> list[Row]:
    """8: activities and what the providers worked; of an activity, the lead's intensity, else the first provider's."""
    found: dict[str, Row] = {}
    for rows in _count(_this_year(world), lambda r: [(r["group"],)]).values():
        if len({row["intensity"] or "unknown" for row in rows}) > 1:
            continue
        cell = found.setdefault(rows[0]["intensity"] or "unknown", {"activities": 0, "provider_hours": 0.0})
        cell["activities"] += 1
        cell["provider_hours"] += sum(row["provider_hours"] or 0 for row in rows)
    return [{"intensity": name, **cell} for name, cell in found.items()]


def joint_share(world: World) -> list[Row]:
    """9."""
    found = _count([r for r in world.delivered if r["scope_class"] in SCOPED], lambda r: [(r["year"],)])
    return [
        {"fiscal_year": year, "counted": _activities(rows), "joint": _activities(r for r in rows if r["is_joint"])}
        for (year,), rows in found.items()
    ]


def partnerships(world: World) -> list[Row]:
    """10: pairs of records that are declared joint, by providers."""
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for one, other in world.declared:
        a, b = sorted((one[0], other[0]))
        counts[a, b] += 1
    return [{"provider_id_a": a, "provider_id_b": b, "joint_pairs": n} for (a, b), n in counts.items()]


def feedback(world: World) -> list[Row]:
    """14."""
    roles = {"Parents": "family_member", "Teachers": "provider_practitioner", "State staff": "state_agency"}
    rows = standing_rows(world.truth, FEEDBACK, world.night)
    found = []
    for who, role in roles.items():
        mine = [row for row in rows if row["Who"] == who]
        once: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for row in mine:
            once[row["Session"], row["Day"]].append(row)
        n = sum(max(int(row["Answers"]) for row in answers) for answers in once.values())
        asked = sum(max(int(row["Asked"]) for row in answers) for answers in once.values())
        found.append({"respondent_role": role, "questions": len(mine), "respondents": n, "invited": asked})
    return found


def cross_sector(world: World) -> list[Row]:
    """16."""
    found = _count(
        [r for r in world.delivered if r["scope_class"] in SCOPED],
        lambda r: [(date(r["began"].year, 3 * ((r["began"].month - 1) // 3) + 1, 1),)],
    )
    return [
        {"quarter_start": quarter, "counted": _activities(rows),
         "cross_sector": _activities(r for r in rows if len(r["together"]) > 1)}
        for (quarter,), rows in found.items()
    ]  # fmt: skip


def tribes_and_territories(world: World) -> list[Row]:
    """17."""
    territories = ("PR", "VI", "GU", "AS", "MP", "FM", "MH", "PW")
    found = _count(_this_year(world), lambda r: [(place,) for place in r["jurisdiction"]])
    return [
        {"jurisdiction": place, "reported": len(rows), "counted": _activities(rows)}
        for (place,), rows in found.items() if place.startswith("TR-") or place in territories
    ]  # fmt: skip


def common_products(world: World) -> list[Row]:
    """18: products that two providers report and declare joint, or that name a partner."""
    group = _groups(world.declared)
    products = [row for row in world.records if row["record_kind"] == "product"]
    made = _count(products, lambda r: [(group.get(r["key"], r["key"]),)])
    return [
        {"product_id": "/".join(min(row["key"] for row in rows)), "reports": len(rows)}
        for rows in made.values() if len({row["provider_id"] for row in rows}) > 1 or any(r["partners"] for r in rows)
    ]  # fmt: skip


def unanswered_input(world: World) -> list[Row]:
    """19: what a sponsor gave by the night; the demo answers it after the second night, without closing it."""
    given = [told for night, told in INPUTS if night <= world.night and told["from"].startswith("sponsor:")]
    state = "new" if world.night < 2 else "in_progress"
    return [{"sponsor_office": told["from"].removeprefix("sponsor:"), "disposition": state} for told in given]


def scope_mix(world: World) -> list[Row]:
    """22."""
    found = _count(world.delivered, lambda r: [(r["year"], r["scope_class"])])
    return [
        {"fiscal_year": year, "scope_class": scope, "reported": len(rows), "counted": _activities(rows)}
        for (year, scope), rows in found.items()
    ]


def planned_ahead(world: World) -> list[Row]:
    """6: reports of work that begins, or may begin, in the next 90 days, by place; none under another that counts."""
    last = world.today + timedelta(days=90)
    plans, has_delivered = _plans(world)
    ahead = [
        row for row in world.records
        if row["lifecycle_status"] in ("planned", "scheduled") and row["planned_start"]
        and row["record_kind"] in ("plan", "engagement", "activity")
        and (row["provider_id"], row["parent_record_id"]) not in plans
        and not (row["record_kind"] == "plan" and row["key"] in has_delivered)
        and _last_day(row["planned_start"], row["planned_start_precision"]) >= world.today
        and row["planned_start"] <= last
    ]  # fmt: skip
    keys = {row["key"] for row in ahead}
    top = [row for row in ahead if (row["provider_id"], row["parent_record_id"]) not in keys]
    places = _count(top, lambda r: [(place,) for place in r["jurisdiction"] or [r["geographic_scope"]]])
    return [{"place": place, "reported": len(rows)} for (place,), rows in places.items()]


def _last_day(day: date, precision: str) -> date:
    months = {"month": 1, "quarter": 3, "year": 12}.get(precision, 0)
    if not months:
        return day
    at = day.month - 1 + months
    return date(day.year + at // 12, at % 12 + 1, 1) - timedelta(days=1)


def joined_pairs(world: World) -> set[tuple[Key, Key]]:
    """Every two activities that count as one."""
    found = _count(world.activities, lambda r: [(r["group"],)])
    return {pair for rows in found.values() for pair in combinations(sorted(row["key"] for row in rows), 2)}


def planned_against_delivered(world: World) -> list[Row]:
    """7: what was planned by the year of its planned start; what stands under a plan belongs to it."""
    plans, has_delivered = _plans(world)
    planned = [
        row for row in world.records
        if row["record_kind"] in ("plan", "engagement", "activity") and row["planned_start"]
        and (row["provider_id"], row["parent_record_id"]) not in plans
    ]  # fmt: skip
    found = _count(planned, lambda r: [(fiscal_year(r["planned_start"]), r["provider_id"])])
    return [
        {"fiscal_year": year, "provider_id": provider, "planned": len(rows),
         "delivered": sum(_is_delivered(row, has_delivered) for row in rows)}
        for (year, provider), rows in found.items()
    ]  # fmt: skip


def _plans(world: World) -> tuple[set[Key], set[tuple[str, str | None]]]:
    """Keys of the plans, and of records under which something is delivered."""
    plans = {row["key"] for row in world.records if row["record_kind"] == "plan"}
    has_delivered = {
        (row["provider_id"], row["parent_record_id"]) for row in world.records
        if row["record_kind"] in ("engagement", "activity") and row["lifecycle_status"] in STARTED
    }  # fmt: skip
    return plans, has_delivered


def _is_delivered(row: Row, has_delivered: set[tuple[str, str | None]]) -> bool:
    if row["record_kind"] == "plan":
        return row["key"] in has_delivered
    return row["lifecycle_status"] in STARTED


def reported_nights(world: World) -> list[Row]:
    """20: on how many nights each provider's report was good, and rows of the good ones."""
    nights: dict[str, list[Any]] = defaultdict(list)
    for night in range(1, world.night + 1):
        for provider, told in (expected_night(world.truth, night) | expected_further(world.truth, night)).items():
            nights[provider].append(told)
    good = ("accepted", "partly_accepted", "unchanged")
    return [
        {"provider_id": provider, "reported": sum(told.outcome in good for told in each),
         "delivered_rows": sum(told.delivered for told in each if told.outcome in good),
         "rejected_rows": sum(told.rejected for told in each if told.outcome in good)}
        for provider, each in nights.items()
    ]  # fmt: skip
