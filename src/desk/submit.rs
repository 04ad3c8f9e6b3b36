//! Handing a request in, for the first time or again.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::aftermath::Order;
use super::forms::{kept, problems};
use super::house::{internal, route_office};
use super::likeness::likeness;
use super::starting::Starting;
use super::{
    Desk, DeskError, Fills, Offer, Problem, Receipt, Rules, Situation, Subject, Submit, Who,
    request_hash,
};
use crate::case::{Answer, Command, Phase, Refusal};
use crate::origin::{Code, PersonId};
use crate::service::Service;
use crate::workflow::{Definition, FieldId, Filler, Proof, Value};

/// The service, by what it is decided, and the answers to fields that apply.
type Judged = (Arc<Service>, Arc<Rules>, BTreeMap<FieldId, Value>, Starting);

impl Desk {
    /// What would be missing or wrong if this were handed in; changes nothing.
    pub async fn review(&self, who: &Who, submit: &Submit) -> Result<(), DeskError> {
        self.judged(who, submit).await.map(|_| ())
    }

    /// Hands a request in. What is missing or wrong is told all at once.
    pub async fn submit(&self, who: &Who, submit: Submit) -> Result<Receipt, DeskError> {
        let (service, rules, answers, starting) = self.judged(who, &submit).await?;
        let (subject, ticket) = self.subject(who, &submit).await?;
        let request = request_hash(&(who.person, &submit.service, submit.purpose, &answers));
        let alike = likeness(&service.definition, |field| answers.get(field));
        let person = self.applicant(who, &service.definition, &answers, &starting).await?;
        let offers = self.offers(&service.definition, answers);
        let order = Order {
            subject,
            key: submit.key,
            request,
            person: Some(who.person),
            offers,
            outcome: ticket.to_string().into(),
        };
        let (purpose, earlier) = (submit.purpose, starting.earlier);
        let command = move |fills: Fills, _: &Situation<'_>| {
            Ok(Command::Submit { person, purpose, earlier, fills })
        };
        let aftermath = self.aftermath_of(&rules, &service);
        let done = match self.order(aftermath, order, command).await {
            Err(DeskError::Refused(Refusal::Unique(case))) => {
                let same = self.same(who, &service.definition, alike).await?;
                let refused = DeskError::Refused(Refusal::Unique(case));
                return Err(same.map_or(refused, |problem| DeskError::Invalid(vec![problem])));
            }
            done => done?,
        };
        let ticket: Code = match done.outcome.as_str() {
            Some(first) => first.parse().map_err(internal)?,
            None => ticket,
        };
        Ok(Receipt { case: done.case, ticket })
    }

    /// An open request for the same thing: it is offered instead of a second one.
    async fn same(
        &self,
        who: &Who,
        definition: &Definition,
        likeness: Option<String>,
    ) -> Result<Option<Problem>, DeskError> {
        let Some(likeness) = likeness else { return Ok(None) };
        let open = self.store().open_case_like(&likeness).await.map_err(internal)?;
        let told = |(ticket, applicant): (String, Option<PersonId>)| {
            let message = if applicant == Some(who.person) {
                let ticket = ticket.parse::<Code>().map_or(ticket, |code| code.grouped());
                format!("Permohonan yang sama sedang berjalan: nomor {ticket}. Buka di Surat saya.")
            } else {
                "Permohonan yang sama sudah diajukan orang lain. Tanyakan kepada keluarga Anda."
                    .to_owned()
            };
            let path = definition.start.unique.first().map_or("", FieldId::as_str).to_owned();
            Problem { path, message }
        };
        Ok(open.map(told))
    }

    /// The case that is handed in: a new one, or a returned one of the caller.
    async fn subject(&self, who: &Who, submit: &Submit) -> Result<(Subject, Code), DeskError> {
        let Some(seen) = submit.again else {
            let (id, ticket) = (self.0.ids.case(self.now()), self.0.ids.code());
            return Ok((Subject::New { id, ticket: ticket.clone() }, ticket));
        };
        let loaded = self.load(seen.case).await?;
        let phase = &loaded.stored.case.phase;
        let returned = matches!(phase, Phase::Returned { .. } | Phase::Draft);
        if !loaded.is_applicant(who) || !(returned || self.repeated(submit).await?) {
            return Err(DeskError::NotFound);
        }
        let subject = Subject::Known { id: seen.case, seen: Some(seen.version) };
        Ok((subject, loaded.ticket()?))
    }

    /// Whether the form is sent once more because its answer was lost: it gets that answer again.
    async fn repeated(&self, submit: &Submit) -> Result<bool, DeskError> {
        let known = self.store().load(&[], &[submit.key]).await.map_err(internal)?;
        Ok(!known.keys.is_empty())
    }

    /// The answers that count, if nothing is missing or wrong.
    async fn judged(&self, who: &Who, submit: &Submit) -> Result<Judged, DeskError> {
        if who.proof < Proof::Click {
            return Err(DeskError::NotFound);
        }
        let (service, fresh) = match submit.again {
            Some(seen) => {
                let loaded = self.load(seen.case).await?;
                (loaded.service, loaded.stored.case.phase == Phase::Draft)
            }
            None => (self.service(submit.service.as_str()).await?, true),
        };
        let mut given = submit.answers.clone();
        let mut wrong = self.complete_cases(who, &service.definition, &mut given, false).await?;
        let named = route_office(&service.definition, |field| given.get(field));
        let office = match named {
            Some(office) => Some(office),
            None => self.own_unit(who, &service.definition).await?,
        };
        let rules = self.rules(&service.definition, &*self.directory().await?, office.as_ref());
        let mut draft = self.draft_of(&service, &rules, submit.purpose, given);
        draft.tidy();
        draft.complete(&Filler::Applicant);
        wrong.extend(problems(&draft));
        wrong.extend(self.unserved(&service.definition, &submit.answers).await?);
        let answers = kept(&draft);
        wrong.extend(self.unsent(who, &answers).await?);
        if wrong.is_empty() && submit.again.is_none() && !self.repeated(submit).await? {
            let alike = likeness(&service.definition, |field| answers.get(field));
            wrong.extend(self.same(who, &service.definition, alike).await?);
        }
        let starting = if fresh && !self.repeated(submit).await? {
            self.may_start(who, &service.definition, (submit, &draft)).await?
        } else {
            Starting::default()
        };
        if !wrong.is_empty() {
            return Err(DeskError::Invalid(wrong));
        }
        Ok((service, rules, answers, starting))
    }

    /// Every field of the applicant, filled or emptied, each with a salt of its own.
    pub(super) fn offers(
        &self,
        definition: &Definition,
        answers: BTreeMap<FieldId, Value>,
    ) -> Vec<Offer> {
        let mut answers = answers;
        let fields = definition.fields.iter().filter(|field| field.by == Filler::Applicant);
        fields
            .map(|field| {
                let value = answers.remove(&field.id);
                let answer = value.map(|value| Answer { value, salt: self.0.ids.salt() });
                (field.id.clone(), answer)
            })
            .collect()
    }
}
