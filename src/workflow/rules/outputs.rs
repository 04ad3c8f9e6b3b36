//! Outputs: numbers, signatures, and when they are made.

use super::super::expr_type::Type;
use super::super::facts::Facts;
use super::super::finding::did_you_mean;
use super::super::{Due, FieldKind, NumberPart, Output, Recipient, SeriesKey};
use super::steps::field_exists;
use super::{Rules, Wanted, Where, holders};
use crate::area::Level;

/// The places of the outputs whose `valid` is a day.
pub(super) fn check(rules: &mut Rules<'_, '_>, route: Option<&Type>) -> Vec<usize> {
    let mut days = Vec::new();
    for (index, output) in rules.definition.outputs.iter().enumerate() {
        check_one(rules, output);
        numbers(rules, output, route);
        if validity(rules, output) {
            days.push(index);
        }
        revokes(rules, output);
        receivers(rules, output, route);
    }
    days
}

/// Whether it may be used until a day.
fn validity(rules: &mut Rules<'_, '_>, output: &Output) -> bool {
    let Some(Due::Period(valid)) = &output.valid else { return false };
    let position = made(rules, output);
    let path = ["outputs", output.id.as_str(), "valid"];
    let facts = Facts::of(output.when.as_ref());
    let place = Where { path: &path, position, facts, own: None, row: None };
    rules.expr(valid, &Wanted::Due, &place) == Some(Type::Date)
}

fn revokes(rules: &mut Rules<'_, '_>, output: &Output) {
    let Some(field) = &output.revokes else { return };
    let at = rules.at(&["outputs", output.id.as_str(), "revokes"]);
    let known = field_exists(rules, &at, field);
    let kind = rules.definition.field(field.as_str()).map(|field| &field.kind);
    if known && !matches!(kind, Some(FieldKind::Case { .. })) {
        rules.report.error(&at, "must name a field of kind case");
    }
}

/// Who gets it, and who a copy.
fn receivers(rules: &mut Rules<'_, '_>, output: &Output, route: Option<&Type>) {
    let id = output.id.as_str();
    let index = made(rules, output);
    for (at, to) in rules.pairs(&["outputs", id, "to"], &output.to) {
        holders::receiver(rules, to, at, index, route);
    }
    for (at, copy) in rules.pairs(&["outputs", id, "cc"], &output.cc) {
        if let Recipient::Holder(to) = copy {
            holders::receiver(rules, to, at, index, route);
        }
    }
}

/// How many steps are done when it is made.
fn made(rules: &Rules<'_, '_>, output: &Output) -> usize {
    let at = output.at.as_ref().and_then(|at| rules.definition.index(at.as_str()));
    at.map_or(rules.definition.steps.len(), |index| index + 1)
}

fn check_one(rules: &mut Rules<'_, '_>, output: &Output) {
    let (definition, id) = (rules.definition, output.id.as_str());
    if definition.step(id).is_some() || definition.field(id).is_some() {
        let at = rules.at(&["outputs", id]);
        rules.report.key_error(&at, "is also the id of a step or field", None);
    }
    let made = match &output.at {
        None => Some(definition.steps.len()),
        Some(step) => definition.index(step.as_str()).map(|index| index + 1),
    };
    let Some(position) = made else {
        let step = output.at.as_ref().map(ToString::to_string).unwrap_or_default();
        let known = definition.steps.iter().map(|step| step.id.as_str());
        let at = rules.at(&["outputs", id, "at"]);
        rules.report.mend(&at, format!("no step `{step}`"), did_you_mean(&step, known));
        return;
    };
    if let Some(when) = &output.when {
        let path = ["outputs", id, "when"];
        let place = Where { path: &path, position, facts: Facts::default(), own: None, row: None };
        rules.expr(when, &Wanted::Bool, &place);
    }
    let signers: Vec<usize> =
        output.signers.iter().filter_map(|step| definition.index(step.as_str())).collect();
    if signers.first().is_some_and(|first| position <= *first) {
        rules.error(&["outputs", id, "at"], "comes before its first signature");
    }
    let known = Facts::of(output.when.as_ref());
    let surely = |index: &usize| {
        let guard = definition.steps[*index].when.as_ref();
        Facts::of(guard).within(&known)
    };
    if output.template.is_some() && !signers.is_empty() && !signers.iter().any(surely) {
        let names: Vec<&str> = output.signers.iter().map(super::super::StepId::as_str).collect();
        let message = format!(
            "could be issued without any signature: every signer ({}) may be skipped by its when",
            names.join(", ")
        );
        rules.error(&["outputs", id], message);
    }
}

fn numbers(rules: &mut Rules<'_, '_>, output: &Output, route: Option<&Type>) {
    let id = output.id.as_str();
    let no_code = rules.definition.setting("code").is_none();
    if no_code && output.number.contains(&NumberPart::Code) {
        rules.error(&["outputs", id, "number"], "{code} needs a setting code");
    }
    if no_code && output.series.contains(&SeriesKey::Code) {
        rules.error(&["outputs", id, "series"], "`code` needs a setting code");
    }
    for part in &output.number {
        let level = match part {
            NumberPart::Rt(_) => Level::Rt,
            NumberPart::Rw(_) => Level::Rw,
            _ => continue,
        };
        if let Some(why) = holders::missing(level, route) {
            rules.error(&["outputs", id, "number"], format!("{{{}}}, but {why}", level.key()));
        }
    }
    for key in &output.series {
        let SeriesKey::Level(level) = key else { continue };
        if let Some(why) = holders::missing(*level, route) {
            rules.error(&["outputs", id, "series"], format!("{}, but {why}", level.key()));
        }
    }
}
