//! What leaves the house: the messages that are due with where they go, and what became of them. Whoever
//! sends them is told neither what was answered nor who is behind a case.

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::house::{calendar, internal};
use super::told::MESSAGE;
use super::{Desk, DeskError};
use crate::area::OfficeId;
use crate::calendar::Zone;
use crate::origin::{CaseId, PersonId};
use crate::store::{Attempt, Onward, Outgoing};

/// The kind of a row that carries a one-time code.
pub(super) const CODE: &str = "code";
/// How long a code is good, and the text of its row there.
const CODE_LIFE: SignedDuration = SignedDuration::from_mins(15);
/// After so long somebody else takes up what was claimed and not recorded. No single attempt lasts
/// as long.
const CLAIM: SignedDuration = SignedDuration::from_mins(2);

/// A message that is due, taken by whoever sends it.
#[derive(Debug, Clone)]
pub struct Post {
    /// The row; the same for every attempt, so that a receiver can notice that it came twice.
    pub id: Uuid,
    /// Which attempt this is.
    pub attempt: u32,
    /// It carries a one-time code.
    pub code: bool,
    /// What it says.
    pub text: String,
    /// The address that it leads to.
    pub link: Option<String>,
    /// The office whose letters it is about: `Kelurahan Jati`.
    pub office: Option<String>,
    /// The telephone of whom it is for.
    pub phone: Option<String>,
    /// Their address of e-mail.
    pub email: Option<String>,
    /// The zone of the office.
    pub zone: Zone,
    /// When it was written, or asked for once more.
    pub since: Timestamp,
    /// What was tried since then, oldest first.
    pub tried: Vec<Report>,
}

/// What became of an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// By which channel.
    pub channel: String,
    /// How it ended.
    pub status: Status,
    /// Under which id the other side knows it.
    pub gateway_id: Option<String>,
    /// What went wrong: a short code.
    pub error: Option<String>,
}

/// How an attempt ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// The other side took it.
    Sent,
    /// It arrived.
    Delivered,
    /// Not now.
    Retry,
    /// Never by this channel.
    Failed,
    /// The person has no address that this channel knows.
    Skipped,
    /// It is too old to be of use.
    Expired,
}

impl Status {
    const ALL: [(Self, &'static str); 6] = [
        (Self::Sent, "sent"),
        (Self::Delivered, "delivered"),
        (Self::Retry, "retry"),
        (Self::Failed, "failed"),
        (Self::Skipped, "skipped"),
        (Self::Expired, "expired"),
    ];

    /// Its name, as it is stored.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(status, _)| *status == self).map_or("", |(_, name)| name)
    }

    /// The one with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == name).map(|(status, _)| *status)
    }
}

impl Desk {
    /// Takes the next message that is due: a one-time code, or any other. Whoever takes it records what
    /// became of it; one that is not recorded is due again after two minutes.
    pub async fn next_post(&self, code: bool) -> Result<Option<Post>, DeskError> {
        let now = self.now();
        let until = now.saturating_add(CLAIM).unwrap_or(Timestamp::MAX);
        let kind = if code { CODE } else { MESSAGE };
        let claimed = self.store().claim(Some(kind), now, until, 1).await.map_err(internal)?;
        match claimed.into_iter().next() {
            Some(row) if code => self.code_post(row).await.map(Some),
            Some(row) => self.message_post(row).await.map(Some),
            None => Ok(None),
        }
    }

    async fn code_post(&self, row: Outgoing) -> Result<Post, DeskError> {
        let text = |key: &str| row.payload[key].as_str().map(str::to_owned);
        let (phone, email) = (text("phone"), text("email"));
        let text = text("text").unwrap_or_default();
        let post = Post { code: true, phone, email, text, ..Self::bare_post(&row) };
        self.with_attempts(post).await
    }

    async fn message_post(&self, row: Outgoing) -> Result<Post, DeskError> {
        let text = |key: &str| row.payload[key].as_str();
        let person = match text("person").and_then(|id| id.parse::<PersonId>().ok()) {
            Some(id) => self.store().person(id).await.map_err(internal)?,
            None => None,
        };
        let mut post = Self::bare_post(&row);
        text("text").unwrap_or_default().clone_into(&mut post.text);
        post.link = text("path").map(|path| format!("{}{path}", self.0.public_url));
        (post.phone, post.email) = person.map_or((None, None), |known| (known.phone, known.email));
        if let Some(case) = row.case {
            // A link is good before it is sent, also where the process ended right after the commit.
            self.deliver_links(case).await?;
            (post.office, post.zone) = self.sender(case).await?;
        }
        self.with_attempts(post).await
    }

    fn bare_post(row: &Outgoing) -> Post {
        Post {
            id: row.id,
            attempt: row.attempts,
            code: false,
            text: String::new(),
            link: None,
            office: None,
            phone: None,
            email: None,
            zone: Zone::Wib,
            since: row.created,
            tried: Vec::new(),
        }
    }

    /// What was tried since the message was asked for last.
    async fn with_attempts(&self, mut post: Post) -> Result<Post, DeskError> {
        for attempt in self.store().attempts(post.id).await.map_err(internal)? {
            let Some(status) = Status::named(&attempt.status) else {
                post.since = attempt.at;
                post.tried.clear();
                continue;
            };
            post.tried.push(Report {
                channel: attempt.channel,
                status,
                gateway_id: attempt.gateway_id,
                error: attempt.error,
            });
        }
        Ok(post)
    }

    /// The office in whose name a case is told of, and its zone.
    async fn sender(&self, case: CaseId) -> Result<(Option<String>, Zone), DeskError> {
        let stored = self.store().case(case).await.map_err(internal)?;
        let office = stored.and_then(|stored| stored.area).map(OfficeId);
        let directory = self.directory().await?;
        let zone = calendar(&self.in_force().holidays, &directory, office.as_ref()).zone();
        Ok((office.and_then(|office| super::words::town_office(&office, &directory)), zone))
    }

    /// Records what became of a message; `next` is when it is due again, none where it is done with.
    pub async fn posted(
        &self,
        post: &Post,
        report: Report,
        next: Option<Timestamp>,
    ) -> Result<(), DeskError> {
        let attempt = Attempt {
            n: post.attempt,
            channel: report.channel,
            status: report.status.name().to_owned(),
            gateway_id: report.gateway_id,
            at: self.now(),
            error: report.error,
        };
        let onward = next.map_or(Onward::Done, Onward::Due);
        self.store().record_attempt(post.id, &attempt, onward).await.map_err(internal)
    }

    /// Gives a message back that nobody tried to send; it is due then.
    pub async fn put_post_off(&self, post: &Post, until: Timestamp) -> Result<(), DeskError> {
        self.store().put_message_off(post.id, until).await.map_err(internal)
    }

    /// Where a city has no channel, messages are read on their page only: those that were due so long
    /// ago no longer wait to be sent.
    pub async fn let_messages_lie(&self, age: SignedDuration) -> Result<u64, DeskError> {
        let now = self.now();
        let due = now.saturating_sub(age).unwrap_or(Timestamp::MIN);
        self.store().let_messages_lie(due, now).await.map_err(internal)
    }

    /// Gives codes up that are no longer good, and forgets them; how many.
    pub async fn expire_codes(&self) -> Result<u64, DeskError> {
        let now = self.now();
        let before = now.saturating_sub(CODE_LIFE).unwrap_or(Timestamp::MIN);
        self.store().expire_codes(before, now).await.map_err(internal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_is_read_as_it_was_written() {
        for (status, name) in Status::ALL {
            assert_eq!((status.name(), Status::named(name)), (name, Some(status)));
        }
        assert_eq!(Status::named("again"), None);
    }
}
