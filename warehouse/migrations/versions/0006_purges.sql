CREATE TABLE core.purge (
    known_from_load BIGINT NOT NULL,
    kind TEXT NOT NULL,
    provider_id TEXT COLLATE "C" NOT NULL,
    source_record_id TEXT COLLATE "C",
    delivery_id TEXT COLLATE "C",
    purged_by TEXT NOT NULL,
    why TEXT NOT NULL,
    purged_at TIMESTAMP WITH TIME ZONE NOT NULL,
    removed JSONB NOT NULL,
    CONSTRAINT purge_pkey PRIMARY KEY (known_from_load)
);
CREATE INDEX purge_of_record ON core.purge (provider_id, source_record_id);
