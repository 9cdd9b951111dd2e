-- title: TA planned in the next 90 days, by state
-- says: Planned and scheduled work that begins, or may begin, in the days to come. A date that names a month or a quarter
--   may be any day of it. Work in several states counts in each; work without a state stands under its reach.
-- parameter days (integer) = 90: Days ahead
-- parameter today (date) = today(): First of these days
-- parameter office (office) = '': Only work that this office pays for; all when blank
-- key: place
-- column place: State, territory or tribe; "national" or "regional" for work that names none
-- column reported (records, not additive over places): Plans, engagements and sessions, as each provider reports them;
--   work under a plan or engagement that is itself counted is not
-- column counted (pieces of work, not additive over places): The same, declared joint work once
-- column providers (providers, not additive): Providers that plan them
-- column systems_building (pieces of work, not additive over places): Those of the class systems_building
-- records
WITH ahead AS (
    SELECT p.* FROM plan p
    WHERE p.outcome = 'open' AND p.lifecycle_status IN ('planned', 'scheduled')
        AND p.planned_start_last >= :today AND p.planned_start <= :today + :days
        AND (:office = '' OR :office = ANY (p.sponsor_office))
), records AS (
    SELECT place.code AS place, p.scope_class, p.provider_id, p.source_record_id, p.work_id
    FROM ahead p CROSS JOIN LATERAL unnest(
        CASE WHEN cardinality(p.jurisdiction) > 0 THEN p.jurisdiction ELSE ARRAY[p.geographic_scope] END) AS place(code)
    WHERE NOT EXISTS (SELECT 1 FROM ahead above
        WHERE (above.provider_id, above.source_record_id) = (p.provider_id, p.parent_record_id))
)
-- answer
SELECT place, count(*) AS reported, count(DISTINCT work_id) AS counted, count(DISTINCT provider_id) AS providers,
    count(DISTINCT work_id) FILTER (WHERE scope_class = 'systems_building') AS systems_building
FROM records GROUP BY 1 ORDER BY counted DESC, place
