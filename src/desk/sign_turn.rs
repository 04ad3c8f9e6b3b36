//! What a case is for somebody who comes to sign.

use super::house::Loaded;
use super::{Desk, DeskError, Who};
use std::collections::BTreeMap;

use crate::case::{Answer, Approval, Case, Event, Held, Refusal, complete, evolve, position};
use crate::origin::Salt;
use crate::service::Draft;
use crate::workflow::{FieldId, OutputId, Step, StepId, Value};

/// The step that waits for the caller's signature; else the last one that was signed by the caller
/// or for a seat of theirs.
pub(super) fn step_of(who: &Who, loaded: &Loaded) -> Result<StepId, DeskError> {
    let case = &loaded.stored.case;
    let waiting = loaded.model(|model| {
        position(model, case).filter(|step| !step.sign.is_empty()).map(|step| step.id.clone())
    });
    let waits = waiting.is_some();
    if let Some(step) = waiting
        && loaded.task_of(who).is_some()
    {
        Desk::may_decide(who, loaded, &step)?;
        return Ok(step);
    }
    let today = loaded.rules.calendar.date(loaded.now);
    let theirs = |approval: &Approval| {
        approval.person == who.person
            || approval
                .seat
                .as_ref()
                .is_some_and(|seat| loaded.directory.right(who.person, seat, today).is_some())
    };
    let steps = loaded.rules.definition.steps.iter().rev().filter(|step| !step.sign.is_empty());
    let signed = steps.map(|step| &step.id).find(|step| approval(loaded, step).is_some_and(theirs));
    if let Some(step) = signed.filter(|_| !loaded.is_applicant(who)) {
        return Ok(step.clone());
    }
    Desk::may_see(who, loaded)?;
    Err(if waits { DeskError::NotFound } else { DeskError::Refused(Refusal::NotThisStep) })
}

/// The approval by which a signing step is complete.
pub(super) fn approval<'c>(loaded: &'c Loaded, step: &StepId) -> Option<&'c Approval> {
    let case = &loaded.stored.case;
    let declared = loaded.rules.definition.step(step.as_str())?;
    let done = loaded.model(|m| complete(m, case, declared));
    case.approvals.at(step).map(|(_, approval)| approval).next().filter(|_| done)
}

/// The number of the letter that a step has signed.
pub(super) fn number(case: &Case, step: &StepId) -> Option<String> {
    let mut signed = case.outputs.values().filter(|state| state.signed.contains(step));
    signed.find_map(|state| state.number.as_ref()).map(|drawn| drawn.number.clone())
}

/// A case as it would be with what its signer fills in.
pub(super) struct Filled<'a> {
    loaded: &'a Loaded,
    pub case: Case,
}

impl Loaded {
    /// The case with these fills, which nothing has recorded yet.
    pub(super) fn filled(&self, step: &StepId, fills: &BTreeMap<FieldId, Value>) -> Filled<'_> {
        let mut case = self.stored.case.clone();
        let mut values = BTreeMap::new();
        for (field, value) in fills {
            let answer = Answer { value: value.clone(), salt: Salt(uuid::Uuid::nil()) };
            let commitment = answer.commitment();
            let revision = case.answers.offer(field, answer);
            values.insert(field.clone(), Some(Held { revision, commitment }));
        }
        if !values.is_empty() {
            let filled = Event::Filled { step: step.clone(), values };
            case = evolve(case, &filled, &self.rules.definition);
        }
        Filled { loaded: self, case }
    }
}

impl Filled<'_> {
    /// The letters that a step signs for this case.
    pub(super) fn to_sign(&self, step: &Step) -> Vec<OutputId> {
        let rules = &self.loaded.rules;
        let draft = Draft::of(&rules.definition, &self.case, &rules.calendar);
        let made = |id: &&OutputId| {
            let output = rules.definition.output(id.as_str());
            let draft = draft.as_ref();
            output.is_some_and(|o| draft.is_none_or(|draft| draft.holds(o.when.as_ref())))
        };
        step.sign.iter().filter(made).cloned().collect()
    }
}
