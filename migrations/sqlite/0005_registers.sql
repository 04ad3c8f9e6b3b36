-- A series knows the office that keeps its register, and the smallest number above `n` that is reserved for
-- paper. `n` is the last number that was drawn or passed over: none is 0, of a series that only has reserved
-- numbers.
CREATE TABLE series (
    series TEXT NOT NULL PRIMARY KEY,
    n      INTEGER NOT NULL CHECK (n >= 0),
    office TEXT,
    ahead  INTEGER
) STRICT;
INSERT INTO series (series, n, office)
    SELECT series, n, (SELECT body->>'office' FROM event
        WHERE kind = 'numbered' AND body->>'series' = counter.series LIMIT 1) FROM counter;
DROP TABLE counter;
ALTER TABLE series RENAME TO counter;
CREATE INDEX counter_office ON counter (office, series);

-- What people did with the numbers of a register by hand: began a series at a number, which passes over those
-- from `lowest` to `highest`; reserved numbers for letters on paper; used one of them; gave one back.
CREATE TABLE register_act (
    series  TEXT NOT NULL REFERENCES counter (series),
    seq     INTEGER NOT NULL CHECK (seq > 0),
    key     BLOB NOT NULL,
    kind    TEXT NOT NULL CHECK (kind IN ('start', 'reserve', 'use', 'void')),
    lowest  INTEGER NOT NULL CHECK (lowest > 0),
    highest INTEGER NOT NULL CHECK (highest >= lowest),
    day     TEXT NOT NULL,
    reason  TEXT NOT NULL,
    number  TEXT,
    subject TEXT,
    person  BLOB NOT NULL REFERENCES person (id),
    at      INTEGER NOT NULL,
    PRIMARY KEY (series, seq)
) STRICT;
CREATE UNIQUE INDEX register_act_key ON register_act (key);
-- `subject` is a name, which may be erased.
CREATE TRIGGER register_act_update
BEFORE UPDATE OF series, seq, key, kind, lowest, highest, day, reason, number, person, at ON register_act
BEGIN SELECT RAISE(ABORT, 'acts are never changed'); END;
CREATE TRIGGER register_act_delete BEFORE DELETE ON register_act
BEGIN SELECT RAISE(ABORT, 'acts are never removed'); END;
