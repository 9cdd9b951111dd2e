CREATE TABLE core.provider_version (
    provider_id TEXT COLLATE "C" NOT NULL REFERENCES core.provider (provider_id),
    provider_name TEXT NOT NULL,
    other_names JSONB NOT NULL,
    contact TEXT NOT NULL,
    delivery_kind TEXT NOT NULL,
    late_after_days INTEGER NOT NULL,
    stands_in_days INTEGER NOT NULL,
    sponsor_offices JSONB NOT NULL,
    rules_version TEXT NOT NULL,
    known_from_load BIGINT NOT NULL,
    known_to_load BIGINT,
    PRIMARY KEY (provider_id, known_from_load)
);
CREATE UNIQUE INDEX provider_version_believed ON core.provider_version (provider_id) WHERE known_to_load IS NULL;
-- Every delivery names the rules under which it was judged, and those their contract: so what was said when is known.
WITH used AS (
    SELECT d.provider_id, d.rules_version, min(d.known_from_load) AS load, c.contract::jsonb AS contract
    FROM core.delivery d JOIN core.contract_version c USING (provider_id, rules_version)
    WHERE d.verdict <> 'refused' OR d.decided_by IS NULL
    GROUP BY d.provider_id, d.rules_version, d.known_from_load, c.contract::jsonb
), described AS (
    SELECT u.provider_id, u.rules_version, u.load, jsonb_build_object(
        'provider_name', coalesce(u.contract->>'name', p.provider_name),
        'other_names', coalesce(u.contract->'also_known_as', '[]'),
        'contact', coalesce(u.contract->>'contact', p.contact),
        'delivery_kind', coalesce(u.contract->>'delivery', p.delivery_kind),
        'late_after_days', coalesce((u.contract->>'late_after_days')::integer, p.late_after_days),
        'stands_in_days', coalesce((u.contract->>'stands_in_days')::integer, p.stands_in_days),
        'sponsor_offices', coalesce(u.contract->'sponsor_offices', '[]')) AS told
    FROM used u JOIN core.provider p USING (provider_id)
), changed AS (
    SELECT d.*, told IS DISTINCT FROM lag(told) OVER (PARTITION BY provider_id ORDER BY load) AS is_news FROM described d
)
INSERT INTO core.provider_version
SELECT c.provider_id, t.provider_name, t.other_names, t.contact, t.delivery_kind, t.late_after_days, t.stands_in_days,
    t.sponsor_offices, c.rules_version, c.load, lead(c.load) OVER (PARTITION BY c.provider_id ORDER BY c.load)
FROM changed c CROSS JOIN LATERAL jsonb_to_record(c.told) AS t(provider_name text, other_names jsonb, contact text,
    delivery_kind text, late_after_days integer, stands_in_days integer, sponsor_offices jsonb)
WHERE c.is_news;
CREATE TABLE core.code_version (
    list_name TEXT COLLATE "C" NOT NULL,
    code TEXT COLLATE "C" NOT NULL,
    label TEXT NOT NULL,
    definition TEXT NOT NULL,
    position INTEGER NOT NULL,
    kind TEXT,
    acf_region INTEGER,
    states TEXT[],
    valid_from DATE,
    valid_to DATE,
    known_from_load BIGINT NOT NULL,
    known_to_load BIGINT
);
CREATE UNIQUE INDEX code_version_believed ON core.code_version (list_name, code, coalesce(valid_from, '-infinity'::date)) WHERE known_to_load IS NULL;
CREATE TABLE core.edition (
    edition_id TEXT COLLATE "C" NOT NULL,
    kind TEXT NOT NULL,
    reader TEXT COLLATE "C" NOT NULL,
    period_first DATE NOT NULL,
    period_last DATE NOT NULL,
    cutoff_load BIGINT NOT NULL,
    cutoff_at TIMESTAMP WITH TIME ZONE,
    data_sha256 TEXT NOT NULL,
    code_version TEXT NOT NULL,
    issued_at TIMESTAMP WITH TIME ZONE NOT NULL,
    supersedes TEXT COLLATE "C",
    notice TEXT,
    PRIMARY KEY (edition_id)
);
CREATE INDEX edition_of_reader ON core.edition (kind, reader, period_last, issued_at);
-- What waits in the queue of codes follows from the rows that each code touches.
DROP VIEW IF EXISTS mart.unmapped_code;
DROP VIEW IF EXISTS past.unmapped_code;
DROP TABLE core.unmapped_code;
