CREATE TABLE core.tie_version (
    provider_id TEXT COLLATE "C" NOT NULL,
    source_record_id TEXT COLLATE "C" NOT NULL,
    sure_id TEXT COLLATE "C",
    maybe_id TEXT COLLATE "C" NOT NULL,
    content_hash BYTEA NOT NULL,
    known_from_load BIGINT NOT NULL,
    known_to_load BIGINT
);
CREATE UNIQUE INDEX tie_version_believed ON core.tie_version (provider_id, source_record_id) WHERE known_to_load IS NULL;
INSERT INTO core.tie_version (provider_id, source_record_id, sure_id, maybe_id, content_hash, known_from_load)
WITH RECURSIVE link AS (
    SELECT provider_id_a || '/' || source_record_id_a AS one, provider_id_b || '/' || source_record_id_b AS other,
        disposition IN ('declared', 'confirmed') AS is_sure
    FROM core.overlap_version
    WHERE known_to_load IS NULL AND disposition IN ('declared', 'confirmed', 'probable', 'proposed')
    UNION ALL
    SELECT provider_id_b || '/' || source_record_id_b, provider_id_a || '/' || source_record_id_a,
        disposition IN ('declared', 'confirmed')
    FROM core.overlap_version
    WHERE known_to_load IS NULL AND disposition IN ('declared', 'confirmed', 'probable', 'proposed')
), sure AS (
    SELECT one, one AS member FROM link WHERE is_sure
    UNION SELECT r.one, l.other FROM sure r JOIN link l ON l.one = r.member AND l.is_sure
), maybe AS (
    SELECT one, one AS member FROM link
    UNION SELECT r.one, l.other FROM maybe r JOIN link l ON l.one = r.member
), sure_group AS MATERIALIZED (
    SELECT one, min(member) AS id FROM sure GROUP BY one
), maybe_group AS MATERIALIZED (
    SELECT one, min(member) AS id FROM maybe GROUP BY one
), record AS MATERIALIZED (
    SELECT provider_id_a AS provider_id, source_record_id_a AS source_record_id,
        provider_id_a || '/' || source_record_id_a AS key
    FROM core.overlap_version WHERE known_to_load IS NULL
    UNION
    SELECT provider_id_b, source_record_id_b, provider_id_b || '/' || source_record_id_b
    FROM core.overlap_version WHERE known_to_load IS NULL
)
SELECT r.provider_id, r.source_record_id, s.id, m.id, '\x',
    (SELECT max(load_number) FROM core.load WHERE kind = 'overlaps')
FROM record r JOIN maybe_group m ON m.one = r.key LEFT JOIN sure_group s ON s.one = r.key;
