CREATE TABLE core.reader (
    role_name TEXT COLLATE "C" NOT NULL,
    kind TEXT NOT NULL,
    whose TEXT COLLATE "C" NOT NULL,
    acf_region INTEGER,
    PRIMARY KEY (role_name)
);
ALTER TABLE core.provider ADD COLUMN sponsor_offices TEXT[] NOT NULL DEFAULT '{}';
UPDATE core.provider p SET sponsor_offices = ARRAY(
    SELECT o->>'office' FROM json_array_elements(v.contract->'sponsor_offices') o
    WHERE coalesce((o->>'since')::date, '-infinity') <= current_date
        AND coalesce((o->>'until')::date, 'infinity') >= current_date)
FROM (
    SELECT DISTINCT ON (provider_id) provider_id, contract FROM core.contract_version
    WHERE json_typeof(contract->'sponsor_offices') = 'array'
    ORDER BY provider_id, first_used_at DESC
) v
WHERE v.provider_id = p.provider_id;
