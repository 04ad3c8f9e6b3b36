//! Fields: who fills them, and their expressions.

use super::super::facts::Facts;
use super::super::finding::did_you_mean;
use super::super::{Expr, Field, FieldKind, Filler};
use super::{Rules, Wanted, Where};

pub(super) fn check(rules: &mut Rules<'_, '_>) {
    for field in &rules.definition.fields {
        check_one(rules, field);
    }
}

fn check_one(rules: &mut Rules<'_, '_>, field: &Field) {
    let id = field.id.as_str();
    if let Filler::Step(step) = &field.by
        && rules.definition.step(step.as_str()).is_none()
    {
        let steps = rules.definition.steps.iter().map(|step| step.id.as_str());
        let remedy = did_you_mean(step.as_str(), steps);
        let at = rules.at(&["fields", id, "by"]);
        rules.report.mend(&at, format!("no step `{step}`"), remedy);
    }
    if id == "applicant" && !matches!(field.kind, FieldKind::Person { .. }) {
        rules.error(&["fields", id, "type"], "`applicant` may be defined as a person only");
    }
    let position = rules.position(&field.by);
    let step_facts = rules.facts(&field.by);
    let facts = step_facts.clone().with(Facts::of(field.when.as_ref()));
    if let Some(when) = &field.when {
        let path = ["fields", id, "when"];
        let place = Where { path: &path, position, facts: step_facts, own: None };
        rules.expr(when, Wanted::Bool, &place);
    }
    let checks = rules.pairs(&["fields", id, "check"], &field.checks);
    for (index, (_, check)) in checks.into_iter().enumerate() {
        let number = (index + 1).to_string();
        let path = ["fields", id, "check", &number, "that"];
        let place = Where { path: &path, position, facts: facts.clone(), own: Some(&field.id) };
        rules.expr(&check.that, Wanted::Bool, &place);
    }
    for (key, bound) in bounds(&field.kind) {
        let path = ["fields", id, key];
        let place = Where { path: &path, position, facts: facts.clone(), own: None };
        rules.expr(bound, Wanted::Date, &place);
    }
    if let FieldKind::List { columns, .. } = &field.kind {
        for column in columns {
            for (key, bound) in bounds(&column.kind) {
                let path = ["fields", id, "of", &column.id, key];
                let place = Where { path: &path, position, facts: facts.clone(), own: None };
                rules.expr(bound, Wanted::Date, &place);
            }
        }
    }
}

/// The bounds of a date.
fn bounds(kind: &FieldKind) -> impl Iterator<Item = (&'static str, &Expr)> {
    let (min, max) = match kind {
        FieldKind::Date { min, max } => (min.as_ref(), max.as_ref()),
        _ => (None, None),
    };
    [("min", min), ("max", max)].into_iter().filter_map(|(key, bound)| Some((key, bound?)))
}
