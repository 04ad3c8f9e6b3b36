-- Instants are microseconds since 1970 in UTC, days are ISO 8601 text, ids are 16 bytes.

-- Counters of the system itself; `directory` grows with every change of offices, persons and appointments.
CREATE TABLE meta (
    name TEXT NOT NULL PRIMARY KEY,
    n    INTEGER NOT NULL
) STRICT;
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
) STRICT;

CREATE TABLE person (
    id    BLOB NOT NULL PRIMARY KEY,
    name  TEXT NOT NULL,
    nik   TEXT,
    phone TEXT,
    rank  TEXT,
    nip   TEXT,
    -- What the account knows: the parts of a person field, to prefill forms with.
    profile TEXT CHECK (json_valid(profile))
) STRICT;
CREATE INDEX person_phone ON person (phone);

CREATE TABLE appointment (
    person   BLOB NOT NULL REFERENCES person (id),
    role     TEXT NOT NULL,
    office   TEXT NOT NULL REFERENCES office (id),
    kind     TEXT NOT NULL CHECK (kind IN ('definitive', 'plt', 'plh', 'pj')),
    from_day TEXT NOT NULL,
    to_day   TEXT,
    basis    TEXT NOT NULL,
    PRIMARY KEY (person, role, office, kind, from_day)
) STRICT;

CREATE TABLE definition (
    hash         TEXT NOT NULL PRIMARY KEY,
    service      TEXT NOT NULL,
    sources      TEXT NOT NULL CHECK (json_valid(sources)),
    published_at INTEGER NOT NULL,
    person       BLOB,
    reason       TEXT NOT NULL
) STRICT;
CREATE INDEX definition_service ON definition (service, published_at);

-- `state` is a snapshot of what the events amount to, without the answers.
CREATE TABLE cases (
    id         BLOB NOT NULL PRIMARY KEY,
    ticket     TEXT NOT NULL,
    service    TEXT NOT NULL,
    definition TEXT NOT NULL REFERENCES definition (hash),
    version    INTEGER NOT NULL CHECK (version > 0),
    state      TEXT NOT NULL CHECK (json_valid(state)),
    applicant  BLOB REFERENCES person (id),
    area       TEXT,
    phase      TEXT NOT NULL,
    opened_at  INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    changed_by BLOB,
    ended_at   INTEGER,
    likeness   TEXT
) STRICT;
-- The hash of what makes an open case the same as another (`start.unique`); none once it ended.
CREATE UNIQUE INDEX cases_likeness ON cases (likeness) WHERE likeness IS NOT NULL;
CREATE UNIQUE INDEX cases_ticket ON cases (ticket);
CREATE INDEX cases_applicant ON cases (applicant, opened_at);

-- The events of one command share the version that it made.
CREATE TABLE event (
    case_id BLOB NOT NULL REFERENCES cases (id),
    seq     INTEGER NOT NULL CHECK (seq > 0),
    version INTEGER NOT NULL,
    at      INTEGER NOT NULL,
    kind    TEXT NOT NULL,
    body    TEXT NOT NULL CHECK (json_valid(body)),
    person  BLOB,
    salt    BLOB NOT NULL,
    leaf    BLOB NOT NULL CHECK (length(leaf) = 32),
    PRIMARY KEY (case_id, seq)
) STRICT;
CREATE TRIGGER event_update BEFORE UPDATE ON event
BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
CREATE TRIGGER event_delete BEFORE DELETE ON event
BEGIN SELECT RAISE(ABORT, 'events are never removed'); END;

-- The only place where the value of a field lies, with `letter.facts` that was made from it.
CREATE TABLE answer (
    case_id  BLOB NOT NULL REFERENCES cases (id),
    field    TEXT NOT NULL,
    revision INTEGER NOT NULL CHECK (revision > 0),
    salt     BLOB NOT NULL,
    value    TEXT NOT NULL CHECK (json_valid(value)),
    PRIMARY KEY (case_id, field, revision)
) STRICT;

-- A projection of where the cases stand; a task without a deadline is due at the end of time.
CREATE TABLE task (
    case_id   BLOB NOT NULL REFERENCES cases (id),
    step      TEXT NOT NULL,
    role      TEXT NOT NULL,
    office    TEXT NOT NULL,
    since     INTEGER NOT NULL,
    due       INTEGER NOT NULL,
    kelurahan TEXT,
    kecamatan TEXT,
    PRIMARY KEY (case_id, step, role, office)
) STRICT;
CREATE INDEX task_seat ON task (office, role, due, case_id);
CREATE INDEX task_kelurahan ON task (kelurahan, due, case_id);
CREATE INDEX task_kecamatan ON task (kecamatan, due, case_id);

CREATE TABLE counter (
    series TEXT NOT NULL PRIMARY KEY,
    n      INTEGER NOT NULL CHECK (n > 0)
) STRICT;

CREATE TABLE register_entry (
    series      TEXT NOT NULL,
    value       INTEGER NOT NULL CHECK (value > 0),
    number      TEXT NOT NULL,
    case_id     BLOB NOT NULL REFERENCES cases (id),
    output      TEXT NOT NULL,
    date        TEXT NOT NULL,
    void_reason TEXT,
    PRIMARY KEY (series, value)
) STRICT;
CREATE INDEX register_entry_case ON register_entry (case_id);

-- `facts` holds values; it is emptied when the answers are erased.
CREATE TABLE letter (
    id              BLOB NOT NULL PRIMARY KEY,
    case_id         BLOB NOT NULL REFERENCES cases (id),
    output          TEXT NOT NULL,
    code            TEXT NOT NULL,
    number          TEXT,
    facts           TEXT CHECK (json_valid(facts)),
    facts_sha256    TEXT NOT NULL,
    template        TEXT NOT NULL,
    template_sha256 TEXT NOT NULL,
    state           TEXT NOT NULL,
    created_at      INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX letter_code ON letter (code);
CREATE UNIQUE INDEX letter_living ON letter (case_id, output) WHERE state <> 'void';

-- Bytes on their way: frozen, or signed by some. Nothing that the public reads looks here.
CREATE TABLE letter_work (
    letter_id BLOB NOT NULL PRIMARY KEY REFERENCES letter (id),
    sha256    TEXT NOT NULL,
    bytes     BLOB NOT NULL,
    at        INTEGER NOT NULL
) STRICT;

-- Finished letters: all that downloads and the check page read. At most one per letter, ever.
CREATE TABLE released (
    letter_id BLOB NOT NULL PRIMARY KEY REFERENCES letter (id),
    sha256    TEXT NOT NULL,
    bytes     BLOB NOT NULL,
    at        INTEGER NOT NULL
) STRICT;
CREATE INDEX released_sha256 ON released (sha256);
CREATE TRIGGER released_update BEFORE UPDATE ON released
BEGIN SELECT RAISE(ABORT, 'a released letter is never changed'); END;

CREATE TABLE outbox (
    id         BLOB NOT NULL PRIMARY KEY,
    case_id    BLOB REFERENCES cases (id),
    kind       TEXT NOT NULL,
    payload    TEXT NOT NULL CHECK (json_valid(payload)),
    created_at INTEGER NOT NULL,
    due_at     INTEGER NOT NULL,
    done_at    INTEGER,
    attempts   INTEGER NOT NULL
) STRICT;
CREATE INDEX outbox_open ON outbox (due_at) WHERE done_at IS NULL;

CREATE TABLE idempotency (
    key          BLOB NOT NULL PRIMARY KEY,
    case_id      BLOB NOT NULL REFERENCES cases (id),
    version      INTEGER NOT NULL,
    outcome      TEXT NOT NULL CHECK (json_valid(outcome)),
    request_hash BLOB NOT NULL,
    at           INTEGER NOT NULL
) STRICT;

CREATE TABLE session (
    token_hash BLOB NOT NULL PRIMARY KEY,
    person     BLOB NOT NULL REFERENCES person (id),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX session_person ON session (person);

CREATE TABLE link (
    token_hash BLOB NOT NULL PRIMARY KEY,
    person     BLOB NOT NULL REFERENCES person (id),
    case_id    BLOB REFERENCES cases (id),
    step       TEXT,
    expires_at INTEGER NOT NULL,
    used_at    INTEGER
) STRICT;

-- Who has sent which file: nobody can refer to a file by its hash alone.
CREATE TABLE upload (
    sha256     TEXT NOT NULL,
    size       INTEGER NOT NULL,
    media      TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    person     BLOB NOT NULL REFERENCES person (id),
    PRIMARY KEY (sha256, person)
) STRICT;
