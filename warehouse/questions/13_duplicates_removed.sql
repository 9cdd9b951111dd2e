-- title: Duplicates removed: reported minus unduplicated
-- says: How many reports of delivered activities tell of one that another report tells already: declared joint work and
--   duplicates that people confirmed. Probable ones are not subtracted; they give a range, from least to counted.
-- key: fiscal_year, sponsor_office
-- column fiscal_year: Federal fiscal year, October to September, in which the activity began
-- column sponsor_office: Office that pays for it; "all" for every office together. Codes: sponsor_office
-- column reported (records, not additive over offices): Reports of delivered activities
-- column duplicates (records, not additive over offices): Declared and confirmed duplicates among them
-- column counted (activities, not additive over offices): reported minus duplicates
-- column probable (activities, not additive over offices): Of counted, those that are probably duplicates, too
-- column least (activities, not additive over offices): counted minus probable
-- records
WITH records AS (
    SELECT a.fiscal_year, office.code AS sponsor_office, a.provider_id, a.source_record_id, a.activity_id, a.least_id
    FROM activity a CROSS JOIN LATERAL unnest(array_append(a.sponsor_office, 'all')) AS office(code)
    WHERE a.is_delivered
), figure AS (
    SELECT fiscal_year, sponsor_office, count(*) AS reported, count(DISTINCT activity_id) AS counted,
        count(DISTINCT least_id) AS least
    FROM records GROUP BY 1, 2
)
-- answer
SELECT fiscal_year, sponsor_office, reported, reported - counted AS duplicates, counted, counted - least AS probable,
    least
FROM figure ORDER BY 1 DESC, sponsor_office = 'all' DESC, 2
