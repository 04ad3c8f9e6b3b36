//! What became of messages, for administrators: never what they say or where they went.

use jiff::Timestamp;
use uuid::Uuid;

use super::house::internal;
use super::post::{CODE, Status};
use super::{Desk, DeskError};
use crate::origin::{Code, PersonId};
use crate::store;

/// How many messages are told of.
const MOST: u32 = 100;

/// A message and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sending {
    /// The message.
    pub id: Uuid,
    /// When it was written.
    pub created: Timestamp,
    /// The request that it tells of; none where it carries a code.
    pub ticket: Option<Code>,
    /// Whom it is for, where that is known.
    pub person: Option<String>,
    /// Where it stands.
    pub state: SendingState,
    /// The last channel that was tried.
    pub channel: Option<String>,
    /// What went wrong there: a short code.
    pub error: Option<String>,
}

/// Where a message stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SendingState {
    /// Nothing was tried yet.
    Waiting,
    /// It is tried again.
    Trying,
    /// The other side took it.
    Sent,
    /// No channel took it, or it was too old.
    NotSent,
}

impl Desk {
    /// The last messages, newest first: all, or those only that could not be sent.
    pub async fn sendings(&self, failed: bool) -> Result<Vec<Sending>, DeskError> {
        let found = self.store().sendings(None, failed, MOST).await.map_err(internal)?;
        let mut told = Vec::new();
        for one in found {
            told.push(self.sending(one).await?);
        }
        Ok(told)
    }

    /// Has a message sent once more that could not be sent, from its first channel on.
    pub async fn send_again(&self, id: Uuid) -> Result<(), SendAgainError> {
        let found = self.store().sendings(Some(id), false, 1).await.map_err(internal)?;
        let one = found.into_iter().next().ok_or(SendAgainError::Unknown)?;
        if one.kind == CODE {
            return Err(SendAgainError::Code);
        }
        match state(&one) {
            SendingState::Sent => return Err(SendAgainError::Sent),
            SendingState::Waiting | SendingState::Trying => return Err(SendAgainError::Trying),
            SendingState::NotSent => {}
        }
        let again = self.store().send_again(id, self.now()).await.map_err(internal)?;
        if again { Ok(()) } else { Err(SendAgainError::Trying) }
    }

    async fn sending(&self, one: store::Sending) -> Result<Sending, DeskError> {
        let ticket = match one.case {
            Some(case) => self.store().case(case).await.map_err(internal)?,
            None => None,
        };
        let state = state(&one);
        let person = one.person.as_deref().and_then(|id| id.parse::<PersonId>().ok());
        let person = match person {
            Some(person) => Some(self.name_of(Some(person)).await),
            None => None,
        };
        let (channel, error) = one.last.map_or((None, None), |(channel, _, error, _)| {
            (Some(channel).filter(|channel| !channel.is_empty()), error)
        });
        Ok(Sending {
            id: one.id,
            created: one.created,
            ticket: ticket.and_then(|stored| stored.ticket.parse().ok()),
            person,
            state,
            channel,
            error,
        })
    }
}

fn state(one: &store::Sending) -> SendingState {
    let last = one.last.as_ref().and_then(|(_, status, ..)| Status::named(status));
    match (one.done, last) {
        (Some(_), Some(Status::Sent | Status::Delivered)) => SendingState::Sent,
        (Some(_), _) => SendingState::NotSent,
        (None, None) => SendingState::Waiting,
        (None, Some(_)) => SendingState::Trying,
    }
}

/// Why a message is not sent once more.
#[derive(Debug, thiserror::Error)]
pub enum SendAgainError {
    /// There is none.
    #[error("no message has this id; `alursurat messages --failed` names those that were not sent")]
    Unknown,
    /// A code is never sent twice.
    #[error("this was a one-time code, whose text is gone; the person asks for a new one")]
    Code,
    /// It has been sent.
    #[error("this message was sent; it is not sent twice")]
    Sent,
    /// It waits anyway.
    #[error("this message still waits to be sent; nothing needs to be done")]
    Trying,
    /// The desk itself failed.
    #[error(transparent)]
    Desk(#[from] DeskError),
}
