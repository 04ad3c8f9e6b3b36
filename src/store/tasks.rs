//! Tasks: the inboxes of seats, people and machines, what supervisors see, and writing the projection again.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use serde::Serialize;
use sqlx::FromRow;
use uuid::Uuid;

use super::batch_rows::{Hex, TaskFor, TaskRow, rows};
use super::instant::{NEVER, instant};
use super::sql::statements;
use super::{Store, StoreError};
use crate::area::{AreaCode, Level};
use crate::case::Addressee;
use crate::origin::CaseId;

statements! {
    INBOX = "SELECT t.case_id, t.step, t.role, t.office, t.since, t.due, c.ticket, c.service,
            c.version
        FROM task t JOIN cases c ON c.id = t.case_id
        WHERE t.office = $1 AND t.role = $2 AND (t.due, t.case_id) > ($3, $4)
        ORDER BY t.due, t.case_id LIMIT $5";
    OF_KELURAHAN = "SELECT t.case_id, t.step, t.role, t.office, t.since, t.due, c.ticket,
            c.service, c.version
        FROM task t JOIN cases c ON c.id = t.case_id
        WHERE t.kelurahan = $1 AND (t.due, t.case_id) > ($2, $3)
        ORDER BY t.due, t.case_id LIMIT $4";
    OF_KECAMATAN = "SELECT t.case_id, t.step, t.role, t.office, t.since, t.due, c.ticket,
            c.service, c.version
        FROM task t JOIN cases c ON c.id = t.case_id
        WHERE t.kecamatan = $1 AND (t.due, t.case_id) > ($2, $3)
        ORDER BY t.due, t.case_id LIMIT $4";
    OF_CASE = "SELECT t.case_id, t.step, t.role, t.office, t.since, t.due, c.ticket, c.service,
            c.version
        FROM task t JOIN cases c ON c.id = t.case_id
        WHERE t.case_id = $1 ORDER BY t.step, t.role, t.office";
    LAST_DUE = "SELECT max(due) FROM task WHERE due < $1";
    IDS_AFTER = "SELECT id FROM cases WHERE id > $1 ORDER BY id LIMIT $2";
    LOCK = {
        pg: "SELECT cases.id FROM cases JOIN jsonb_to_recordset(cast($1 AS jsonb))
                AS r(id uuid, version bigint)
            ON cases.id = r.id AND cases.version = r.version ORDER BY cases.id FOR UPDATE OF cases",
        lite: "SELECT cases.id FROM json_each($1) JOIN cases
            ON cases.id = unhex(value->>'id') AND cases.version = value->>'version'
            ORDER BY cases.id",
    };
    CLEAR_TASKS = {
        pg: "DELETE FROM task WHERE case_id IN
            (SELECT cast(id AS uuid) FROM jsonb_array_elements_text(cast($1 AS jsonb)) AS r(id))",
        lite: "DELETE FROM task WHERE case_id IN (SELECT unhex(value) FROM json_each($1))",
    };
    ADD_TASKS = {
        pg: "INSERT INTO task (case_id, step, role, office, since, due, kelurahan, kecamatan)
            SELECT case_id, step, role, office, since, due, kelurahan, kecamatan
            FROM jsonb_to_recordset(cast($1 AS jsonb)) AS r(case_id uuid, step text, role text,
                office text, since bigint, due bigint, kelurahan text, kecamatan text)",
        lite: "INSERT INTO task (case_id, step, role, office, since, due, kelurahan, kecamatan)
            SELECT unhex(value->>'case_id'), value->>'step', value->>'role', value->>'office',
                value->>'since', value->>'due', value->>'kelurahan', value->>'kecamatan'
            FROM json_each($1)",
    };
}

/// A task in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// The case.
    pub case: CaseId,
    /// Its ticket.
    pub ticket: String,
    /// Its service.
    pub service: String,
    /// Its version, which an action names as the one that the person saw.
    pub version: u64,
    /// The step.
    pub step: String,
    /// Whom it is for.
    pub to: Addressee,
    /// Since when it waits.
    pub since: Timestamp,
    /// When it is due.
    pub due: Option<Timestamp>,
    /// Where the next page begins.
    pub after: TaskKey,
}

/// A place in a list of tasks: its order is by deadline, then by age of the case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TaskKey {
    due: i64,
    case: Uuid,
}

impl TaskKey {
    /// Before all tasks.
    pub const FIRST: Self = Self { due: i64::MIN, case: Uuid::nil() };
}

impl fmt::Display for TaskKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.due, self.case)
    }
}

impl FromStr for TaskKey {
    type Err = ();

    /// Reads what `Display` writes: it travels in the address of the next page.
    fn from_str(text: &str) -> Result<Self, ()> {
        let (due, case) = text.split_once('.').ok_or(())?;
        Ok(Self { due: due.parse().map_err(|_| ())?, case: case.parse().map_err(|_| ())? })
    }
}

#[derive(FromRow)]
struct Row {
    case_id: Uuid,
    step: String,
    role: String,
    office: String,
    since: i64,
    due: i64,
    ticket: String,
    service: String,
    version: i64,
}

#[derive(Serialize)]
struct Seen {
    id: Hex,
    version: u64,
}

impl Store {
    /// The inbox of a seat, a person or a machine from `after` on.
    pub async fn inbox(
        &self,
        to: &Addressee,
        after: TaskKey,
        limit: u32,
    ) -> Result<Vec<Task>, StoreError> {
        let (role, office) = TaskFor::from(to.clone()).columns();
        let find = self.read(&INBOX).bind(office).bind(role);
        let find = find.bind(after.due).bind(after.case).bind(i64::from(limit));
        find.all::<Row>().await?.into_iter().map(Task::try_from).collect()
    }

    /// All tasks within a kelurahan or a kecamatan from `after` on; none for other levels.
    pub async fn tasks_within(
        &self,
        area: &AreaCode,
        after: TaskKey,
        limit: u32,
    ) -> Result<Vec<Task>, StoreError> {
        let find = match area.level() {
            Level::Kelurahan => self.read(&OF_KELURAHAN),
            Level::Kecamatan => self.read(&OF_KECAMATAN),
            _ => return Ok(Vec::new()),
        };
        let find = find.bind(area.to_string()).bind(after.due).bind(after.case);
        let rows = find.bind(i64::from(limit)).all::<Row>().await?;
        rows.into_iter().map(Task::try_from).collect()
    }

    /// The tasks of a case.
    pub async fn tasks_of(&self, case: CaseId) -> Result<Vec<Task>, StoreError> {
        let rows = self.read(&OF_CASE).bind(case.0).all::<Row>().await?;
        rows.into_iter().map(Task::try_from).collect()
    }

    /// The latest deadline of any task.
    pub async fn last_due(&self) -> Result<Option<Timestamp>, StoreError> {
        let find = self.read(&LAST_DUE).bind(NEVER);
        let last = find.first::<(Option<i64>,)>().await?.and_then(|(due,)| due);
        last.map(|due| instant("task", due)).transpose()
    }

    /// The ids of all cases in order, a page at a time.
    pub async fn case_ids_after(
        &self,
        after: Option<CaseId>,
        limit: usize,
    ) -> Result<Vec<CaseId>, StoreError> {
        let after = after.map_or(Uuid::nil(), |case| case.0);
        let find = self.read(&IDS_AFTER).bind(after).bind(i64::try_from(limit).unwrap_or(i64::MAX));
        Ok(find.all::<(Uuid,)>().await?.into_iter().map(|(id,)| CaseId(id)).collect())
    }

    /// Replaces the tasks of cases that still have the version that was projected.
    pub async fn replace_tasks(
        &self,
        seen: &[(CaseId, u64)],
        tasks: &[TaskRow],
    ) -> Result<(), StoreError> {
        let seen: Vec<Seen> =
            seen.iter().map(|&(id, version)| Seen { id: id.0.into(), version }).collect();
        let mut tx = self.begin().await?;
        let still = tx.sql(&LOCK).bind(rows(&seen)?).all::<(Uuid,)>().await?;
        let still: Vec<Hex> = still.into_iter().map(|(id,)| id.into()).collect();
        tx.sql(&CLEAR_TASKS).bind(rows(&still)?).run().await?;
        let tasks: Vec<_> = tasks.iter().filter(|task| still.contains(&task.case_id)).collect();
        tx.sql(&ADD_TASKS).bind(rows(&tasks)?).run().await?;
        tx.commit().await
    }
}

impl TryFrom<Row> for Task {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            case: CaseId(row.case_id),
            ticket: row.ticket,
            service: row.service,
            version: u64::try_from(row.version).unwrap_or_default(),
            step: row.step,
            to: TaskFor::of(row.role, row.office).into(),
            since: instant("task", row.since)?,
            due: if row.due == NEVER { None } else { Some(instant("task", row.due)?) },
            after: TaskKey { due: row.due, case: row.case_id },
        })
    }
}
