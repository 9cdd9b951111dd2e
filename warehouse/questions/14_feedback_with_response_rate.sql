-- title: Feedback with n and response rate
-- says: How each kind of respondent rates each provider's help, by the fiscal year in which it was collected. Who answers
--   several questions of one collection counts once. A rate is told only where it is known how many were asked. Figures
--   of fewer respondents than `least` are marked: they leave the partners in no report.
-- parameter fiscal_year (integer) = fiscal_year(today()): Federal fiscal year; 2026 ends in September 2026
-- parameter least (integer) = 11: Fewer respondents are marked as small
-- key: provider_id, respondent_role
-- column provider_id: Provider
-- column respondent_role: Kind of respondent. Codes: respondent_role
-- column questions (answers to a question, additive): Rows of feedback
-- column respondents (people, additive): n: who answered, each once a collection
-- column invited (people, additive): Who was asked, where that is known
-- column response_rate (share of invited, not additive): Respondents of collections that tell how many were asked,
--   divided by these
-- column rating_share (0 worst to 1 best, not additive): Mean rating on its own scale, weighed by respondents
-- column is_small: Whether fewer than `least` answered
-- records
WITH records AS (
    SELECT f.provider_id, f.respondent_role, f.feedback_id, f.source_record_id, f.delivered_as, f.feedback_level,
        f.collected_on, f.respondents, f.invited, f.rating_share
    FROM feedback f WHERE f.fiscal_year = :fiscal_year
), collection AS (
    SELECT provider_id, respondent_role, count(*) AS questions, max(respondents) AS respondents, max(invited) AS invited,
        max(respondents) FILTER (WHERE invited IS NOT NULL) AS of_invited, sum(rating_share * respondents) AS weighed,
        sum(respondents) FILTER (WHERE rating_share IS NOT NULL) AS weight
    FROM records GROUP BY provider_id, respondent_role, delivered_as, feedback_level, source_record_id, collected_on
)
-- answer
SELECT provider_id, respondent_role, sum(questions)::bigint AS questions,
    coalesce(sum(respondents), 0)::bigint AS respondents, sum(invited)::bigint AS invited,
    round(sum(of_invited) / nullif(sum(invited), 0), 4) AS response_rate,
    round(sum(weighed) / nullif(sum(weight), 0), 4) AS rating_share,
    coalesce(sum(respondents), 0) < :least AS is_small
FROM collection GROUP BY 1, 2 ORDER BY 1, 2
