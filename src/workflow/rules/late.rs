//! Late rules: what time may do by itself.

use super::super::at::At;
use super::super::finding::did_you_mean;
use super::super::{ActionId, Filler, LateDo, Step, Target};
use super::Rules;

pub(super) fn check(rules: &mut Rules<'_, '_>) {
    for step in &rules.definition.steps {
        for (at, late) in rules.pairs(&["steps", step.id.as_str(), "late"], &step.late) {
            if let LateDo::Act { action, .. } = &late.act {
                decision(rules, step, &at.follow(&["do"]), action);
            }
        }
    }
}

/// A decision that time takes: nobody signs, chooses a reason or fills anything in.
fn decision(rules: &mut Rules<'_, '_>, step: &Step, at: &At<'_>, action: &ActionId) {
    if !step.sign.is_empty() {
        return rules.report.error(at, "a signature cannot be given automatically");
    }
    let Some(taken) = step.action(action.as_str()) else {
        let known: Vec<&str> = step.actions.iter().map(|action| action.id.as_str()).collect();
        let message = format!("`{action}` is not an action of this step");
        return rules.report.mend(at, message, did_you_mean(action.as_str(), known));
    };
    if taken.reasons.is_some() {
        rules.report.error(at, "an automatic decision cannot choose a reason");
    }
    if taken.forward.is_some() {
        rules.report.error(at, "an automatic decision cannot choose an office");
    }
    if taken.limit.is_some() {
        rules.report.error(at, "an automatic decision cannot have a limit; cases would stop here");
    }
    let asked = rules.definition.fields.iter().find(|field| {
        field.by == Filler::Step(step.id.clone()) && !field.optional && taken.to == Target::Next
    });
    let needed = taken.needs.first().or(asked.map(|field| &field.id));
    if let Some(field) = needed {
        let message = format!("an automatic decision cannot fill `{field}`");
        let remedy = "make it optional, or fill it at another step".to_owned();
        rules.report.mend(at, message, Some(remedy));
    }
}
