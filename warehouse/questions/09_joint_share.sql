-- title: Joint share of in-scope TA
-- says: Which part of the activities in scope (systems building, cross-sector) was joint: another provider reports it,
--   too, or a report names a partner or a joint project. What is only probably joint is not counted as joint.
-- key: fiscal_year
-- column fiscal_year: Federal fiscal year, October to September
-- column counted (activities, additive): Delivered activities in scope, joint work once
-- column joint (activities, additive): Those that are joint
-- column share (share of counted, not additive): joint divided by counted
-- records
WITH records AS (
    SELECT a.fiscal_year, a.is_joint, a.provider_id, a.source_record_id, a.activity_id
    FROM activity a WHERE a.is_delivered AND a.scope_class IN ('systems_building', 'cross_sector')
)
-- answer
SELECT fiscal_year, count(DISTINCT activity_id) AS counted,
    count(DISTINCT activity_id) FILTER (WHERE is_joint) AS joint,
    round(count(DISTINCT activity_id) FILTER (WHERE is_joint)::numeric / count(DISTINCT activity_id), 4) AS share
FROM records GROUP BY 1 ORDER BY 1 DESC
