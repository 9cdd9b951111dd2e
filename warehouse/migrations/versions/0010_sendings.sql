CREATE TABLE core.release_step (
    edition_id TEXT COLLATE "C" NOT NULL,
    step TEXT NOT NULL,
    until DATE,
    manifest_sha256 TEXT NOT NULL,
    said_by TEXT NOT NULL,
    why TEXT NOT NULL,
    said_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (edition_id, said_at)
);
CREATE TABLE core.sending (
    edition_id TEXT COLLATE "C" NOT NULL,
    recipient_id TEXT COLLATE "C" NOT NULL,
    route TEXT NOT NULL,
    purpose TEXT NOT NULL,
    try_number INTEGER NOT NULL,
    reader_kind TEXT NOT NULL,
    reader TEXT COLLATE "C" NOT NULL,
    address TEXT NOT NULL,
    message_id TEXT NOT NULL,
    manifest_sha256 TEXT NOT NULL,
    claimed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    claimed_by TEXT NOT NULL,
    PRIMARY KEY (edition_id, recipient_id, route, purpose, try_number)
);
CREATE TABLE core.sending_word (
    edition_id TEXT COLLATE "C" NOT NULL,
    recipient_id TEXT COLLATE "C" NOT NULL,
    route TEXT NOT NULL,
    purpose TEXT NOT NULL,
    try_number INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    words TEXT NOT NULL,
    said_by TEXT NOT NULL,
    said_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (edition_id, recipient_id, route, purpose, try_number, said_at)
);
CREATE INDEX sending_word_of_edition ON core.sending_word (edition_id);
