//! What became of messages that left the house: each attempt with its channel, never the text.

use jiff::{SignedDuration, Timestamp};
use sqlx::FromRow;
use uuid::Uuid;

use super::instant::{instant, maybe};
use super::sql::statements;
use super::{Store, StoreError};
use crate::origin::CaseId;

statements! {
    RECORD = "INSERT INTO delivery (message, attempt, channel, status, gateway_id, at, error)
        VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (message, attempt) DO NOTHING";
    OF_MESSAGE = "SELECT attempt AS n, channel, status, gateway_id, at, error FROM delivery
        WHERE message = $1 ORDER BY attempt";
    DONE = "UPDATE outbox SET done_at = $2 WHERE id = $1 AND done_at IS NULL";
    DUE = "UPDATE outbox SET due_at = $2 WHERE id = $1 AND done_at IS NULL";
    // Nothing was tried, so nothing is counted.
    PUT_OFF = "UPDATE outbox SET due_at = $2, attempts = attempts - 1
        WHERE id = $1 AND done_at IS NULL";
    AGAIN = "UPDATE outbox SET done_at = NULL, due_at = $2, attempts = attempts + 1
        WHERE id = $1 AND kind = 'message' AND done_at IS NOT NULL RETURNING attempts";
    // What is left of a code says that there was one, and for whom.
    FORGET = {
        pg: "UPDATE outbox SET payload = payload - 'text' WHERE id = $1 AND kind = 'code'",
        lite: "UPDATE outbox SET payload = json_remove(payload, '$.text')
            WHERE id = $1 AND kind = 'code'",
    };
    OLD_CODES = "SELECT id, attempts FROM outbox
        WHERE done_at IS NULL AND due_at <= $2 AND kind = 'code' AND created_at <= $1";
    LET_LIE = "UPDATE outbox SET done_at = $2
        WHERE done_at IS NULL AND due_at <= $1 AND kind = 'message'";
    LIST = {
        pg: "SELECT o.id, o.case_id, o.kind, o.payload->>'person' AS person, o.created_at, o.done_at,
                d.channel, d.status, d.error, d.at
            FROM outbox o LEFT JOIN delivery d ON d.message = o.id AND d.attempt =
                (SELECT max(attempt) FROM delivery l WHERE l.message = o.id)
            WHERE o.kind IN ('message', 'code') AND (cast($1 AS uuid) IS NULL OR o.id = $1)
                AND ($2 = 0 OR (o.done_at IS NOT NULL AND d.status NOT IN ('sent', 'delivered')))
            ORDER BY o.created_at DESC, o.id DESC LIMIT $3",
        lite: "SELECT o.id, o.case_id, o.kind, o.payload->>'person' AS person, o.created_at, o.done_at,
                d.channel, d.status, d.error, d.at
            FROM outbox o LEFT JOIN delivery d ON d.message = o.id AND d.attempt =
                (SELECT max(attempt) FROM delivery l WHERE l.message = o.id)
            WHERE o.kind IN ('message', 'code') AND ($1 IS NULL OR o.id = $1)
                AND ($2 = 0 OR (o.done_at IS NOT NULL AND d.status NOT IN ('sent', 'delivered')))
            ORDER BY o.created_at DESC, o.id DESC LIMIT $3",
    };
}

/// One attempt to send a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// From 1; it rises with every claim of the message.
    pub n: u32,
    /// By which channel.
    pub channel: String,
    /// `sent`, `delivered`, `retry`, `failed`, `skipped`, `expired` or `again`.
    pub status: String,
    /// Under which id the other side knows it.
    pub gateway_id: Option<String>,
    /// When.
    pub at: Timestamp,
    /// What went wrong: a short code.
    pub error: Option<String>,
}

/// What is to become of a message after an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Onward {
    /// It is not tried any more: it arrived, or nothing helps.
    Done,
    /// It is due again then.
    Due(Timestamp),
}

/// A message with its last attempt.
#[derive(Debug, Clone, PartialEq)]
pub struct Sending {
    /// The message.
    pub id: Uuid,
    /// Its case.
    pub case: Option<CaseId>,
    /// `message` or `code`.
    pub kind: String,
    /// The person it is for.
    pub person: Option<String>,
    /// When it was written.
    pub created: Timestamp,
    /// Since when it is not tried any more.
    pub done: Option<Timestamp>,
    /// The last attempt: channel, status, error, when.
    pub last: Option<(String, String, Option<String>, Timestamp)>,
}

#[derive(FromRow)]
struct AttemptRow {
    n: i64,
    channel: String,
    status: String,
    gateway_id: Option<String>,
    at: i64,
    error: Option<String>,
}

#[derive(FromRow)]
struct Count {
    attempts: i64,
}

#[derive(FromRow)]
struct Old {
    id: Uuid,
    attempts: i64,
}

#[derive(FromRow)]
struct Line {
    id: Uuid,
    case_id: Option<Uuid>,
    kind: String,
    person: Option<String>,
    created_at: i64,
    done_at: Option<i64>,
    channel: Option<String>,
    status: Option<String>,
    error: Option<String>,
    at: Option<i64>,
}

impl Store {
    /// Records an attempt and what follows, at once. The text of a code goes as soon as the code is
    /// done with.
    pub async fn record_attempt(
        &self,
        message: Uuid,
        attempt: &Attempt,
        onward: Onward,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        record(&mut tx, message, attempt).await?;
        match onward {
            Onward::Done => {
                tx.sql(&DONE).bind(message).bind(attempt.at.as_microsecond()).run().await?;
                tx.sql(&FORGET).bind(message).run().await?;
            }
            Onward::Due(at) => {
                tx.sql(&DUE).bind(message).bind(at.as_microsecond()).run().await?;
            }
        }
        tx.commit().await
    }

    /// A claimed message waits until then, as if it had not been claimed.
    pub async fn put_message_off(&self, id: Uuid, until: Timestamp) -> Result<(), StoreError> {
        self.write(&PUT_OFF).bind(id).bind(until.as_microsecond()).run().await?;
        Ok(())
    }

    /// The attempts of a message, oldest first.
    pub async fn attempts(&self, message: Uuid) -> Result<Vec<Attempt>, StoreError> {
        let rows = self.read(&OF_MESSAGE).bind(message).all::<AttemptRow>().await?;
        rows.into_iter().map(Attempt::try_from).collect()
    }

    /// Has a message that is done with sent once more; whether there is one.
    pub async fn send_again(&self, id: Uuid, now: Timestamp) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let again = tx.sql(&AGAIN).bind(id).bind(now.as_microsecond());
        let Some(row) = again.first::<Count>().await? else { return Ok(false) };
        let attempt = Attempt {
            n: u32::try_from(row.attempts).unwrap_or(u32::MAX),
            channel: String::new(),
            status: "again".to_owned(),
            gateway_id: None,
            at: now,
            error: None,
        };
        record(&mut tx, id, &attempt).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Gives up the codes that were written at `before` or earlier, and forgets them; how many.
    pub async fn expire_codes(&self, before: Timestamp, now: Timestamp) -> Result<u64, StoreError> {
        // No code is put off so long; what else waits for years is not looked through.
        let due = now.saturating_add(SignedDuration::from_hours(1)).unwrap_or(now);
        let old = self.read(&OLD_CODES).bind(before.as_microsecond());
        let old = old.bind(due.as_microsecond()).all::<Old>().await?;
        let mut expired = 0;
        for row in old {
            let attempt = Attempt {
                n: u32::try_from(row.attempts).unwrap_or(u32::MAX).saturating_add(1),
                channel: String::new(),
                status: "expired".to_owned(),
                gateway_id: None,
                at: now,
                error: Some("too-old".to_owned()),
            };
            self.record_attempt(row.id, &attempt, Onward::Done).await?;
            expired += 1;
        }
        Ok(expired)
    }

    /// Messages that were due then are not sent any more, and nothing is recorded of them.
    pub async fn let_messages_lie(
        &self,
        due: Timestamp,
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        let lie = self.write(&LET_LIE).bind(due.as_microsecond());
        lie.bind(now.as_microsecond()).run().await
    }

    /// The last messages, newest first: all, one, or those only that did not arrive.
    pub async fn sendings(
        &self,
        one: Option<Uuid>,
        failed: bool,
        limit: u32,
    ) -> Result<Vec<Sending>, StoreError> {
        let list = self.read(&LIST).bind(one).bind(i64::from(failed)).bind(i64::from(limit));
        list.all::<Line>().await?.into_iter().map(Sending::try_from).collect()
    }
}

async fn record(tx: &mut super::Tx, message: Uuid, attempt: &Attempt) -> Result<(), StoreError> {
    let record = tx.sql(&RECORD).bind(message).bind(i64::from(attempt.n));
    let record = record.bind(attempt.channel.clone()).bind(attempt.status.clone());
    let record = record.bind(attempt.gateway_id.clone()).bind(attempt.at.as_microsecond());
    record.bind(attempt.error.clone()).run().await?;
    Ok(())
}

impl TryFrom<AttemptRow> for Attempt {
    type Error = StoreError;

    fn try_from(row: AttemptRow) -> Result<Self, StoreError> {
        Ok(Self {
            n: u32::try_from(row.n).unwrap_or(u32::MAX),
            channel: row.channel,
            status: row.status,
            gateway_id: row.gateway_id,
            at: instant("delivery", row.at)?,
            error: row.error,
        })
    }
}

impl TryFrom<Line> for Sending {
    type Error = StoreError;

    fn try_from(row: Line) -> Result<Self, StoreError> {
        let at = maybe("delivery", row.at)?;
        let last = row.channel.zip(row.status).zip(at);
        Ok(Self {
            id: row.id,
            case: row.case_id.map(CaseId),
            kind: row.kind,
            person: row.person,
            created: instant("outbox", row.created_at)?,
            done: maybe("outbox", row.done_at)?,
            last: last.map(|((channel, status), at)| (channel, status, row.error, at)),
        })
    }
}
