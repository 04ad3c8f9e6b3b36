//! The events of a case.

use jiff::Timestamp;
use sqlx::FromRow;
use sqlx::types::Json;
use uuid::Uuid;

use super::instant::instant;
use super::sql::statements;
use super::{Store, StoreError};
use crate::case::Event;
use crate::journal::{Entry, Leaf, canonical, leaf};
use crate::origin::{CaseId, PersonId};

statements! {
    OF_CASE = "SELECT seq, version, at, kind, body, person, salt, leaf FROM event WHERE case_id = $1
        ORDER BY seq";
}

/// An event as it was recorded.
#[derive(Debug, Clone, PartialEq)]
pub struct Recorded {
    /// Its place in the case, from 1.
    pub seq: u64,
    /// The version of the case that its command made.
    pub version: u64,
    /// When.
    pub at: Timestamp,
    /// Who; nobody where time did.
    pub person: Option<PersonId>,
    /// What happened.
    pub event: Event,
    /// Its leaf in the log.
    pub leaf: Leaf,
    /// Whether the leaf is the one of this event: otherwise somebody changed the row.
    pub intact: bool,
}

#[derive(FromRow)]
struct Row {
    seq: i64,
    version: i64,
    at: i64,
    kind: String,
    body: Json<serde_json::Value>,
    person: Option<Uuid>,
    salt: Uuid,
    leaf: Vec<u8>,
}

impl Store {
    /// All events of a case in order.
    pub async fn history(&self, case: CaseId) -> Result<Vec<Recorded>, StoreError> {
        let rows = self.read(&OF_CASE).bind(case.0).all::<Row>().await?;
        rows.into_iter().map(|row| row.recorded(case)).collect()
    }
}

impl Row {
    fn recorded(self, case: CaseId) -> Result<Recorded, StoreError> {
        let wrong = |what: &dyn std::fmt::Display| {
            StoreError::inconsistent("event", &format!("{case}/{}", self.seq), what)
        };
        let seq = u64::try_from(self.seq).map_err(|error| wrong(&error))?;
        let version = u64::try_from(self.version).map_err(|error| wrong(&error))?;
        let known: Leaf = self.leaf.as_slice().try_into().map_err(|error| wrong(&error))?;
        let body = canonical(&self.body);
        let entry = Entry {
            case: case.0,
            seq,
            version,
            at: self.at,
            kind: &self.kind,
            person: self.person,
            body: &body,
        };
        let intact = leaf(&entry, self.salt) == known;
        Ok(Recorded {
            seq,
            version,
            at: instant("event", self.at)?,
            person: self.person.map(PersonId),
            leaf: known,
            intact,
            event: serde_json::from_value(self.body.0.clone()).map_err(|error| wrong(&error))?,
        })
    }
}
