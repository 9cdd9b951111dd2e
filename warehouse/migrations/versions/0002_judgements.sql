ALTER TABLE core.overlap_version ADD COLUMN disposition TEXT, ADD COLUMN day_gap INTEGER;

UPDATE core.overlap_version SET
    disposition = CASE label WHEN 'declared_joint' THEN 'declared' WHEN 'same_activity' THEN 'probable' ELSE 'new' END,
    day_gap = (evidence ->> 'gap_days')::integer;

ALTER TABLE core.overlap_version ALTER COLUMN disposition SET NOT NULL;

CREATE TABLE core.review_version (
    provider_id_a TEXT COLLATE "C" NOT NULL,
    source_record_id_a TEXT COLLATE "C" NOT NULL,
    provider_id_b TEXT COLLATE "C" NOT NULL,
    source_record_id_b TEXT COLLATE "C" NOT NULL,
    score NUMERIC NOT NULL,
    evidence JSONB NOT NULL,
    sentence TEXT NOT NULL,
    probability NUMERIC,
    day_gap INTEGER,
    rules_version TEXT NOT NULL,
    content_hash BYTEA NOT NULL,
    known_from_load BIGINT NOT NULL,
    known_to_load BIGINT
);

CREATE UNIQUE INDEX review_version_believed ON core.review_version (provider_id_a, source_record_id_a, provider_id_b, source_record_id_b) WHERE known_to_load IS NULL;

CREATE INDEX review_version_other_side ON core.review_version (provider_id_b, source_record_id_b) WHERE known_to_load IS NULL;

CREATE TABLE core.engagement_version (
    engagement_id TEXT COLLATE "C" NOT NULL,
    provider_id TEXT COLLATE "C" NOT NULL,
    source_record_id TEXT COLLATE "C" NOT NULL,
    basis TEXT NOT NULL,
    content_hash BYTEA NOT NULL,
    known_from_load BIGINT NOT NULL,
    known_to_load BIGINT
);

CREATE UNIQUE INDEX engagement_version_believed ON core.engagement_version (provider_id, source_record_id) WHERE known_to_load IS NULL;

CREATE INDEX engagement_version_members ON core.engagement_version (engagement_id) WHERE known_to_load IS NULL;

CREATE TABLE core.repeat_version (
    provider_id TEXT COLLATE "C" NOT NULL,
    source_record_id_a TEXT COLLATE "C" NOT NULL,
    source_record_id_b TEXT COLLATE "C" NOT NULL,
    score NUMERIC NOT NULL,
    evidence JSONB NOT NULL,
    sentence TEXT NOT NULL,
    content_hash BYTEA NOT NULL,
    known_from_load BIGINT NOT NULL,
    known_to_load BIGINT
);

CREATE UNIQUE INDEX repeat_version_believed ON core.repeat_version (provider_id, source_record_id_a, source_record_id_b) WHERE known_to_load IS NULL;

CREATE INDEX repeat_version_other_side ON core.repeat_version (provider_id, source_record_id_b) WHERE known_to_load IS NULL;

CREATE TABLE core.discrepancy_version (
    provider_id_a TEXT COLLATE "C" NOT NULL,
    source_record_id_a TEXT COLLATE "C" NOT NULL,
    provider_id_b TEXT COLLATE "C" NOT NULL,
    source_record_id_b TEXT COLLATE "C",
    kind TEXT NOT NULL,
    value_a TEXT,
    value_b TEXT,
    sentence TEXT NOT NULL,
    who TEXT[] NOT NULL,
    content_hash BYTEA NOT NULL,
    known_from_load BIGINT NOT NULL,
    known_to_load BIGINT
);

CREATE UNIQUE INDEX discrepancy_version_believed ON core.discrepancy_version (provider_id_a, source_record_id_a, provider_id_b, source_record_id_b, kind) NULLS NOT DISTINCT WHERE known_to_load IS NULL;

CREATE INDEX discrepancy_version_other_side ON core.discrepancy_version (provider_id_b, source_record_id_b) WHERE known_to_load IS NULL;

CREATE TABLE core.contradiction_version (
    provider_id_a TEXT COLLATE "C" NOT NULL,
    source_record_id_a TEXT COLLATE "C" NOT NULL,
    provider_id_b TEXT COLLATE "C" NOT NULL,
    source_record_id_b TEXT COLLATE "C" NOT NULL,
    message TEXT NOT NULL,
    content_hash BYTEA NOT NULL,
    known_from_load BIGINT NOT NULL,
    known_to_load BIGINT
);

CREATE UNIQUE INDEX contradiction_version_believed ON core.contradiction_version (provider_id_a, source_record_id_a, provider_id_b, source_record_id_b, content_hash) WHERE known_to_load IS NULL;

CREATE TABLE core.judgement (
    known_from_load BIGINT NOT NULL,
    position INTEGER NOT NULL,
    provider_id_a TEXT COLLATE "C" NOT NULL,
    source_record_id_a TEXT COLLATE "C" NOT NULL,
    provider_id_b TEXT COLLATE "C" NOT NULL,
    source_record_id_b TEXT COLLATE "C" NOT NULL,
    judgement TEXT NOT NULL,
    until DATE,
    party TEXT COLLATE "C" NOT NULL,
    judged_by TEXT NOT NULL,
    why TEXT NOT NULL,
    judged_at TIMESTAMP WITH TIME ZONE NOT NULL,
    content_hash_a BYTEA NOT NULL,
    content_hash_b BYTEA NOT NULL,
    PRIMARY KEY (known_from_load, position)
);

CREATE INDEX judgement_of_pair ON core.judgement (provider_id_a, source_record_id_a, provider_id_b, source_record_id_b);

CREATE INDEX judgement_other_side ON core.judgement (provider_id_b, source_record_id_b);

CREATE TABLE core.overlap_model (
    model_version TEXT COLLATE "C" NOT NULL,
    model JSON NOT NULL,
    trained_at TIMESTAMP WITH TIME ZONE NOT NULL,
    figures JSON NOT NULL,
    status TEXT NOT NULL,
    known_from_load BIGINT NOT NULL,
    known_to_load BIGINT
);

CREATE UNIQUE INDEX overlap_model_active ON core.overlap_model (status) WHERE known_to_load IS NULL AND status = 'active';

CREATE UNIQUE INDEX overlap_model_believed ON core.overlap_model (model_version) WHERE known_to_load IS NULL;

CREATE TABLE core.overlap_search (
    known_from_load BIGINT NOT NULL,
    read_through BIGINT NOT NULL,
    rules_version TEXT NOT NULL,
    provider_names JSON NOT NULL,
    PRIMARY KEY (known_from_load)
);

CREATE TABLE core.overlap_left (
    slot INTEGER NOT NULL,
    known_from_load BIGINT NOT NULL,
    content BYTEA NOT NULL,
    PRIMARY KEY (slot)
);
