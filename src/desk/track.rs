//! What an applicant may see and do with their own requests.

use uuid::Uuid;

use super::aftermath::Order;
use super::history::Teller;
use super::house::{Loaded, internal};
use super::tracking::Tracked;
use super::{Desk, DeskError, Seen, Tracking, Who, request_hash};
use crate::case::{Command, Event};
use crate::origin::Code;
use crate::workflow::OutputId;

/// How many of their own requests a page shows.
const OWN: u32 = 50;

impl Desk {
    /// The caller's own requests, newest first.
    pub async fn mine(&self, who: &Who) -> Result<Vec<Tracking>, DeskError> {
        if who.only.is_some() {
            return Err(DeskError::NotFound);
        }
        let mut own = Vec::new();
        for line in self.store().cases_of(who.person, None, OWN).await.map_err(internal)? {
            own.push(self.tracking(&self.load(line.id).await?, who).await?);
        }
        Ok(own)
    }

    /// One of the caller's own requests.
    pub async fn track(&self, who: &Who, ticket: &Code) -> Result<Tracking, DeskError> {
        let loaded = self.own(who, ticket).await?;
        self.tracking(&loaded, who).await
    }

    /// Gives a request up.
    pub async fn withdraw(&self, who: &Who, seen: Seen, key: Uuid) -> Result<(), DeskError> {
        let loaded = self.load(seen.case).await?;
        if !loaded.is_applicant(who) || who.only.is_some() {
            return Err(DeskError::NotFound);
        }
        let person = who.person;
        let order = Order::of(seen, key, request_hash(&(person, "withdraw", seen.case)), person);
        let aftermath = self.aftermath(&loaded).await?;
        self.order(aftermath, order, move |_, _| Ok(Command::Withdraw { person })).await.map(|_| ())
    }

    /// Opens an ended request again, where and as long as its end allows it.
    pub async fn reopen(&self, who: &Who, seen: Seen, key: Uuid) -> Result<(), DeskError> {
        let loaded = self.load(seen.case).await?;
        if !loaded.is_applicant(who) || who.only.is_some() {
            return Err(DeskError::NotFound);
        }
        let person = who.person;
        let request = request_hash(&(person, "reopen", seen.case, seen.version));
        let order = Order::of(seen, key, request, person);
        let aftermath = self.aftermath(&loaded).await?;
        self.order(aftermath, order, move |_, _| Ok(Command::Reopen { person })).await.map(|_| ())
    }

    /// The signed file of an issued letter, for its applicant.
    pub async fn released(
        &self,
        who: &Who,
        ticket: &Code,
        output: &str,
    ) -> Result<Vec<u8>, DeskError> {
        let loaded = self.own(who, ticket).await?;
        let letters = self.store().letters_of(loaded.stored.id).await.map_err(internal)?;
        let living = letters.iter().rev().find(|l| l.output == output && l.released.is_some());
        let letter = living.ok_or(DeskError::NotFound)?;
        self.store().released(letter.id).await.map_err(internal)?.ok_or(DeskError::NotFound)
    }

    async fn own(&self, who: &Who, ticket: &Code) -> Result<Loaded, DeskError> {
        let loaded = self.load_ticket(ticket).await?;
        let own = loaded.is_applicant(who) && who.only.is_none();
        if own { Ok(loaded) } else { Err(DeskError::NotFound) }
    }

    async fn tracking(&self, loaded: &Loaded, who: &Who) -> Result<Tracking, DeskError> {
        let history = self.store().history(loaded.stored.id).await.map_err(internal)?;
        let events: Vec<(jiff::Timestamp, Event)> =
            history.into_iter().map(|recorded| (recorded.at, recorded.event)).collect();
        let letters = self.store().letters_of(loaded.stored.id).await.map_err(internal)?;
        let codes: Vec<(OutputId, Code)> = letters
            .into_iter()
            .filter(|letter| letter.released.is_some())
            .map(|letter| (OutputId::from(letter.output.as_str()), letter.code))
            .collect();
        let ticket = loaded.ticket()?;
        let teller = Teller {
            definition: &loaded.rules.definition,
            directory: &loaded.directory,
            case: &loaded.stored.case,
            applicant: &who.name,
            named: &loaded.accounts,
        };
        Ok(loaded.model(|model| {
            Tracked {
                seen: loaded.seen(),
                ticket: &ticket,
                model,
                teller: &teller,
                events: &events,
                codes: &codes,
                now: loaded.now,
            }
            .view()
        }))
    }
}
