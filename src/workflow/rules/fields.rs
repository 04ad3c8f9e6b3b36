//! Fields: who fills them, when, their defaults, and the rules on their values.

use super::super::expr_type::Type;
use super::super::facts::Facts;
use super::super::finding::did_you_mean;
use super::super::{Column, Expr, Field, FieldKind, Filler, Path, Prefill, Root};
use super::{Rules, Wanted, Where};

pub(super) fn check(rules: &mut Rules<'_, '_>) {
    for field in &rules.definition.fields {
        check_one(rules, field);
    }
}

fn check_one(rules: &mut Rules<'_, '_>, field: &Field) {
    let (definition, id) = (rules.definition, field.id.as_str());
    if let Filler::Step(step) = &field.by
        && definition.step(step.as_str()).is_none()
    {
        let steps = definition.steps.iter().map(|step| step.id.as_str());
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
        let place = Where { path: &path, position, facts: step_facts, own: None, row: None };
        rules.expr(when, &Wanted::Bool, &place);
    }
    let checks = rules.pairs(&["fields", id, "check"], &field.checks);
    for (index, (_, check)) in checks.into_iter().enumerate() {
        let number = (index + 1).to_string();
        let path = ["fields", id, "check", &number, "that"];
        let own = Some(&field.id);
        let place = Where { path: &path, position, facts: facts.clone(), own, row: None };
        rules.expr(&check.that, &Wanted::Bool, &place);
    }
    for (key, bound) in bounds(&field.kind) {
        let path = ["fields", id, key];
        let place = Where { path: &path, position, facts: facts.clone(), own: None, row: None };
        rules.expr(bound, &Wanted::Date, &place);
    }
    if let Some(Prefill::Expr(expr)) = &field.default {
        let path = ["fields", id, "default"];
        let place = Where { path: &path, position, facts: facts.clone(), own: None, row: None };
        prefill(rules, field, expr, &place);
    }
    if let FieldKind::List { columns, .. } = &field.kind {
        for column in columns {
            check_column(rules, field, column, columns, &facts);
        }
    }
    hidden(rules, field);
    if field.sensitive && field.keep.is_none() {
        let at = rules.at(&["fields", id]);
        rules.report.warn(&at, "sensitive field has no keep");
    }
}

/// A default that is an expression gives a value of the field's kind.
fn prefill(rules: &mut Rules<'_, '_>, field: &Field, expr: &Expr, place: &Where<'_>) {
    let unknown = match expr {
        Expr::Path(Path { root: Root::Field(id), parts }) if parts.is_empty() => {
            rules.definition.field(id.as_str()).is_none() && !rules.broken.contains(id)
        }
        _ => false,
    };
    // A single word that names no field was meant as a value.
    let at = rules.at(place.path);
    match at.raw().map(|text| field.kind.literal(text)) {
        Some(Err(message)) if unknown => rules.report.error(&at, message),
        _ => drop(rules.expr(expr, &Wanted::Like(Type::from(&field.kind)), place)),
    }
}

fn check_column(
    rules: &mut Rules<'_, '_>,
    field: &Field,
    column: &Column,
    columns: &[Column],
    facts: &Facts,
) {
    let (id, name) = (field.id.as_str(), &*column.id);
    let position = rules.position(&field.by);
    let row = Some(columns);
    if let Some(when) = &column.when {
        let path = ["fields", id, "of", name, "when"];
        let place = Where { path: &path, position, facts: facts.clone(), own: None, row };
        rules.expr(when, &Wanted::Bool, &place);
    }
    let here = Path { root: Root::Row(column.id.clone()), parts: Vec::new() };
    let asked = facts.clone().with(Facts::of(column.when.as_ref()));
    let filled = asked.and(&Expr::Has(here));
    let checks = rules.pairs(&["fields", id, "of", name, "check"], &column.checks);
    for (index, (_, check)) in checks.into_iter().enumerate() {
        let number = (index + 1).to_string();
        let path = ["fields", id, "of", name, "check", &number, "that"];
        let place = Where { path: &path, position, facts: filled.clone(), own: None, row };
        rules.expr(&check.that, &Wanted::Bool, &place);
    }
    for (key, bound) in bounds(&column.kind) {
        let path = ["fields", id, "of", name, key];
        let place = Where { path: &path, position, facts: asked.clone(), own: None, row };
        rules.expr(bound, &Wanted::Date, &place);
    }
    if column.sensitive && field.keep.is_none() {
        let at = rules.at(&["fields", id, "of", name]);
        rules.report.warn(&at, "sensitive column of a field that has no keep");
    }
}

fn hidden(rules: &mut Rules<'_, '_>, field: &Field) {
    let (definition, id) = (rules.definition, field.id.as_str());
    let Some(hide) = &field.hide else { return };
    let steps: Vec<&str> = definition.steps.iter().map(|step| step.id.as_str()).collect();
    for (item, step) in rules.pairs(&["fields", id, "hide", "from"], &hide.from) {
        if !steps.contains(&step.as_str()) {
            rules.report.unknown(&item, "step", step, steps.iter().copied());
        } else if field.by == Filler::Step(step.clone()) {
            rules.report.error(&item, "this step fills it and cannot be kept from seeing it");
        }
    }
    if let Some(when) = &hide.when {
        // It is asked whenever the field is there, from the step that fills it on.
        let path = ["fields", id, "hide", "when"];
        let position = rules.position(&field.by);
        let facts = rules.facts(&field.by).with(Facts::of(field.when.as_ref()));
        let place = Where { path: &path, position, facts, own: Some(&field.id), row: None };
        rules.expr(when, &Wanted::Bool, &place);
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
