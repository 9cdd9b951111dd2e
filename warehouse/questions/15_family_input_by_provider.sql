-- title: Family input by provider
-- says: For each provider, whether families were heard: feedback of family members about its help, and input of family
--   partners that names one of its records. Nothing heard is told as such; unknown while its feedback is late. Input that
--   names no record stands in no row.
-- key: provider_id
-- column provider_id: Provider
-- column status: reported, none_reported or unknown: whether family members answered. Codes: role_status
-- column respondents (people, additive): Family members who answered, each once a collection
-- column rating_share (0 worst to 1 best, not additive): Their mean rating on its own scale, weighed by respondents
-- column last_collected_on: Day of the last collection
-- column inputs (inputs, additive but for pairs): Inputs of family partners about its records; one about a pair counts for
--   both providers
-- column open_inputs (inputs, additive but for pairs): Those that somebody must still see to
-- column acted_on (inputs, additive but for pairs): Those that were acted on
-- records
WITH input_about AS (
    SELECT DISTINCT split_part(k.key, '/', 1) AS provider_id, substr(k.key, strpos(k.key, '/') + 1) AS source_record_id,
        i.input_id, i.is_open, i.disposition
    FROM input i CROSS JOIN LATERAL regexp_split_to_table(i.about, ' \+ ') AS k(key)
    WHERE i.from_kind = 'family_partner' AND i.about_kind IN ('record', 'overlap', 'opportunity')
), records AS (
    SELECT f.provider_id, f.source_record_id, 'feedback' AS kind, f.feedback_id AS id, false AS is_open,
        NULL::text AS disposition
    FROM feedback f WHERE f.respondent_role = 'family_member'
    UNION ALL
    SELECT a.provider_id, a.source_record_id, 'input', a.input_id, a.is_open, a.disposition FROM input_about a
), heard AS (
    SELECT provider_id, count(DISTINCT id) FILTER (WHERE kind = 'input') AS inputs,
        count(DISTINCT id) FILTER (WHERE kind = 'input' AND is_open) AS open_inputs,
        count(DISTINCT id) FILTER (WHERE kind = 'input' AND disposition = 'acted_on') AS acted_on
    FROM records GROUP BY 1
)
-- answer
SELECT f.provider_id, f.status, f.respondents, f.rating_share, f.last_collected_on, coalesce(h.inputs, 0) AS inputs,
    coalesce(h.open_inputs, 0) AS open_inputs, coalesce(h.acted_on, 0) AS acted_on
FROM feedback_by_role f LEFT JOIN heard h USING (provider_id)
WHERE f.respondent_role = 'family_member' ORDER BY f.provider_id
