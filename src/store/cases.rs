//! Cases as lists and by their ticket.

use std::collections::HashMap;

use jiff::Timestamp;
use sqlx::FromRow;
use uuid::Uuid;

use super::batch_rows::rows;
use super::instant::{instant, maybe};
use super::sql::statements;
use super::{Store, StoreError, StoredCase, Tx};
use crate::origin::{CaseId, Code, PersonId};

statements! {
    BY_TICKET = "SELECT id FROM cases WHERE ticket = $1";
    OF_APPLICANT = "SELECT id, ticket, service, version, phase, opened_at, changed_at, ended_at
        FROM cases WHERE applicant = $1 AND (opened_at, id) < ($2, $3)
        ORDER BY opened_at DESC, id DESC LIMIT $4";
    LIKE = "SELECT ticket, applicant FROM cases WHERE likeness = $1 ORDER BY opened_at LIMIT 1";
    OPEN = "SELECT id, ticket, service, definition, phase FROM cases
        WHERE phase <> 'ended' AND ($1 = '' OR service = $1) ORDER BY service, opened_at, id";
    LIKE_ANY = {
        pg: "SELECT likeness, id FROM cases WHERE likeness IN
            (SELECT jsonb_array_elements_text(cast($1 AS jsonb)))",
        lite: "SELECT likeness, id FROM cases WHERE likeness IN (SELECT value FROM json_each($1))",
    };
    COUNT = "SELECT count(*) FROM cases";
}

/// A case in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseLine {
    /// The case.
    pub id: CaseId,
    /// Its ticket.
    pub ticket: String,
    /// Its service.
    pub service: String,
    /// Its version.
    pub version: u64,
    /// `draft`, `open`, `returned` or `ended`.
    pub phase: String,
    /// When it was opened.
    pub opened: Timestamp,
    /// When it changed last.
    pub changed: Timestamp,
    /// When it ended.
    pub ended: Option<Timestamp>,
}

/// A case that has not ended, with the version of its service that it pinned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenCase {
    /// The case.
    pub id: CaseId,
    /// Its ticket.
    pub ticket: String,
    /// Its service.
    pub service: String,
    /// The hash of its definition.
    pub definition: String,
    /// `draft`, `open` or `returned`.
    pub phase: String,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    ticket: String,
    service: String,
    version: i64,
    phase: String,
    opened_at: i64,
    changed_at: i64,
    ended_at: Option<i64>,
}

impl Tx {
    /// The open cases of these likenesses, read where decisions are made.
    pub async fn open_cases_like(
        &mut self,
        likenesses: &[&str],
    ) -> Result<HashMap<String, CaseId>, StoreError> {
        let find = self.sql(&LIKE_ANY).bind(rows(likenesses)?);
        let found = find.all::<(String, Uuid)>().await?;
        Ok(found.into_iter().map(|(likeness, id)| (likeness, CaseId(id))).collect())
    }
}

impl Store {
    /// The ticket and the applicant of an open case of this likeness.
    pub async fn open_case_like(
        &self,
        likeness: &str,
    ) -> Result<Option<(String, Option<PersonId>)>, StoreError> {
        let find = self.read(&LIKE).bind(likeness.to_owned());
        let row = find.first::<(String, Option<Uuid>)>().await?;
        Ok(row.map(|(ticket, applicant)| (ticket, applicant.map(PersonId))))
    }

    /// The cases of a service (of all, where none is named) that have not ended.
    pub async fn open_cases(&self, service: Option<&str>) -> Result<Vec<OpenCase>, StoreError> {
        let open = self.read(&OPEN).bind(service.unwrap_or_default().to_owned());
        let rows = open.all::<(Uuid, String, String, String, String)>().await?;
        let case = |(id, ticket, service, definition, phase)| OpenCase {
            id: CaseId(id),
            ticket,
            service,
            definition,
            phase,
        };
        Ok(rows.into_iter().map(case).collect())
    }

    /// The case of a ticket, with its answers.
    pub async fn case_by_ticket(&self, ticket: &Code) -> Result<Option<StoredCase>, StoreError> {
        let find = self.read(&BY_TICKET).bind(ticket.to_string());
        match find.first::<(Uuid,)>().await? {
            Some((id,)) => self.case(CaseId(id)).await,
            None => Ok(None),
        }
    }

    /// The cases of an applicant, newest first, from before `before` on.
    pub async fn cases_of(
        &self,
        applicant: PersonId,
        before: Option<(Timestamp, CaseId)>,
        limit: u32,
    ) -> Result<Vec<CaseLine>, StoreError> {
        let (at, id) =
            before.map_or((i64::MAX, Uuid::max()), |(at, id)| (at.as_microsecond(), id.0));
        let find = self.read(&OF_APPLICANT).bind(applicant.0).bind(at).bind(id);
        let rows = find.bind(i64::from(limit)).all::<Row>().await?;
        rows.into_iter().map(CaseLine::try_from).collect()
    }

    /// How many cases there are.
    pub async fn count_cases(&self) -> Result<u64, StoreError> {
        let row = self.read(&COUNT).first::<(i64,)>().await?;
        Ok(row.and_then(|(n,)| u64::try_from(n).ok()).unwrap_or_default())
    }
}

impl TryFrom<Row> for CaseLine {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: CaseId(row.id),
            ticket: row.ticket,
            service: row.service,
            version: u64::try_from(row.version).unwrap_or_default(),
            phase: row.phase,
            opened: instant("cases", row.opened_at)?,
            changed: instant("cases", row.changed_at)?,
            ended: maybe("cases", row.ended_at)?,
        })
    }
}
