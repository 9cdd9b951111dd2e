"""How tied records count, as SQL: which of them are one activity, one piece of planned work, one product.

The text is one for all who need it: what follows from one load, from all of history, and what readers outside see.
"""

from __future__ import annotations

COUNTED = (
    "activity_number", "least_number", "providers", "fiscal_year", "began_on", "is_cross_sector", "is_counted",
    "activity_id", "least_id", "work_id", "maybe_id",
)  # fmt: skip
"""Columns that `counted` gives of a version_number, in the order of core.counted_version."""

_IS_PLANNED = "m.record_kind IN ('plan', 'engagement', 'activity') AND m.planned_start IS NOT NULL"

MEMBER = """t.sure_id, t.maybe_id, f.version_number, f.provider_id,
    f.provider_id || '/' || f.source_record_id AS own_key, f.record_kind, f.is_delivered, f.actual_start,
    f.planned_start, f.sector"""
"""Columns of a member beside part, from aliases t, of a tie, and f, of facts."""


def counted(members: str, more: str = "") -> str:
    """A query of part, version_number and COUNTED.

    Args:
        members: a query of `part` and MEMBER: one row a tied record that stands and is shared, in each part of history
            that it is in.
        more: CTEs that it names, each with a comma behind it.
    """
    return f"""WITH RECURSIVE {more}member AS ({members}), sure AS (
    SELECT part, sure_id, min(own_key COLLATE "C") FILTER (WHERE m.record_kind = 'activity') AS activity_id,
        count(DISTINCT provider_id) FILTER (WHERE m.record_kind = 'activity')::integer AS providers,
        min(coalesce(actual_start, planned_start)) FILTER (WHERE m.record_kind = 'activity' AND is_delivered)
            AS began_on,
        min(own_key COLLATE "C") FILTER (WHERE {_IS_PLANNED}) AS work_id,
        min(own_key COLLATE "C") FILTER (WHERE m.record_kind = 'product') AS product_id
    FROM member m WHERE sure_id IS NOT NULL GROUP BY 1, 2
), sectors AS (
    SELECT part, sure_id, count(DISTINCT s.code) > 1 AS is_cross_sector
    FROM member m CROSS JOIN LATERAL unnest(m.sector) AS s(code)
    WHERE sure_id IS NOT NULL AND m.record_kind = 'activity' GROUP BY 1, 2
), maybe AS (
    SELECT part, maybe_id, min(own_key COLLATE "C") AS least_id
    FROM member m WHERE m.record_kind = 'activity' GROUP BY 1, 2
), told AS (
    SELECT m.part, m.version_number, m.maybe_id, m.record_kind = 'activity' AS is_activity, m.own_key,
        CASE WHEN m.record_kind = 'activity' THEN s.activity_id END AS activity_id,
        CASE WHEN m.record_kind = 'activity' THEN y.least_id END AS least_id,
        CASE WHEN m.record_kind = 'product' THEN s.product_id WHEN {_IS_PLANNED} THEN s.work_id END AS work_id,
        s.providers, s.began_on, coalesce(x.is_cross_sector, false) AS is_cross_sector
    FROM member m LEFT JOIN sure s USING (part, sure_id) LEFT JOIN sectors x USING (part, sure_id)
    LEFT JOIN maybe y ON y.part = m.part AND y.maybe_id = m.maybe_id
)
SELECT t.part, t.version_number, a.version_number AS activity_number, l.version_number AS least_number,
    CASE WHEN t.activity_id IS NOT NULL THEN t.providers END AS providers,
    CASE WHEN t.activity_id IS NOT NULL THEN extract(year FROM t.began_on + interval '3 months')::integer END
        AS fiscal_year,
    CASE WHEN t.activity_id IS NOT NULL THEN t.began_on END AS began_on,
    CASE WHEN t.activity_id IS NOT NULL THEN t.is_cross_sector END AS is_cross_sector,
    t.activity_id = t.own_key AS is_counted, t.activity_id, t.least_id, t.work_id, t.maybe_id
FROM told t
LEFT JOIN member a ON a.part = t.part AND a.own_key = t.activity_id
LEFT JOIN member l ON l.part = t.part AND l.own_key = t.least_id
WHERE t.is_activity OR t.work_id IS NOT NULL"""  # noqa: S608  (ours)
