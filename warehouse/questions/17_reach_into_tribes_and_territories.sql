-- title: Reach into tribes and territories
-- says: Delivered activities for each territory and freely associated state, and for each tribe that any record names,
--   gaps included. Absence of reports is not absence of TA: while a provider is late, it is unknown.
-- parameter fiscal_year (integer) = fiscal_year(today()): Federal fiscal year; 2026 ends in September 2026
-- key: jurisdiction
-- column jurisdiction: Territory or tribe. Codes: jurisdiction
-- column kind: tribe or territory
-- column reported (records, not additive over jurisdictions): Reports of delivered activities
-- column counted (activities, not additive over jurisdictions): Activities, joint work once
-- column in_scope (activities, not additive over jurisdictions): Those in scope: systems building or cross-sector
-- column providers (providers, not additive): Providers that tell of them
-- column status: reported; none_reported; or unknown while a provider may still have something to tell
-- column late_providers: Providers that may
-- records
WITH place AS (
    SELECT DISTINCT c.jurisdiction, CASE WHEN c.is_tribe THEN 'tribe' ELSE 'territory' END AS kind FROM coverage c
    WHERE c.is_tribe OR c.jurisdiction IN ('PR', 'VI', 'GU', 'AS', 'MP', 'FM', 'MH', 'PW')
), late AS (
    SELECT string_agg(p.provider_id, ', ' ORDER BY p.provider_id) AS providers FROM reporting_panel p
    WHERE p.month = (SELECT max(q.month) FROM reporting_panel q WHERE q.nights > 0)
        AND p.status IN ('stand_in', 'not_current')
        AND coalesce(p.last_good_night < make_date(:fiscal_year, 9, 30), true)
), records AS (
    SELECT p.jurisdiction, a.scope_class, a.provider_id, a.source_record_id, a.activity_id
    FROM activity a CROSS JOIN LATERAL unnest(a.jurisdiction) AS j(code) JOIN place p ON p.jurisdiction = j.code
    WHERE a.is_delivered AND a.fiscal_year = :fiscal_year
), figure AS (
    SELECT jurisdiction, count(*) AS reported, count(DISTINCT activity_id) AS counted,
        count(DISTINCT activity_id) FILTER (WHERE scope_class IN ('systems_building', 'cross_sector')) AS in_scope,
        count(DISTINCT provider_id) AS providers
    FROM records GROUP BY 1
)
-- answer
SELECT p.jurisdiction, p.kind, coalesce(f.reported, 0) AS reported, coalesce(f.counted, 0) AS counted,
    coalesce(f.in_scope, 0) AS in_scope, coalesce(f.providers, 0) AS providers,
    CASE WHEN f.reported > 0 THEN 'reported' WHEN l.providers IS NULL THEN 'none_reported' ELSE 'unknown' END AS status,
    CASE WHEN f.reported > 0 THEN NULL ELSE l.providers END AS late_providers
FROM place p CROSS JOIN late l LEFT JOIN figure f USING (jurisdiction) ORDER BY p.kind, p.jurisdiction
