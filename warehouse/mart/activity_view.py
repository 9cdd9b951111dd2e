"""The view on activities: each report of a session, with the activity that it tells of, which counts once."""

from __future__ import annotations

from warehouse.mart.joining import own_key
from warehouse.mart.outside import counted_records
from warehouse.mart.view import Told, View

_ACTIVITY = f"""WITH {counted_records()}
SELECT f.provider_id, f.source_record_id,
    coalesce(c.activity_id, {own_key("f")}) AS activity_id,
    coalesce(c.is_counted, true) AS is_counted,
    coalesce(c.least_id, {own_key("f")}) AS least_id,
    f.is_delivered, coalesce(c.began_on, f.actual_start, f.planned_start) AS began_on,
    coalesce(c.fiscal_year, f.fiscal_year) AS fiscal_year,
    coalesce(c.providers, 1) AS providers,
    coalesce(c.providers > 1, false) OR f.names_joint_work AS is_joint,
    coalesce(c.is_cross_sector, cardinality(f.sector) > 1, false) AS is_cross_sector,
    f.scope_class, f.sharing_level, f.lifecycle_status, f.sponsor_office, f.geographic_scope, f.jurisdiction,
    f.sector, f.core_element, f.intensity, f.event_hours, f.provider_hours, f.participants_total,
    c.activity_number, c.least_number
FROM mart.record_fact f LEFT JOIN counted c USING (version_number)
WHERE f.record_kind = 'activity'"""  # noqa: S608  (ours)

ACTIVITY = View(
    _ACTIVITY,
    "One row a report of a session of technical assistance. Rows are reports; count distinct activity_id for activities"
    " counted once. An activity in several states counts in each, so state counts add up to more than the national one",
    {
        "activity_id": "The same for all reports of one declared or confirmed joint activity: the smallest of their "
        "keys. The number of different ones is the unduplicated count",
        "is_counted": "True in one row of each activity: over all rows the sum of it is the unduplicated count; over "
        "some rows, count distinct activity_id instead",
        "least_id": "As activity_id, were all probable duplicates real: the number of different ones is the least that "
        "the count may be",
        "is_delivered": "Whether it took place: completed or in progress; what is planned never counts as delivered",
        "began_on": "First day of the activity that any of its reports tells, as delivered, else as planned",
        "fiscal_year": Told("Federal fiscal year, October to September, of began_on: 2026 ends in September 2026",
                            adds="no"),
        "providers": Told("Providers that report the activity", "providers", adds="no"),
        "is_joint": "Whether this report names a partner or a joint project, or another provider reports it, too",
        "is_cross_sector": "Whether its reports together name two or more sectors",
        "activity_number": Told(
            "The same for all reports of one activity, as activity_id; missing where no other report is surely of it. "
            "count(*) of those without it plus count(DISTINCT activity_number) counts activities, and much sooner",
            adds="no",
        ),
        "least_number": Told("As activity_number, were all probable duplicates real", adds="no"),
    },
    is_barrier=True,
)
