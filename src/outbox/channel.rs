//! One way out of the house, and what came of trying it.

use jiff::{SignedDuration, Timestamp};

use super::folder::Folder;
use super::gateway::Gateway;
use super::mail::Mail;
use super::wording::Words;
use crate::desk::{Post, Status};

/// Why a channel cannot be used, and how to mend it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("[channels] {channel}: {problem}")]
pub struct ChannelError {
    channel: String,
    problem: String,
}

impl ChannelError {
    pub(super) fn new(channel: &str, problem: &str) -> Self {
        Self { channel: channel.to_owned(), problem: problem.to_owned() }
    }
}

/// A channel that was opened.
pub(super) enum Channel {
    Mail(Box<Mail>),
    Folder(Folder),
    Gateway(Box<Gateway>),
}

/// What came of an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Outcome {
    pub status: Status,
    /// Under which id the other side knows the message.
    pub id: Option<String>,
    /// A short code; never words of the message or of the other side.
    pub error: Option<String>,
    /// The other side wishes to be left alone so long.
    pub after: Option<SignedDuration>,
}

impl Outcome {
    pub fn sent(id: Option<String>) -> Self {
        Self { status: Status::Sent, id, error: None, after: None }
    }

    pub fn not(status: Status, error: &str) -> Self {
        Self { status, id: None, error: Some(code(error)), after: None }
    }

    /// The person has no address of the kind that the channel needs.
    pub fn nowhere() -> Self {
        Self::not(Status::Skipped, "no-address")
    }
}

/// What the other side calls a problem, cut down to a code: it might repeat what was sent to it.
fn code(told: &str) -> String {
    let fits = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    told.chars().filter(fits).take(40).collect()
}

impl Channel {
    /// Tries once.
    pub async fn send(&self, post: &Post, now: Timestamp) -> Outcome {
        let words = Words::of(post);
        match self {
            Self::Mail(mail) => mail.send(post, &words, now).await,
            Self::Folder(folder) => folder.send(post, &words).await,
            Self::Gateway(gateway) => gateway.send(post, &words, now).await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_other_side_says_is_cut_down_to_a_code() {
        let outcome = Outcome::not(Status::Failed, "131026: no such user +62 812\n<b>");
        assert_eq!(outcome.error.as_deref(), Some("131026nosuchuser62812b"));
    }
}
