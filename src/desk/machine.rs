//! Steps that a machine holds (`service:NAME`): it finds its tasks in the outbox, or asks for them
//! here, and answers with the same verbs as people.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::aftermath::Order;
use super::house::internal;
use super::{Desk, DeskError, Situation, Who, request_hash};
use crate::area::Right;
use crate::case::{Act, Actor, Addressee, Command, tasks};

use crate::origin::{CaseId, PersonId};
use crate::store::TaskKey;
use crate::workflow::{ActionId, FieldId, Proof, StepId, Value};

/// Tasks that a machine is given at once.
const MOST: u32 = 100;

/// A task of a machine, with what it may read to carry it out.
#[derive(Debug, Clone, PartialEq)]
pub struct MachineTask {
    /// The case.
    pub case: CaseId,
    /// The step.
    pub step: StepId,
    /// The answers that the step sees.
    pub answers: BTreeMap<FieldId, Value>,
}

/// The answer of a machine.
#[derive(Debug, Clone)]
pub struct MachineAnswer {
    /// The name behind `service:`.
    pub service: String,
    /// The case.
    pub case: CaseId,
    /// The step.
    pub step: StepId,
    /// The action.
    pub action: ActionId,
    /// What it fills in.
    pub fills: BTreeMap<FieldId, Value>,
    /// A text for the reader of the history.
    pub note: Option<String>,
    /// Sent twice with the same key, it is carried out once.
    pub key: Uuid,
}

impl Desk {
    /// What waits for a machine, the most urgent first.
    pub async fn machine_tasks(&self, service: &str) -> Result<Vec<MachineTask>, DeskError> {
        let to = Addressee::Service(service.into());
        let mut found = Vec::new();
        for task in self.store().inbox(&to, TaskKey::FIRST, MOST).await.map_err(internal)? {
            let loaded = self.load(task.case).await?;
            let (case, step) = (&loaded.stored.case, StepId::from(task.step.as_str()));
            let answers = loaded.model(|model| {
                let fields = model.definition.fields.iter();
                let seen = fields.filter(|field| crate::case::sees(model, case, &step, field));
                let value = |field: &crate::workflow::Field| {
                    Some((field.id.clone(), case.value(&field.id)?.clone()))
                };
                seen.filter_map(value).collect()
            });
            found.push(MachineTask { case: task.case, step, answers });
        }
        Ok(found)
    }

    /// Takes the answer of a machine. That the caller is this machine is the caller's to prove.
    pub async fn machine_answers(&self, answer: MachineAnswer) -> Result<(), DeskError> {
        let loaded = self.load(answer.case).await?;
        let step = loaded.rules.definition.step(answer.step.as_str()).ok_or(DeskError::NotFound)?;
        let action = step.action(answer.action.as_str()).ok_or(DeskError::NotFound)?;
        let machine = PersonId::machine(&answer.service);
        let who = Who {
            person: machine,
            name: answer.service.clone(),
            proof: Proof::Passkey,
            only: Some((answer.case, answer.step.clone())),
        };
        let request = request_hash(&(
            machine,
            answer.case,
            (answer.step.as_str(), answer.action.as_str()),
            &answer.fills,
        ));
        let (fills, wrong) = self.judged_fills(&who, &loaded, (step, action), answer.fills).await?;
        if !wrong.is_empty() {
            return Err(DeskError::Invalid(wrong));
        }
        let offers = self.offered(fills);
        let order = Order { offers, ..Order::of_nobody(answer.case, None, answer.key, request) };
        let rules = std::sync::Arc::clone(&loaded.rules);
        let to = Addressee::Service(answer.service.as_str().into());
        let (at, action, note) = (answer.step, answer.action, answer.note);
        let command = move |fills, situation: &Situation<'_>| {
            let town = (situation.directory, situation.accounts);
            let open =
                rules.model(town, situation.now, |m| tasks(m, situation.case, situation.now));
            let mine = open.into_iter().find(|task| task.step == at && task.to == to);
            let slot = mine.ok_or(super::Failure::Denied("not-your-task"))?.slot;
            let (seat, right, proof) = (None, Right::Own, Proof::Passkey);
            let actor = Actor { person: machine, seat, right, proof, at_desk: None };
            let act = Act::new(at.clone(), slot, action.clone(), actor);
            Ok(Command::Act(Act { fills, note: note.clone(), ..act }))
        };
        let aftermath = self.aftermath(&loaded).await?;
        self.order(aftermath, order, command).await.map(|_| ())
    }
}
