//! Answers that are put by, to be handed in later.

use super::aftermath::Order;
use super::house::route_office;
use super::{Desk, DeskError, Fills, Receipt, Situation, Subject, Submit, Who, request_hash};
use crate::case::{Command, Phase};
use crate::origin::Code;
use crate::workflow::{Filler, Proof};

impl Desk {
    /// Puts the answers by. Nothing must be complete; what cannot be an answer at all is left out.
    pub async fn save(&self, who: &Who, submit: Submit) -> Result<Receipt, DeskError> {
        if who.proof < Proof::Click || who.only.is_some() {
            return Err(DeskError::NotFound);
        }
        let (subject, ticket, service) = if let Some(seen) = submit.again {
            let loaded = self.load(seen.case).await?;
            let theirs = matches!(loaded.stored.case.phase, Phase::Draft | Phase::Returned { .. });
            if !loaded.is_applicant(who) || !theirs {
                return Err(DeskError::NotFound);
            }
            let subject = Subject::Known { id: seen.case, seen: Some(seen.version) };
            (subject, loaded.ticket()?, loaded.service)
        } else {
            let service = self.service(submit.service.as_str()).await?;
            self.may_begin(who, &service.definition).await?;
            let (id, ticket) = (self.0.ids.case(self.now()), self.0.ids.code());
            (Subject::New { id, ticket: ticket.clone() }, ticket, service)
        };
        let mut given = submit.answers;
        self.complete_cases(who, &service.definition, &mut given, false).await?;
        let office = route_office(&service.definition, |field| given.get(field));
        let rules = self.rules(&service.definition, &*self.directory().await?, office.as_ref());
        let unsent = self.unsent(who, &given).await?;
        given.retain(|field, _| {
            let known = rules.definition.field(field.as_str());
            known.is_some_and(|known| known.by == Filler::Applicant)
                && !unsent.iter().any(|problem| problem.path == field.as_str())
        });
        let request = request_hash(&(who.person, "save", &submit.service, &given));
        let offers = self.offers(&rules.definition, given);
        let order = Order {
            subject,
            key: submit.key,
            request,
            person: Some(who.person),
            offers,
            outcome: ticket.to_string().into(),
        };
        let person = who.person;
        let command =
            move |fills: Fills, _: &Situation<'_>| Ok(Command::SaveDraft { person, fills });
        let done = self.order(self.aftermath_of(&rules, &service), order, command).await?;
        let first: Option<Code> = done.outcome.as_str().and_then(|text| text.parse().ok());
        Ok(Receipt { case: done.case, ticket: first.unwrap_or(ticket) })
    }
}
