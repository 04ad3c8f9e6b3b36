-- Requests are looked for within an area.
CREATE INDEX cases_area ON cases (area, opened_at);

-- Who looked for what, and how many they found. A NIK is kept masked.
CREATE TABLE search (
    id     BLOB NOT NULL PRIMARY KEY,
    person BLOB NOT NULL REFERENCES person (id),
    at     INTEGER NOT NULL,
    seats  TEXT NOT NULL,
    asked  TEXT NOT NULL,
    found  INTEGER NOT NULL
) STRICT;
CREATE INDEX search_person ON search (person, at);
