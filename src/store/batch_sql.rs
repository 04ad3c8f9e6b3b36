//! The set-wise statements of a batch. A parameter is a JSON array of rows: PostgreSQL reads it
//! with `jsonb_to_recordset`, SQLite with `json_each`. What is one statement of many parts on
//! PostgreSQL is one string of many statements on SQLite: one way to the database either way.

use super::Sql;

/// Every statement of this group, with its name.
pub(super) static ALL: &[(&str, &Sql)] =
    &[("batch::DRAW", &DRAW), ("batch::CHANGE", &CHANGE), ("batch::ADD", &ADD)];

/// Raises counters, in the order of their names so that two processes never wait for each other.
pub(super) static DRAW: Sql = Sql {
    pg: "INSERT INTO counter (series, n, office)
        SELECT series, n, office
        FROM jsonb_to_recordset(cast($1 AS jsonb)) AS r(series text, n bigint, office text)
        ORDER BY series
        ON CONFLICT (series) DO UPDATE SET n = counter.n + excluded.n,
            office = coalesce(counter.office, excluded.office) RETURNING series, n, ahead",
    lite: "INSERT INTO counter (series, n, office)
        SELECT value->>'series', value->>'n', value->>'office' FROM json_each($1) WHERE true
        ON CONFLICT (series) DO UPDATE SET n = counter.n + excluded.n,
            office = coalesce(counter.office, excluded.office) RETURNING series, n, ahead",
};

/// $1 cases, $2 states of letters, $3 void numbers, $4 released letters. Gives back the cases
/// whose version was the one seen. The parts of the PostgreSQL statement see one snapshot.
pub(super) static CHANGE: Sql = Sql {
    pg: "WITH c AS (SELECT * FROM jsonb_to_recordset(cast($1 AS jsonb)) AS r(id uuid,
            definition text, seen bigint, version bigint, state jsonb, applicant uuid, area text,
            phase text, at bigint, by uuid, ended bigint, likeness text)),
        task_gone AS (DELETE FROM task USING c WHERE task.case_id = c.id),
        letter_moved AS (UPDATE letter SET state = s.state
            FROM jsonb_to_recordset(cast($2 AS jsonb)) AS s(case_id uuid, output text, state text)
            WHERE letter.case_id = s.case_id AND letter.output = s.output
            AND letter.state <> 'void'),
        number_void AS (UPDATE register_entry SET void_reason = v.reason
            FROM jsonb_to_recordset(cast($3 AS jsonb))
                AS v(case_id uuid, output text, number text, reason text)
            WHERE register_entry.case_id = v.case_id AND register_entry.output = v.output
            AND register_entry.number = v.number AND register_entry.void_reason IS NULL),
        work_done AS (DELETE FROM letter_work
            USING jsonb_to_recordset(cast($4 AS jsonb)) AS w(letter_id uuid)
            WHERE letter_work.letter_id = w.letter_id)
        UPDATE cases SET definition = c.definition, version = c.version, state = c.state,
            applicant = c.applicant, area = c.area, phase = c.phase, changed_at = c.at,
            changed_by = c.by, ended_at = c.ended, likeness = c.likeness
        FROM c WHERE cases.id = c.id AND cases.version = c.seen RETURNING cases.id",
    lite: "DELETE FROM task WHERE case_id IN (SELECT unhex(value->>'id') FROM json_each($1));
        UPDATE letter SET state = s.state
        FROM (SELECT unhex(value->>'case_id') AS case_id, value->>'output' AS output,
            value->>'state' AS state FROM json_each($2)) AS s
        WHERE letter.case_id = s.case_id AND letter.output = s.output AND letter.state <> 'void';
        UPDATE register_entry SET void_reason = v.reason
        FROM (SELECT unhex(value->>'case_id') AS case_id, value->>'output' AS output,
            value->>'number' AS number, value->>'reason' AS reason FROM json_each($3)) AS v
        WHERE register_entry.case_id = v.case_id AND register_entry.output = v.output
            AND register_entry.number = v.number AND register_entry.void_reason IS NULL;
        DELETE FROM letter_work
        WHERE letter_id IN (SELECT unhex(value->>'letter_id') FROM json_each($4));
        UPDATE cases SET definition = c.definition, version = c.version, state = c.state,
            applicant = c.applicant, area = c.area, phase = c.phase, changed_at = c.at,
            changed_by = c.changed_by, ended_at = c.ended, likeness = c.likeness
        FROM (SELECT unhex(value->>'id') AS id, value->>'definition' AS definition,
            value->>'seen' AS seen, value->>'version' AS version, value->'state' AS state,
            unhex(value->>'applicant') AS applicant, value->>'area' AS area,
            value->>'phase' AS phase, value->>'at' AS at, unhex(value->>'by') AS changed_by,
            value->>'ended' AS ended, value->>'likeness' AS likeness FROM json_each($1)) AS c
        WHERE cases.id = c.id AND cases.version = c.seen RETURNING id",
};

/// $1 cases, $2 events, $3 answers, $4 tasks, $5 numbers, $6 letters, $7 work, $8 released,
/// $9 outbox, $10 keys, $11 uploads, $12 persons.
pub(super) static ADD: Sql = Sql {
    pg: "WITH c AS (INSERT INTO cases (id, ticket, service, definition, version, state, applicant,
            area, phase, opened_at, changed_at, changed_by, ended_at, likeness)
            SELECT id, ticket, service, definition, version, state, applicant, area, phase, at, at,
                by, ended, likeness
            FROM jsonb_to_recordset(cast($1 AS jsonb)) AS r(id uuid, ticket text, service text,
                definition text, version bigint, state jsonb, applicant uuid, area text,
                phase text, at bigint, by uuid, ended bigint, likeness text)),
        e AS (INSERT INTO event (case_id, seq, version, at, kind, body, person, salt, leaf)
            SELECT case_id, seq, version, at, kind, body, person, salt, decode(leaf, 'hex')
            FROM jsonb_to_recordset(cast($2 AS jsonb)) AS r(case_id uuid, seq bigint, version bigint,
                at bigint, kind text, body jsonb, person uuid, salt uuid, leaf text)),
        a AS (INSERT INTO answer (case_id, field, revision, salt, value)
            SELECT case_id, field, revision, salt, value
            FROM jsonb_to_recordset(cast($3 AS jsonb)) AS r(case_id uuid, field text,
                revision bigint, salt uuid, value jsonb)),
        t AS (INSERT INTO task (case_id, step, role, office, since, due, kelurahan, kecamatan)
            SELECT case_id, step, role, office, since, due, kelurahan, kecamatan
            FROM jsonb_to_recordset(cast($4 AS jsonb)) AS r(case_id uuid, step text, role text,
                office text, since bigint, due bigint, kelurahan text, kecamatan text)),
        n AS (INSERT INTO register_entry (series, value, number, case_id, output, date)
            SELECT series, value, number, case_id, output, date
            FROM jsonb_to_recordset(cast($5 AS jsonb)) AS r(series text, value bigint,
                number text, case_id uuid, output text, date text)),
        l AS (INSERT INTO letter (id, case_id, output, code, number, facts, facts_sha256, template,
                template_sha256, state, created_at)
            SELECT id, case_id, output, code, number, facts, facts_sha256, template,
                template_sha256, state, created_at
            FROM jsonb_to_recordset(cast($6 AS jsonb)) AS r(id uuid, case_id uuid, output text,
                code text, number text, facts jsonb, facts_sha256 text, template text,
                template_sha256 text, state text, created_at bigint)),
        w AS (INSERT INTO letter_work (letter_id, sha256, bytes, at)
            SELECT letter_id, sha256, decode(bytes, 'hex'), at
            FROM jsonb_to_recordset(cast($7 AS jsonb)) AS r(letter_id uuid, sha256 text,
                bytes text, at bigint)
            ON CONFLICT (letter_id) DO UPDATE SET sha256 = excluded.sha256,
                bytes = excluded.bytes, at = excluded.at),
        p AS (INSERT INTO released (letter_id, sha256, bytes, at)
            SELECT letter_id, sha256, decode(bytes, 'hex'), at
            FROM jsonb_to_recordset(cast($8 AS jsonb)) AS r(letter_id uuid, sha256 text,
                bytes text, at bigint)),
        o AS (INSERT INTO outbox (id, case_id, kind, payload, created_at, due_at, attempts)
            SELECT id, case_id, kind, coalesce(payload, cast('null' AS jsonb)), created_at,
                due_at, 0
            FROM jsonb_to_recordset(cast($9 AS jsonb)) AS r(id uuid, case_id uuid, kind text,
                payload jsonb, created_at bigint, due_at bigint)),
        u AS (INSERT INTO upload (sha256, size, media, created_at, person)
            SELECT sha256, size, media, created_at, person
            FROM jsonb_to_recordset(cast($11 AS jsonb)) AS r(sha256 text, size bigint,
                media text, created_at bigint, person uuid)
            ON CONFLICT (sha256, person) DO NOTHING),
        h AS (INSERT INTO person (id, name, nik, phone)
            SELECT DISTINCT id, name, nik, phone
            FROM jsonb_to_recordset(cast($12 AS jsonb)) AS r(id uuid, name text, nik text,
                phone text))
        INSERT INTO idempotency (key, case_id, version, outcome, request_hash, at)
        SELECT key, case_id, version, coalesce(outcome, cast('null' AS jsonb)),
            decode(request_hash, 'hex'), at
        FROM jsonb_to_recordset(cast($10 AS jsonb)) AS r(key uuid, case_id uuid, version bigint,
            outcome jsonb, request_hash text, at bigint)",
    lite: "INSERT INTO cases (id, ticket, service, definition, version, state, applicant, area,
            phase, opened_at, changed_at, changed_by, ended_at, likeness)
        SELECT unhex(value->>'id'), value->>'ticket', value->>'service', value->>'definition',
            value->>'version', value->'state', unhex(value->>'applicant'), value->>'area',
            value->>'phase', value->>'at', value->>'at', unhex(value->>'by'), value->>'ended',
            value->>'likeness'
        FROM json_each($1);
        INSERT INTO event (case_id, seq, version, at, kind, body, person, salt, leaf)
        SELECT unhex(value->>'case_id'), value->>'seq', value->>'version', value->>'at',
            value->>'kind', value->'body', unhex(value->>'person'), unhex(value->>'salt'), unhex(value->>'leaf')
        FROM json_each($2);
        INSERT INTO answer (case_id, field, revision, salt, value)
        SELECT unhex(value->>'case_id'), value->>'field', value->>'revision',
            unhex(value->>'salt'), value->'value'
        FROM json_each($3);
        INSERT INTO task (case_id, step, role, office, since, due, kelurahan, kecamatan)
        SELECT unhex(value->>'case_id'), value->>'step', value->>'role', value->>'office',
            value->>'since', value->>'due', value->>'kelurahan', value->>'kecamatan'
        FROM json_each($4);
        INSERT INTO register_entry (series, value, number, case_id, output, date)
        SELECT value->>'series', value->>'value', value->>'number', unhex(value->>'case_id'),
            value->>'output', value->>'date'
        FROM json_each($5);
        INSERT INTO letter (id, case_id, output, code, number, facts, facts_sha256, template,
            template_sha256, state, created_at)
        SELECT unhex(value->>'id'), unhex(value->>'case_id'), value->>'output', value->>'code',
            value->>'number', value->'facts', value->>'facts_sha256', value->>'template',
            value->>'template_sha256', value->>'state', value->>'created_at'
        FROM json_each($6);
        INSERT INTO letter_work (letter_id, sha256, bytes, at)
        SELECT unhex(value->>'letter_id'), value->>'sha256', unhex(value->>'bytes'), value->>'at'
        FROM json_each($7) WHERE true
        ON CONFLICT (letter_id) DO UPDATE SET sha256 = excluded.sha256, bytes = excluded.bytes,
            at = excluded.at;
        INSERT INTO released (letter_id, sha256, bytes, at)
        SELECT unhex(value->>'letter_id'), value->>'sha256', unhex(value->>'bytes'), value->>'at'
        FROM json_each($8);
        INSERT INTO outbox (id, case_id, kind, payload, created_at, due_at, attempts)
        SELECT unhex(value->>'id'), unhex(value->>'case_id'), value->>'kind', value->'payload',
            value->>'created_at', value->>'due_at', 0
        FROM json_each($9);
        INSERT INTO idempotency (key, case_id, version, outcome, request_hash, at)
        SELECT unhex(value->>'key'), unhex(value->>'case_id'), value->>'version',
            value->'outcome', unhex(value->>'request_hash'), value->>'at'
        FROM json_each($10);
        INSERT INTO upload (sha256, size, media, created_at, person)
        SELECT value->>'sha256', value->>'size', value->>'media', value->>'created_at',
            unhex(value->>'person')
        FROM json_each($11) WHERE true
        ON CONFLICT (sha256, person) DO NOTHING;
        INSERT INTO person (id, name, nik, phone)
        SELECT DISTINCT unhex(value->>'id'), value->>'name', value->>'nik', value->>'phone'
        FROM json_each($12)",
};
