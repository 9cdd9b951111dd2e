"""The view on activities: each report of a session, with the activity that it tells of, which counts once."""

from __future__ import annotations

from warehouse.mart.joining import fiscal_year, own_key, ties
from warehouse.mart.view import Told, View

_DELIVERED = "lifecycle_status IN ('completed', 'in_progress')"

# Most activities have one report, so only those that pairs tie together are grouped.
_ACTIVITY = f"""WITH RECURSIVE {ties()}, tied_activity AS (
    SELECT t.sure_id, t.maybe_id, {own_key("r")} AS own_key, r.provider_id, r.source_record_id, r.lifecycle_status,
        r.actual_start, r.planned_start, r.sector
    FROM tied t JOIN mart.record r USING (provider_id, source_record_id) WHERE r.record_kind = 'activity'
), sure AS (
    SELECT m.sure_id, min(m.own_key COLLATE "C") AS activity_id, count(DISTINCT m.provider_id) AS providers,
        min(coalesce(m.actual_start, m.planned_start)) FILTER (WHERE m.{_DELIVERED}) AS began_on,
        count(DISTINCT s.code) > 1 AS is_cross_sector
    FROM tied_activity m LEFT JOIN LATERAL unnest(m.sector) AS s(code) ON true
    WHERE m.sure_id IS NOT NULL GROUP BY 1
), maybe AS (
    SELECT m.maybe_id, min(m.own_key COLLATE "C") AS activity_id FROM tied_activity m GROUP BY 1
), grouped AS (
    SELECT t.provider_id, t.source_record_id, s.activity_id, s.providers, s.began_on, s.is_cross_sector,
        m.activity_id AS least_id
    FROM tied_activity t LEFT JOIN sure s USING (sure_id) JOIN maybe m USING (maybe_id)
), told AS (
    SELECT a.*, g.activity_id, g.providers, g.is_cross_sector AS is_cross_sector_together, g.least_id,
        coalesce(g.began_on, a.actual_start, a.planned_start) AS began_on
    FROM mart.record a LEFT JOIN grouped g USING (provider_id, source_record_id)
    WHERE a.record_kind = 'activity'
)
SELECT t.provider_id, t.source_record_id,
    coalesce(t.activity_id, {own_key("t")}) AS activity_id,
    coalesce(t.activity_id = {own_key("t")}, true) AS is_counted,
    coalesce(t.least_id, {own_key("t")}) AS least_id,
    t.{_DELIVERED} AS is_delivered, t.began_on, {fiscal_year("t.began_on")} AS fiscal_year,
    coalesce(t.providers, 1) AS providers,
    coalesce(t.providers > 1, false) OR t.joint_project_id IS NOT NULL OR coalesce(t.partners <> '[]', false)
        OR coalesce(cardinality(t.partner_source_ref) > 0, false) AS is_joint,
    coalesce(t.is_cross_sector_together, cardinality(t.sector) > 1, false) AS is_cross_sector,
    t.scope_class, t.sharing_level, t.lifecycle_status, t.sponsor_office, t.geographic_scope, t.jurisdiction,
    t.sector, t.core_element, t.intensity, t.event_hours, t.provider_hours, t.participants_total
FROM told t"""  # noqa: S608  (ours)

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
    },
    is_barrier=True,
)
