-- title: Hours by intensity
-- says: Hours of the activities of a fiscal year, by how deep the help went. Hours of a joint event count once: the lead's
--   figure, else the largest; what each provider worked is added up. An activity without hours adds none.
-- parameter fiscal_year (integer) = fiscal_year(today()): Federal fiscal year; 2026 ends in September 2026
-- key: intensity
-- column intensity: As the lead says, else the first of its reports. Codes: intensity
-- column activities (activities, additive): Delivered activities, joint work once
-- column event_hours (hours, additive): Length of the events
-- column without_event_hours (activities, additive): Activities of which nobody tells the length
-- column provider_hours (hours, additive): The providers' own work
-- column without_provider_hours (records, additive): Reports that do not tell it
-- records
WITH told AS (
    SELECT a.activity_id, a.provider_id, a.source_record_id, coalesce(a.intensity, 'unknown') AS intensity,
        a.event_hours, a.provider_hours, coalesce(e.is_lead, false) AS is_lead
    FROM activity a LEFT JOIN engagement e USING (provider_id, source_record_id)
    WHERE a.is_delivered AND a.fiscal_year = :fiscal_year
), records AS (
    SELECT t.activity_id, t.provider_id, t.source_record_id, t.event_hours, t.provider_hours, t.is_lead,
        first_value(t.intensity) OVER (PARTITION BY t.activity_id
            ORDER BY t.is_lead DESC, t.provider_id, t.source_record_id) AS intensity
    FROM told t
), event AS (
    SELECT intensity, activity_id, count(*) AS reports,
        coalesce(max(event_hours) FILTER (WHERE is_lead), max(event_hours)) AS event_hours,
        sum(provider_hours) AS provider_hours, count(provider_hours) AS with_provider_hours
    FROM records GROUP BY 1, 2
)
-- answer
SELECT intensity, count(*) AS activities, coalesce(sum(event_hours), 0) AS event_hours,
    count(*) - count(event_hours) AS without_event_hours, coalesce(sum(provider_hours), 0) AS provider_hours,
    sum(reports - with_provider_hours)::bigint AS without_provider_hours
FROM event GROUP BY 1 ORDER BY 1
