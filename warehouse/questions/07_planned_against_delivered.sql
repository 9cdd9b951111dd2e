-- title: Planned against delivered, and slippage
-- says: What became of planned work, by the fiscal year of its planned start. No date passing completes anything: open
--   work whose planned start is over is overdue. Slippage is known to the day only where both dates were said so.
-- parameter today (date) = today(): Day by which work is overdue
-- key: fiscal_year, provider_id
-- column fiscal_year: Federal fiscal year of the planned start
-- column provider_id: Provider that planned it
-- column planned (records, additive): Pieces of planned work, as the provider reports them
-- column delivered (records, additive): Those of which work was delivered
-- column completed (records, additive): Plans that are called completed, but no work under them is reported
-- column open (records, additive): Those that still wait
-- column overdue (records, additive): Of the open ones, those whose planned start is surely over
-- column dropped (records, additive): Cancelled, declined or withdrawn ones
-- column exact (records, additive): Delivered ones with both dates said to the day
-- column median_slippage_days (days, not additive): Of the exact ones, from planned to actual start; early is less than 0
-- column surely_late (records, additive): Delivered ones that began after their planned start, however dates are read
-- column surely_in_time (records, additive): Delivered ones that began on or before it, however dates are read
-- records
WITH records AS (
    SELECT p.fiscal_year, p.provider_id, p.source_record_id, p.outcome, p.planned_start_last, p.slippage_days,
        p.slippage_least_days, p.slippage_most_days
    FROM plan p
)
-- answer
SELECT fiscal_year, provider_id, count(*) AS planned, count(*) FILTER (WHERE outcome = 'delivered') AS delivered,
    count(*) FILTER (WHERE outcome = 'completed') AS completed, count(*) FILTER (WHERE outcome = 'open') AS open,
    count(*) FILTER (WHERE outcome = 'open' AND planned_start_last < :today) AS overdue,
    count(*) FILTER (WHERE outcome = 'dropped') AS dropped,
    count(slippage_days) FILTER (WHERE outcome = 'delivered') AS exact,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY slippage_days) FILTER (WHERE outcome = 'delivered')
        AS median_slippage_days,
    count(*) FILTER (WHERE outcome = 'delivered' AND slippage_least_days > 0) AS surely_late,
    count(*) FILTER (WHERE outcome = 'delivered' AND slippage_most_days <= 0) AS surely_in_time
FROM records GROUP BY 1, 2 ORDER BY 1 DESC, 2
