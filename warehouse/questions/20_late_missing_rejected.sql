-- title: Late, missing and rejected reports by provider
-- says: For each provider, on how many of the last nights its report came in, was held, refused or missing, how many rows
--   were rejected, and whether it is late now. A provider counts from its first delivery on.
-- parameter nights (integer) = 30: How many of the last nights
-- parameter provider (provider) = '': Only this provider; all when blank
-- key: provider_id
-- column provider_id: Provider
-- column nights (nights, additive): Nights that are counted
-- column reported (nights, additive): Nights with a good report, one without change included
-- column held (nights, additive): Nights whose report was held and still waits for a person
-- column refused (nights, additive): Nights whose report could not be used
-- column missing (nights, additive): Nights on which nothing came
-- column delivered_rows (rows, additive): Rows of the good reports; a row that comes every night counts every night
-- column rejected_rows (rows, additive): Rejected ones of them
-- column rejected_share (share of delivered_rows, not additive): rejected_rows divided by delivered_rows
-- column last_good_night: Night of the last good report
-- column is_late: Whether at the last night it was late by its contract
-- column who: Who must act, where something fails
-- column message: What happened last, where something fails
-- records
WITH night AS (
    SELECT DISTINCT l.night FROM load l ORDER BY l.night DESC LIMIT :nights
), begun AS (
    SELECT s.provider_id, min(s.night) AS first_night FROM submission s GROUP BY 1
), records AS (
    SELECT p.provider_id, n.night, s.delivery_id, s.verdict, s.delivered, s.rejected,
        s.verdict IN ('accepted', 'partly_accepted', 'unchanged') AS is_good
    FROM provider_status p LEFT JOIN begun b USING (provider_id)
    JOIN night n ON n.night >= coalesce(b.first_night, n.night)
    LEFT JOIN submission s ON (s.provider_id, s.night) = (p.provider_id, n.night)
    WHERE :provider IN ('', p.provider_id)
), figure AS (
    SELECT provider_id, count(DISTINCT night) AS nights, count(DISTINCT night) FILTER (WHERE is_good) AS reported,
        count(DISTINCT night) FILTER (WHERE verdict = 'held') AS held,
        count(DISTINCT night) FILTER (WHERE verdict = 'refused') AS refused,
        count(DISTINCT night) FILTER (WHERE delivery_id IS NULL) AS missing,
        coalesce(sum(delivered) FILTER (WHERE is_good), 0)::bigint AS delivered_rows,
        coalesce(sum(rejected) FILTER (WHERE is_good), 0)::bigint AS rejected_rows
    FROM records GROUP BY 1
)
-- answer
SELECT f.*, round(f.rejected_rows::numeric / nullif(f.delivered_rows, 0), 4) AS rejected_share, p.last_good_night,
    coalesce((SELECT max(n.night) FROM night n) - p.last_good_night > p.late_after_days, true) AS is_late,
    p.who, p.message
FROM figure f JOIN provider_status p USING (provider_id) ORDER BY 1
