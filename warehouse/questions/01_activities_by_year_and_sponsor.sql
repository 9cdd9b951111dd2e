-- title: Unduplicated activities by fiscal year and sponsor
-- says: How many sessions of technical assistance each sponsor office paid for in each federal fiscal year, joint work
--   once. An activity of several offices counts under each; the row "all" counts it once.
-- key: fiscal_year, sponsor_office
-- column fiscal_year: Federal fiscal year, October to September, in which the activity began
-- column sponsor_office: Office that pays for it; "all" for every office together. Codes: sponsor_office
-- column reported (records, not additive over offices): Reports of delivered activities
-- column counted (activities, not additive over offices): Activities, declared and confirmed joint ones once
-- column least (activities, not additive over offices): The least that counted may be, were all probable duplicates real
-- records
WITH records AS (
    SELECT a.fiscal_year, office.code AS sponsor_office, a.provider_id, a.source_record_id, a.activity_id, a.least_id
    FROM activity a CROSS JOIN LATERAL unnest(array_append(a.sponsor_office, 'all')) AS office(code)
    WHERE a.is_delivered
)
-- answer
SELECT fiscal_year, sponsor_office, count(*) AS reported, count(DISTINCT activity_id) AS counted,
    count(DISTINCT least_id) AS least
FROM records GROUP BY 1, 2 ORDER BY 1 DESC, sponsor_office = 'all' DESC, 2
