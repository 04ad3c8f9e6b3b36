//! What an event makes of a case. Total: an event that does not fit changes nothing.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{
    Case, Clock, Decision, Event, Held, Hold, LetterState, OutputState, Phase, Revision,
    SignRequest, Slot, clocks, route,
};
use crate::workflow::{Definition, FieldId, OutputId, StepId};

/// The case after an event. The definition tells the order of steps and who signs what.
#[must_use]
pub fn evolve(mut case: Case, event: &Event, definition: &Definition) -> Case {
    case.evolve(event, definition);
    case
}

/// The case after all events of one accepted command: one version on, if there are any.
#[must_use]
pub fn apply(mut case: Case, events: &[Event], definition: &Definition) -> Case {
    for event in events {
        case.evolve(event, definition);
    }
    case.version += u64::from(!events.is_empty());
    case
}

impl Case {
    pub(super) fn evolve(&mut self, event: &Event, definition: &Definition) {
        match event {
            Event::Pinned(pin) => self.pin = Some(pin.clone()),
            Event::DraftSaved { .. }
            | Event::Submitted { .. }
            | Event::Returned { .. }
            | Event::ApplicantReminded { .. } => self.with_applicant(event),
            Event::Extended { .. }
            | Event::Held { .. }
            | Event::Resumed { .. }
            | Event::Counted { .. }
            | Event::HolderAdded { .. }
            | Event::Reminded { .. }
            | Event::Tacit { .. } => self.at_step(event),
            Event::Decided { person, at, undoable, .. } => {
                let answers = std::mem::take(&mut self.answers);
                self.last = None;
                let before = Arc::new(self.clone());
                self.answers = answers;
                self.last =
                    Some(Decision { person: *person, at: *at, undoable: *undoable, before });
            }
            Event::Filled { step, values } => self.corrected(definition, step, values),
            Event::Claimed { step, slot, person, .. } => {
                self.claimed.insert(step.clone(), slot.clone(), *person);
                self.last = None;
            }
            Event::Released { step, slot, .. } => self.claimed.remove(step, slot),
            Event::Reassigned { step, slot, to, .. } => {
                self.claimed.remove(step, slot);
                self.reassigned.insert(step.clone(), slot.clone(), to.clone());
                self.last = None;
            }
            Event::Declined { step, slot, approval } => {
                self.decided(step, slot);
                self.approvals.insert(step.clone(), slot.clone(), approval.clone());
            }
            Event::Approved { step, slot, approval } => {
                self.decided(step, slot);
                self.approvals.insert(step.clone(), slot.clone(), approval.clone());
                for output in definition.step(step.as_str()).iter().flat_map(|step| &step.sign) {
                    if let Some(state) = Arc::make_mut(&mut self.outputs).get_mut(output) {
                        state.request = None;
                    }
                }
            }
            Event::SentBack { from, to } => self.sent_back(definition, from, to),
            Event::Forwarded { step, field, unit } => {
                let unit = BTreeMap::from([(field.clone(), Some(*unit))]);
                self.corrected(definition, step, &unit);
            }
            Event::Undone { .. } => self.undone(),
            Event::Withdrawn { .. } | Event::Lapsed { .. } => self.last = None,
            Event::Commented { .. } => {}
            Event::Reopened { to, .. } => self.reopened(definition, to),
            Event::Migrated { steps, fields, .. } => self.renamed(definition, steps, fields),
            Event::Closed { end, at } => {
                self.phase = Phase::Ended { end: end.clone(), at: *at };
                self.held.clear();
            }
            Event::ClockMoved { to, at, step_worked, case_worked } => {
                let office = to.as_ref().and_then(|to| definition.step(to.as_str()));
                let office = office.is_some_and(crate::workflow::Step::by_office);
                clocks::moved(self, to.as_ref(), office, *at, (*step_worked, *case_worked));
            }
            Event::Voided { output, number, reason } => {
                self.voided(definition, output, number.as_deref(), reason);
            }
            Event::Numbered { .. }
            | Event::SignRequested { .. }
            | Event::Frozen { .. }
            | Event::Signed { .. }
            | Event::SignFailed { .. }
            | Event::SignUnknown { .. }
            | Event::Issued { .. }
            | Event::Replaced { .. }
            | Event::Revoked { .. } => self.letter(event),
        }
    }

    /// What was arranged for a slot ends with its decision.
    fn decided(&mut self, step: &StepId, slot: &Slot) {
        self.claimed.remove(step, slot);
        self.reassigned.remove(step, slot);
    }

    /// What the applicant does and has.
    fn with_applicant(&mut self, event: &Event) {
        match event {
            Event::DraftSaved { person, values } => {
                self.applicant.get_or_insert(*person);
                let values = values.iter().map(|(field, held)| (field.clone(), *held));
                self.draft.extend(values);
                self.last = None;
            }
            Event::Submitted { person, values, date, earlier, .. } => {
                self.applicant = Some(*person);
                if self.submitted.is_none() {
                    self.submitted = Some(*date);
                    self.earlier = *earlier;
                }
                self.fill(values);
                self.draft.clear();
                self.phase = Phase::Open;
                self.last = None;
            }
            Event::Returned { step, note, remarks, at } => {
                self.phase = Phase::Returned {
                    by: step.clone(),
                    note: note.clone(),
                    remarks: remarks.clone(),
                    since: *at,
                    reminded: 0,
                };
            }
            Event::ApplicantReminded { .. } => {
                if let Phase::Returned { reminded, .. } = &mut self.phase {
                    *reminded += 1;
                }
            }
            _ => {}
        }
    }

    /// What leaves the case at its step.
    fn at_step(&mut self, event: &Event) {
        match event {
            Event::Extended { step, by } => {
                self.extra_time.entry(step.clone()).or_default().push(*by);
            }
            Event::Held { step, at, pause } => {
                self.held.insert(step.clone(), Hold { since: *at, pause: *pause });
            }
            Event::Resumed { step } => {
                self.held.remove(step);
            }
            Event::Counted { step, action } => {
                *self.counts.entry(step.clone()).or_default().entry(action.clone()).or_default() +=
                    1;
            }
            Event::HolderAdded { step, rule, holder } => {
                self.fired(step, *rule);
                self.added.entry(step.clone()).or_default().push(holder.clone());
                self.last = None;
            }
            Event::Reminded { step, rule } => self.fired(step, *rule),
            Event::Tacit { step, rule, .. } => {
                self.fired(step, *rule);
                self.last = None;
            }
            _ => {}
        }
    }

    fn letter(&mut self, event: &Event) {
        match event {
            Event::Numbered { output, completion, .. } => {
                self.output(output).number.clone_from(completion);
            }
            Event::SignRequested { output, request, facts, facts_sha256 } => {
                self.sign_requested(output, request, facts, facts_sha256.as_deref());
            }
            Event::Frozen { output, sha256 } => {
                let state = self.output(output);
                // A letter that nobody signs is issued before it is rendered.
                if state.state != LetterState::Released {
                    state.state = LetterState::Prepared;
                }
                state.sha256 = Some(sha256.clone());
            }
            Event::Signed { output, step, sha256 } => {
                let state = self.output(output);
                state.state = LetterState::Signed;
                state.signed.push(step.clone());
                state.sha256 = Some(sha256.clone());
                self.last = None;
            }
            Event::SignFailed { output, .. } => self.output(output).state = LetterState::Failed,
            Event::SignUnknown { output } => self.output(output).state = LetterState::Unknown,
            Event::Issued { output, until, .. } => {
                let state = self.output(output);
                state.state = LetterState::Released;
                state.until = *until;
            }
            Event::Replaced { output, .. } => self.superseded(output, LetterState::Replaced),
            Event::Revoked { output, .. } => self.superseded(output, LetterState::Revoked),
            _ => {}
        }
    }

    fn superseded(&mut self, output: &OutputId, state: LetterState) {
        self.output(output).state = state;
        self.last = None;
    }

    /// The live instance of an output: a new one after a void.
    fn output(&mut self, output: &OutputId) -> &mut OutputState {
        let state = Arc::make_mut(&mut self.outputs)
            .entry(output.clone())
            .or_insert_with(|| OutputState::new(LetterState::Numbered));
        if state.state == LetterState::Void {
            *state = OutputState::new(LetterState::Numbered);
        }
        state
    }

    fn fill(&mut self, values: &BTreeMap<FieldId, Option<Held>>) {
        let data = Arc::make_mut(&mut self.data);
        for (field, value) in values {
            match value {
                Some(held) => data.insert(field.clone(), *held),
                None => data.remove(field),
            };
        }
    }

    /// An authorised change by a step: approvals of earlier steps vouch for the new values, later
    /// ones keep theirs and so fall (7.2).
    fn corrected(
        &mut self,
        definition: &Definition,
        step: &StepId,
        values: &BTreeMap<FieldId, Option<Held>>,
    ) {
        self.fill(values);
        let route_field = definition.start.route_field();
        let corrects = definition.index(step.as_str());
        let mut approvals = std::mem::take(&mut self.approvals);
        let earlier = |step: &StepId| definition.index(step.as_str()) < corrects;
        for (_, approval) in approvals.iter_mut().filter(|(step, _)| earlier(step)) {
            let saw = &mut Arc::make_mut(approval).saw;
            for (field, saw) in &mut saw.fields {
                if let Some(value) = values.get(field) {
                    *saw = value.map(|held| held.revision);
                }
            }
            if let (true, Some((level, unit))) =
                (route_field.is_some_and(|field| values.contains_key(field)), &mut saw.route)
            {
                *unit = route(definition, self, *level);
            }
        }
        self.approvals = approvals;
    }

    fn sent_back(&mut self, definition: &Definition, from: &StepId, to: &StepId) {
        let index = |step: &StepId| definition.index(step.as_str());
        let (Some(sender), Some(target)) = (index(from), index(to)) else { return };
        let kept = |step: &StepId| index(step).is_some_and(|at| at < target);
        self.approvals.retain(kept);
        self.claimed.retain(kept);
        self.reassigned.retain(kept);
        Arc::make_mut(&mut self.clocks)
            .retain(|step, _| !index(step).is_some_and(|at| target <= at && at < sender));
        for output in Arc::make_mut(&mut self.outputs).values_mut() {
            output.request = None;
        }
    }

    /// All clocks begin anew, and nobody has decided at `to` or later.
    fn reopened(&mut self, definition: &Definition, to: &StepId) {
        let index = |step: &StepId| definition.index(step.as_str());
        let target = index(to);
        self.approvals.retain(|step| index(step) < target);
        self.claimed.retain(|step| index(step) < target);
        self.reassigned.retain(|step| index(step) < target);
        self.clocks = Arc::default();
        self.clock = Clock::default();
        self.phase = Phase::Open;
        self.last = None;
        for output in Arc::make_mut(&mut self.outputs).values_mut() {
            output.request = None;
        }
    }

    fn sign_requested(
        &mut self,
        output: &OutputId,
        request: &SignRequest,
        facts: &Arc<BTreeMap<FieldId, Revision>>,
        facts_sha256: Option<&str>,
    ) {
        let state = self.output(output);
        if state.asked.is_empty() {
            state.facts.clone_from(facts);
            state.facts_sha256 = facts_sha256.map(str::to_owned);
        }
        state.asked.retain(|step| *step != request.step);
        state.asked.push(request.step.clone());
        state.state = match state.sha256 {
            Some(_) => LetterState::Prepared,
            None => LetterState::Numbered,
        };
        state.request = Some(request.clone());
    }

    fn voided(
        &mut self,
        definition: &Definition,
        output: &OutputId,
        number: Option<&str>,
        reason: &str,
    ) {
        self.voids.push((output.clone(), number.map(str::to_owned), reason.to_owned()));
        Arc::make_mut(&mut self.outputs)
            .insert(output.clone(), OutputState::new(LetterState::Void));
        let signs = |step: &StepId| {
            definition.step(step.as_str()).is_some_and(|step| step.sign.contains(output))
        };
        self.approvals.retain(|step| !signs(step));
        if number.is_some()
            && reason != "undone"
            && let Some(last) = &mut self.last
        {
            last.undoable = false;
        }
    }

    fn undone(&mut self) {
        let Some(last) = self.last.take() else { return };
        let before = Arc::unwrap_or_clone(last.before);
        *self = Self {
            version: self.version,
            voids: std::mem::take(&mut self.voids),
            answers: std::mem::take(&mut self.answers),
            ..before
        };
    }

    fn fired(&mut self, step: &StepId, rule: usize) {
        let arrival = self.arrivals.get(step).copied().unwrap_or_default();
        self.fired.push((step.clone(), rule, arrival));
    }
}

impl OutputState {
    fn new(state: LetterState) -> Self {
        Self {
            state,
            number: None,
            facts: Arc::default(),
            facts_sha256: None,
            sha256: None,
            asked: Vec::new(),
            signed: Vec::new(),
            request: None,
            until: None,
        }
    }
}

#[cfg(test)]
mod tests;
