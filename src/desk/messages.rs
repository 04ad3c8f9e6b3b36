//! Messages as people read them, and the links that they carry.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};

use super::enter::token_hash;
use super::house::internal;
use super::{Desk, DeskError, Message, Who};
use crate::origin::CaseId;
use crate::store::{Link, Outgoing};

/// How long a link to a step stays good.
const LINK: SignedDuration = SignedDuration::from_hours(72);

impl Desk {
    /// What was sent to this person, newest first.
    pub async fn messages(&self, who: &Who) -> Result<Vec<Message>, DeskError> {
        if who.only.is_some() {
            return Err(DeskError::NotFound);
        }
        let rows = self.store().messages_to(who.person).await.map_err(internal)?;
        let mut about = BTreeMap::new();
        for case in rows.iter().filter_map(|row| row.case).collect::<BTreeSet<_>>() {
            about.insert(case, self.told_about(who, case).await?);
        }
        let message = |row: Outgoing| Message {
            at: row.created,
            text: row.payload["text"].as_str().unwrap_or_default().to_owned(),
            about: row.case.and_then(|case| about.get(&case)?.clone()),
            path: row.payload["path"].as_str().map(str::to_owned),
        };
        Ok(rows.into_iter().map(message).collect())
    }

    /// Which request a message tells of. It is read when the message is, for no queue holds a value
    /// that somebody answered.
    async fn told_about(&self, who: &Who, case: CaseId) -> Result<Option<String>, DeskError> {
        let loaded = self.load(case).await?;
        let number = format!("nomor {}", loaded.ticket()?.grouped());
        let seat = match Self::may_see(who, &loaded) {
            _ if loaded.is_applicant(who) => None,
            Ok(seat) => seat,
            Err(_) => return Ok(Some(number)),
        };
        let about = loaded.about(&loaded.sight(who, seat.as_ref()));
        Ok(Some(about.map_or_else(|| number.clone(), |about| format!("{about}, {number}"))))
    }

    /// Makes the links good that the messages of a case carry. Repeating it changes nothing.
    pub(super) async fn deliver_links(&self, case: CaseId) -> Result<(), DeskError> {
        for row in self.store().messages_of(case).await.map_err(internal)? {
            let text = |key: &str| row.payload[key].as_str();
            let (Some(path), Some(step), Some(Ok(person))) =
                (text("path"), text("step"), text("person").map(str::parse))
            else {
                continue;
            };
            let Some(token) = path.strip_prefix("/t/") else { continue };
            let expires = row.created.saturating_add(LINK).unwrap_or(Timestamp::MAX);
            let link =
                Link { person, case: Some(case), step: Some(step.to_owned()), expires, used: None };
            self.store().put_link(token_hash(token), &link).await.map_err(internal)?;
        }
        Ok(())
    }
}
