CREATE TABLE core.link (
    link_id TEXT COLLATE "C" NOT NULL,
    reader_kind TEXT NOT NULL,
    reader TEXT COLLATE "C" NOT NULL,
    about_kind TEXT NOT NULL,
    provider_id_a TEXT COLLATE "C",
    source_record_id_a TEXT COLLATE "C",
    provider_id_b TEXT COLLATE "C",
    source_record_id_b TEXT COLLATE "C",
    edition_id TEXT COLLATE "C" NOT NULL,
    figure TEXT NOT NULL,
    made_at TIMESTAMP WITH TIME ZONE NOT NULL,
    made_by TEXT NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT link_pkey PRIMARY KEY (link_id)
);
CREATE INDEX link_of_edition ON core.link (edition_id);
CREATE INDEX link_of_record_a ON core.link (provider_id_a, source_record_id_a);
CREATE INDEX link_of_record_b ON core.link (provider_id_b, source_record_id_b);
CREATE TABLE core.link_end (
    link_id TEXT COLLATE "C" NOT NULL,
    ended_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ended_by TEXT NOT NULL,
    why TEXT NOT NULL,
    CONSTRAINT link_end_pkey PRIMARY KEY (link_id)
);
CREATE TABLE core.answer (
    answer_id TEXT COLLATE "C" NOT NULL,
    link_id TEXT COLLATE "C" NOT NULL,
    reader_kind TEXT NOT NULL,
    reader TEXT COLLATE "C" NOT NULL,
    judgement TEXT,
    until DATE,
    words TEXT NOT NULL,
    given_by TEXT NOT NULL,
    sharing_level TEXT,
    answered_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT answer_pkey PRIMARY KEY (answer_id)
);
CREATE INDEX answer_of_link ON core.answer (link_id);
CREATE TABLE core.answer_taken (
    answer_id TEXT COLLATE "C" NOT NULL,
    outcome TEXT NOT NULL,
    message TEXT NOT NULL,
    input_id TEXT COLLATE "C",
    known_from_load BIGINT,
    taken_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT answer_taken_pkey PRIMARY KEY (answer_id)
);
