-- title: States with intensive TA from two or more providers
-- says: States and territories in which several providers gave intensive, sustained help in a fiscal year: engagements
--   and activities that were under way in it. A state is listed with all that is reported there.
-- parameter fiscal_year (integer) = fiscal_year(today()): Federal fiscal year; 2026 ends in September 2026
-- parameter providers (integer) = 2: The least number of providers
-- key: jurisdiction
-- column jurisdiction: State or territory. Codes: jurisdiction
-- column providers (providers, not additive): Providers with intensive work there
-- column provider_ids: Who they are
-- column engagements (records, not additive over states): Their engagements, as each reports them
-- column activities (records, not additive over states): Their activities, as each reports them
-- records
WITH records AS (
    SELECT j.code AS jurisdiction, r.record_kind, r.provider_id, r.source_record_id
    FROM record r CROSS JOIN LATERAL unnest(r.jurisdiction) AS j(code)
    WHERE r.intensity = 'intensive_sustained' AND r.record_kind IN ('engagement', 'activity')
        AND r.lifecycle_status IN ('completed', 'in_progress') AND j.code NOT LIKE 'TR-%'
        AND r.actual_start <= make_date(:fiscal_year, 9, 30)
        AND (r.lifecycle_status = 'in_progress'
            OR coalesce(r.actual_end, r.actual_start) >= make_date(:fiscal_year - 1, 10, 1))
)
-- answer
SELECT jurisdiction, count(DISTINCT provider_id) AS providers,
    string_agg(DISTINCT provider_id, ', ' ORDER BY provider_id) AS provider_ids,
    count(*) FILTER (WHERE record_kind = 'engagement') AS engagements,
    count(*) FILTER (WHERE record_kind = 'activity') AS activities
FROM records GROUP BY 1 HAVING count(DISTINCT provider_id) >= :providers ORDER BY 2 DESC, 1
