-- title: Cross-sector trend
-- says: Which part of the activities in scope works in two or more sectors, by quarter. A trend shifts when a provider
--   joins: the panel's figures are of those providers alone that tell of activities in every quarter shown in which
--   anybody does.
-- parameter quarters (integer) = 8: Quarters up to the one that today lies in
-- parameter today (date) = today(): Day in the last quarter
-- key: quarter_start
-- column quarter_start: First day of the quarter in which the activities began
-- column counted (activities, additive): Delivered activities in scope, joint work once
-- column cross_sector (activities, additive): Those whose reports name two or more sectors
-- column share (share of counted, not additive): cross_sector divided by counted
-- column providers (providers, not additive): Providers that tell of them
-- column new_providers: Providers that tell of activities in scope in this quarter for the first time
-- column panel_counted (activities, additive): Activities of the panel
-- column panel_cross_sector (activities, additive): Cross-sector ones of the panel
-- column panel_share (share of panel_counted, not additive): panel_cross_sector divided by panel_counted
-- records
WITH told AS (
    SELECT date_trunc('quarter', a.began_on::timestamp)::date AS quarter_start, a.is_cross_sector, a.provider_id,
        a.source_record_id, a.activity_id
    FROM activity a WHERE a.is_delivered AND a.scope_class IN ('systems_building', 'cross_sector')
), quarter AS (
    SELECT (date_trunc('quarter', CAST(:today AS timestamp)) - interval '3 months' * n)::date AS quarter_start
    FROM generate_series(0, :quarters - 1) n
), begun AS (
    SELECT provider_id, min(quarter_start) AS first_quarter FROM told GROUP BY 1
), panel AS (
    SELECT t.provider_id FROM told t JOIN quarter q USING (quarter_start)
    GROUP BY 1 HAVING count(DISTINCT t.quarter_start) =
        (SELECT count(DISTINCT u.quarter_start) FROM told u JOIN quarter USING (quarter_start))
), records AS (
    SELECT t.quarter_start, t.is_cross_sector, t.provider_id, t.source_record_id, t.activity_id,
        b.first_quarter = t.quarter_start AS is_new, p.provider_id IS NOT NULL AS is_in_panel
    FROM told t JOIN quarter q USING (quarter_start) JOIN begun b USING (provider_id) LEFT JOIN panel p USING (provider_id)
), figure AS (
    SELECT q.quarter_start, count(DISTINCT r.activity_id) AS counted,
        count(DISTINCT r.activity_id) FILTER (WHERE r.is_cross_sector) AS cross_sector,
        count(DISTINCT r.provider_id) AS providers,
        string_agg(DISTINCT r.provider_id, ', ' ORDER BY r.provider_id) FILTER (WHERE r.is_new) AS new_providers,
        count(DISTINCT r.activity_id) FILTER (WHERE r.is_in_panel) AS panel_counted,
        count(DISTINCT r.activity_id) FILTER (WHERE r.is_in_panel AND r.is_cross_sector) AS panel_cross_sector
    FROM quarter q LEFT JOIN records r USING (quarter_start) GROUP BY 1
)
-- answer
SELECT quarter_start, counted, cross_sector, round(cross_sector::numeric / nullif(counted, 0), 4) AS share, providers,
    new_providers, panel_counted, panel_cross_sector,
    round(panel_cross_sector::numeric / nullif(panel_counted, 0), 4) AS panel_share
FROM figure ORDER BY 1
