-- What an office adds to its area: the one above it where the area does not tell, its hours and its zone.
ALTER TABLE office ADD COLUMN parent TEXT;
ALTER TABLE office ADD COLUMN hours TEXT;
ALTER TABLE office ADD COLUMN zone TEXT;

-- Every area of an official list. One that a later list leaves out stays, with the day of that list.
CREATE TABLE area (
    code   TEXT NOT NULL PRIMARY KEY,
    name   TEXT NOT NULL,
    called TEXT NOT NULL,
    gone   TEXT
);

-- A seat that acts in the name of another; `services` are ids with a space between, or *.
CREATE TABLE delegation (
    from_role   TEXT NOT NULL,
    from_office TEXT NOT NULL REFERENCES office (id),
    to_role     TEXT NOT NULL,
    to_office   TEXT NOT NULL REFERENCES office (id),
    kind        TEXT NOT NULL CHECK (kind IN ('an', 'ub')),
    services    TEXT NOT NULL,
    from_day    TEXT NOT NULL,
    to_day      TEXT,
    basis       TEXT NOT NULL,
    PRIMARY KEY (from_role, from_office, to_role, to_office, kind, from_day)
);

CREATE TABLE leave (
    person   UUID NOT NULL REFERENCES person (id),
    from_day TEXT NOT NULL,
    to_day   TEXT NOT NULL,
    basis    TEXT NOT NULL,
    PRIMARY KEY (person, from_day)
);
CREATE INDEX person_nik ON person (nik);

-- What offices set, one row for each change; the newest counts, and a value that is absent was taken back.
-- `service` is empty where the value is for all.
CREATE TABLE office_setting (
    office  TEXT NOT NULL REFERENCES office (id),
    service TEXT NOT NULL,
    name    TEXT NOT NULL,
    at      BIGINT NOT NULL,
    value   TEXT,
    basis   TEXT NOT NULL,
    person  UUID REFERENCES person (id),
    PRIMARY KEY (office, service, name, at)
);

-- What was published, when, by whom and why: a service with all its files, or the calendars.
-- `hash` is that of the files; `definition` is what cases of the service pin.
CREATE TABLE publication (
    kind         TEXT NOT NULL CHECK (kind IN ('service', 'calendar')),
    name         TEXT NOT NULL,
    at      BIGINT NOT NULL,
    hash         TEXT NOT NULL,
    definition   TEXT REFERENCES definition (hash),
    files        JSONB NOT NULL,
    person       UUID,
    confirmed_by UUID,
    reason       TEXT NOT NULL,
    PRIMARY KEY (kind, name, at, hash)
);
CREATE INDEX publication_definition ON publication (definition, at);
INSERT INTO publication (kind, name, at, hash, definition, files, person, reason)
    SELECT 'service', service, published_at, hash, hash, sources, person, reason FROM definition;
DROP INDEX definition_service;
ALTER TABLE definition DROP COLUMN sources;
ALTER TABLE definition DROP COLUMN published_at;
ALTER TABLE definition DROP COLUMN person;
ALTER TABLE definition DROP COLUMN reason;
INSERT INTO meta (name, n) VALUES ('publication', 0);
