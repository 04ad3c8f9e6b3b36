-- Where else somebody can be reached; both ways of reaching are proven by a code.
CREATE INDEX person_email ON person (email) WHERE email IS NOT NULL;

-- A code on its way. It opens in the browser that asked and nowhere else: `browser` is the hash of what that
-- browser keeps, and the code is hashed with it.
CREATE TABLE sign_in (
    browser    BYTEA NOT NULL PRIMARY KEY,
    contact    TEXT NOT NULL,
    code_hash  BYTEA NOT NULL,
    tries      BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    proven_at  BIGINT
);
CREATE INDEX sign_in_expiry ON sign_in (expires_at);

-- How often something was tried that may be tried so often only. `subject` is a hash of what and whose.
CREATE TABLE attempt (
    subject BYTEA NOT NULL PRIMARY KEY,
    n       BIGINT NOT NULL CHECK (n > 0),
    ends_at BIGINT NOT NULL
);
CREATE INDEX attempt_end ON attempt (ends_at);
-- The messages that carry codes are removed when the codes are over.
CREATE INDEX outbox_codes ON outbox (created_at) WHERE kind = 'code';

-- How an officer shows who they are. `step` is the last step of their app's code that was used: each is good once.
CREATE TABLE credential (
    person   UUID NOT NULL PRIMARY KEY REFERENCES person (id),
    password TEXT NOT NULL,
    totp     BYTEA NOT NULL,
    step     BIGINT NOT NULL,
    set_at   BIGINT NOT NULL
);

-- Codes for the day on which the telephone is not at hand.
CREATE TABLE recovery_code (
    person    UUID NOT NULL REFERENCES person (id),
    code_hash BYTEA NOT NULL,
    used_at   BIGINT,
    PRIMARY KEY (person, code_hash)
);

-- A link by which somebody sets their password and takes the secret into their app, or sets their PIN.
CREATE TABLE enrolment (
    token_hash BYTEA NOT NULL PRIMARY KEY,
    person     UUID NOT NULL REFERENCES person (id),
    kind       TEXT NOT NULL CHECK (kind IN ('password', 'pin')),
    secret     BYTEA NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at    BIGINT
);

-- What the owner of a session knows it by, and whether it acts for an office. Those of before know none of it.
DELETE FROM session;
ALTER TABLE session ADD COLUMN office BIGINT NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN device TEXT NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN seen_at BIGINT NOT NULL DEFAULT 0;

-- The PIN of those who decide by the link of a message; `wrong` tries in a row lock it.
CREATE TABLE pin (
    person UUID NOT NULL PRIMARY KEY REFERENCES person (id),
    hash   TEXT NOT NULL,
    wrong  BIGINT NOT NULL,
    set_at BIGINT NOT NULL
);

-- A telephone on which its owner has typed the PIN.
CREATE TABLE device (
    token_hash BYTEA NOT NULL PRIMARY KEY,
    person     UUID NOT NULL REFERENCES person (id),
    device     TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX device_person ON device (person);
