//! Sessions: how long they last, what ends them, and what their owner sees of them.

use jiff::{SignedDuration, Timestamp};

use super::enter::token_hash;
use super::house::internal;
use super::{Desk, DeskError, Who};
use crate::calendar::Zone;
use crate::journal::hex;
use crate::origin::PersonId;
use crate::store::{Session, TokenHash};
use crate::workflow::Proof;

/// How long a session lasts, and how long it may lie unused: of an officer, and of a resident.
const OFFICER: [SignedDuration; 2] =
    [SignedDuration::from_hours(12), SignedDuration::from_hours(2)];
/// See `OFFICER`.
const RESIDENT: [SignedDuration; 2] =
    [SignedDuration::from_hours(30 * 24), SignedDuration::from_hours(14 * 24)];
/// So long a use is not written down again.
const SEEN: SignedDuration = SignedDuration::from_mins(5);
/// Letters of a device's name.
const LONGEST_DEVICE: usize = 60;

/// A session, for its owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnSession {
    /// By which it is ended.
    pub key: String,
    /// In which browser, in words.
    pub device: String,
    /// It acts for an office.
    pub office: bool,
    /// When it began.
    pub since: Timestamp,
    /// When it was last used, give or take some minutes.
    pub seen: Timestamp,
    /// The one that asks.
    pub this: bool,
}

impl Desk {
    /// A new session in `device`; its token.
    pub(super) async fn begin(
        &self,
        person: PersonId,
        device: &str,
    ) -> Result<(Who, String), DeskError> {
        let (token, now) = (self.0.ids.code().to_string(), self.now());
        let office = self.acts_for_an_office(person).await?;
        let [lasts, _] = if office { OFFICER } else { RESIDENT };
        let session = Session {
            token: token_hash(&token),
            person,
            office,
            device: device.chars().take(LONGEST_DEVICE).collect(),
            created: now,
            seen: now,
            expires: now.saturating_add(lasts).unwrap_or(Timestamp::MAX),
        };
        self.store().begin_session(&session).await.map_err(internal)?;
        Ok((self.person(person, Proof::Click).await?, token))
    }

    /// Whose session this is. One that has lain unused for too long ends, and so does one whose
    /// person came to an office since, or whose last appointment is over.
    pub async fn who(&self, token: &str) -> Option<Who> {
        let (hash, now) = (token_hash(token), self.now());
        let session = self.store().session(hash, now).await.ok()??;
        let [_, unused] = if session.office { OFFICER } else { RESIDENT };
        let idle = now.duration_since(session.seen);
        let changed = self.acts_for_an_office(session.person).await.ok()? != session.office;
        if idle > unused || changed {
            self.leave(token).await;
            return None;
        }
        if idle >= SEEN
            && let Err(error) = self.store().see_session(hash, now).await
        {
            tracing::warn!(%error, "the use of a session was not noted");
        }
        self.person(session.person, Proof::Click).await.ok()
    }

    /// Ends a session.
    pub async fn leave(&self, token: &str) {
        if let Err(error) = self.store().end_session(token_hash(token)).await {
            tracing::warn!(%error, "a session was not ended");
        }
    }

    /// The caller's sessions, last used first; `token` is the one that asks.
    pub async fn own_sessions(&self, who: &Who, token: &str) -> Result<Vec<OwnSession>, DeskError> {
        let this = token_hash(token);
        let sessions = self.store().sessions_of(who.person, self.now()).await.map_err(internal)?;
        let own = |session: Session| OwnSession {
            key: hex(&session.token),
            device: session.device,
            office: session.office,
            since: session.created,
            seen: session.seen,
            this: session.token == this,
        };
        Ok(sessions.into_iter().map(own).collect())
    }

    /// Ends a session of the caller's by its key.
    pub async fn end_own_session(&self, who: &Who, key: &str) -> Result<(), DeskError> {
        let hash = unhex(key).ok_or(DeskError::NotFound)?;
        let ended = self.store().end_own_session(who.person, hash).await.map_err(internal)?;
        if ended { Ok(()) } else { Err(DeskError::NotFound) }
    }

    /// Ends all sessions of the caller's but the one that asks.
    pub async fn end_other_sessions(&self, who: &Who, token: &str) -> Result<(), DeskError> {
        let but = token_hash(token);
        self.store().end_other_sessions(who.person, but).await.map_err(internal)?;
        Ok(())
    }

    /// Whether somebody sits on a seat today, or acts for one.
    pub(super) async fn acts_for_an_office(&self, person: PersonId) -> Result<bool, DeskError> {
        let (directory, today) = (self.directory().await?, Zone::Wib.date(self.now()));
        Ok(!directory.seats_of(person, today).is_empty()
            || !directory.seats_delegated_to(person, today).is_empty())
    }
}

/// The hash that a key names.
pub(super) fn unhex(text: &str) -> Option<TokenHash> {
    let mut hash = TokenHash::default();
    if text.len() != 2 * hash.len() || !text.is_ascii() {
        return None;
    }
    for (n, byte) in hash.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(2 * n..2 * n + 2)?, 16).ok()?;
    }
    Some(hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_a_hash_or_nothing() {
        let hash = token_hash("x");
        assert_eq!(unhex(&hex(&hash)), Some(hash));
        for bad in ["", "ab", &"é".repeat(32), &"g".repeat(64)] {
            assert_eq!(unhex(bad), None, "{bad}");
        }
    }
}
