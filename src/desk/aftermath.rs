//! Every change of a case is ordered here, so that what follows from a change follows from each:
//! letters are frozen, people are told, other cases learn of it.

use std::sync::Arc;

use serde_json::Value as Json;
use uuid::Uuid;

use super::effects::effects;
use super::freeze::Freezer;
use super::house::{Loaded, internal};
use super::told::Telling;
use super::{
    Completing, Desk, DeskError, Done, Extras, Failure, Fills, Job, Offer, Rules, Seen, Situation,
    Subject,
};
use crate::case::{Command, Event, LetterState};
use crate::journal::hex;
use crate::origin::{CaseId, Ids, LetterId, PersonId};
use crate::service::Service;
use crate::workflow::OutputId;

/// What is needed to say what follows from a decision.
#[derive(Clone)]
pub(super) struct Aftermath {
    pub rules: Arc<Rules>,
    pub service: Arc<Service>,
    pub ids: Ids,
    pub public_url: String,
    /// Letters that are signed and wait for their release, with the signed bytes.
    pub signed: Vec<(OutputId, LetterId, Vec<u8>)>,
}

/// A wish about a case.
pub(super) struct Order {
    pub subject: Subject,
    pub key: Uuid,
    pub request: [u8; 32],
    /// Who wishes it; nobody where time or a machine does.
    pub person: Option<PersonId>,
    pub offers: Vec<Offer>,
    /// What the caller is answered, also when the key comes again.
    pub outcome: Json,
}

impl Order {
    /// A wish of somebody who saw the case as it was.
    pub fn of(seen: Seen, key: Uuid, request: [u8; 32], person: PersonId) -> Self {
        let subject = Subject::Known { id: seen.case, seen: Some(seen.version) };
        let person = Some(person);
        Self { subject, key, request, person, offers: Vec::new(), outcome: Json::Null }
    }

    /// A wish of nobody: time has passed, or another case says so.
    pub fn of_nobody(id: CaseId, seen: Option<u64>, key: Uuid, request: [u8; 32]) -> Self {
        let subject = Subject::Known { id, seen };
        Self { subject, key, request, person: None, offers: Vec::new(), outcome: Json::Null }
    }
}

impl Aftermath {
    /// What is written with a decision whose numbers are drawn.
    pub fn extras(&self, completing: &mut Completing<'_>) -> Result<Extras, Failure> {
        let freezer = Freezer {
            rules: Arc::clone(&self.rules),
            service: Arc::clone(&self.service),
            ids: self.ids.clone(),
            public_url: self.public_url.clone(),
        };
        let letters = freezer.freeze(completing)?;
        let telling = Telling::new(&self.rules, &self.ids, completing);
        let mut notices = telling.notices();
        notices.extend(effects(&self.rules, telling.after(), completing));
        let released = self.released(completing)?;
        Ok(Extras { letters, released, notices, ..Extras::default() })
    }

    /// The letters that were signed before and are issued now.
    fn released(&self, completing: &Completing<'_>) -> Result<Vec<(LetterId, Vec<u8>)>, Failure> {
        let mut released = Vec::new();
        for event in &completing.outcome.events {
            let Event::Issued { output, .. } = event else { continue };
            let Some((_, letter, bytes)) = self.signed.iter().find(|(id, ..)| id == output) else {
                continue;
            };
            let state = completing.case.outputs.get(output);
            let recorded = state.and_then(|state| state.sha256.as_deref());
            if recorded != Some(hex(&openssl::sha::sha256(bytes)).as_str()) {
                // Somebody signed it once more since its bytes were read.
                return Err(Failure::Busy);
            }
            released.push((*letter, bytes.clone()));
        }
        Ok(released)
    }
}

impl Desk {
    /// What follows from a change of a case.
    pub(super) async fn aftermath(&self, loaded: &Loaded) -> Result<Aftermath, DeskError> {
        let mut aftermath = self.aftermath_of(&loaded.rules, &loaded.service);
        let outputs = &loaded.stored.case.outputs;
        if outputs.values().any(|output| output.state == LetterState::Signed) {
            let letters = self.store().letters_of(loaded.stored.id).await.map_err(internal)?;
            for letter in letters.iter().filter(|letter| letter.state == "signed") {
                let bytes = self.store().letter_work(letter.id).await.map_err(internal)?;
                let output = OutputId::from(letter.output.as_str());
                aftermath.signed.extend(bytes.map(|bytes| (output, letter.id, bytes)));
            }
        }
        Ok(aftermath)
    }

    /// The same for a case that begins, or goes on by other rules than it was loaded with.
    pub(super) fn aftermath_of(&self, rules: &Arc<Rules>, service: &Arc<Service>) -> Aftermath {
        Aftermath {
            rules: Arc::clone(rules),
            service: Arc::clone(service),
            ids: self.0.ids.clone(),
            public_url: self.0.public_url.clone(),
            signed: Vec::new(),
        }
    }

    /// Has a wish carried out, and everything that follows from it.
    pub(super) async fn order(
        &self,
        aftermath: Aftermath,
        order: Order,
        command: impl Fn(Fills, &Situation<'_>) -> Result<Command, Failure> + Send + Sync + 'static,
    ) -> Result<Done, DeskError> {
        let done = self.queued(aftermath, order, command).await?;
        self.followed(&done).await?;
        Ok(done)
    }

    /// The same, without what is done after the commit.
    pub(super) async fn queued(
        &self,
        aftermath: Aftermath,
        order: Order,
        command: impl Fn(Fills, &Situation<'_>) -> Result<Command, Failure> + Send + Sync + 'static,
    ) -> Result<Done, DeskError> {
        let Order { subject, key, request, person, offers, outcome } = order;
        let mut job = Job::new(subject, key, request, Arc::clone(&aftermath.rules), command)
            .offering(offers)
            .completing(move |completing| {
                Ok(Extras { outcome: outcome.clone(), ..aftermath.extras(completing)? })
            });
        job.person = person;
        match self.0.queue.carry_out(job).await {
            Ok(done) => Ok(done),
            Err(failure) => Err(self.failed(failure).await),
        }
    }

    /// What is done at once after a commit; after a crash `tick` does it.
    pub(super) async fn followed(&self, done: &Done) -> Result<(), DeskError> {
        self.deliver_links(done.case).await?;
        if done.events.iter().any(|event| matches!(event, Event::Issued { .. })) {
            self.work_off().await?;
        }
        Ok(())
    }
}
