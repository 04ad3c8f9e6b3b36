-- Who saw which sensitive answer, and when.
CREATE TABLE sensitive_view (
    case_id BLOB NOT NULL REFERENCES cases (id),
    field   TEXT NOT NULL,
    person  BLOB NOT NULL REFERENCES person (id),
    seat    TEXT NOT NULL,
    at      INTEGER NOT NULL,
    PRIMARY KEY (case_id, field, person, at)
) STRICT;
