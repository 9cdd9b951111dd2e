"""Figures on delivered activities: reported as the partners told them, counted once for joint work."""

from __future__ import annotations

import json

import pandas as pd

from contracts.fields import MULTI
from transforms.measures.selection import first_days
from transforms.overlaps.counting import delivered_activities, group_activities

COUNTS = ["reported", "counted"]
"""`reported`: records; `counted`: activities, joint work once."""


def tell_activities(records: pd.DataFrame, overlaps: pd.DataFrame) -> pd.DataFrame:
    """Delivered activities with `activity` (the same number for all reports of one), first_day and is_lead."""
    delivered = delivered_activities(records)
    return delivered.assign(
        activity=group_activities(delivered, overlaps),
        first_day=first_days(delivered),
        is_lead=_is_lead(delivered["partners"]),
    )


def count_by_code(activities: pd.DataFrame, field: str) -> pd.DataFrame:
    """One row a code: code, reported, counted. Work with several codes counts under each: rows do not add up."""
    codes = activities[field].fillna("").astype("str").str.split(MULTI).explode()
    told = pd.DataFrame({"code": codes, "activity": activities["activity"].reindex(codes.index)})
    return _count(told[told["code"] != ""], "code")


def count_by_month(activities: pd.DataFrame) -> pd.DataFrame:
    """One row a month in which activities began: month (its first day), reported, counted; an activity once, by the
    first day that any partner tells."""
    dated = activities.dropna(subset="first_day")
    begun = dated.groupby("activity")["first_day"].transform("min").astype("datetime64[s]")
    return _count(dated.assign(month=begun.dt.to_period("M").dt.to_timestamp()), "month")


def count_by_fiscal_year(activities: pd.DataFrame) -> pd.DataFrame:
    """One row a federal fiscal year (October to September): fiscal_year, reported, counted."""
    dated = activities.dropna(subset="first_day")
    begun = dated.groupby("activity")["first_day"].transform("min").astype("datetime64[s]")
    return _count(dated.assign(fiscal_year=begun.dt.year + (begun.dt.month >= 10)), "fiscal_year")


def sum_hours_by_intensity(activities: pd.DataFrame) -> pd.DataFrame:
    """One row an intensity: event_hours (a joint event's once), provider_hours (all partners' own work, summed).

    A joint event's hours and intensity are the lead's, else the largest that any partner tells. An activity without
    hours adds nothing: `without_hours` says how many there are.
    """
    events = choose_values(activities, ["event_hours"])
    by_event = events.groupby(events["intensity"].fillna("unknown"))["event_hours"]
    table = pd.DataFrame(
        {"event_hours": by_event.sum(), "without_hours": by_event.apply(lambda v: int(v.isna().sum()))}
    )
    own = activities.groupby(activities["intensity"].fillna("unknown"))["provider_hours"].sum()
    table["provider_hours"] = own.reindex(table.index).fillna(0.0)
    return table.rename_axis("intensity").reset_index()


def sum_participants(activities: pd.DataFrame) -> int:
    """Attendances: for a joint event the lead's figure, else the largest; never the sum over its partners."""
    return int(choose_values(activities, ["participants_total"])["participants_total"].sum())


def choose_values(activities: pd.DataFrame, fields: list[str]) -> pd.DataFrame:
    """One row an activity: of each field the lead's value, else the largest; intensity of the report that gave it."""
    chosen = activities.sort_values("is_lead", ascending=False, kind="stable").groupby("activity", sort=True)
    table = pd.DataFrame({"intensity": chosen["intensity"].first()})
    for field in fields:
        lead = activities[activities["is_lead"]].groupby("activity")[field].max()
        table[field] = lead.reindex(table.index).fillna(activities.groupby("activity")[field].max())
    return table.reset_index()


def count_cells(activities: pd.DataFrame, rows: str, columns: str) -> pd.DataFrame:
    """One row a pair of codes (for example jurisdiction and core_element): counted activities under both."""
    long = activities[["activity"]].copy()
    for field in (rows, columns):
        values = activities[field].fillna("").astype("str").str.split(MULTI)
        long = long.join(values.rename(field)) if field not in long.columns else long
        long = long.explode(field)
        long = long[long[field] != ""]
    if long.empty:
        return pd.DataFrame({rows: pd.Series(dtype="str"), columns: pd.Series(dtype="str"), "counted": []})
    return long.groupby([rows, columns])["activity"].nunique().rename("counted").reset_index()


def _count(told: pd.DataFrame, by: str) -> pd.DataFrame:
    grouped = told.groupby(by, sort=True)["activity"]
    return pd.DataFrame({"reported": grouped.size(), "counted": grouped.nunique()}).reset_index()


def _is_lead(partners: pd.Series) -> pd.Series:
    """Whether a report says that its own provider leads: it names partners, and none of them as the lead."""
    return partners.fillna("").map(lambda cell: bool(roles := _roles(cell)) and "lead" not in roles).astype(bool)


def _roles(cell: str) -> list[str]:
    try:
        return [str(one.get("role", "")) for one in json.loads(cell)]
    except (ValueError, AttributeError, TypeError):
        return []
