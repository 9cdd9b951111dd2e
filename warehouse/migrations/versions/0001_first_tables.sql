CREATE TABLE core.load (
    load_number BIGINT NOT NULL,
    committed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    kind TEXT NOT NULL,
    night DATE NOT NULL,
    provider_id TEXT COLLATE "C",
    delivery_id TEXT COLLATE "C",
    code_version TEXT NOT NULL,
    PRIMARY KEY (load_number),
    UNIQUE (committed_at)
);

CREATE TABLE core.overlap_version (
    provider_id_a TEXT COLLATE "C" NOT NULL,
    source_record_id_a TEXT COLLATE "C" NOT NULL,
    provider_id_b TEXT COLLATE "C" NOT NULL,
    source_record_id_b TEXT COLLATE "C" NOT NULL,
    label TEXT NOT NULL,
    score NUMERIC NOT NULL,
    probability NUMERIC,
    evidence JSONB NOT NULL,
    sentence TEXT NOT NULL,
    rules_version TEXT NOT NULL,
    content_hash BYTEA NOT NULL,
    known_from_load BIGINT NOT NULL,
    known_to_load BIGINT
);

CREATE UNIQUE INDEX overlap_version_believed ON core.overlap_version (provider_id_a, source_record_id_a, provider_id_b, source_record_id_b) WHERE known_to_load IS NULL;

CREATE INDEX overlap_version_known_from ON core.overlap_version USING brin (known_from_load);

CREATE INDEX overlap_version_other_side ON core.overlap_version (provider_id_b, source_record_id_b) WHERE known_to_load IS NULL;

CREATE TABLE core.provider (
    provider_id TEXT COLLATE "C" NOT NULL,
    provider_name TEXT NOT NULL,
    contact TEXT NOT NULL,
    delivery_kind TEXT NOT NULL,
    late_after_days INTEGER NOT NULL,
    stands_in_days INTEGER NOT NULL,
    is_text_cleared BOOLEAN NOT NULL,
    first_seen_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (provider_id)
);

CREATE TABLE core.record_version (
    provider_id TEXT COLLATE "C" NOT NULL,
    source_record_id TEXT COLLATE "C" NOT NULL,
    source_revision BIGINT,
    record_kind TEXT,
    parent_record_id TEXT,
    record_state TEXT NOT NULL,
    lifecycle_status TEXT,
    scope_class TEXT NOT NULL,
    sharing_level TEXT NOT NULL,
    title TEXT,
    summary TEXT,
    sponsor_office TEXT[],
    program TEXT[],
    award_number TEXT,
    planned_start DATE,
    planned_start_precision TEXT,
    planned_end DATE,
    planned_end_precision TEXT,
    actual_start DATE,
    actual_start_precision TEXT,
    actual_end DATE,
    actual_end_precision TEXT,
    requested_on DATE,
    source_updated_at TIMESTAMP WITH TIME ZONE,
    received_at TIMESTAMP WITH TIME ZONE NOT NULL,
    geographic_scope TEXT,
    jurisdiction TEXT[],
    acf_region BIGINT,
    recipient_type TEXT[],
    recipient_name TEXT,
    sector TEXT[],
    core_element TEXT[],
    service_area TEXT[],
    population_focus TEXT[],
    topic TEXT[],
    intensity TEXT,
    ta_type TEXT,
    delivery_mode TEXT[],
    planned_hours NUMERIC,
    event_hours NUMERIC,
    provider_hours NUMERIC,
    participants_in_person BIGINT,
    participants_virtual BIGINT,
    participants_total BIGINT,
    partners JSONB,
    joint_project_id TEXT,
    partner_source_ref TEXT[],
    collaboration_level TEXT,
    open_to_collaboration TEXT,
    recipient_strengths TEXT,
    peer_expert_used TEXT,
    outcome_dimension TEXT[],
    outcome_note TEXT,
    source_values JSON NOT NULL,
    part TEXT NOT NULL,
    sheet TEXT NOT NULL,
    row_number BIGINT NOT NULL,
    row_hash BYTEA NOT NULL,
    content_hash BYTEA NOT NULL,
    rules_version TEXT NOT NULL,
    change TEXT NOT NULL,
    cause TEXT NOT NULL,
    title_key TEXT,
    true_from TIMESTAMP WITH TIME ZONE NOT NULL,
    known_from_load BIGINT NOT NULL,
    known_to_load BIGINT,
    ended_by TEXT
);

CREATE INDEX record_version_absent ON core.record_version (provider_id, source_record_id) WHERE ended_by = 'absent';

CREATE UNIQUE INDEX record_version_believed ON core.record_version (provider_id, source_record_id) WHERE known_to_load IS NULL;

CREATE INDEX record_version_ended ON core.record_version (provider_id, source_record_id, known_from_load) WHERE known_to_load IS NOT NULL;

CREATE INDEX record_version_ended_at ON core.record_version (known_to_load) WHERE known_to_load IS NOT NULL;

CREATE INDEX record_version_known_from ON core.record_version USING brin (known_from_load) WITH (pages_per_range = 32);

CREATE TABLE core.rejected_row (
    provider_id TEXT COLLATE "C" NOT NULL,
    delivery_id TEXT COLLATE "C" NOT NULL,
    part TEXT NOT NULL,
    sheet TEXT NOT NULL,
    row_number BIGINT NOT NULL,
    source_record_id TEXT COLLATE "C",
    row_hash BYTEA,
    rules TEXT[] NOT NULL,
    source_columns TEXT[] NOT NULL,
    findings JSONB NOT NULL,
    cells JSONB NOT NULL,
    known_from_load BIGINT NOT NULL,
    known_to_load BIGINT
);

CREATE INDEX rejected_row_believed ON core.rejected_row (provider_id) WHERE known_to_load IS NULL;

CREATE INDEX rejected_row_of_delivery ON core.rejected_row (known_from_load);

CREATE TABLE core.surface (
    fingerprint TEXT NOT NULL,
    applied_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    PRIMARY KEY (fingerprint)
);

CREATE TABLE core.unmapped_code (
    provider_id TEXT COLLATE "C" NOT NULL,
    field TEXT NOT NULL,
    source_value TEXT COLLATE "C" NOT NULL,
    first_seen_load BIGINT NOT NULL,
    last_seen_load BIGINT NOT NULL,
    status TEXT NOT NULL,
    PRIMARY KEY (provider_id, field, source_value)
);

CREATE TABLE core.unmapped_row (
    provider_id TEXT COLLATE "C" NOT NULL,
    field TEXT NOT NULL,
    source_value TEXT COLLATE "C" NOT NULL,
    source_record_id TEXT COLLATE "C",
    part TEXT NOT NULL,
    sheet TEXT NOT NULL,
    row_number BIGINT NOT NULL,
    known_from_load BIGINT NOT NULL,
    known_to_load BIGINT
);

CREATE INDEX unmapped_row_believed ON core.unmapped_row (provider_id, field, source_value) WHERE known_to_load IS NULL;

CREATE TABLE core.attempt (
    provider_id TEXT COLLATE "C" NOT NULL,
    started_at TIMESTAMP WITH TIME ZONE NOT NULL,
    stage TEXT NOT NULL,
    try_number INTEGER NOT NULL,
    night DATE NOT NULL,
    run_id TEXT NOT NULL,
    finished_at TIMESTAMP WITH TIME ZONE NOT NULL,
    outcome TEXT NOT NULL,
    error_kind TEXT,
    message TEXT,
    who TEXT,
    mend TEXT,
    PRIMARY KEY (provider_id, started_at, stage, try_number),
    FOREIGN KEY(provider_id) REFERENCES core.provider (provider_id)
);

CREATE INDEX attempt_of_night ON core.attempt (night);

CREATE TABLE core.contract_version (
    provider_id TEXT COLLATE "C" NOT NULL,
    rules_version TEXT NOT NULL,
    contract_fingerprint TEXT NOT NULL,
    contract JSON NOT NULL,
    first_used_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (provider_id, rules_version),
    FOREIGN KEY(provider_id) REFERENCES core.provider (provider_id)
);

CREATE TABLE core.delivery (
    delivery_id TEXT COLLATE "C" NOT NULL,
    provider_id TEXT COLLATE "C" NOT NULL,
    night DATE NOT NULL,
    sha256 TEXT NOT NULL,
    content_digest TEXT NOT NULL,
    source_address TEXT NOT NULL,
    size_bytes BIGINT NOT NULL,
    etag TEXT,
    parts JSON NOT NULL,
    column_names TEXT[] NOT NULL,
    received_at TIMESTAMP WITH TIME ZONE NOT NULL,
    verdict TEXT NOT NULL,
    reason TEXT,
    who TEXT,
    mend TEXT,
    delivered BIGINT NOT NULL,
    accepted BIGINT NOT NULL,
    rejected BIGINT NOT NULL,
    "new" BIGINT NOT NULL,
    corrected BIGINT NOT NULL,
    returned BIGINT NOT NULL,
    retracted BIGINT NOT NULL,
    unchanged BIGINT NOT NULL,
    absent BIGINT NOT NULL,
    left_out BIGINT NOT NULL,
    rules_version TEXT NOT NULL,
    watermark TEXT,
    standing_records BIGINT,
    load_number BIGINT,
    decided_by TEXT,
    decided_why TEXT,
    decided_at TIMESTAMP WITH TIME ZONE,
    known_from_load BIGINT NOT NULL,
    known_to_load BIGINT,
    FOREIGN KEY(provider_id) REFERENCES core.provider (provider_id)
);

CREATE UNIQUE INDEX delivery_believed ON core.delivery (delivery_id) WHERE known_to_load IS NULL;

CREATE INDEX delivery_of_provider ON core.delivery (provider_id, received_at);

