//! Sessions of people who logged in. Only the hash of a token is stored.

use jiff::Timestamp;
use uuid::Uuid;

use super::sql::statements;
use super::{Store, StoreError};
use crate::origin::PersonId;

statements! {
    PUT = "INSERT INTO session (token_hash, person, created_at, expires_at)
        VALUES ($1, $2, $3, $4)";
    HOLDER = "SELECT person FROM session WHERE token_hash = $1 AND expires_at > $2";
    END = "DELETE FROM session WHERE token_hash = $1";
    END_ALL = "DELETE FROM session WHERE person = $1";
    SWEEP = "DELETE FROM session WHERE expires_at <= $1";
}

/// SHA-256 of a token; the token itself is known to its owner alone.
pub type TokenHash = [u8; 32];

impl Store {
    /// Begins a session.
    pub async fn begin_session(
        &self,
        token: TokenHash,
        person: PersonId,
        now: Timestamp,
        expires: Timestamp,
    ) -> Result<(), StoreError> {
        let put = self.write(&PUT).bind(token.to_vec()).bind(person.0);
        put.bind(now.as_microsecond()).bind(expires.as_microsecond()).run().await?;
        Ok(())
    }

    /// Whose session it is, if it holds at `now`.
    pub async fn session(
        &self,
        token: TokenHash,
        now: Timestamp,
    ) -> Result<Option<PersonId>, StoreError> {
        let find = self.read(&HOLDER).bind(token.to_vec()).bind(now.as_microsecond());
        Ok(find.first::<(Uuid,)>().await?.map(|(person,)| PersonId(person)))
    }

    /// Ends a session.
    pub async fn end_session(&self, token: TokenHash) -> Result<(), StoreError> {
        self.write(&END).bind(token.to_vec()).run().await?;
        Ok(())
    }

    /// Ends all sessions of a person; how many.
    pub async fn end_sessions(&self, person: PersonId) -> Result<u64, StoreError> {
        self.write(&END_ALL).bind(person.0).run().await
    }

    /// Removes sessions that are over; how many.
    pub async fn sweep_sessions(&self, now: Timestamp) -> Result<u64, StoreError> {
        self.write(&SWEEP).bind(now.as_microsecond()).run().await
    }
}
