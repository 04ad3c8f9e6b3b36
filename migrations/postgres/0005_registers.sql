-- A series knows the office that keeps its register, and the smallest number above `n` that is reserved for
-- paper. `n` is the last number that was drawn or passed over: none is 0, of a series that only has reserved
-- numbers.
ALTER TABLE counter DROP CONSTRAINT counter_n_check;
ALTER TABLE counter ADD CHECK (n >= 0);
ALTER TABLE counter ADD COLUMN office TEXT;
ALTER TABLE counter ADD COLUMN ahead BIGINT;
UPDATE counter SET office = (SELECT body->>'office' FROM event
    WHERE kind = 'numbered' AND body->>'series' = counter.series LIMIT 1);
CREATE INDEX counter_office ON counter (office, series);

-- What people did with the numbers of a register by hand: began a series at a number, which passes over those
-- from `lowest` to `highest`; reserved numbers for letters on paper; used one of them; gave one back.
CREATE TABLE register_act (
    series  TEXT NOT NULL REFERENCES counter (series),
    seq     BIGINT NOT NULL CHECK (seq > 0),
    key     UUID NOT NULL,
    kind    TEXT NOT NULL CHECK (kind IN ('start', 'reserve', 'use', 'void')),
    lowest  BIGINT NOT NULL CHECK (lowest > 0),
    highest BIGINT NOT NULL CHECK (highest >= lowest),
    day     TEXT NOT NULL,
    reason  TEXT NOT NULL,
    number  TEXT,
    subject TEXT,
    person  UUID NOT NULL REFERENCES person (id),
    at      BIGINT NOT NULL,
    PRIMARY KEY (series, seq)
);
CREATE UNIQUE INDEX register_act_key ON register_act (key);
-- `subject` is a name, which may be erased.
CREATE TRIGGER register_act_update
BEFORE UPDATE OF series, seq, key, kind, lowest, highest, day, reason, number, person, at ON register_act
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER register_act_keep BEFORE DELETE OR TRUNCATE ON register_act
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
