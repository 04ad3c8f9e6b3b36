//! The statements that write a batch, one for each kind of row. Each takes its rows as one JSON
//! array in $1 and means something alone; a batch is those of its kinds that have rows.

use super::sql::statements;

statements! {
    /// Raises counters, in the order of their names so that two processes never wait for each other.
    DRAW = {
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
    /// A version that is no longer the one seen becomes NULL, which the table refuses.
    CHANGE_CASES = {
        pg: "UPDATE cases SET version = CASE WHEN cases.version = c.seen THEN c.version END,
                definition = c.definition, state = c.state, applicant = c.applicant, area = c.area,
                phase = c.phase, changed_at = c.at, changed_by = c.by, ended_at = c.ended,
                likeness = c.likeness
            FROM jsonb_to_recordset(cast($1 AS jsonb)) AS c(id uuid, definition text, seen bigint,
                version bigint, state jsonb, applicant uuid, area text, phase text, at bigint,
                by uuid, ended bigint, likeness text)
            WHERE cases.id = c.id",
        lite: "UPDATE cases SET version = CASE WHEN cases.version = c.seen THEN c.version END,
                definition = c.definition, state = c.state, applicant = c.applicant, area = c.area,
                phase = c.phase, changed_at = c.at, changed_by = c.changed_by, ended_at = c.ended,
                likeness = c.likeness
            FROM (SELECT unhex(value->>'id') AS id, value->>'definition' AS definition,
                value->>'seen' AS seen, value->>'version' AS version, value->'state' AS state,
                unhex(value->>'applicant') AS applicant, value->>'area' AS area,
                value->>'phase' AS phase, value->>'at' AS at, unhex(value->>'by') AS changed_by,
                value->>'ended' AS ended, value->>'likeness' AS likeness FROM json_each($1)) AS c
            WHERE cases.id = c.id",
    };
    MOVE_LETTERS = {
        pg: "UPDATE letter SET state = s.state
            FROM jsonb_to_recordset(cast($1 AS jsonb)) AS s(case_id uuid, output text, state text)
            WHERE letter.case_id = s.case_id AND letter.output = s.output
                AND letter.state <> 'void'",
        lite: "UPDATE letter SET state = s.state
            FROM (SELECT unhex(value->>'case_id') AS case_id, value->>'output' AS output,
                value->>'state' AS state FROM json_each($1)) AS s
            WHERE letter.case_id = s.case_id AND letter.output = s.output
                AND letter.state <> 'void'",
    };
    VOID_NUMBERS = {
        pg: "UPDATE register_entry SET void_reason = v.reason
            FROM jsonb_to_recordset(cast($1 AS jsonb))
                AS v(case_id uuid, output text, number text, reason text)
            WHERE register_entry.case_id = v.case_id AND register_entry.output = v.output
                AND register_entry.number = v.number AND register_entry.void_reason IS NULL",
        lite: "UPDATE register_entry SET void_reason = v.reason
            FROM (SELECT unhex(value->>'case_id') AS case_id, value->>'output' AS output,
                value->>'number' AS number, value->>'reason' AS reason FROM json_each($1)) AS v
            WHERE register_entry.case_id = v.case_id AND register_entry.output = v.output
                AND register_entry.number = v.number AND register_entry.void_reason IS NULL",
    };
    END_WORK = {
        pg: "DELETE FROM letter_work
            USING jsonb_to_recordset(cast($1 AS jsonb)) AS w(letter_id uuid)
            WHERE letter_work.letter_id = w.letter_id",
        lite: "DELETE FROM letter_work
            WHERE letter_id IN (SELECT unhex(value->>'letter_id') FROM json_each($1))",
    };
    ADD_CASES = {
        pg: "INSERT INTO cases (id, ticket, service, definition, version, state, applicant,
                area, phase, opened_at, changed_at, changed_by, ended_at, likeness)
            SELECT id, ticket, service, definition, version, state, applicant, area, phase, at, at,
                by, ended, likeness
            FROM jsonb_to_recordset(cast($1 AS jsonb)) AS r(id uuid, ticket text, service text,
                definition text, version bigint, state jsonb, applicant uuid, area text,
                phase text, at bigint, by uuid, ended bigint, likeness text)",
        lite: "INSERT INTO cases (id, ticket, service, definition, version, state, applicant, area,
                phase, opened_at, changed_at, changed_by, ended_at, likeness)
            SELECT unhex(value->>'id'), value->>'ticket', value->>'service', value->>'definition',
                value->>'version', value->'state', unhex(value->>'applicant'), value->>'area',
                value->>'phase', value->>'at', value->>'at', unhex(value->>'by'), value->>'ended',
                value->>'likeness'
            FROM json_each($1)",
    };
    ADD_EVENTS = {
        pg: "INSERT INTO event (case_id, seq, version, at, kind, body, person, salt, leaf)
            SELECT case_id, seq, version, at, kind, body, person, salt, decode(leaf, 'hex')
            FROM jsonb_to_recordset(cast($1 AS jsonb)) AS r(case_id uuid, seq bigint, version bigint,
                at bigint, kind text, body jsonb, person uuid, salt uuid, leaf text)",
        lite: "INSERT INTO event (case_id, seq, version, at, kind, body, person, salt, leaf)
            SELECT unhex(value->>'case_id'), value->>'seq', value->>'version', value->>'at',
                value->>'kind', value->'body', unhex(value->>'person'), unhex(value->>'salt'),
                unhex(value->>'leaf')
            FROM json_each($1)",
    };
    ADD_ANSWERS = {
        pg: "INSERT INTO answer (case_id, field, revision, salt, value)
            SELECT case_id, field, revision, salt, value
            FROM jsonb_to_recordset(cast($1 AS jsonb)) AS r(case_id uuid, field text,
                revision bigint, salt uuid, value jsonb)",
        lite: "INSERT INTO answer (case_id, field, revision, salt, value)
            SELECT unhex(value->>'case_id'), value->>'field', value->>'revision',
                unhex(value->>'salt'), value->'value'
            FROM json_each($1)",
    };
    ADD_NUMBERS = {
        pg: "INSERT INTO register_entry (series, value, number, case_id, output, date)
            SELECT series, value, number, case_id, output, date
            FROM jsonb_to_recordset(cast($1 AS jsonb)) AS r(series text, value bigint,
                number text, case_id uuid, output text, date text)",
        lite: "INSERT INTO register_entry (series, value, number, case_id, output, date)
            SELECT value->>'series', value->>'value', value->>'number', unhex(value->>'case_id'),
                value->>'output', value->>'date'
            FROM json_each($1)",
    };
    ADD_LETTERS = {
        pg: "INSERT INTO letter (id, case_id, output, code, number, facts, facts_sha256, template,
                template_sha256, state, created_at)
            SELECT id, case_id, output, code, number, facts, facts_sha256, template,
                template_sha256, state, created_at
            FROM jsonb_to_recordset(cast($1 AS jsonb)) AS r(id uuid, case_id uuid, output text,
                code text, number text, facts jsonb, facts_sha256 text, template text,
                template_sha256 text, state text, created_at bigint)",
        lite: "INSERT INTO letter (id, case_id, output, code, number, facts, facts_sha256, template,
                template_sha256, state, created_at)
            SELECT unhex(value->>'id'), unhex(value->>'case_id'), value->>'output', value->>'code',
                value->>'number', value->'facts', value->>'facts_sha256', value->>'template',
                value->>'template_sha256', value->>'state', value->>'created_at'
            FROM json_each($1)",
    };
    ADD_WORK = {
        pg: "INSERT INTO letter_work (letter_id, sha256, bytes, at)
            SELECT letter_id, sha256, decode(bytes, 'hex'), at
            FROM jsonb_to_recordset(cast($1 AS jsonb)) AS r(letter_id uuid, sha256 text,
                bytes text, at bigint)
            ON CONFLICT (letter_id) DO UPDATE SET sha256 = excluded.sha256,
                bytes = excluded.bytes, at = excluded.at",
        lite: "INSERT INTO letter_work (letter_id, sha256, bytes, at)
            SELECT unhex(value->>'letter_id'), value->>'sha256', unhex(value->>'bytes'), value->>'at'
            FROM json_each($1) WHERE true
            ON CONFLICT (letter_id) DO UPDATE SET sha256 = excluded.sha256, bytes = excluded.bytes,
                at = excluded.at",
    };
    ADD_RELEASED = {
        pg: "INSERT INTO released (letter_id, sha256, bytes, at)
            SELECT letter_id, sha256, decode(bytes, 'hex'), at
            FROM jsonb_to_recordset(cast($1 AS jsonb)) AS r(letter_id uuid, sha256 text,
                bytes text, at bigint)",
        lite: "INSERT INTO released (letter_id, sha256, bytes, at)
            SELECT unhex(value->>'letter_id'), value->>'sha256', unhex(value->>'bytes'), value->>'at'
            FROM json_each($1)",
    };
    ADD_OUTBOX = {
        pg: "INSERT INTO outbox (id, case_id, kind, payload, created_at, due_at, attempts)
            SELECT id, case_id, kind, coalesce(payload, cast('null' AS jsonb)), created_at,
                due_at, 0
            FROM jsonb_to_recordset(cast($1 AS jsonb)) AS r(id uuid, case_id uuid, kind text,
                payload jsonb, created_at bigint, due_at bigint)",
        lite: "INSERT INTO outbox (id, case_id, kind, payload, created_at, due_at, attempts)
            SELECT unhex(value->>'id'), unhex(value->>'case_id'), value->>'kind', value->'payload',
                value->>'created_at', value->>'due_at', 0
            FROM json_each($1)",
    };
    ADD_KEYS = {
        pg: "INSERT INTO idempotency (key, case_id, version, outcome, request_hash, at)
            SELECT key, case_id, version, coalesce(outcome, cast('null' AS jsonb)),
                decode(request_hash, 'hex'), at
            FROM jsonb_to_recordset(cast($1 AS jsonb)) AS r(key uuid, case_id uuid, version bigint,
                outcome jsonb, request_hash text, at bigint)",
        lite: "INSERT INTO idempotency (key, case_id, version, outcome, request_hash, at)
            SELECT unhex(value->>'key'), unhex(value->>'case_id'), value->>'version',
                value->'outcome', unhex(value->>'request_hash'), value->>'at'
            FROM json_each($1)",
    };
    ADD_UPLOADS = {
        pg: "INSERT INTO upload (sha256, size, media, created_at, person)
            SELECT sha256, size, media, created_at, person
            FROM jsonb_to_recordset(cast($1 AS jsonb)) AS r(sha256 text, size bigint,
                media text, created_at bigint, person uuid)
            ON CONFLICT (sha256, person) DO NOTHING",
        lite: "INSERT INTO upload (sha256, size, media, created_at, person)
            SELECT value->>'sha256', value->>'size', value->>'media', value->>'created_at',
                unhex(value->>'person')
            FROM json_each($1) WHERE true
            ON CONFLICT (sha256, person) DO NOTHING",
    };
    ADD_PERSONS = {
        pg: "INSERT INTO person (id, name, nik, phone)
            SELECT DISTINCT id, name, nik, phone
            FROM jsonb_to_recordset(cast($1 AS jsonb)) AS r(id uuid, name text, nik text,
                phone text)",
        lite: "INSERT INTO person (id, name, nik, phone)
            SELECT DISTINCT unhex(value->>'id'), value->>'name', value->>'nik', value->>'phone'
            FROM json_each($1)",
    };
}
