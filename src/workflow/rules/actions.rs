//! Actions: where they lead, what they name.

use super::super::finding::did_you_mean;
use super::super::{Action, FieldId, FieldKind, Offers, Step, Target};
use super::Rules;
use super::steps::field_exists;

pub(super) fn check(rules: &mut Rules<'_, '_>) {
    for (index, step) in rules.definition.steps.iter().enumerate() {
        targets(rules, index, step);
        for action in &step.actions {
            fields(rules, index, step, action);
        }
        let leads_on = |action: &&Action| matches!(action.to, Target::Next | Target::End(_));
        if !step.actions.iter().any(|action| leads_on(&action)) {
            let path = ["steps", step.id.as_str()];
            rules.error(&path, "has no action that leads on; cases would stop here");
        }
    }
}

fn targets(rules: &mut Rules<'_, '_>, index: usize, step: &Step) {
    let definition = rules.definition;
    let earlier: Vec<&str> =
        definition.steps[..index].iter().map(|step| step.id.as_str()).collect();
    for action in &step.actions {
        let Target::Step(target) = &action.to else { continue };
        if earlier.contains(&target.as_str()) {
            continue;
        }
        let path = ["steps", step.id.as_str(), "actions", action.id.as_str(), "to"];
        let at = rules.at(&path);
        if definition.step(target.as_str()).is_some() {
            let message =
                format!("`{target}` is not an earlier step; skip steps with `when` on them");
            rules.report.error(&at, message);
            continue;
        }
        let ends: Vec<&str> = definition.ends.iter().map(|end| end.id.as_str()).collect();
        let message = format!(
            "no step or end `{target}` (steps: {}; ends: {})",
            earlier.join(", "),
            ends.join(", ")
        );
        let words = ["next", "applicant", "same"].into_iter().chain(earlier.iter().copied());
        rules.report.mend(&at, message, did_you_mean(target.as_str(), words.chain(ends)));
    }
}

/// The fields that an action names are filled by then, and may be written here.
fn fields(rules: &mut Rules<'_, '_>, index: usize, step: &Step, action: &Action) {
    let path = ["steps", step.id.as_str(), "actions", action.id.as_str()];
    for (item, field) in rules.pairs(&[&path[..], &["needs"]].concat(), &action.needs) {
        if field_exists(rules, &item, field) && later(rules, index, field) {
            rules.report.error(&item, format!("`{field}` is filled at a later step"));
        }
    }
    let Some(field) = &action.forward else { return };
    let at = rules.at(&[&path[..], &["move"]].concat());
    if !field_exists(rules, &at, field) {
        return;
    }
    if later(rules, index, field) {
        rules.report.error(&at, format!("`{field}` is filled at a later step"));
    }
    let kind = rules.definition.field(field.as_str()).map(|field| &field.kind);
    let office = |kind: &FieldKind| match kind {
        FieldKind::Choice(choices) => matches!(choices.from, Offers::Units) && !choices.many,
        _ => false,
    };
    if !kind.is_some_and(office) {
        let remedy = format!("write `{field}: {{type: choice, from: units, ...}}`");
        rules.report.mend(&at, "must name a field of kind office", Some(remedy));
    }
}

fn later(rules: &Rules<'_, '_>, index: usize, field: &FieldId) -> bool {
    let by = rules.definition.field(field.as_str()).map(|field| rules.position(&field.by));
    by.is_some_and(|position| position > index + 1)
}
