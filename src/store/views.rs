//! Who saw which sensitive answer, and when.

use jiff::Timestamp;
use sqlx::FromRow;
use uuid::Uuid;

use super::instant::instant;
use super::sql::statements;
use super::{Store, StoreError};
use crate::origin::{CaseId, PersonId};

statements! {
    PUT = "INSERT INTO sensitive_view (case_id, field, person, seat, at)
        VALUES ($1, $2, $3, $4, $5) ON CONFLICT (case_id, field, person, at) DO NOTHING";
    OF_CASE = "SELECT field, person, seat, at FROM sensitive_view WHERE case_id = $1
        ORDER BY at, field, person";
}

/// A view of a sensitive answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SensitiveView {
    /// The case.
    pub case: CaseId,
    /// The field.
    pub field: String,
    /// Who saw it.
    pub person: PersonId,
    /// For which seat, in words.
    pub seat: String,
    /// When.
    pub at: Timestamp,
}

#[derive(FromRow)]
struct Row {
    field: String,
    person: Uuid,
    seat: String,
    at: i64,
}

impl Store {
    /// Records a view.
    pub async fn put_view(&self, view: &SensitiveView) -> Result<(), StoreError> {
        let put = self.write(&PUT).bind(view.case.0).bind(view.field.clone()).bind(view.person.0);
        put.bind(view.seat.clone()).bind(view.at.as_microsecond()).run().await?;
        Ok(())
    }

    /// The views of a case, oldest first.
    pub async fn views_of(&self, case: CaseId) -> Result<Vec<SensitiveView>, StoreError> {
        let rows = self.read(&OF_CASE).bind(case.0).all::<Row>().await?;
        rows.into_iter()
            .map(|row| {
                Ok(SensitiveView {
                    case,
                    field: row.field,
                    person: PersonId(row.person),
                    seat: row.seat,
                    at: instant("sensitive_view", row.at)?,
                })
            })
            .collect()
    }
}
