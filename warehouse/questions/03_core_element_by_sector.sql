-- title: Core element by sector
-- says: On which core elements of a system, in which sectors, activities of a fiscal year worked. An activity of
--   several elements or sectors counts in each cell, so cells do not add up.
-- parameter fiscal_year (integer) = fiscal_year(today()): Federal fiscal year; 2026 ends in September 2026
-- key: core_element, sector
-- column core_element: Core element. Codes: core_element
-- column sector: Sector. Codes: sector
-- column reported (records, not additive): Reports of delivered activities
-- column counted (activities, not additive): Activities, joint work once
-- column least (activities, not additive): The least that counted may be, were all probable duplicates real
-- records
WITH records AS (
    SELECT e.code AS core_element, s.code AS sector, a.provider_id, a.source_record_id, a.activity_id, a.least_id
    FROM activity a CROSS JOIN LATERAL unnest(a.core_element) AS e(code) CROSS JOIN LATERAL unnest(a.sector) AS s(code)
    WHERE a.is_delivered AND a.fiscal_year = :fiscal_year
)
-- answer
SELECT core_element, sector, count(*) AS reported, count(DISTINCT activity_id) AS counted,
    count(DISTINCT least_id) AS least
FROM records GROUP BY 1, 2 ORDER BY 1, 2
