//! Codes by which people prove a telephone or an e-mail address. Only hashes are stored.

use jiff::Timestamp;
use sqlx::FromRow;
use sqlx::types::Json;
use uuid::Uuid;

use super::instant::maybe;
use super::sql::statements;
use super::{Store, StoreError, TokenHash};

statements! {
    PUT = "INSERT INTO sign_in (browser, contact, code_hash, tries, expires_at)
        VALUES ($1, $2, $3, 0, $4)";
    SEND = "INSERT INTO outbox (id, case_id, kind, payload, created_at, due_at, attempts)
        VALUES ($1, NULL, 'code', $2, $3, $3, 0)";
    // Counted before it is judged: of many tries at once none is free.
    TRY = "UPDATE sign_in SET tries = tries + 1
        WHERE browser = $1 AND tries < $2 AND expires_at > $3 AND proven_at IS NULL
        RETURNING contact, code_hash, tries, proven_at";
    PROVE = "UPDATE sign_in SET proven_at = $2 WHERE browser = $1 AND proven_at IS NULL";
    ONE = "SELECT contact, code_hash, tries, proven_at FROM sign_in
        WHERE browser = $1 AND expires_at > $2";
    TAKE = "DELETE FROM sign_in WHERE browser = $1 AND proven_at IS NOT NULL AND expires_at > $2";
    SWEEP = "DELETE FROM sign_in WHERE expires_at <= $1";
    SWEEP_CODES = "DELETE FROM outbox WHERE kind = 'code' AND created_at <= $1";
}

/// A code that was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignIn {
    /// What it proves: `phone:0812...` or `email:...`.
    pub contact: String,
    /// The hash of the code and of what the browser keeps.
    pub code: TokenHash,
    /// How often it was tried.
    pub tries: u32,
    /// When it was typed rightly.
    pub proven: Option<Timestamp>,
}

#[derive(FromRow)]
struct Row {
    contact: String,
    code_hash: Vec<u8>,
    tries: i64,
    proven_at: Option<i64>,
}

impl Store {
    /// Keeps a code and puts the message that carries it into the outbox.
    pub async fn begin_sign_in(
        &self,
        browser: TokenHash,
        (contact, code): (&str, TokenHash),
        (message, payload): (Uuid, serde_json::Value),
        (now, expires): (Timestamp, Timestamp),
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        let put = tx.sql(&PUT).bind(browser.to_vec()).bind(contact.to_owned());
        put.bind(code.to_vec()).bind(expires.as_microsecond()).run().await?;
        let send = tx.sql(&SEND).bind(message).bind(Json(payload));
        send.bind(now.as_microsecond()).run().await?;
        tx.commit().await
    }

    /// Counts a try; what it is to be compared with, unless it has expired or was tried too often.
    pub async fn try_sign_in(
        &self,
        browser: TokenHash,
        most: u32,
        now: Timestamp,
    ) -> Result<Option<SignIn>, StoreError> {
        let tried = self.write(&TRY).bind(browser.to_vec()).bind(i64::from(most));
        let row = tried.bind(now.as_microsecond()).first::<Row>().await?;
        row.map(SignIn::try_from).transpose()
    }

    /// Notes that the code was typed rightly; whether this was the first time.
    pub async fn prove_sign_in(
        &self,
        browser: TokenHash,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let prove = self.write(&PROVE).bind(browser.to_vec()).bind(at.as_microsecond());
        Ok(prove.run().await? == 1)
    }

    /// What a browser asked for, as long as it is good.
    pub async fn sign_in(
        &self,
        browser: TokenHash,
        now: Timestamp,
    ) -> Result<Option<SignIn>, StoreError> {
        let find = self.write(&ONE).bind(browser.to_vec()).bind(now.as_microsecond());
        find.first::<Row>().await?.map(SignIn::try_from).transpose()
    }

    /// Uses a proven code up; whether it was still there. Of many tries at once one succeeds.
    pub async fn take_sign_in(
        &self,
        browser: TokenHash,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let take = self.write(&TAKE).bind(browser.to_vec()).bind(now.as_microsecond());
        Ok(take.run().await? == 1)
    }

    /// Removes codes that are over, and the messages of `sent` and before that carried them.
    pub async fn sweep_sign_ins(&self, now: Timestamp, sent: Timestamp) -> Result<(), StoreError> {
        self.write(&SWEEP).bind(now.as_microsecond()).run().await?;
        self.write(&SWEEP_CODES).bind(sent.as_microsecond()).run().await?;
        Ok(())
    }
}

impl TryFrom<Row> for SignIn {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let mut code = [0; 32];
        if row.code_hash.len() == code.len() {
            code.copy_from_slice(&row.code_hash);
        }
        Ok(Self {
            contact: row.contact,
            code,
            tries: u32::try_from(row.tries).unwrap_or(u32::MAX),
            proven: maybe("sign_in", row.proven_at)?,
        })
    }
}
