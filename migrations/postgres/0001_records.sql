-- Instants are microseconds since 1970 in UTC, days are ISO 8601 text, ids are UUIDs.

-- Counters of the system itself; `directory` grows with every change of offices, persons and appointments.
CREATE TABLE meta (
    name TEXT NOT NULL PRIMARY KEY,
    n    BIGINT NOT NULL
);
INSERT INTO meta (name, n) VALUES ('directory', 0);

CREATE TABLE office (
    id      TEXT NOT NULL PRIMARY KEY,
    name    TEXT NOT NULL,
    kind    TEXT NOT NULL,
    head    TEXT NOT NULL,
    code    TEXT NOT NULL,
    address TEXT NOT NULL,
    phone   TEXT NOT NULL,
    email   TEXT NOT NULL
);

CREATE TABLE person (
    id    UUID NOT NULL PRIMARY KEY,
    name  TEXT NOT NULL,
    nik   TEXT,
    phone TEXT,
    rank  TEXT,
    nip   TEXT,
    -- What the account knows: the parts of a person field, to prefill forms with.
    profile jsonb
);
CREATE INDEX person_phone ON person (phone);

CREATE TABLE appointment (
    person   UUID NOT NULL REFERENCES person (id),
    role     TEXT NOT NULL,
    office   TEXT NOT NULL REFERENCES office (id),
    kind     TEXT NOT NULL CHECK (kind IN ('definitive', 'plt', 'plh', 'pj')),
    from_day TEXT NOT NULL,
    to_day   TEXT,
    basis    TEXT NOT NULL,
    PRIMARY KEY (person, role, office, kind, from_day)
);

CREATE TABLE definition (
    hash         TEXT NOT NULL PRIMARY KEY,
    service      TEXT NOT NULL,
    sources      JSONB NOT NULL,
    published_at BIGINT NOT NULL,
    person       UUID,
    reason       TEXT NOT NULL
);
CREATE INDEX definition_service ON definition (service, published_at);

-- `state` is a snapshot of what the events amount to, without the answers.
CREATE TABLE cases (
    id         UUID NOT NULL PRIMARY KEY,
    ticket     TEXT NOT NULL,
    service    TEXT NOT NULL,
    definition TEXT NOT NULL REFERENCES definition (hash),
    version    BIGINT NOT NULL CHECK (version > 0),
    state      JSONB NOT NULL,
    applicant  UUID REFERENCES person (id),
    area       TEXT,
    phase      TEXT NOT NULL,
    opened_at  BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    changed_by UUID,
    ended_at   BIGINT,
    likeness   TEXT
);
-- The hash of what makes an open case the same as another (`start.unique`); none once it ended.
CREATE UNIQUE INDEX cases_likeness ON cases (likeness) WHERE likeness IS NOT NULL;
CREATE UNIQUE INDEX cases_ticket ON cases (ticket);
CREATE INDEX cases_applicant ON cases (applicant, opened_at);

-- The events of one command share the version that it made.
CREATE TABLE event (
    case_id UUID NOT NULL REFERENCES cases (id),
    seq     BIGINT NOT NULL CHECK (seq > 0),
    version BIGINT NOT NULL,
    at      BIGINT NOT NULL,
    kind    TEXT NOT NULL,
    body    JSONB NOT NULL,
    person  UUID,
    salt    UUID NOT NULL,
    leaf    BYTEA NOT NULL CHECK (length(leaf) = 32),
    PRIMARY KEY (case_id, seq)
);
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is never changed', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END $$;
CREATE TRIGGER event_keep BEFORE UPDATE OR DELETE OR TRUNCATE ON event
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The only place where the value of a field lies, with `letter.facts` that was made from it.
CREATE TABLE answer (
    case_id  UUID NOT NULL REFERENCES cases (id),
    field    TEXT NOT NULL,
    revision BIGINT NOT NULL CHECK (revision > 0),
    salt     UUID NOT NULL,
    value    JSONB NOT NULL,
    PRIMARY KEY (case_id, field, revision)
);

-- A projection of where the cases stand; a task without a deadline is due at the end of time.
CREATE TABLE task (
    case_id   UUID NOT NULL REFERENCES cases (id),
    step      TEXT NOT NULL,
    role      TEXT NOT NULL,
    office    TEXT NOT NULL,
    since     BIGINT NOT NULL,
    due       BIGINT NOT NULL,
    kelurahan TEXT,
    kecamatan TEXT,
    PRIMARY KEY (case_id, step, role, office)
);
CREATE INDEX task_seat ON task (office, role, due, case_id);
CREATE INDEX task_kelurahan ON task (kelurahan, due, case_id);
CREATE INDEX task_kecamatan ON task (kecamatan, due, case_id);

CREATE TABLE counter (
    series TEXT NOT NULL PRIMARY KEY,
    n      BIGINT NOT NULL CHECK (n > 0)
);

CREATE TABLE register_entry (
    series      TEXT NOT NULL,
    value       BIGINT NOT NULL CHECK (value > 0),
    number      TEXT NOT NULL,
    case_id     UUID NOT NULL REFERENCES cases (id),
    output      TEXT NOT NULL,
    date        TEXT NOT NULL,
    void_reason TEXT,
    PRIMARY KEY (series, value)
);
CREATE INDEX register_entry_case ON register_entry (case_id);

-- `facts` holds values; it is emptied when the answers are erased.
CREATE TABLE letter (
    id              UUID NOT NULL PRIMARY KEY,
    case_id         UUID NOT NULL REFERENCES cases (id),
    output          TEXT NOT NULL,
    code            TEXT NOT NULL,
    number          TEXT,
    facts           JSONB,
    facts_sha256    TEXT NOT NULL,
    template        TEXT NOT NULL,
    template_sha256 TEXT NOT NULL,
    state           TEXT NOT NULL,
    created_at      BIGINT NOT NULL
);
CREATE UNIQUE INDEX letter_code ON letter (code);
CREATE UNIQUE INDEX letter_living ON letter (case_id, output) WHERE state <> 'void';

-- Bytes on their way: frozen, or signed by some. Nothing that the public reads looks here.
CREATE TABLE letter_work (
    letter_id UUID NOT NULL PRIMARY KEY REFERENCES letter (id),
    sha256    TEXT NOT NULL,
    bytes     BYTEA NOT NULL,
    at        BIGINT NOT NULL
);

-- Finished letters: all that downloads and the check page read. At most one per letter, ever.
CREATE TABLE released (
    letter_id UUID NOT NULL PRIMARY KEY REFERENCES letter (id),
    sha256    TEXT NOT NULL,
    bytes     BYTEA NOT NULL,
    at        BIGINT NOT NULL
);
CREATE INDEX released_sha256 ON released (sha256);
CREATE TRIGGER released_keep BEFORE UPDATE ON released
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE outbox (
    id         UUID NOT NULL PRIMARY KEY,
    case_id    UUID REFERENCES cases (id),
    kind       TEXT NOT NULL,
    payload    JSONB NOT NULL,
    created_at BIGINT NOT NULL,
    due_at     BIGINT NOT NULL,
    done_at    BIGINT,
    attempts   BIGINT NOT NULL
);
CREATE INDEX outbox_open ON outbox (due_at) WHERE done_at IS NULL;

CREATE TABLE idempotency (
    key          UUID NOT NULL PRIMARY KEY,
    case_id      UUID NOT NULL REFERENCES cases (id),
    version      BIGINT NOT NULL,
    outcome      JSONB NOT NULL,
    request_hash BYTEA NOT NULL,
    at           BIGINT NOT NULL
);

CREATE TABLE session (
    token_hash BYTEA NOT NULL PRIMARY KEY,
    person     UUID NOT NULL REFERENCES person (id),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX session_person ON session (person);

CREATE TABLE link (
    token_hash BYTEA NOT NULL PRIMARY KEY,
    person     UUID NOT NULL REFERENCES person (id),
    case_id    UUID REFERENCES cases (id),
    step       TEXT,
    expires_at BIGINT NOT NULL,
    used_at    BIGINT
);

-- Who has sent which file: nobody can refer to a file by its hash alone.
CREATE TABLE upload (
    sha256     TEXT NOT NULL,
    size       BIGINT NOT NULL,
    media      TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    person     UUID NOT NULL REFERENCES person (id),
    PRIMARY KEY (sha256, person)
);
