//! A value as an author writes it: one text, a list of choices, or the parts of a person or place.

use std::sync::Arc;

use super::super::at::At;
use super::super::report::Report;
use super::super::tree::Kind;
use super::super::{Choices, FieldKind, Parts, PersonPart, PlacePart, Value};

/// The value that stands at a place; a mistake is reported.
pub(super) fn value(report: &mut Report, at: &At<'_>, kind: &FieldKind) -> Option<Value> {
    match (kind, &at.node.kind) {
        (FieldKind::Choice(choices @ Choices { many: true, .. }), Kind::List(_)) => {
            let one = Choices { many: false, ..choices.clone() };
            let one = FieldKind::Choice(one);
            let values: Vec<Value> =
                report.list(at).iter().filter_map(|item| literal(report, item, &one)).collect();
            (!values.is_empty()).then(|| choices.several(values))
        }
        (FieldKind::Person { ask, .. }, Kind::Map(_)) => {
            let keys: Vec<&'static str> = ask.iter().map(|part| part.key()).collect();
            parts(report, at, &keys, |report, at, key| {
                let part = PersonPart::from_key(key)?;
                match (part.kind(), &at.node.kind) {
                    (kind @ FieldKind::Place { .. }, _) => value(report, at, &kind),
                    _ => told(report, at, |text| part.literal(text)),
                }
            })
            .map(Value::Person)
        }
        (FieldKind::Place { ask }, Kind::Map(_)) => {
            let keys: Vec<&'static str> = ask.iter().map(|part| part.key()).collect();
            parts(report, at, &keys, |report, at, key| {
                let part = PlacePart::from_key(key)?;
                told(report, at, |text| part.literal(text))
            })
            .map(Value::Place)
        }
        _ => literal(report, at, kind),
    }
}

fn literal(report: &mut Report, at: &At<'_>, kind: &FieldKind) -> Option<Value> {
    told(report, at, |text| kind.literal(text))
}

fn told(
    report: &mut Report,
    at: &At<'_>,
    read: impl Fn(&str) -> Result<Value, String>,
) -> Option<Value> {
    let text = report.text(at)?;
    match read(&text) {
        Ok(value) => Some(value),
        Err(message) => {
            report.error(at, message);
            None
        }
    }
}

fn parts(
    report: &mut Report,
    at: &At<'_>,
    keys: &[&'static str],
    read: impl Fn(&mut Report, &At<'_>, &str) -> Option<Value>,
) -> Option<Parts> {
    report.keys(at, keys);
    let mut found = Parts::new();
    for (key, at) in at.entries() {
        if keys.contains(&&*key) {
            found.insert(Arc::clone(&key), read(report, &at, &key)?);
        }
    }
    (!found.is_empty()).then_some(found)
}
