-- title: Open opportunities and median days to a disposition
-- says: Where invitations to work together stand, and how long it took until they were accepted by both, declined or
--   done. Those that still wait are not in the median, so it tells of quick answers first.
-- parameter today (date) = today(): Day to which the wait of open ones is counted
-- key: state
-- column state: new, acknowledged, snoozed (these are open), accepted, declined, done, lapsed (no longer found, never
--   answered), and "all"
-- column opportunities (pairs of records, additive but for "all"): Invitations in this state
-- column median_days_to_disposition (days, not additive): From the night that first found them to their disposition
-- column median_days_open (days, not additive): Of open ones, from then to today
-- records
WITH records AS (
    SELECT s.code AS state, p.provider_id_a, p.source_record_id_a, p.provider_id_b, p.source_record_id_b, p.is_open,
        p.days_to_disposition, p.first_seen_at
    FROM opportunity p CROSS JOIN LATERAL unnest(ARRAY['all', CASE WHEN p.is_standing
        OR p.status IN ('accepted', 'declined', 'done') THEN p.status ELSE 'lapsed' END]) AS s(code)
)
-- answer
SELECT s.state, count(r.state) AS opportunities,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY r.days_to_disposition) AS median_days_to_disposition,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY :today - (r.first_seen_at AT TIME ZONE 'UTC')::date)
        FILTER (WHERE r.is_open) AS median_days_open
FROM (VALUES (1, 'new'), (2, 'acknowledged'), (3, 'snoozed'), (4, 'accepted'), (5, 'declined'), (6, 'done'),
    (7, 'lapsed'), (8, 'all')) s(place, state) LEFT JOIN records r USING (state)
GROUP BY s.place, s.state ORDER BY s.place
