-- title: Jurisdictions with no systems-building TA in a fiscal year
-- says: States, territories and tribes for which no delivered activity of the class systems_building is reported, and
--   what else is reported there. Absence of reports is not absence of TA: while a provider is late, it is unknown.
--   Regional and national work serves no single jurisdiction and is left out.
-- parameter fiscal_year (integer) = fiscal_year(today()): Federal fiscal year; 2026 ends in September 2026
-- key: jurisdiction
-- column jurisdiction: State, territory or tribe. Codes: jurisdiction
-- column cross_sector (activities, not additive): Delivered activities of the class cross_sector, joint work once
-- column program_specific (activities, not additive): Delivered activities of the class program_specific
-- column undetermined (activities, not additive): Delivered activities whose class is still to be reviewed
-- column status: none_reported, or unknown while a provider may still have something to tell
-- column late_providers: Providers that may
-- records
WITH place AS (
    SELECT DISTINCT c.jurisdiction FROM coverage c
    EXCEPT
    SELECT j.code FROM activity a CROSS JOIN LATERAL unnest(a.jurisdiction) AS j(code)
    WHERE a.is_delivered AND a.fiscal_year = :fiscal_year AND a.scope_class = 'systems_building'
), late AS (
    SELECT string_agg(p.provider_id, ', ' ORDER BY p.provider_id) AS providers FROM reporting_panel p
    WHERE p.month = (SELECT max(q.month) FROM reporting_panel q WHERE q.nights > 0)
        AND p.status IN ('stand_in', 'not_current')
        AND coalesce(p.last_good_night < make_date(:fiscal_year, 9, 30), true)
), records AS (
    SELECT p.jurisdiction, a.scope_class, a.provider_id, a.source_record_id, a.activity_id
    FROM activity a CROSS JOIN LATERAL unnest(a.jurisdiction) AS j(code) JOIN place p ON p.jurisdiction = j.code
    WHERE a.is_delivered AND a.fiscal_year = :fiscal_year
)
-- answer
SELECT p.jurisdiction, count(DISTINCT r.activity_id) FILTER (WHERE r.scope_class = 'cross_sector') AS cross_sector,
    count(DISTINCT r.activity_id) FILTER (WHERE r.scope_class = 'program_specific') AS program_specific,
    count(DISTINCT r.activity_id) FILTER (WHERE r.scope_class = 'undetermined') AS undetermined,
    CASE WHEN l.providers IS NULL THEN 'none_reported' ELSE 'unknown' END AS status, l.providers AS late_providers
FROM place p CROSS JOIN late l LEFT JOIN records r USING (jurisdiction)
GROUP BY p.jurisdiction, l.providers ORDER BY p.jurisdiction LIKE 'TR-%', p.jurisdiction
