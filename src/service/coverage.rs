//! What scenarios have exercised of a service, and what they must (definition-format.md section 10).

use std::collections::BTreeSet;
use std::fmt;

use super::Draft;
use crate::case::{Case, Event, Model, Phase, exists, position};
use crate::workflow::{ActionId, BranchId, Definition, EndId, OutputId, StepId, Target};

/// Something that scenarios must exercise.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Covered {
    /// An action was taken at a step.
    Action(StepId, ActionId),
    /// The `when` of a step was so.
    Step(StepId, bool),
    /// The `when` of a branch of a step was so.
    Branch(StepId, BranchId, bool),
    /// The `when` of an output was so.
    Guard(OutputId, bool),
    /// A late rule fired.
    Late(StepId, usize),
    /// A case ended so.
    End(EndId),
    /// An output was issued.
    Output(OutputId),
}

impl fmt::Display for Covered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Action(step, action) => write!(f, "{step} {action}"),
            Self::Step(step, held) => write!(f, "guard {step} = {held}"),
            Self::Branch(step, branch, held) => write!(f, "guard {step}.{branch} = {held}"),
            Self::Guard(output, held) => write!(f, "guard output {output} = {held}"),
            Self::Late(step, rule) => write!(f, "late {step} {}", rule + 1),
            Self::End(end) => write!(f, "end {end}"),
            Self::Output(output) => write!(f, "output {output}"),
        }
    }
}

/// What was exercised.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Coverage(BTreeSet<Covered>);

impl Coverage {
    /// Everything that the scenarios of a definition must exercise. What comes from a part is
    /// covered once, in the part's own tests.
    pub fn wanted(definition: &Definition) -> BTreeSet<Covered> {
        let mut wanted = BTreeSet::new();
        let both = [true, false];
        let mut ends: BTreeSet<&str> = BTreeSet::from(["done", "withdrawn"]);
        for step in definition.steps.iter().filter(|step| step.part.is_none()) {
            for action in &step.actions {
                wanted.insert(Covered::Action(step.id.clone(), action.id.clone()));
                if let Target::End(end) = &action.to {
                    ends.insert(end.as_str());
                }
            }
            if step.when.is_some() {
                wanted.extend(both.map(|held| Covered::Step(step.id.clone(), held)));
            }
            for branch in step.branches.iter().filter(|branch| branch.when.is_some()) {
                let id = branch.id.iter();
                wanted.extend(id.flat_map(|id| {
                    both.map(|held| Covered::Branch(step.id.clone(), id.clone(), held))
                }));
            }
            if !step.late_default {
                let rules = 0..step.late.len();
                wanted.extend(rules.map(|rule| Covered::Late(step.id.clone(), rule)));
            }
        }
        for output in definition.outputs.iter().filter(|output| output.part.is_none()) {
            wanted.insert(Covered::Output(output.id.clone()));
            if output.when.is_some() {
                wanted.extend(both.map(|held| Covered::Guard(output.id.clone(), held)));
            }
        }
        let known = definition.ends.iter().map(|end| &end.id);
        let known = known.filter(|end| ends.contains(end.as_str()));
        wanted.extend(known.map(|end| Covered::End(end.clone())));
        wanted
    }

    /// What of `wanted` was never exercised.
    pub fn missing(&self, wanted: &BTreeSet<Covered>) -> Vec<Covered> {
        wanted.difference(&self.0).cloned().collect()
    }

    /// Notes what an accepted command exercised: its events, and the conditions that were
    /// evaluated on the way to where the case stands now.
    pub(super) fn note(&mut self, model: &Model<'_>, case: &Case, events: &[Event]) {
        for event in events {
            match event {
                Event::Decided { step, action, .. } => {
                    self.0.insert(Covered::Action(step.clone(), action.clone()));
                }
                Event::HolderAdded { step, rule, .. }
                | Event::Reminded { step, rule }
                | Event::Tacit { step, rule, .. } => {
                    self.0.insert(Covered::Late(step.clone(), *rule));
                }
                Event::Issued { output, .. } => {
                    self.0.insert(Covered::Output(output.clone()));
                }
                Event::Closed { end, .. } => {
                    self.0.insert(Covered::End(end.clone()));
                }
                _ => {}
            }
        }
        self.conditions(model, case);
    }

    fn conditions(&mut self, model: &Model<'_>, case: &Case) {
        let definition = model.definition;
        let Some(answers) = Draft::of(definition, case, model.calendar) else { return };
        let done = matches!(&case.phase, Phase::Ended { end, .. } if end.as_str() == "done");
        let at = position(model, case).and_then(|at| definition.index(at.id.as_str()));
        let reached = match at {
            Some(at) => &definition.steps[..=at],
            None if done => definition.steps.as_slice(),
            None => &[],
        };
        for step in reached {
            let held = exists(model, case, step);
            self.0.insert(Covered::Step(step.id.clone(), held));
            for branch in step.branches.iter().filter(|_| held) {
                if let Some(id) = &branch.id {
                    let held = answers.holds(branch.when.as_ref());
                    self.0.insert(Covered::Branch(step.id.clone(), id.clone(), held));
                }
            }
        }
        let passed = at.map_or(&[][..], |at| &definition.steps[..at]);
        for output in &definition.outputs {
            let made = output.at.as_ref().is_some_and(|at| passed.iter().any(|s| s.id == *at));
            if done || made {
                let held = answers.holds(output.when.as_ref());
                self.0.insert(Covered::Guard(output.id.clone(), held));
            }
        }
    }
}
