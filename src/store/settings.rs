//! What offices set: a row for each change, and the newest counts.

use jiff::Timestamp;
use sqlx::FromRow;
use uuid::Uuid;

use super::instant::instant;
use super::sql::statements;
use super::{Store, StoreError};
use crate::area::{OfficeId, Setting};
use crate::origin::PersonId;

statements! {
    PUT = "INSERT INTO office_setting (office, service, name, at, value, basis, person)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    RAISE = "UPDATE meta SET n = n + 1 WHERE name = 'directory'";
    CURRENT = "SELECT s.office, s.service, s.name, s.at, s.value, s.basis, s.person
        FROM office_setting s WHERE s.value IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM office_setting later WHERE later.office = s.office
            AND later.service = s.service AND later.name = s.name AND later.at > s.at)
        ORDER BY s.office, s.name, s.service";
    HISTORY = "SELECT office, service, name, at, value, basis, person FROM office_setting
        WHERE office = $1 ORDER BY at, name, service";
}

/// A change of what an office sets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingChange {
    /// The office.
    pub office: OfficeId,
    /// The service that it is for; for every one where absent.
    pub service: Option<String>,
    /// Its name.
    pub name: String,
    /// The new value; none takes it back, so that the next office up the route counts.
    pub value: Option<String>,
    /// The regulation or decree.
    pub basis: String,
    /// Who changed it; nobody where the machine did.
    pub person: Option<PersonId>,
    /// When.
    pub at: Timestamp,
}

#[derive(FromRow)]
struct Row {
    office: String,
    service: String,
    name: String,
    at: i64,
    value: Option<String>,
    basis: String,
    person: Option<Uuid>,
}

impl Store {
    /// Records changes of settings, all or nothing. Open cases read what they pinned.
    pub async fn change_settings(&self, changes: &[SettingChange]) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        for change in changes {
            let put = tx.sql(&PUT).bind(change.office.0.clone());
            let put = put.bind(change.service.clone().unwrap_or_default());
            let put = put.bind(change.name.clone()).bind(change.at.as_microsecond());
            let put = put.bind(change.value.clone()).bind(change.basis.clone());
            put.bind(change.person.map(|person| person.0)).run().await?;
        }
        tx.sql(&RAISE).run().await?;
        tx.commit().await
    }

    /// Every change that an office made, the oldest first.
    pub async fn setting_changes(&self, office: &str) -> Result<Vec<SettingChange>, StoreError> {
        let rows = self.read(&HISTORY).bind(office.to_owned()).all::<Row>().await?;
        rows.into_iter().map(SettingChange::try_from).collect()
    }
}

/// What every office sets now.
pub(super) async fn current_settings(store: &Store) -> Result<Vec<Setting>, StoreError> {
    let rows = store.read(&CURRENT).all::<Row>().await?;
    let setting = |row: Row| {
        Some(Setting {
            office: OfficeId(row.office),
            service: Some(row.service).filter(|service| !service.is_empty()),
            name: row.name,
            value: row.value?,
        })
    };
    Ok(rows.into_iter().filter_map(setting).collect())
}

impl TryFrom<Row> for SettingChange {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            at: instant("office_setting", row.at)?,
            office: OfficeId(row.office),
            service: Some(row.service).filter(|service| !service.is_empty()),
            name: row.name,
            value: row.value,
            basis: row.basis,
            person: row.person.map(PersonId),
        })
    }
}
