//! Published definitions, by content hash.

use jiff::Timestamp;
use serde_json::Value;
use sqlx::FromRow;
use sqlx::types::Json;
use uuid::Uuid;

use super::instant::instant;
use super::sql::statements;
use super::{Store, StoreError};
use crate::origin::PersonId;

statements! {
    PUT = "INSERT INTO definition (hash, service, sources, published_at, person, reason)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (hash) DO UPDATE SET published_at = excluded.published_at,
            person = excluded.person, reason = excluded.reason";
    ONE = "SELECT hash, service, sources, published_at, person, reason FROM definition
        WHERE hash = $1";
    CURRENT = "SELECT d.hash, d.service, d.sources, d.published_at, d.person, d.reason
        FROM definition d WHERE NOT EXISTS (SELECT 1 FROM definition later
            WHERE later.service = d.service
            AND (later.published_at, later.hash) > (d.published_at, d.hash))
        ORDER BY d.service";
}

/// A published definition: everything that it was loaded from.
#[derive(Debug, Clone, PartialEq)]
pub struct Published {
    /// Its content hash, which cases pin.
    pub hash: String,
    /// The service.
    pub service: String,
    /// The files that it was loaded from, by name.
    pub sources: Value,
    /// When.
    pub at: Timestamp,
    /// By whom; nobody where the machine published its own at the start.
    pub person: Option<PersonId>,
    /// Why.
    pub reason: String,
}

#[derive(FromRow)]
struct Row {
    hash: String,
    service: String,
    sources: Json<Value>,
    published_at: i64,
    person: Option<Uuid>,
    reason: String,
}

impl Store {
    /// Publishes a definition; publishing an older one again makes it the current one.
    pub async fn publish(&self, definition: &Published) -> Result<(), StoreError> {
        let put = self.write(&PUT).bind(definition.hash.clone()).bind(definition.service.clone());
        let put = put.bind(Json(definition.sources.clone())).bind(definition.at.as_microsecond());
        let put = put.bind(definition.person.map(|person| person.0));
        put.bind(definition.reason.clone()).run().await?;
        Ok(())
    }

    /// The definition of a hash.
    pub async fn definition(&self, hash: &str) -> Result<Option<Published>, StoreError> {
        let row = self.read(&ONE).bind(hash.to_owned()).first::<Row>().await?;
        row.map(Published::try_from).transpose()
    }

    /// The current definition of each service: the one published last.
    pub async fn current_definitions(&self) -> Result<Vec<Published>, StoreError> {
        let rows = self.read(&CURRENT).all::<Row>().await?;
        rows.into_iter().map(Published::try_from).collect()
    }
}

impl TryFrom<Row> for Published {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            at: instant("definition", row.published_at)?,
            hash: row.hash,
            service: row.service,
            sources: row.sources.0,
            person: row.person.map(PersonId),
            reason: row.reason,
        })
    }
}
