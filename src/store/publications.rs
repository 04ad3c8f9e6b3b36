//! What was published: services with all their files, and calendars. Nothing is ever replaced.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::Value;
use sqlx::FromRow;
use sqlx::types::Json;
use uuid::Uuid;

use super::instant::instant;
use super::sql::statements;
use super::{Store, StoreError};
use crate::journal::{canonical, hex};
use crate::origin::PersonId;

statements! {
    PIN = "INSERT INTO definition (hash, service) VALUES ($1, $2) ON CONFLICT (hash) DO NOTHING";
    PUT = "INSERT INTO publication
            (kind, name, at, hash, definition, files, person, confirmed_by, reason)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING";
    RAISE = "UPDATE meta SET n = n + 1 WHERE name = 'publication'";
    VERSION = "SELECT n FROM meta WHERE name = 'publication'";
    PINNED = "SELECT name, at, definition, files, person, confirmed_by, reason FROM publication
        WHERE definition = $1 ORDER BY at DESC, hash DESC LIMIT 1";
    CURRENT = "SELECT p.name, p.at, p.definition, p.files, p.person, p.confirmed_by, p.reason
        FROM publication p WHERE p.kind = $1 AND NOT EXISTS (SELECT 1 FROM publication later
            WHERE later.kind = p.kind AND later.name = p.name
            AND (later.at, later.hash) > (p.at, p.hash))
        ORDER BY p.name";
    HISTORY = "SELECT name, at, definition, files, person, confirmed_by, reason FROM publication
        WHERE kind = 'service' AND name = $1 ORDER BY at, hash";
}

/// A published service: everything that it was loaded from.
#[derive(Debug, Clone, PartialEq)]
pub struct Published {
    /// The hash of its definition with its tables, which cases pin.
    pub hash: String,
    /// The service.
    pub service: String,
    /// The files that it was loaded from, by name.
    pub sources: Value,
    /// When.
    pub at: Timestamp,
    /// By whom; nobody where the machine published its own at the start.
    pub person: Option<PersonId>,
    /// Who agreed, where that was needed.
    pub confirmed_by: Option<PersonId>,
    /// Why.
    pub reason: String,
}

/// The calendars as they were published.
#[derive(Debug, Clone, PartialEq)]
pub struct PublishedCalendars {
    /// The files, by name.
    pub files: BTreeMap<String, String>,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub person: Option<PersonId>,
    /// Why.
    pub reason: String,
}

#[derive(FromRow)]
struct Row {
    name: String,
    at: i64,
    definition: Option<String>,
    files: Json<Value>,
    person: Option<Uuid>,
    confirmed_by: Option<Uuid>,
    reason: String,
}

const SERVICE: &str = "service";
const CALENDAR: &str = "calendar";

impl Store {
    /// Publishes a service; publishing an older one again makes it the current one.
    pub async fn publish(&self, service: &Published) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        let pin = tx.sql(&PIN).bind(service.hash.clone()).bind(service.service.clone());
        pin.run().await?;
        let put = tx.sql(&PUT).bind(SERVICE).bind(service.service.clone());
        let put = put.bind(service.at.as_microsecond()).bind(content_hash(&service.sources));
        let put = put.bind(Some(service.hash.clone())).bind(Json(service.sources.clone()));
        let put = put.bind(service.person.map(|person| person.0));
        let put = put.bind(service.confirmed_by.map(|person| person.0));
        put.bind(service.reason.clone()).run().await?;
        tx.sql(&RAISE).run().await?;
        tx.commit().await
    }

    /// Publishes the calendars.
    pub async fn publish_calendars(
        &self,
        calendars: &PublishedCalendars,
    ) -> Result<(), StoreError> {
        let files = serde_json::to_value(&calendars.files)?;
        let mut tx = self.begin().await?;
        let put = tx.sql(&PUT).bind(CALENDAR).bind("");
        let put = put.bind(calendars.at.as_microsecond()).bind(content_hash(&files));
        let put = put.bind(None::<String>).bind(Json(files));
        let put = put.bind(calendars.person.map(|person| person.0)).bind(None::<Uuid>);
        put.bind(calendars.reason.clone()).run().await?;
        tx.sql(&RAISE).run().await?;
        tx.commit().await
    }

    /// Grows with every publication.
    pub async fn publication_version(&self) -> Result<i64, StoreError> {
        let row = self.read(&VERSION).first::<(i64,)>().await?;
        let missing = || StoreError::inconsistent("meta", &"publication", &"missing");
        row.map(|(n,)| n).ok_or_else(missing)
    }

    /// The service of a definition's hash, with the files that were published last under it.
    pub async fn definition(&self, hash: &str) -> Result<Option<Published>, StoreError> {
        let row = self.read(&PINNED).bind(hash.to_owned()).first::<Row>().await?;
        row.map(Published::try_from).transpose()
    }

    /// The current version of each service: the one published last.
    pub async fn current_definitions(&self) -> Result<Vec<Published>, StoreError> {
        let rows = self.read(&CURRENT).bind(SERVICE).all::<Row>().await?;
        rows.into_iter().map(Published::try_from).collect()
    }

    /// The current calendars.
    pub async fn current_calendars(&self) -> Result<Option<PublishedCalendars>, StoreError> {
        let row = self.read(&CURRENT).bind(CALENDAR).first::<Row>().await?;
        row.map(PublishedCalendars::try_from).transpose()
    }

    /// Every publication of a service, the oldest first.
    pub async fn publications(&self, service: &str) -> Result<Vec<Published>, StoreError> {
        let rows = self.read(&HISTORY).bind(service.to_owned()).all::<Row>().await?;
        rows.into_iter().map(Published::try_from).collect()
    }
}

/// SHA-256 (hex) of files in their canonical spelling.
fn content_hash(files: &Value) -> String {
    hex(&openssl::sha::sha256(canonical(files).as_bytes()))
}

impl TryFrom<Row> for Published {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let unpinned = || StoreError::inconsistent("publication", &row.name, &"has no definition");
        Ok(Self {
            at: instant("publication", row.at)?,
            hash: row.definition.clone().ok_or_else(unpinned)?,
            service: row.name,
            sources: row.files.0,
            person: row.person.map(PersonId),
            confirmed_by: row.confirmed_by.map(PersonId),
            reason: row.reason,
        })
    }
}

impl TryFrom<Row> for PublishedCalendars {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            files: serde_json::from_value(row.files.0)?,
            at: instant("publication", row.at)?,
            person: row.person.map(PersonId),
            reason: row.reason,
        })
    }
}
