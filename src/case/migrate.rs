//! An open case goes on under another version of its definition, of the office's settings or of the
//! calendar (definition-format.md section 9).

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;

use super::decide::Draft;
use super::{
    Case, Command, Event, Model, Phase, Pin, Refusal, Slot, apply, decide, pin, position, settle,
    signing,
};
use crate::workflow::{
    Choices, Column, Definition, FieldId, FieldKind, Holder, Offers, Output, OutputId, Root, StepId,
};

/// Why a case cannot go on under another version.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Obstacle {
    /// It is not handed in yet: it will take the newest version then.
    #[error("it is not submitted yet, and takes the newest version when it is")]
    NotSubmitted,
    /// It has ended.
    #[error("it has ended")]
    Ended,
    /// A signature is under way.
    #[error("a signature is under way")]
    Signing,
    /// A filled field is not there any more.
    #[error("field {0} is filled, and the new version has no such field; name it under was.fields")]
    Vanished(FieldId),
    /// A filled field is of another kind.
    #[error("field {0} is filled, and is of another kind in the new version")]
    Kind(FieldId),
    /// A letter that was signed is declared otherwise.
    #[error("output {0} is signed, and is declared otherwise in the new version")]
    Signed(OutputId),
}

/// Where a case stands before and after; `None` where it waits at no step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    /// Under the version that it is pinned to.
    pub from: Option<StepId>,
    /// Under the new one.
    pub to: Option<StepId>,
    /// Whether the new version would end it.
    pub ends: bool,
}

/// What `Command::Migrate` would do, without doing it. `to` is the model of the new version.
///
/// # Errors
/// The [`Obstacle`] for which the command is refused.
pub fn dry_run(
    from: &Arc<Definition>,
    to: &Model<'_>,
    case: &Case,
    now: Timestamp,
) -> Result<Move, Obstacle> {
    obstacle(from, to.definition, case)?;
    let command = Command::Migrate { from: Arc::clone(from) };
    let events = decide(to, case, &command, now).unwrap_or_default();
    let after = apply(case.clone(), &events, to.definition);
    let at = |model: &Model<'_>, case: &Case| position(model, case).map(|step| step.id.clone());
    let old = Model { definition: from, ..*to };
    Ok(Move {
        from: at(&old, case),
        to: at(to, &after),
        ends: matches!(after.phase, Phase::Ended { .. }),
    })
}

/// Carries out `Migrate`. Under the same version, settings and calendar nothing happens.
pub(super) fn migrate(draft: &mut Draft<'_>, from: &Definition) -> Result<(), Refusal> {
    let to = draft.model.definition;
    // A case that has ended, or is being signed, was refused before.
    obstacle(from, to, &draft.case).map_err(|obstacle| match obstacle {
        Obstacle::NotSubmitted => Refusal::NotOpen,
        _ => Refusal::NotAllowed,
    })?;
    let Some(old) = &draft.case.pin else { return Err(Refusal::NotOpen) };
    // Where somebody sat when they started does not change.
    let new = Pin { unit: old.unit.clone(), ..pin::pin(&draft.model, old.purpose) };
    if **old == new {
        return Ok(());
    }
    let (steps, fields) = renames(to);
    let changed: Vec<OutputId> = draft
        .case
        .outputs
        .iter()
        .filter(|(id, state)| settle::counts(state) && changed(from, to, id))
        .filter(|(_, state)| !settle::was_issued(state.state))
        .map(|(id, _)| id.clone())
        .collect();
    draft.push(Event::Migrated { from: from.hash.clone(), to: to.hash.clone(), steps, fields });
    draft.push(Event::Pinned(Arc::new(new)));
    // What was numbered but not signed yet was frozen from a letter that is no more.
    for output in changed {
        draft.void(&output, "facts-changed".to_owned());
    }
    Ok(())
}

fn obstacle(from: &Definition, to: &Definition, case: &Case) -> Result<(), Obstacle> {
    match case.phase {
        Phase::Draft => return Err(Obstacle::NotSubmitted),
        Phase::Ended { .. } => return Err(Obstacle::Ended),
        _ if signing(case) => return Err(Obstacle::Signing),
        _ => {}
    }
    let (_, fields) = renames(to);
    for id in case.data.keys() {
        let new = to.field(fields.get(id).unwrap_or(id).as_str());
        let new = new.ok_or_else(|| Obstacle::Vanished(id.clone()))?;
        let old = from.field(id.as_str());
        if old.is_none_or(|old| !same_kind(&old.kind, &new.kind)) {
            return Err(Obstacle::Kind(id.clone()));
        }
    }
    let signed = case.outputs.iter().filter(|(_, state)| !state.signed.is_empty());
    match signed.map(|(id, _)| id).find(|id| changed(from, to, id)) {
        Some(output) => Err(Obstacle::Signed(output.clone())),
        None => Ok(()),
    }
}

/// Whether values of one kind are values of the other.
fn same_kind(old: &FieldKind, new: &FieldKind) -> bool {
    match (old, new) {
        (FieldKind::Choice(old), FieldKind::Choice(new)) => {
            let offers = |choices: &Choices| match &choices.from {
                Offers::Words(_) | Offers::Table(_) => 0,
                Offers::Units => 1,
                Offers::Areas => 2,
            };
            old.many == new.many && offers(old) == offers(new)
        }
        (FieldKind::Period(old), FieldKind::Period(new)) => old == new,
        (FieldKind::List { columns: old, .. }, FieldKind::List { columns: new, .. }) => {
            let same = |old: &Column| {
                let new = new.iter().find(|new| new.id == old.id);
                new.is_some_and(|new| same_kind(&old.kind, &new.kind))
            };
            old.iter().all(same)
        }
        (old, new) => std::mem::discriminant(old) == std::mem::discriminant(new),
    }
}

/// Whether an output is declared otherwise, its titles aside.
fn changed(from: &Definition, to: &Definition, id: &OutputId) -> bool {
    let (steps, fields) = renames(to);
    let renamed = |step: &StepId| steps.get(step).unwrap_or(step).clone();
    let declared = |output: &Output| Output {
        title: "".into(),
        part: None,
        at: output.at.as_ref().map(renamed),
        signers: output.signers.iter().map(renamed).collect(),
        revokes: output.revokes.as_ref().map(|id| fields.get(id).unwrap_or(id).clone()),
        ..output.clone()
    };
    let new =
        to.output(id.as_str()).map(|new| Output { title: "".into(), part: None, ..new.clone() });
    from.output(id.as_str()).map(declared) != new
}

/// The new names of steps and fields, by their old ones.
type Renames = (BTreeMap<StepId, StepId>, BTreeMap<FieldId, FieldId>);

fn renames(definition: &Definition) -> Renames {
    let steps = definition.was.steps.iter().map(|(new, old)| (old.clone(), new.clone()));
    let fields = definition.was.fields.iter().map(|(new, old)| (old.clone(), new.clone()));
    (steps.collect(), fields.collect())
}

impl Case {
    /// Steps and fields have other names now; what belonged to a step that is no more is gone.
    pub(super) fn renamed(
        &mut self,
        definition: &Definition,
        steps: &BTreeMap<StepId, StepId>,
        fields: &BTreeMap<FieldId, FieldId>,
    ) {
        let step = |id: &StepId| steps.get(id).unwrap_or(id).clone();
        let field = |id: &FieldId| fields.get(id).unwrap_or(id).clone();
        let there = |id: &StepId| definition.step(id.as_str()).is_some();
        self.data = Arc::new(keyed(Arc::make_mut(&mut self.data), field));
        self.draft = keyed(&mut self.draft, field);
        self.answers.rename(fields);
        let slot = |slot: &Slot| renamed_slot(slot, fields);
        self.approvals.rename(step, slot);
        self.claimed.rename(step, slot);
        self.reassigned.rename(step, slot);
        for (_, approval) in self.approvals.iter_mut() {
            let saw = &mut Arc::make_mut(approval).saw;
            saw.fields = keyed(&mut saw.fields, field);
        }
        self.added = keyed(&mut self.added, step);
        for holder in self.added.values_mut().flatten() {
            if let Holder::At { path, .. } | Holder::People { path, .. } = holder
                && let Root::Field(id) = &mut path.root
            {
                *id = field(id);
            }
        }
        self.clocks = Arc::new(keyed(Arc::make_mut(&mut self.clocks), step));
        self.held = keyed(&mut self.held, step);
        self.extra_time = keyed(&mut self.extra_time, step);
        self.counts = keyed(&mut self.counts, step);
        self.arrivals = Arc::new(keyed(Arc::make_mut(&mut self.arrivals), step));
        self.approvals.retain(there);
        self.claimed.retain(there);
        self.reassigned.retain(there);
        self.added.retain(|id, _| there(id));
        Arc::make_mut(&mut self.clocks).retain(|id, _| there(id));
        self.held.retain(|id, _| there(id));
        self.extra_time.retain(|id, _| there(id));
        self.counts.retain(|id, _| there(id));
        Arc::make_mut(&mut self.arrivals).retain(|id, _| there(id));
        for (id, _, _) in &mut self.fired {
            *id = step(id);
        }
        self.fired.retain(|(id, _, _)| there(id));
        if let Phase::Returned { by, remarks, .. } = &mut self.phase {
            *by = step(by);
            *remarks = keyed(remarks, field);
        }
        for output in Arc::make_mut(&mut self.outputs).values_mut() {
            output.facts = Arc::new(keyed(Arc::make_mut(&mut output.facts), field));
            output.asked = output.asked.iter().map(step).collect();
            output.signed = output.signed.iter().map(step).collect();
            if let Some(request) = &mut output.request {
                request.step = step(&request.step);
                request.slot = renamed_slot(&request.slot, fields);
                let saw = &mut Arc::make_mut(&mut request.approval).saw;
                saw.fields = keyed(&mut saw.fields, field);
            }
        }
        self.last = None;
    }
}

/// A slot that is named by a field (`heirs.person#3`, `officer@agency`) follows its name.
fn renamed_slot(slot: &Slot, fields: &BTreeMap<FieldId, FieldId>) -> Slot {
    let text = slot.as_str();
    let (before, path) = match text.split_once('@') {
        Some((role, path)) => (format!("{role}@"), path),
        None => (String::new(), text),
    };
    let end = path.find(['.', '#', ' ']).unwrap_or(path.len());
    let (root, rest) = path.split_at(end);
    match fields.get(root) {
        Some(new) => Slot::from(format!("{before}{new}{rest}").as_str()),
        None => slot.clone(),
    }
}

fn keyed<K: Ord, V>(map: &mut BTreeMap<K, V>, name: impl Fn(&K) -> K) -> BTreeMap<K, V> {
    std::mem::take(map).into_iter().map(|(key, value)| (name(&key), value)).collect()
}

#[cfg(test)]
mod tests;
