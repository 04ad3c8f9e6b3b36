//! Actions: where they lead.

use super::super::finding::did_you_mean;
use super::super::{Step, Target};
use super::Rules;

pub(super) fn check(rules: &mut Rules<'_, '_>) {
    for (index, step) in rules.definition.steps.iter().enumerate() {
        targets(rules, index, step);
        let leads_on =
            |action: &&super::super::Action| matches!(action.to, Target::Next | Target::End(_));
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
