-- title: Requests open longer than N days
-- says: Requests for help that still wait, the oldest first. Requests of a provider whose report has expired are left
--   out. Where the day of a request was not told, it is open at least since Concord first heard of it.
-- parameter days (integer) = 30: Open for more than so many days
-- parameter today (date) = today(): Day that is counted to
-- parameter office (office) = '': Only requests that this office pays for; all when blank
-- key: provider_id, source_record_id
-- column provider_id: Provider that was asked
-- column source_record_id: Its identifier of the request
-- column jurisdiction: Who asked. Codes: jurisdiction
-- column sponsor_office: Offices that pay the provider. Codes: sponsor_office
-- column lifecycle_status: State of the request. Codes: lifecycle_status
-- column open_since: Day of the request, else the day when Concord first heard of it
-- column is_day_told: Whether it is the day of the request
-- column open_days (days, not additive): From then to today
-- records
WITH records AS (
    SELECT r.provider_id, r.source_record_id, r.jurisdiction, r.sponsor_office, r.lifecycle_status, r.open_since,
        r.is_day_told
    FROM request r WHERE r.is_open AND :today - r.open_since > :days
        AND (:office = '' OR :office = ANY (r.sponsor_office))
)
-- answer
SELECT provider_id, source_record_id, array_to_string(jurisdiction, ', ') AS jurisdiction,
    array_to_string(sponsor_office, ', ') AS sponsor_office, lifecycle_status, open_since, is_day_told,
    :today - open_since AS open_days
FROM records ORDER BY open_days DESC, provider_id, source_record_id
