//! Loading what a batch is decided on, in one statement: cases with their answers, known keys and
//! the version of the directory.

use std::collections::HashMap;

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;
use sqlx::FromRow;
use uuid::Uuid;

use super::batch_rows::{Hex, rows};
use super::instant::instant;
use super::sql::statements;
use super::{Store, StoreError, Tx};
use crate::case::{Answer, Case};
use crate::origin::{CaseId, PersonId, Salt};

statements! {
    LOAD = {
        pg: "WITH ids AS (SELECT cast(id AS uuid) AS id
                FROM jsonb_array_elements_text(cast($1 AS jsonb)) AS r(id))
            SELECT 0 AS kind, cast(NULL AS uuid) AS id, n, cast(NULL AS text) AS name,
                cast(NULL AS uuid) AS other, cast(NULL AS bytea) AS hash,
                cast(NULL AS text) AS about, cast(NULL AS text) AS doc
            FROM meta WHERE name = 'directory'
            UNION ALL
            SELECT 1, cases.id, version, NULL, NULL, NULL,
                cast(jsonb_build_object('ticket', ticket, 'service', service,
                    'definition', definition, 'area', area, 'opened', opened_at,
                    'changed', changed_at, 'by', changed_by,
                    'seq', (SELECT max(seq) FROM event WHERE case_id = cases.id)) AS text),
                cast(state AS text)
            FROM cases JOIN ids ON cases.id = ids.id
            UNION ALL
            SELECT 2, case_id, revision, field, salt, NULL, NULL, cast(value AS text)
            FROM answer JOIN ids ON case_id = ids.id
            UNION ALL
            SELECT 3, case_id, version, NULL, key, request_hash, NULL, cast(outcome AS text)
            FROM idempotency WHERE key IN (SELECT cast(k AS uuid)
                FROM jsonb_array_elements_text(cast($2 AS jsonb)) AS r(k))",
        lite: "WITH ids AS (SELECT unhex(value) AS id FROM json_each($1))
            SELECT 0 AS kind, NULL AS id, n, NULL AS name, NULL AS other, NULL AS hash,
                NULL AS about, NULL AS doc
            FROM meta WHERE name = 'directory'
            UNION ALL
            SELECT 1, cases.id, version, NULL, NULL, NULL,
                json_object('ticket', ticket, 'service', service, 'definition', definition,
                    'area', area, 'opened', opened_at, 'changed', changed_at,
                    'by', iif(changed_by IS NULL, NULL, hex(changed_by)),
                    'seq', (SELECT max(seq) FROM event WHERE case_id = cases.id)),
                state
            FROM cases JOIN ids ON cases.id = ids.id
            UNION ALL
            SELECT 2, case_id, revision, field, salt, NULL, NULL, value
            FROM answer JOIN ids ON case_id = ids.id
            UNION ALL
            SELECT 3, case_id, version, NULL, key, request_hash, NULL, outcome
            FROM idempotency WHERE key IN (SELECT unhex(value) FROM json_each($2))",
    };
}

/// What a batch is decided on.
#[derive(Debug, Default)]
pub struct Loaded {
    /// The version of offices, officers and appointments.
    pub directory: i64,
    /// The cases that exist.
    pub cases: HashMap<CaseId, StoredCase>,
    /// The keys that were used before.
    pub keys: HashMap<Uuid, KnownKey>,
}

/// A case with what the store knows about it.
#[derive(Debug, Clone)]
pub struct StoredCase {
    /// The case.
    pub id: CaseId,
    /// The code that its applicant has.
    pub ticket: String,
    /// The service.
    pub service: String,
    /// The hash of its definition.
    pub definition: String,
    /// The smallest area of its route.
    pub area: Option<String>,
    /// The place of its last event.
    pub seq: u64,
    /// When it was opened.
    pub opened: Timestamp,
    /// When it changed last.
    pub changed: Timestamp,
    /// Who changed it last; nobody where time did.
    pub by: Option<PersonId>,
    /// Its state, with its answers.
    pub case: Case,
}

/// A key that was used, with the answer that its owner got.
#[derive(Debug, Clone)]
pub struct KnownKey {
    /// The case that it was used on.
    pub case: CaseId,
    /// The version that its command made.
    pub version: u64,
    /// The answer.
    pub outcome: Value,
    /// The hash of the request.
    pub request: Vec<u8>,
}

#[derive(FromRow)]
struct Row {
    kind: i32,
    id: Option<Uuid>,
    n: i64,
    name: Option<String>,
    other: Option<Uuid>,
    hash: Option<Vec<u8>>,
    about: Option<String>,
    doc: Option<String>,
}

#[derive(Deserialize)]
struct About {
    ticket: String,
    service: String,
    definition: String,
    area: Option<String>,
    opened: i64,
    changed: i64,
    by: Option<Uuid>,
    seq: Option<u64>,
}

impl Store {
    /// Loads cases and keys in one statement, on the connection that writes.
    pub async fn load(&self, cases: &[CaseId], keys: &[Uuid]) -> Result<Loaded, StoreError> {
        let [cases, keys] = asked(cases, keys)?;
        Loaded::from_rows(self.write(&LOAD).bind(cases).bind(keys).all().await?)
    }

    /// Begins the transaction of a batch and loads its cases and keys. On SQLite this keeps every
    /// other writer out: nothing changes between what is decided on and what is written.
    pub async fn begin_batch(
        &self,
        cases: &[CaseId],
        keys: &[Uuid],
    ) -> Result<(Tx, Loaded), StoreError> {
        let (tx, rows) = self.begin_with(&LOAD, asked(cases, keys)?).await?;
        Ok((tx, Loaded::from_rows(rows)?))
    }

    /// A case with its answers, for a page.
    pub async fn case(&self, id: CaseId) -> Result<Option<StoredCase>, StoreError> {
        let [cases, keys] = asked(&[id], &[])?;
        let rows = self.read(&LOAD).bind(cases).bind(keys).all().await?;
        Ok(Loaded::from_rows(rows)?.cases.remove(&id))
    }
}

/// The parameters of [`LOAD`].
fn asked(cases: &[CaseId], keys: &[Uuid]) -> Result<[String; 2], StoreError> {
    let cases: Vec<Hex> = cases.iter().map(|case| case.0.into()).collect();
    let keys: Vec<Hex> = keys.iter().map(|&key| key.into()).collect();
    Ok([rows(&cases)?, rows(&keys)?])
}

impl Loaded {
    fn from_rows(rows: Vec<Row>) -> Result<Self, StoreError> {
        let mut loaded = Self::default();
        // No order is asked for, so answers may come before their case.
        let mut answers = Vec::new();
        for row in rows {
            match row.kind {
                0 => loaded.directory = row.n,
                1 => {
                    let case = row.case()?;
                    loaded.cases.insert(case.id, case);
                }
                2 => answers.push(row),
                _ => {
                    let (key, known) = row.key()?;
                    loaded.keys.insert(key, known);
                }
            }
        }
        for row in answers {
            let case = row.id.and_then(|id| loaded.cases.get_mut(&CaseId(id)));
            if let (Some(stored), Some(field), Some(salt)) = (case, &row.name, row.other) {
                let value = row.json("answer")?;
                let revision = u32::try_from(row.n).unwrap_or_default();
                let answer = Answer { value, salt: Salt(salt) };
                stored.case.answers.insert(field.as_str().into(), revision, answer);
            }
        }
        Ok(loaded)
    }
}

impl Row {
    fn case(self) -> Result<StoredCase, StoreError> {
        let about: About = serde_json::from_str(self.about.as_deref().unwrap_or_default())
            .map_err(|error| self.wrong("cases", &error))?;
        let mut case: Case = self.json("cases")?;
        case.version = u64::try_from(self.n).unwrap_or_default();
        Ok(StoredCase {
            id: CaseId(self.id.unwrap_or_default()),
            ticket: about.ticket,
            service: about.service,
            definition: about.definition,
            area: about.area,
            seq: about.seq.unwrap_or_default(),
            opened: instant("cases", about.opened)?,
            changed: instant("cases", about.changed)?,
            by: about.by.map(PersonId),
            case,
        })
    }

    fn key(self) -> Result<(Uuid, KnownKey), StoreError> {
        let outcome = self.json("idempotency")?;
        let known = KnownKey {
            case: CaseId(self.id.unwrap_or_default()),
            version: u64::try_from(self.n).unwrap_or_default(),
            outcome,
            request: self.hash.unwrap_or_default(),
        };
        Ok((self.other.unwrap_or_default(), known))
    }

    fn json<T: serde::de::DeserializeOwned>(&self, table: &'static str) -> Result<T, StoreError> {
        serde_json::from_str(self.doc.as_deref().unwrap_or_default())
            .map_err(|error| self.wrong(table, &error))
    }

    fn wrong(&self, table: &'static str, error: &serde_json::Error) -> StoreError {
        StoreError::inconsistent(table, &self.id.unwrap_or_default(), &error)
    }
}
