//! Steps: their conditions and deadlines, the steps, fields and outputs that they name.

use super::super::at::At;
use super::super::expr_type::Type;
use super::super::facts::Facts;
use super::super::finding::did_you_mean;
use super::super::{FieldId, Step};
use super::{Rules, Wanted, Where, holders};

/// The places of the steps whose `due` is a day.
pub(super) fn check(rules: &mut Rules<'_, '_>, route: Option<&Type>) -> Vec<usize> {
    let mut dates = Vec::new();
    for (index, step) in rules.definition.steps.iter().enumerate() {
        name(rules, step);
        if conditions(rules, index, step) {
            dates.push(index);
        }
        references(rules, index, step);
        holders::check(rules, index, step, route);
    }
    dates
}

fn name(rules: &mut Rules<'_, '_>, step: &Step) {
    let id = step.id.as_str();
    let at = rules.at(&["steps", id]);
    if ["next", "same", "applicant", "start"].contains(&id) {
        rules.report.key_error(&at, format!("`{id}` is a reserved word"), None);
    }
    if rules.definition.end(id).is_some() {
        rules.report.key_error(&at, format!("`{id}` is the name of an end"), None);
    }
    if rules.definition.field(id).is_some() {
        rules.report.key_error(&at, "is also the id of a field", None);
    }
}

/// Whether the deadline is a day.
fn conditions(rules: &mut Rules<'_, '_>, index: usize, step: &Step) -> bool {
    let id = step.id.as_str();
    if let Some(when) = &step.when {
        let path = ["steps", id, "when"];
        let place =
            Where { path: &path, position: index, facts: Facts::default(), own: None, row: None };
        rules.expr(when, &Wanted::Bool, &place);
    }
    let facts = Facts::of(step.when.as_ref());
    if let Some(wait) = &step.wait {
        let path = ["steps", id, "wait"];
        let facts = facts.clone();
        let place = Where { path: &path, position: index, facts, own: None, row: None };
        rules.expr(wait, &Wanted::Period, &place);
    }
    let Some(super::Due::Period(due)) = &step.due else { return false };
    let path = ["steps", id, "due"];
    let place = Where { path: &path, position: index, facts, own: None, row: None };
    rules.expr(due, &Wanted::Due, &place) == Some(Type::Date)
}

fn references(rules: &mut Rules<'_, '_>, index: usize, step: &Step) {
    let (definition, id) = (rules.definition, step.id.as_str());
    let earlier: Vec<&str> =
        definition.steps[..index].iter().map(|step| step.id.as_str()).collect();
    for (item, other) in rules.pairs(&["steps", id, "not"], &step.not) {
        if !earlier.contains(&other.as_str()) {
            let remedy = did_you_mean(other.as_str(), earlier.iter().copied());
            rules.report.mend(&item, format!("`{other}` is not an earlier step"), remedy);
        }
    }
    for (item, field) in rules.pairs(&["steps", id, "confirms"], &step.confirms) {
        field_exists(rules, &item, field);
    }
    for (item, field) in rules.pairs(&["steps", id, "edit"], &step.edit) {
        field_exists(rules, &item, field);
        let by = definition.field(field.as_str()).map(|field| rules.position(&field.by));
        if by.is_some_and(|position| position > index + 1) {
            rules.report.error(&item, format!("`{field}` is filled at a later step"));
        }
    }
    for (item, output) in rules.pairs(&["steps", id, "sign"], &step.sign) {
        match definition.output(output.as_str()) {
            None => {
                let known = definition.outputs.iter().map(|output| output.id.as_str());
                rules.report.unknown(&item, "output", output, known);
            }
            Some(found) if found.template.is_none() => {
                rules
                    .report
                    .error(&item, format!("`{output}` has no template, so nothing to sign"));
            }
            Some(_) => {}
        }
    }
}

/// Whether a field exists; told where it does not.
pub(super) fn field_exists(rules: &mut Rules<'_, '_>, item: &At<'_>, field: &FieldId) -> bool {
    let known = rules.definition.field(field.as_str()).is_some();
    if !known && !rules.broken.contains(field) {
        let known = rules.definition.fields.iter().map(|field| field.id.as_str());
        rules.report.unknown(item, "field", field, known);
    }
    known
}
