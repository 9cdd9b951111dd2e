-- title: Figures changed by corrections since the last issued report
-- says: Which figures of delivered activities are no longer what the last report before the newest load knew, and whose
--   records moved them: corrected, told later, withdrawn, or tied to others since. With days, the last report that is so
--   many days old or older.
-- parameter days (integer) = 0: Only reports whose figures are at least so old
-- parameter office (office) = '': The last report of this office; that of every office when blank
-- key: edition_id, figure, fiscal_year, sponsor_office
-- column edition_id: The report that is compared
-- column cutoff_at: Up to when it knew
-- column figure: reported, counted, least or provider_hours
-- column fiscal_year: Federal fiscal year in which the activities began
-- column sponsor_office: Office that pays for them
-- column before (as the figure says, not additive): As the report has it
-- column after (as the figure says, not additive): As it is now
-- column difference (as the figure says, not additive): after minus before
-- column told_since (records, not additive): Records that count now and did not
-- column restated (records, not additive): Records that tell something else now, or are tied to others
-- column no_longer_told (records, not additive): Records that counted and do not
-- column providers: Providers of all these records
-- records
WITH newest AS (
    SELECT max(l.load_number) AS load_number, max(l.committed_at) AS committed_at FROM load l
    WHERE l.kind = 'delivery'
), issued AS (
    SELECT DISTINCT ON (e.reader) e.edition_id FROM edition e CROSS JOIN newest n
    WHERE e.kind = 'sponsor' AND e.cutoff_load < n.load_number AND (:office = '' OR e.reader = :office)
        AND e.cutoff_at <= n.committed_at - make_interval(days => :days)
    ORDER BY e.reader, e.cutoff_load DESC, e.issued_at DESC
), records AS (
    SELECT c.* FROM figure_change c WHERE c.edition_id IN (SELECT i.edition_id FROM issued i)
)
-- answer
SELECT edition_id, cutoff_at, figure, fiscal_year, sponsor_office, before, after, difference, told_since, restated,
    no_longer_told, array_to_string(providers, ', ') AS providers
FROM records ORDER BY edition_id, fiscal_year DESC, figure
