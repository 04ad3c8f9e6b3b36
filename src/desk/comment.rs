//! Saying something about a case without deciding anything.

use uuid::Uuid;

use super::aftermath::Order;
use super::{Desk, DeskError, Seen, Who, request_hash};
use crate::case::Command;

/// Letters of a remark.
const MOST: usize = 2000;

impl Desk {
    /// A remark of the applicant, or of somebody who may see the case. Whatever was done meanwhile
    /// is no hindrance.
    pub async fn comment(
        &self,
        who: &Who,
        seen: Seen,
        text: &str,
        key: Uuid,
    ) -> Result<(), DeskError> {
        let loaded = self.load(seen.case).await?;
        let seat = if loaded.is_applicant(who) && who.only.is_none() {
            None
        } else {
            Self::may_see(who, &loaded)?
        };
        let text: String = text.trim().chars().take(MOST).collect();
        let person = who.person;
        let request = request_hash(&(person, "comment", seen.case, &text));
        let order =
            Order { person: Some(person), ..Order::of_nobody(seen.case, None, key, request) };
        let aftermath = self.aftermath(&loaded).await?;
        let command = Command::Comment { person, seat, text };
        self.order(aftermath, order, move |_, _| Ok(command.clone())).await.map(|_| ())
    }
}
