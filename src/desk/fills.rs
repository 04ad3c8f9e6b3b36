//! What a holder fills in or corrects beside an action.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::forms::problems_of;
use super::house::Loaded;
use super::uploads::files_of;
use super::{Desk, DeskError, Problem, Who};
use crate::service::Draft;
use crate::workflow::{Action, FieldId, FileRef, Filler, Step, Target, Value};

impl Desk {
    /// What counts of the fills, and all that is missing or wrong in them.
    pub(super) async fn judged_fills(
        &self,
        who: &Who,
        loaded: &Loaded,
        (step, action): (&Step, &Action),
        mut fills: BTreeMap<FieldId, Value>,
    ) -> Result<(BTreeMap<FieldId, Value>, Vec<Problem>), DeskError> {
        let definition = Arc::clone(&loaded.rules.definition);
        let mut wrong = self.complete_cases(who, &definition, &mut fills, true).await?;
        let named: BTreeSet<String> = wrong.iter().map(|problem| problem.path.clone()).collect();
        let fills = changed(loaded, completed(loaded, step, action, fills));
        let unfit = wrong_fills(loaded, (step, action), &fills);
        wrong.extend(unfit.into_iter().filter(|problem| !named.contains(&problem.path)));
        wrong.extend(self.unsent(who, &new_files(loaded, &fills)).await?);
        Ok((fills, wrong))
    }
}

/// Only what differs from the answers is a correction.
fn changed(loaded: &Loaded, fills: BTreeMap<FieldId, Value>) -> BTreeMap<FieldId, Value> {
    let case = &loaded.stored.case;
    fills.into_iter().filter(|(field, value)| case.value(field) != Some(value)).collect()
}

/// What the holder filled, without cells that are not asked, and with the defaults of what was
/// left open where the action moves the case on.
fn completed(
    loaded: &Loaded,
    step: &Step,
    action: &Action,
    fills: BTreeMap<FieldId, Value>,
) -> BTreeMap<FieldId, Value> {
    let rules = &loaded.rules;
    let Some(mut draft) = Draft::of(&rules.definition, &loaded.stored.case, &rules.calendar) else {
        return fills;
    };
    let own = |field: &FieldId| {
        let field = rules.definition.field(field.as_str());
        field.is_some_and(|field| field.by == Filler::Step(step.id.clone()))
    };
    draft.answers.extend(fills.clone());
    draft.tidy();
    if action.to == Target::Next {
        draft.complete(&Filler::Step(step.id.clone()));
    }
    let filled = |field: &FieldId| own(field) || fills.contains_key(field);
    draft.answers.into_iter().filter(|(field, _)| filled(field)).collect()
}

/// The files that were not in the case before: these the holder must have sent.
fn new_files(loaded: &Loaded, fills: &BTreeMap<FieldId, Value>) -> BTreeMap<FieldId, Value> {
    let new = |(field, value): (&FieldId, &Value)| {
        let old = loaded.stored.case.value(field);
        let known: Vec<&FileRef> = old.into_iter().flat_map(files_of).collect();
        let new = files_of(value).filter(|file| !known.contains(file)).cloned().collect();
        (field.clone(), Value::File(new))
    };
    fills.iter().map(new).collect()
}

/// What is wrong with the fills; with an action that leads on also what the step has left open,
/// with every other what the action needs.
fn wrong_fills(
    loaded: &Loaded,
    (step, action): (&Step, &Action),
    fills: &BTreeMap<FieldId, Value>,
) -> Vec<Problem> {
    let rules = &loaded.rules;
    let Some(mut draft) = Draft::of(&rules.definition, &loaded.stored.case, &rules.calendar) else {
        return Vec::new();
    };
    draft.answers.extend(fills.iter().map(|(field, value)| (field.clone(), value.clone())));
    let own = Filler::Step(step.id.clone());
    let asked: BTreeSet<&FieldId> = draft
        .asked(&own)
        .filter(|_| action.to == Target::Next)
        .map(|field| &field.id)
        .chain(fills.keys())
        .collect();
    let fields = rules.definition.fields.iter().filter(|field| asked.contains(&field.id));
    let mut problems: Vec<Problem> = fields.flat_map(|field| problems_of(field, &draft)).collect();
    for needed in action.needs.iter().filter(|field| !draft.answers.contains_key(*field)) {
        let title = rules.definition.field(needed.as_str()).map_or("", |field| &*field.title);
        let message = format!("Untuk ini isi dulu: {title}.");
        problems.push(Problem { path: needed.to_string(), message });
    }
    problems
}
