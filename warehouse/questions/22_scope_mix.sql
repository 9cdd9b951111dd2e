-- title: Program-specific against in-scope mix
-- says: How much of the technical assistance is a program's own, and how much builds systems or crosses sectors. Work of
--   a program's own is in no overlap and no partner's report, and counts here.
-- key: fiscal_year, scope_class
-- column fiscal_year: Federal fiscal year, October to September
-- column scope_class: Class of the work; undetermined waits for review. Codes: scope_class
-- column reported (records, additive): Reports of delivered activities
-- column counted (activities, additive over years): Activities, joint work once
-- column share (share of the year's activities, not additive): counted divided by all activities of the year
-- records
WITH records AS (
    SELECT a.fiscal_year, a.scope_class, a.provider_id, a.source_record_id, a.activity_id
    FROM activity a WHERE a.is_delivered
), year AS (
    SELECT fiscal_year, count(DISTINCT activity_id) AS counted FROM records GROUP BY 1
)
-- answer
SELECT r.fiscal_year, r.scope_class, count(*) AS reported, count(DISTINCT r.activity_id) AS counted,
    round(count(DISTINCT r.activity_id)::numeric / y.counted, 4) AS share
FROM records r JOIN year y USING (fiscal_year) GROUP BY r.fiscal_year, r.scope_class, y.counted ORDER BY 1 DESC, 2
