//! What may be tried a few times only, by whom it is about and by the address that it comes from.

use jiff::{SignedDuration, Timestamp};

use super::enter::token_hash;
use super::house::internal;
use super::{Desk, DeskError};

/// So many tries within so long.
pub(super) struct Limit {
    what: &'static str,
    most: u64,
    within: SignedDuration,
}

impl Limit {
    const fn new(what: &'static str, most: u64, minutes: i64) -> Self {
        Self { what, most, within: SignedDuration::from_mins(minutes) }
    }
}

/// Codes that one telephone or address is sent.
pub(super) const CODES_SENT: Limit = Limit::new("code-sent", 5, 60);
/// Codes that one address of the network asks for: a village may share one.
pub(super) const CODES_ASKED: Limit = Limit::new("code-asked", 60, 60);
/// Codes that one address of the network tries.
pub(super) const CODES_TRIED: Limit = Limit::new("code-tried", 120, 60);
/// Passwords that one address of the network tries, and that one account is tried with.
pub(super) const PASSWORDS_ASKED: Limit = Limit::new("password-asked", 60, 15);
/// See `PASSWORDS_ASKED`.
pub(super) const PASSWORDS_OF_ONE: Limit = Limit::new("password-of", 10, 15);
/// Links that one address of the network tries and that open nothing.
pub(super) const LINKS_TRIED: Limit = Limit::new("link-tried", 30, 15);
/// PINs that one address of the network tries.
pub(super) const PINS_TRIED: Limit = Limit::new("pin-tried", 60, 15);
/// Look-ups from one address of the network that found nothing.
const LETTERS_MISSED: Limit = Limit::new("letter-missed", 30, 10);
const TICKETS_MISSED: Limit = Limit::new("ticket-missed", 30, 10);

/// What is looked up by a code that somebody may guess at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LookUp {
    /// A letter by the code on it.
    Letter,
    /// A request by its number.
    Ticket,
}

impl Desk {
    /// Looks something up for whoever asks from `address`. Only what finds nothing counts: an office
    /// with one address may look up all day, and who guesses learns nothing after a while.
    pub async fn look_up<T>(
        &self,
        what: LookUp,
        address: &str,
        found: impl Future<Output = Result<T, DeskError>>,
    ) -> Result<T, DeskError> {
        let limit = match what {
            LookUp::Letter => &LETTERS_MISSED,
            LookUp::Ticket => &TICKETS_MISSED,
        };
        self.within(limit, address).await?;
        let found = found.await;
        if matches!(found, Err(DeskError::NotFound)) {
            self.count(limit, address).await?;
        }
        found
    }

    /// Counts a try, and refuses it where there were too many.
    pub(super) async fn count(&self, limit: &Limit, whose: &str) -> Result<(), DeskError> {
        let now = self.now();
        let ends = now.saturating_add(limit.within).unwrap_or(Timestamp::MAX);
        let counted = self.store().count_attempt(subject(limit, whose), now, ends).await;
        let (n, ends) = counted.map_err(internal)?;
        if n <= limit.most { Ok(()) } else { Err(too_often(now, ends)) }
    }

    /// Refuses where there were too many tries, without counting one.
    pub(super) async fn within(&self, limit: &Limit, whose: &str) -> Result<(), DeskError> {
        let now = self.now();
        let counted = self.store().tries(subject(limit, whose), now).await;
        match counted.map_err(internal)? {
            Some((n, ends)) if n >= limit.most => Err(too_often(now, ends)),
            _ => Ok(()),
        }
    }
}

fn subject(limit: &Limit, whose: &str) -> [u8; 32] {
    token_hash(&format!("{}:{whose}", limit.what))
}

fn too_often(now: Timestamp, ends: Timestamp) -> DeskError {
    let seconds = ends.duration_since(now).as_secs();
    DeskError::TooOften(u64::try_from(seconds).unwrap_or_default().max(1))
}
