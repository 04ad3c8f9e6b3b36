-- Where else somebody can be reached; both ways of reaching are proven by a code.
CREATE INDEX person_email ON person (email) WHERE email IS NOT NULL;

-- A code on its way. It opens in the browser that asked and nowhere else: `browser` is the hash of what that
-- browser keeps, and the code is hashed with it.
CREATE TABLE sign_in (
    browser    BLOB NOT NULL PRIMARY KEY,
    contact    TEXT NOT NULL,
    code_hash  BLOB NOT NULL,
    tries      INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    proven_at  INTEGER
) STRICT;
CREATE INDEX sign_in_expiry ON sign_in (expires_at);

-- How often something was tried that may be tried so often only. `subject` is a hash of what and whose.
CREATE TABLE attempt (
    subject BLOB NOT NULL PRIMARY KEY,
    n       INTEGER NOT NULL CHECK (n > 0),
    ends_at INTEGER NOT NULL
) STRICT;
CREATE INDEX attempt_end ON attempt (ends_at);
-- The messages that carry codes are removed when the codes are over.
CREATE INDEX outbox_codes ON outbox (created_at) WHERE kind = 'code';

-- How an officer shows who they are. `step` is the last step of their app's code that was used: each is good once.
CREATE TABLE credential (
    person   BLOB NOT NULL PRIMARY KEY REFERENCES person (id),
    password TEXT NOT NULL,
    totp     BLOB NOT NULL,
    step     INTEGER NOT NULL,
    set_at   INTEGER NOT NULL
) STRICT;

-- Codes for the day on which the telephone is not at hand.
CREATE TABLE recovery_code (
    person    BLOB NOT NULL REFERENCES person (id),
    code_hash BLOB NOT NULL,
    used_at   INTEGER,
    PRIMARY KEY (person, code_hash)
) STRICT;

-- A link by which somebody sets their password and takes the secret into their app, or sets their PIN.
CREATE TABLE enrolment (
    token_hash BLOB NOT NULL PRIMARY KEY,
    person     BLOB NOT NULL REFERENCES person (id),
    kind       TEXT NOT NULL CHECK (kind IN ('password', 'pin')),
    secret     BLOB NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at    INTEGER
) STRICT;

-- What the owner of a session knows it by, and whether it acts for an office. Those of before know none of it.
DELETE FROM session;
ALTER TABLE session ADD COLUMN office INTEGER NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN device TEXT NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN seen_at INTEGER NOT NULL DEFAULT 0;

-- The PIN of those who decide by the link of a message; `wrong` tries in a row lock it.
CREATE TABLE pin (
    person BLOB NOT NULL PRIMARY KEY REFERENCES person (id),
    hash   TEXT NOT NULL,
    wrong  INTEGER NOT NULL,
    set_at INTEGER NOT NULL
) STRICT;

-- A telephone on which its owner has typed the PIN.
CREATE TABLE device (
    token_hash BLOB NOT NULL PRIMARY KEY,
    person     BLOB NOT NULL REFERENCES person (id),
    device     TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX device_person ON device (person);
