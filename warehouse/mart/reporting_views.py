"""The views of schema `mart` on who reported when, and where nothing is reported."""

from __future__ import annotations

from collections.abc import Iterable

from contracts.codes import CORE_ELEMENT, IN_SCOPE
from contracts.jurisdictions import STATES, TERRITORIES
from warehouse.mart.joining import fiscal_year
from warehouse.mart.view import Told, View

_GOOD = "('accepted', 'partly_accepted', 'unchanged')"

_NIGHTS = """night AS (
    SELECT night FROM core.load WHERE KNOWN(load_number)
    UNION SELECT night FROM core.attempt t WHERE HAPPENED(t.finished_at)
)"""

_REPORTING_PANEL = f"""WITH {_NIGHTS}, month AS (
    SELECT m::date AS month, (m + interval '1 month')::date AS next_month FROM (
        SELECT generate_series(date_trunc('month', min(night)::timestamp),
            date_trunc('month', greatest(max(night), (SELECT mart.today()))::timestamp), interval '1 month') AS m
        FROM night) s
), good AS (
    SELECT DISTINCT d.provider_id, d.night FROM core.delivery d WHERE BELIEVED(d) AND d.verdict IN {_GOOD}
), tried AS (
    SELECT provider_id, night FROM core.delivery d WHERE BELIEVED(d)
    UNION SELECT provider_id, night FROM core.attempt t WHERE HAPPENED(t.finished_at)
), of_month AS (
    SELECT date_trunc('month', n.night::timestamp)::date AS month, count(*) AS nights, max(n.night) AS last_night
    FROM night n GROUP BY 1
), good_month AS (
    SELECT g.provider_id, date_trunc('month', g.night::timestamp)::date AS month, count(*) AS good_nights,
        max(g.night) AS last_good_night
    FROM good g GROUP BY 1, 2
), first_try AS (
    SELECT t.provider_id, min(t.night) AS night FROM tried t GROUP BY 1
), panel AS (
    SELECT p.provider_id, p.late_after_days, p.stands_in_days, m.month,
        min(g.month) OVER (PARTITION BY p.provider_id) AS first_month,
        coalesce(o.nights, 0) AS nights, o.last_night, coalesce(g.good_nights, 0) AS good_nights,
        max(g.last_good_night) OVER (PARTITION BY p.provider_id ORDER BY m.month) AS last_good_night
    FROM mart.provider p JOIN first_try f USING (provider_id)
    JOIN month m ON m.next_month > f.night
    LEFT JOIN of_month o ON o.month = m.month
    LEFT JOIN good_month g ON g.provider_id = p.provider_id AND g.month = m.month
)
SELECT provider_id, month, first_month, nights, good_nights,
    CASE WHEN nights > 0 THEN good_nights > 0 END AS is_reported,
    CASE WHEN nights > 0 THEN coalesce(last_night - last_good_night BETWEEN late_after_days + 1 AND stands_in_days,
        false) END AS is_stand_in,
    CASE WHEN nights = 0 THEN 'unknown'
        WHEN last_good_night IS NULL OR last_night - last_good_night > stands_in_days THEN 'not_current'
        WHEN last_night - last_good_night > late_after_days THEN 'stand_in' ELSE 'reported' END AS status,
    last_good_night
FROM panel"""  # noqa: S608  (ours)


def _values(codes: Iterable[str]) -> str:
    return ", ".join(f"('{code}')" for code in codes)


_SHARED_SCOPES = ", ".join(f"'{scope}'" for scope in sorted(IN_SCOPE))

# A provider that was late when the quarter ended, or is late now, may still have something to tell of the quarter.
_COVERAGE = f"""WITH {_NIGHTS}, last_night AS (SELECT max(night) AS night FROM night), cell AS (
    SELECT j.code AS jurisdiction, e.code AS core_element,
        date_trunc('quarter', a.began_on::timestamp)::date AS quarter_start,
        count(DISTINCT a.activity_id) AS activities, count(DISTINCT a.least_id) AS least_activities,
        count(*) AS reported
    FROM mart.activity a CROSS JOIN LATERAL unnest(a.jurisdiction) AS j(code)
    CROSS JOIN LATERAL unnest(a.core_element) AS e(code)
    WHERE a.is_delivered AND a.began_on IS NOT NULL AND a.scope_class IN ({_SHARED_SCOPES})
    GROUP BY 1, 2, 3
), quarter AS (
    SELECT q::date AS quarter_start, (q + interval '3 months')::date AS next_quarter FROM (
        SELECT generate_series(least(min(c.quarter_start), date_trunc('quarter', l.night::timestamp)::date)::timestamp,
            greatest(max(c.quarter_start), date_trunc('quarter', l.night::timestamp)::date)::timestamp,
            interval '3 months') AS q
        FROM last_night l LEFT JOIN cell c ON true GROUP BY l.night) s
), told AS (
    SELECT p.provider_id, p.late_after_days, (SELECT max(d.night) FROM core.delivery d
        WHERE d.provider_id = p.provider_id AND BELIEVED(d) AND d.verdict IN {_GOOD}) AS through
    FROM mart.provider p
), late AS (
    SELECT q.quarter_start, array_agg(t.provider_id ORDER BY t.provider_id) AS late_providers
    FROM quarter q CROSS JOIN last_night l JOIN told t
        ON t.through IS NULL OR t.through + t.late_after_days < least(q.next_quarter - 1, l.night)
    GROUP BY 1
), place AS (
    SELECT code, code LIKE 'TR-%' AS is_tribe FROM (
        SELECT code FROM (VALUES {_values([*STATES, *TERRITORIES])}) known(code)
        UNION SELECT DISTINCT unnest(f.jurisdiction) FROM mart.record_fact f WHERE f.names_further_place) s
)
SELECT p.code AS jurisdiction, p.is_tribe, e.code AS core_element, q.quarter_start,
    {fiscal_year("q.quarter_start")} AS fiscal_year,
    extract(quarter FROM q.quarter_start + interval '3 months')::integer AS fiscal_quarter,
    coalesce(c.activities, 0) AS activities, coalesce(c.least_activities, 0) AS least_activities,
    coalesce(c.reported, 0) AS reported,
    CASE WHEN c.activities > 0 THEN 'reported' WHEN l.late_providers IS NOT NULL THEN 'unknown'
        ELSE 'none_reported' END AS status,
    coalesce(l.late_providers, ARRAY[]::text[]) AS late_providers
FROM place p CROSS JOIN (VALUES {_values(CORE_ELEMENT)}) e(code) CROSS JOIN quarter q
LEFT JOIN cell c ON (c.jurisdiction, c.core_element, c.quarter_start) = (p.code, e.code, q.quarter_start)
LEFT JOIN late l ON l.quarter_start = q.quarter_start"""  # noqa: S608  (ours)

REPORTING_VIEWS: dict[str, View] = {
    "reporting_panel": View(
        _REPORTING_PANEL,
        "One row a provider and month, from its first night on: did it report? For a constant panel, keep providers "
        "whose first_month is not after the first month that is compared",
        {
            "month": "First day of the month in which the nights were",
            "first_month": "Month of the provider's first good report; missing before",
            "nights": Told("Nights that were run in the month; 0 makes it unknown", "nights", adds="yes"),
            "good_nights": Told("Nights with a good report of the provider, unchanged ones included", "nights",
                                adds="yes"),
            "is_reported": "Whether a good report came in the month; missing where no night was run",
            "is_stand_in": "Whether at the month's last night an older report stood in for a late one",
            "status": Told("How it stood at the month's last night", codes="panel_status"),
            "last_good_night": "Night of the last good report up to the month's end",
        },
        is_barrier=True,
    ),
    "coverage": View(
        _COVERAGE,
        "One row a jurisdiction, core element and quarter, gaps included, of delivered activities in scope. An "
        "activity in several states or elements counts in each: rows do not add up over either, and state totals "
        "exceed the national one. Regional and national work counts in no state",
        {
            "jurisdiction": Told("State, territory or tribe; tribes where any record names them", codes="jurisdiction"),
            "is_tribe": "Whether it is a tribe",
            "core_element": Told("Core element", codes="core_element"),
            "quarter_start": "First day of the quarter in which the activities began",
            "fiscal_year": Told("Federal fiscal year that the quarter lies in", adds="no"),
            "fiscal_quarter": Told("1 is October to December", adds="no"),
            "activities": Told("Delivered activities, joint work once", "activities", adds="no"),
            "least_activities": Told("The least that it may be, were all probable duplicates real", "activities",
                                     adds="no"),
            "reported": Told("Reports of them", "records", adds="no"),
            "status": Told("Whether there is some, none, or nobody can say yet", codes="coverage_status"),
            "late_providers": "Providers that are late for the quarter, or never reported",
        },
        is_barrier=True,
    ),
}  # fmt: skip
"""In the order in which they are made."""
