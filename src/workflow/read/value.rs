//! A value as an author writes it: one text, a list of choices, or the parts of a person or place.

use std::sync::Arc;

use super::super::at::At;
use super::super::report::Report;
use super::super::tree::Kind;
use super::super::{Choices, FieldKind, Offers, Parts, PersonPart, PlacePart, Value};
use crate::area::AreaCode;

/// Kelurahan and desa that may be written by name.
pub(super) type AreaNames = [(AreaCode, String)];

/// The value that stands at a place; a mistake is reported.
pub(super) fn value(
    report: &mut Report,
    at: &At<'_>,
    kind: &FieldKind,
    areas: &AreaNames,
) -> Option<Value> {
    match (kind, &at.node.kind) {
        (FieldKind::Choice(choices @ Choices { many: true, .. }), Kind::List(_)) => {
            let one = Choices { many: false, ..choices.clone() };
            let one = FieldKind::Choice(one);
            let values: Vec<Value> = report
                .list(at)
                .iter()
                .filter_map(|item| value(report, item, &one, areas))
                .collect();
            (!values.is_empty()).then(|| choices.several(values))
        }
        (FieldKind::Person { ask, .. }, Kind::Map(_)) => {
            let mut keys: Vec<&'static str> = ask.iter().map(|part| part.key()).collect();
            if ask.contains(&PersonPart::Nik) && !ask.contains(&PersonPart::Passport) {
                keys.push(PersonPart::Passport.key());
            }
            parts(report, at, &keys, |report, at, key| {
                let part = PersonPart::from_key(key)?;
                match (part.kind(), &at.node.kind) {
                    (kind @ FieldKind::Place { .. }, _) => value(report, at, &kind, areas),
                    _ => told(report, at, |text| part.literal(text)),
                }
            })
            .map(Value::Person)
        }
        (FieldKind::Place { ask }, Kind::Map(_)) => {
            let keys: Vec<&'static str> = ask.iter().map(|part| part.key()).collect();
            parts(report, at, &keys, |report, at, key| {
                let part = PlacePart::from_key(key)?;
                told(report, at, |text| match part {
                    PlacePart::Area => area(text, areas).unwrap_or_else(|| part.literal(text)),
                    part => part.literal(text),
                })
            })
            .map(Value::Place)
        }
        (FieldKind::Choice(Choices { from: Offers::Areas, many: false }), _) => {
            told(report, at, |text| area(text, areas).unwrap_or_else(|| kind.literal(text)))
        }
        _ => told(report, at, |text| kind.literal(text)),
    }
}

/// A kelurahan or desa that is written by name, where the name is known.
fn area(text: &str, areas: &AreaNames) -> Option<Result<Value, String>> {
    let named = |(_, name): &&(AreaCode, String)| name.eq_ignore_ascii_case(text);
    let codes: Vec<&AreaCode> = areas.iter().filter(named).map(|(code, _)| code).collect();
    match codes.as_slice() {
        [] => None,
        [code] => Some(Ok(Value::Area((*code).clone()))),
        several => {
            let codes: Vec<&str> = several.iter().map(|code| code.as_str()).collect();
            let codes = codes.join(", ");
            Some(Err(format!("several areas are called `{text}`; write the code ({codes})")))
        }
    }
}

/// A value that is read from its text; why it cannot be is reported.
pub(super) fn told(
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

/// Reads the parts of a map whose keys may be these.
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
