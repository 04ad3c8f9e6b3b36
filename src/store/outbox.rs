//! Messages that were written with a change and leave the house after it.

use jiff::Timestamp;
use sqlx::FromRow;
use sqlx::types::Json;
use uuid::Uuid;

use super::instant::instant;
use super::sql::statements;
use super::{Store, StoreError};
use crate::origin::{CaseId, PersonId};

statements! {
    // A claimed message is due again later: whoever claimed it and died has lost it by then.
    CLAIM = {
        pg: "UPDATE outbox SET due_at = $2, attempts = attempts + 1
            WHERE id IN (SELECT id FROM outbox WHERE done_at IS NULL AND due_at <= $1 AND (cast($4 AS text) IS NULL OR kind = $4)
                ORDER BY due_at, id LIMIT $3 FOR UPDATE SKIP LOCKED)
            RETURNING id, case_id, kind, payload, created_at, attempts",
        lite: "UPDATE outbox SET due_at = $2, attempts = attempts + 1
            WHERE id IN (SELECT id FROM outbox WHERE done_at IS NULL AND due_at <= $1 AND (cast($4 AS text) IS NULL OR kind = $4)
                ORDER BY due_at, id LIMIT $3)
            RETURNING id, case_id, kind, payload, created_at, attempts",
    };
    DONE = "UPDATE outbox SET done_at = $2 WHERE id = $1 AND done_at IS NULL";
    SEND_NOW = "UPDATE outbox SET kind = 'message', created_at = $2, due_at = $2
        WHERE id = $1 AND done_at IS NULL";
    TO_PERSON = "SELECT id, case_id, kind, payload, created_at, attempts FROM outbox
        WHERE kind = 'message' AND payload->>'person' = $1
        ORDER BY created_at DESC, id DESC LIMIT 50";
    OF_CASE = "SELECT id, case_id, kind, payload, created_at, attempts FROM outbox
        WHERE case_id = $1 ORDER BY created_at, id";
}

/// A message on its way.
#[derive(Debug, Clone, PartialEq)]
pub struct Outgoing {
    /// Its id, by which a receiver notices that it came twice.
    pub id: Uuid,
    /// The case.
    pub case: Option<CaseId>,
    /// What kind.
    pub kind: String,
    /// What it says.
    pub payload: serde_json::Value,
    /// When it was written.
    pub created: Timestamp,
    /// How often it was tried, this time included.
    pub attempts: u32,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    case_id: Option<Uuid>,
    kind: String,
    payload: Json<serde_json::Value>,
    created_at: i64,
    attempts: i64,
}

impl Store {
    /// Claims what is due, of one kind or of all; each is due again at `until` unless it is done by then.
    pub async fn claim(
        &self,
        kind: Option<&str>,
        now: Timestamp,
        until: Timestamp,
        limit: u32,
    ) -> Result<Vec<Outgoing>, StoreError> {
        let claim = self.write(&CLAIM).bind(now.as_microsecond()).bind(until.as_microsecond());
        let claim = claim.bind(i64::from(limit)).bind(kind.map(str::to_owned));
        let rows = claim.all::<Row>().await?;
        let mut claimed: Vec<Outgoing> =
            rows.into_iter().map(Outgoing::try_from).collect::<Result<_, _>>()?;
        claimed.sort_by_key(|message| (message.created, message.id));
        Ok(claimed)
    }

    /// Notes that a message has left.
    pub async fn message_done(&self, id: Uuid, now: Timestamp) -> Result<(), StoreError> {
        self.write(&DONE).bind(id).bind(now.as_microsecond()).run().await?;
        Ok(())
    }

    /// What waited to be told becomes a message.
    pub async fn send_now(&self, id: Uuid, now: Timestamp) -> Result<(), StoreError> {
        self.write(&SEND_NOW).bind(id).bind(now.as_microsecond()).run().await?;
        Ok(())
    }

    /// The last messages to a person, newest first.
    pub async fn messages_to(&self, person: PersonId) -> Result<Vec<Outgoing>, StoreError> {
        let rows = self.read(&TO_PERSON).bind(person.to_string()).all::<Row>().await?;
        rows.into_iter().map(Outgoing::try_from).collect()
    }

    /// The messages of a case, oldest first.
    pub async fn messages_of(&self, case: CaseId) -> Result<Vec<Outgoing>, StoreError> {
        let rows = self.read(&OF_CASE).bind(case.0).all::<Row>().await?;
        rows.into_iter().map(Outgoing::try_from).collect()
    }
}

impl TryFrom<Row> for Outgoing {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.id,
            case: row.case_id.map(CaseId),
            kind: row.kind,
            payload: row.payload.0,
            created: instant("outbox", row.created_at)?,
            attempts: u32::try_from(row.attempts).unwrap_or(u32::MAX),
        })
    }
}
