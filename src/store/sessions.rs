//! Sessions of people who logged in. Only the hash of a token is stored.

use jiff::Timestamp;
use sqlx::FromRow;
use uuid::Uuid;

use super::instant::instant;
use super::sql::statements;
use super::{Store, StoreError};
use crate::origin::PersonId;

statements! {
    PUT = "INSERT INTO session (token_hash, person, office, device, created_at, seen_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    ONE = "SELECT token_hash, person, office, device, created_at, seen_at, expires_at FROM session
        WHERE token_hash = $1 AND expires_at > $2";
    SEE = "UPDATE session SET seen_at = $2 WHERE token_hash = $1";
    OF_PERSON = "SELECT token_hash, person, office, device, created_at, seen_at, expires_at
        FROM session WHERE person = $1 AND expires_at > $2 ORDER BY seen_at DESC, created_at DESC";
    END = "DELETE FROM session WHERE token_hash = $1";
    END_OWN = "DELETE FROM session WHERE token_hash = $1 AND person = $2";
    END_OTHERS = "DELETE FROM session WHERE person = $1 AND token_hash <> $2";
    SWEEP = "DELETE FROM session WHERE expires_at <= $1";
}

/// SHA-256 of a token; the token itself is known to its owner alone.
pub type TokenHash = [u8; 32];

/// A session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// The hash of its token.
    pub token: TokenHash,
    /// Whose.
    pub person: PersonId,
    /// It began with a seat at an office.
    pub office: bool,
    /// In which browser, in words.
    pub device: String,
    /// When it began.
    pub created: Timestamp,
    /// When it was last used, give or take some minutes.
    pub seen: Timestamp,
    /// It opens nothing from then on.
    pub expires: Timestamp,
}

#[derive(FromRow)]
struct Row {
    token_hash: Vec<u8>,
    person: Uuid,
    office: i64,
    device: String,
    created_at: i64,
    seen_at: i64,
    expires_at: i64,
}

impl Store {
    /// Begins a session.
    pub async fn begin_session(&self, session: &Session) -> Result<(), StoreError> {
        let put = self.write(&PUT).bind(session.token.to_vec()).bind(session.person.0);
        let put = put.bind(i64::from(session.office)).bind(session.device.clone());
        let put = put.bind(session.created.as_microsecond()).bind(session.seen.as_microsecond());
        put.bind(session.expires.as_microsecond()).run().await?;
        Ok(())
    }

    /// A session, if it holds at `now`.
    pub async fn session(
        &self,
        token: TokenHash,
        now: Timestamp,
    ) -> Result<Option<Session>, StoreError> {
        let find = self.read(&ONE).bind(token.to_vec()).bind(now.as_microsecond());
        find.first::<Row>().await?.map(Session::try_from).transpose()
    }

    /// Notes that a session was used.
    pub async fn see_session(&self, token: TokenHash, now: Timestamp) -> Result<(), StoreError> {
        self.write(&SEE).bind(token.to_vec()).bind(now.as_microsecond()).run().await?;
        Ok(())
    }

    /// The sessions of a person that hold at `now`, last used first.
    pub async fn sessions_of(
        &self,
        person: PersonId,
        now: Timestamp,
    ) -> Result<Vec<Session>, StoreError> {
        let find = self.write(&OF_PERSON).bind(person.0).bind(now.as_microsecond());
        find.all::<Row>().await?.into_iter().map(Session::try_from).collect()
    }

    /// Ends a session.
    pub async fn end_session(&self, token: TokenHash) -> Result<(), StoreError> {
        self.write(&END).bind(token.to_vec()).run().await?;
        Ok(())
    }

    /// Ends a session of this person; whether there was one.
    pub async fn end_own_session(
        &self,
        person: PersonId,
        token: TokenHash,
    ) -> Result<bool, StoreError> {
        Ok(self.write(&END_OWN).bind(token.to_vec()).bind(person.0).run().await? == 1)
    }

    /// Ends all sessions of a person but one; how many.
    pub async fn end_other_sessions(
        &self,
        person: PersonId,
        but: TokenHash,
    ) -> Result<u64, StoreError> {
        self.write(&END_OTHERS).bind(person.0).bind(but.to_vec()).run().await
    }

    /// Removes sessions that are over; how many.
    pub async fn sweep_sessions(&self, now: Timestamp) -> Result<u64, StoreError> {
        self.write(&SWEEP).bind(now.as_microsecond()).run().await
    }
}

impl TryFrom<Row> for Session {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let token = TokenHash::try_from(row.token_hash.as_slice());
        let token = token
            .map_err(|error| StoreError::inconsistent("session", &row.token_hash.len(), &error))?;
        Ok(Self {
            token,
            person: PersonId(row.person),
            office: row.office != 0,
            device: row.device,
            created: instant("session", row.created_at)?,
            seen: instant("session", row.seen_at)?,
            expires: instant("session", row.expires_at)?,
        })
    }
}
