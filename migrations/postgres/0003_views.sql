-- Who saw which sensitive answer, and when.
CREATE TABLE sensitive_view (
    case_id UUID NOT NULL REFERENCES cases (id),
    field   TEXT NOT NULL,
    person  UUID NOT NULL REFERENCES person (id),
    seat    TEXT NOT NULL,
    at      BIGINT NOT NULL,
    PRIMARY KEY (case_id, field, person, at)
);
