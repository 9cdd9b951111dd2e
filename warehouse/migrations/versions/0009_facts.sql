CREATE TABLE core.fact_version (
    version_number BIGINT NOT NULL, 
    known_from_load BIGINT NOT NULL, 
    known_to_load BIGINT, 
    fiscal_year INTEGER, 
    is_shared BOOLEAN NOT NULL, 
    is_delivered BOOLEAN, 
    names_joint_work BOOLEAN NOT NULL, 
    names_further_place BOOLEAN NOT NULL, 
    actual_start DATE, 
    planned_start DATE, 
    actual_end DATE, 
    planned_end DATE, 
    requested_on DATE, 
    acf_region BIGINT, 
    provider_id TEXT COLLATE "C" NOT NULL, 
    source_record_id TEXT COLLATE "C" NOT NULL, 
    record_kind TEXT, 
    record_state TEXT NOT NULL, 
    lifecycle_status TEXT, 
    scope_class TEXT NOT NULL, 
    sharing_level TEXT NOT NULL, 
    geographic_scope TEXT, 
    intensity TEXT, 
    actual_start_precision TEXT, 
    planned_start_precision TEXT, 
    actual_end_precision TEXT, 
    planned_end_precision TEXT, 
    parent_record_id TEXT, 
    joint_project_id TEXT, 
    event_hours NUMERIC, 
    provider_hours NUMERIC, 
    participants_total BIGINT, 
    sponsor_office TEXT[], 
    jurisdiction TEXT[], 
    sector TEXT[], 
    core_element TEXT[]
);
CREATE UNIQUE INDEX fact_version_of_record ON core.fact_version (provider_id, source_record_id, known_from_load);
CREATE TABLE core.counted_version (
    version_number BIGINT NOT NULL, 
    known_from_load BIGINT NOT NULL, 
    known_to_load BIGINT, 
    activity_number BIGINT, 
    least_number BIGINT, 
    providers INTEGER, 
    fiscal_year INTEGER, 
    began_on DATE, 
    is_cross_sector BOOLEAN, 
    is_counted BOOLEAN, 
    activity_id TEXT COLLATE "C", 
    least_id TEXT COLLATE "C", 
    work_id TEXT COLLATE "C", 
    maybe_id TEXT COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX counted_version_believed ON core.counted_version (version_number) WHERE known_to_load IS NULL;
CREATE INDEX counted_version_tied ON core.counted_version (maybe_id) WHERE known_to_load IS NULL;
CREATE INDEX tie_version_tied ON core.tie_version (maybe_id) WHERE known_to_load IS NULL;
INSERT INTO core.fact_version (version_number, known_from_load, known_to_load, fiscal_year, is_shared, is_delivered, names_joint_work, names_further_place, actual_start, planned_start, actual_end, planned_end, requested_on, acf_region, provider_id, source_record_id, record_kind, record_state, lifecycle_status, scope_class, sharing_level, geographic_scope, intensity, actual_start_precision, planned_start_precision, actual_end_precision, planned_end_precision, parent_record_id, joint_project_id, event_hours, provider_hours, participants_total, sponsor_office, jurisdiction, sector, core_element) SELECT known_from_load * 4294967296 + row_number() OVER (PARTITION BY known_from_load ORDER BY provider_id, source_record_id), known_from_load, known_to_load, extract(year FROM coalesce(actual_start, planned_start) + interval '3 months')::integer, scope_class IN ('cross_sector', 'systems_building') AND sharing_level IN ('partners', 'public'), lifecycle_status IN ('completed', 'in_progress'), joint_project_id IS NOT NULL OR coalesce(partners <> '[]', false) OR coalesce(cardinality(partner_source_ref) > 0, false), NOT coalesce(jurisdiction <@ ARRAY['AL', 'AK', 'AZ', 'AR', 'CA', 'CO', 'CT', 'DE', 'DC', 'FL', 'GA', 'HI', 'ID', 'IL', 'IN', 'IA', 'KS', 'KY', 'LA', 'ME', 'MD', 'MA', 'MI', 'MN', 'MS', 'MO', 'MT', 'NE', 'NV', 'NH', 'NJ', 'NM', 'NY', 'NC', 'ND', 'OH', 'OK', 'OR', 'PA', 'RI', 'SC', 'SD', 'TN', 'TX', 'UT', 'VT', 'VA', 'WA', 'WV', 'WI', 'WY', 'PR', 'VI', 'GU', 'AS', 'MP', 'FM', 'MH', 'PW'], true), actual_start, planned_start, actual_end, planned_end, requested_on, acf_region, provider_id, source_record_id, record_kind, record_state, lifecycle_status, scope_class, sharing_level, geographic_scope, intensity, actual_start_precision, planned_start_precision, actual_end_precision, planned_end_precision, parent_record_id, joint_project_id, event_hours, provider_hours, participants_total, sponsor_office, jurisdiction, sector, core_element FROM core.record_version;
INSERT INTO core.counted_version (version_number, activity_number, least_number, providers, fiscal_year, began_on, is_cross_sector, is_counted, activity_id, least_id, work_id, maybe_id, known_from_load, known_to_load)
WITH segment AS MATERIALIZED (
    SELECT t.sure_id, t.maybe_id, f.version_number, f.provider_id,
    f.provider_id || '/' || f.source_record_id AS own_key, f.record_kind, f.is_delivered, f.actual_start,
    f.planned_start, f.sector, greatest(t.known_from_load, f.known_from_load) AS since,
        least(coalesce(t.known_to_load, 9223372036854775807), coalesce(f.known_to_load, 9223372036854775807)) AS until
    FROM core.tie_version t JOIN core.fact_version f USING (provider_id, source_record_id)
    WHERE f.is_shared AND f.record_state <> 'retracted'
        AND t.known_from_load < coalesce(f.known_to_load, 9223372036854775807)
        AND f.known_from_load < coalesce(t.known_to_load, 9223372036854775807)
), span AS (
    SELECT maybe_id, load AS part, lead(load) OVER (PARTITION BY maybe_id ORDER BY load) AS until FROM (
        SELECT maybe_id, since AS load FROM segment UNION SELECT maybe_id, until FROM segment) moment
), n AS (WITH RECURSIVE member AS (SELECT p.part, s.sure_id, s.maybe_id, s.version_number, s.provider_id, s.own_key, s.record_kind,
    s.is_delivered, s.actual_start, s.planned_start, s.sector
FROM segment s JOIN span p ON p.maybe_id = s.maybe_id AND p.part >= s.since AND p.part < s.until), sure AS (
    SELECT part, sure_id, min(own_key COLLATE "C") FILTER (WHERE m.record_kind = 'activity') AS activity_id,
        count(DISTINCT provider_id) FILTER (WHERE m.record_kind = 'activity')::integer AS providers,
        min(coalesce(actual_start, planned_start)) FILTER (WHERE m.record_kind = 'activity' AND is_delivered)
            AS began_on,
        min(own_key COLLATE "C") FILTER (WHERE m.record_kind IN ('plan', 'engagement', 'activity') AND m.planned_start IS NOT NULL) AS work_id,
        min(own_key COLLATE "C") FILTER (WHERE m.record_kind = 'product') AS product_id
    FROM member m WHERE sure_id IS NOT NULL GROUP BY 1, 2
), sectors AS (
    SELECT part, sure_id, count(DISTINCT s.code) > 1 AS is_cross_sector
    FROM member m CROSS JOIN LATERAL unnest(m.sector) AS s(code)
    WHERE sure_id IS NOT NULL AND m.record_kind = 'activity' GROUP BY 1, 2
), maybe AS (
    SELECT part, maybe_id, min(own_key COLLATE "C") AS least_id
    FROM member m WHERE m.record_kind = 'activity' GROUP BY 1, 2
), told AS (
    SELECT m.part, m.version_number, m.maybe_id, m.record_kind = 'activity' AS is_activity, m.own_key,
        CASE WHEN m.record_kind = 'activity' THEN s.activity_id END AS activity_id,
        CASE WHEN m.record_kind = 'activity' THEN y.least_id END AS least_id,
        CASE WHEN m.record_kind = 'product' THEN s.product_id WHEN m.record_kind IN ('plan', 'engagement', 'activity') AND m.planned_start IS NOT NULL THEN s.work_id END AS work_id,
        s.providers, s.began_on, coalesce(x.is_cross_sector, false) AS is_cross_sector
    FROM member m LEFT JOIN sure s USING (part, sure_id) LEFT JOIN sectors x USING (part, sure_id)
    LEFT JOIN maybe y ON y.part = m.part AND y.maybe_id = m.maybe_id
)
SELECT t.part, t.version_number, a.version_number AS activity_number, l.version_number AS least_number,
    CASE WHEN t.activity_id IS NOT NULL THEN t.providers END AS providers,
    CASE WHEN t.activity_id IS NOT NULL THEN extract(year FROM t.began_on + interval '3 months')::integer END
        AS fiscal_year,
    CASE WHEN t.activity_id IS NOT NULL THEN t.began_on END AS began_on,
    CASE WHEN t.activity_id IS NOT NULL THEN t.is_cross_sector END AS is_cross_sector,
    t.activity_id = t.own_key AS is_counted, t.activity_id, t.least_id, t.work_id, t.maybe_id
FROM told t
LEFT JOIN member a ON a.part = t.part AND a.own_key = t.activity_id
LEFT JOIN member l ON l.part = t.part AND l.own_key = t.least_id
WHERE t.is_activity OR t.work_id IS NOT NULL), lasting AS (
    SELECT n.*, p.until, ROW(activity_number, least_number, providers, fiscal_year, began_on, is_cross_sector, is_counted, activity_id, least_id, work_id, maybe_id) IS DISTINCT FROM lag(ROW(activity_number, least_number, providers, fiscal_year, began_on, is_cross_sector, is_counted, activity_id, least_id, work_id, maybe_id)) OVER w OR n.part IS DISTINCT FROM lag(p.until) OVER w
        AS is_other
    FROM n JOIN span p USING (maybe_id, part) WINDOW w AS (PARTITION BY n.version_number ORDER BY n.part)
), numbered AS (
    SELECT *, count(*) FILTER (WHERE is_other) OVER (PARTITION BY version_number ORDER BY part) AS run FROM lasting
)
SELECT version_number, activity_number, least_number, providers, fiscal_year, began_on, is_cross_sector, is_counted, activity_id, least_id, work_id, maybe_id, min(part), nullif(max(until), 9223372036854775807) FROM numbered
GROUP BY version_number, run, activity_number, least_number, providers, fiscal_year, began_on, is_cross_sector, is_counted, activity_id, least_id, work_id, maybe_id;
ANALYZE core.fact_version, core.counted_version;
