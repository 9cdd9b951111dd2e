"""The data of a sponsor report: everything that the page says, frozen, so that rendering only arranges it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd

from contracts.codes import CORE_ELEMENT, INTENSITY, SECTOR, SPONSOR_OFFICE
from contracts.states import MAYBE, SURE
from reports.coverage import count_multi_state, list_gaps, list_places, tile_map
from reports.describing import describe_subject, labels_of, rows_of, say_labels, say_when, say_where, status_label
from reports.efforts import list_efforts
from reports.invitations import list_invitations
from reports.submissions import list_submissions
from reports.visibility import funded_by, shared_among_partners, visible_to, without_stale_plans
from transforms.measures.activities import (
    count_by_code,
    count_by_month,
    sum_hours_by_intensity,
    sum_participants,
    tell_activities,
)  # fmt: skip
from transforms.measures.selection import in_period, open_requests, plans_ahead
from transforms.overlaps.counting import (
    KEY,
    count_activities,
    delivered_activities,
)  # fmt: skip
from transforms.overlaps.settings import OverlapSettings
from transforms.overlaps.sponsor_links import sponsor_links
from transforms.periods import fiscal_year
from transforms.phrases import say_day, say_month, say_span

SCHEMA = "sponsor-report-1"
"""Changes whenever the shape of the data below does."""

PLAN_DAYS = 90
MOST_SHOWN = 50


@dataclass(frozen=True)
class SponsorInputs:
    """What a sponsor report is made from.

    Attributes:
        records: one row a record that stands, canonical columns, with titles only where they may be read.
        overlaps: one row a pair, as mart.overlap.
        providers: one row a provider: provider_id, provider_name, last_good_at, is_current, tries, and
            is_text_cleared, late_after_days where known.
        office: the sponsor office's code; None for all offices together.
        period: first and last day; activities that began in it are counted.
        today: the night's date: plans and requests are as of it.
        known_at: moment of the last load that is in the figures, UTC.
        load_number: number of that load.
        edition: name of this edition, for example 2026-03-04.
    """

    records: pd.DataFrame
    overlaps: pd.DataFrame
    providers: pd.DataFrame
    office: str | None
    period: tuple[date, date]
    today: date
    known_at: datetime | None
    load_number: int
    edition: str


def collect_sponsor_report(inputs: SponsorInputs) -> dict[str, Any]:
    """The frozen data of one edition: texts, numbers, lists and mappings only, the same for the same inputs."""
    names = _names(inputs.providers)
    cleared = _cleared(inputs.providers)
    funded_all = funded_by(inputs.records, inputs.office)
    submissions = list_submissions(inputs.providers, set(funded_all["provider_id"]), inputs.today)
    not_current = [row["provider_id"] for row in submissions if row["state"] in ("missing", "not_current")]
    records = without_stale_plans(visible_to(inputs.records, inputs.office), not_current)
    funded = records[records.index.isin(funded_all.index)]
    shared = shared_among_partners(records)
    told = in_period(funded, *inputs.period)
    own_overlaps = _with_own_links(records, inputs)
    activities = tell_activities(told, own_overlaps)
    covered = tell_activities(in_period(shared, *inputs.period), inputs.overlaps)
    is_unknown = any(row["state"] != "in" for row in submissions)
    efforts = list_efforts(shared, inputs.overlaps, funded.index, inputs.period, names, cleared)
    return {
        "schema": SCHEMA,
        "head": _head(inputs),
        "count": _count(told, own_overlaps),
        "partners_count": _count(in_period(shared, *inputs.period), inputs.overlaps),
        "with_others": _count_with_others(told, shared, own_overlaps),
        "submissions": submissions,
        "efforts": efforts,
        "invitations": list_invitations(shared, inputs.overlaps, funded.index, names, cleared),
        "plans": _first(_plans(funded, inputs, names, cleared)),
        "requests": _first(_requests(funded, inputs, names, cleared)),
        "by_element": _by_label(activities, "core_element", CORE_ELEMENT),
        "by_sector": _by_label(activities, "sector", SECTOR),
        "by_month": _by_month(activities),
        "hours": _hours(activities),
        "participants": sum_participants(activities),
        "map": tile_map(activities),
        "places": list_places(activities),
        "multi_state": count_multi_state(activities),
        "gaps": list_gaps(covered, is_unknown),
        "is_unknown": is_unknown,
        "withheld": _withheld(funded, cleared),
    }  # fmt: skip


def _with_own_links(records: pd.DataFrame, inputs: SponsorInputs) -> pd.DataFrame:
    """What all partners see, and joint projects of work that is shared with this office alone: for its figures only."""
    if inputs.office is None:
        return inputs.overlaps
    links = sponsor_links(records, inputs.overlaps, inputs.office, today=inputs.today, settings=OverlapSettings())
    return inputs.overlaps if links.empty else pd.concat([inputs.overlaps, links], ignore_index=True)


def _count(records: pd.DataFrame, overlaps: pd.DataFrame) -> dict[str, int]:
    count = count_activities(records, overlaps)
    return {"reported": count.reported, "duplicates": count.duplicates, "counted": count.counted,
            "probable": count.probable, "least": count.least}  # fmt: skip


def _count_with_others(told: pd.DataFrame, shared: pd.DataFrame, overlaps: pd.DataFrame) -> dict[str, int]:
    """Reported activities that a record outside of these tells as well: declared by the partners, and probably."""
    own = pd.MultiIndex.from_frame(delivered_activities(told)[KEY])
    others = pd.MultiIndex.from_frame(shared[KEY]).difference(pd.MultiIndex.from_frame(told[KEY]))
    found = {}
    for name, dispositions in (("declared", SURE), ("probable", set(MAYBE) - set(SURE))):
        pairs = overlaps[overlaps["disposition"].isin(dispositions)]
        a, b = (pd.MultiIndex.from_frame(pairs[[f"{key}_{side}" for key in KEY]], names=KEY) for side in ("a", "b"))
        joined = [*a[a.isin(own) & b.isin(others)], *b[b.isin(own) & a.isin(others)]]
        found[name] = len(set(joined))
    return found


def fiscal_year_to_date(today: date) -> tuple[date, date]:
    """From October 1 through today."""
    return date(fiscal_year(today) - 1, 10, 1), today


def _head(inputs: SponsorInputs) -> dict[str, Any]:
    known = inputs.known_at
    return {
        "office": inputs.office or "all offices",
        "office_name": "All sponsor offices"
        if inputs.office is None
        else SPONSOR_OFFICE.get(inputs.office, inputs.office),
        "is_all": inputs.office is None,
        "period": say_span(*inputs.period),
        "fiscal_years": sorted({fiscal_year(day) for day in inputs.period}),
        "as_of": say_day(inputs.today),
        "known_at": "" if known is None else f"{say_day(known.date())}, {known:%H:%M} UTC",
        "load_number": inputs.load_number,
        "edition": inputs.edition,
        "plan_days": PLAN_DAYS,
    }


def _names(providers: pd.DataFrame) -> dict[str, str]:
    return {row["provider_id"]: row["provider_name"] for row in rows_of(providers)}


def _cleared(providers: pd.DataFrame) -> list[str]:
    if "is_text_cleared" not in providers.columns:
        return []
    return sorted(providers.loc[providers["is_text_cleared"].astype(bool), "provider_id"])


def _plans(
    funded: pd.DataFrame, inputs: SponsorInputs, names: Mapping[str, str], cleared: list[str]
) -> list[dict[str, Any]]:
    return [
        {
            "what": describe_subject(row, cleared), "where": _place(row), "when": say_when(row),
            "provider": names.get(row["provider_id"], row["provider_id"]),
            "status": status_label(row["lifecycle_status"]),
            "elements": say_labels(labels_of(row["core_element"], CORE_ELEMENT)),
        }
        for row in rows_of(plans_ahead(funded, inputs.today, PLAN_DAYS))
    ]  # fmt: skip


def _requests(
    funded: pd.DataFrame, inputs: SponsorInputs, names: Mapping[str, str], cleared: list[str]
) -> list[dict[str, Any]]:
    return [
        {
            "what": describe_subject(row, cleared), "where": _place(row),
            "provider": names.get(row["provider_id"], row["provider_id"]),
            "status": status_label(row["lifecycle_status"]),
            "open_days": None if pd.isna(row["open_days"]) else int(row["open_days"]),
        }
        for row in rows_of(open_requests(funded, inputs.today))
    ]  # fmt: skip


def _place(row: Mapping[Any, Any]) -> str:
    """Where, as a table's cell says it."""
    text = say_where(row).removeprefix("in ").removeprefix("for ")
    return text[:1].upper() + text[1:]


def _first(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """How many there are, and the first of them: long registers belong in a workbook."""
    return {"total": len(rows), "shown": rows[:MOST_SHOWN]}


def _by_label(activities: pd.DataFrame, field: str, codes: Mapping[str, str]) -> list[dict[str, Any]]:
    """One row a code of the list, those without activities too: a zero is a finding."""
    table = count_by_code(activities, field).set_index("code")
    return [
        {"label": text, "reported": _at(table, code, "reported"), "counted": _at(table, code, "counted")}
        for code, text in codes.items()
    ]


def _at(table: pd.DataFrame, code: str, column: str) -> int:
    return int(table.at[code, column]) if code in table.index else 0  # type: ignore[arg-type]


def _by_month(activities: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {"label": say_month(month.date()), "reported": int(reported), "counted": int(counted)}
        for month, reported, counted in count_by_month(activities).itertuples(index=False, name=None)
    ]


def _hours(activities: pd.DataFrame) -> list[dict[str, Any]]:
    table = sum_hours_by_intensity(activities).set_index("intensity")
    return [
        {"label": text, "event_hours": float(table.at[code, "event_hours"]),  # type: ignore[arg-type]
         "provider_hours": float(table.at[code, "provider_hours"]),  # type: ignore[arg-type]
         "without_hours": int(table.at[code, "without_hours"])}  # type: ignore[arg-type]
        for code, text in INTENSITY.items() if code in table.index
    ]  # fmt: skip


def _withheld(funded: pd.DataFrame, cleared: list[str]) -> dict[str, int]:
    """What is not shown as it was told, with how much of it there is."""
    own = funded["scope_class"].isin(["program_specific", "undetermined"])
    return {
        "described_by_codes": int((~funded["provider_id"].isin(cleared)).sum()),
        "outside_scope": int(own.sum()),
        "sponsor_only": int(funded["sharing_level"].eq("sponsor_only").sum()),
    }
