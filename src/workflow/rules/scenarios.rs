//! Scenarios: that what they name exists. What comes of them is another room's work.

use std::sync::Arc;

use super::super::at::At;
use super::super::read::scenario::{Expect, Scenario, Written};
use super::super::report::Report;
use super::super::{Definition, FieldKind, PersonPart, PlacePart};
use super::Rules;

pub(super) fn check(rules: &mut Rules<'_, '_>, scenarios: &[Scenario]) {
    let Some(tests) = rules.own.get("tests") else { return };
    for scenario in scenarios {
        let same = |at: &At<'_>| at.node.spot.line == scenario.line;
        let named = |at: &At<'_>| {
            at.get("name").and_then(|at| at.raw().cloned()).as_ref() == Some(&scenario.name)
        };
        let place = tests.items().into_iter().find(|at| same(at) && named(at));
        if let Some(at) = place {
            check_one(rules, scenario, &at);
        }
    }
}

fn check_one(rules: &mut Rules<'_, '_>, scenario: &Scenario, at: &At<'_>) {
    let definition = rules.definition;
    for (path, value) in &scenario.with {
        let at = at.follow(&["with", path]);
        answer(rules, &at, path, value);
    }
    for (setting, value) in &scenario.office {
        // A setting that could not be read was told already.
        if definition.setting(setting).is_some() || !written(rules, setting) {
            set(rules.report, definition, &at.follow(&["office", setting]), (setting, value));
        }
    }
    for (step, _) in &scenario.seats {
        let at = at.follow(&["seats", step]);
        let steps = definition.steps.iter().map(|step| step.id.as_str()).collect();
        exists(rules.report, &at, "step", step, steps);
        let words = [("vacant", ()), ("plt", ()), ("on-leave", ())];
        rules.report.word(&at, "seat", &words);
    }
    expected(rules.report, definition, &scenario.expect, &at.follow(&["expect"]));
}

/// A setting that differs from its default.
pub(in super::super) fn set(
    report: &mut Report,
    definition: &Definition,
    at: &At<'_>,
    (setting, value): (&str, &Written),
) {
    match definition.setting(setting) {
        None => {
            let known = definition.settings.iter().map(|setting| setting.id.as_str());
            report.unknown(at, "setting", setting, known);
        }
        Some(found) => {
            if let Err(message) = found.kind.literal(&value.text) {
                report.error(at, message);
            }
        }
    }
}

/// That what is expected exists.
pub(in super::super) fn expected(
    report: &mut Report,
    definition: &Definition,
    expect: &Expect,
    at: &At<'_>,
) {
    if let Some(end) = &expect.end {
        let ends = definition.ends.iter().map(|end| end.id.as_str()).collect();
        exists(report, &at.follow(&["end"]), "end", &end.text, ends);
    }
    let steps: Vec<&str> = definition.steps.iter().map(|step| step.id.as_str()).collect();
    if let Some(step) = &expect.at {
        let known = steps.iter().copied().chain(["applicant"]).collect();
        exists(report, &at.follow(&["at"]), "step", &step.text, known);
    }
    let outputs = definition.outputs.iter().map(|output| output.id.as_str()).collect::<Vec<_>>();
    for (key, written, what, known) in [
        ("outputs", &expect.outputs, "output", &outputs),
        ("void", &expect.void, "output", &outputs),
        ("kept", &expect.kept, "step", &steps),
    ] {
        let items = at.follow(&[key]).items();
        let same = written.as_ref().is_some_and(|written| written.len() == items.len());
        for (item, written) in items.iter().zip(written.iter().flatten()).filter(|_| same) {
            exists(report, item, what, &written.text, known.clone());
        }
    }
}

fn written(rules: &Rules<'_, '_>, setting: &str) -> bool {
    rules.own.get("settings").is_some_and(|settings| settings.get(setting).is_some())
}

fn exists(report: &mut Report, at: &At<'_>, what: &str, id: &str, known: Vec<&str>) {
    if !known.contains(&id) {
        report.unknown(at, what, id, known);
    }
}

/// `FIELD` or `FIELD.PART`; dates also `-61d`; `x` is any sample.
fn answer(rules: &mut Rules<'_, '_>, at: &At<'_>, path: &Arc<str>, value: &Written) {
    let definition = rules.definition;
    let (id, part) = match path.split_once('.') {
        Some((id, part)) => (id, Some(part)),
        None => (&**path, None),
    };
    if id == "purpose" && part.is_none() {
        let known = definition.start.purposes.iter().map(|purpose| (purpose.key(), ()));
        rules.report.word(at, "purpose", &known.collect::<Vec<_>>());
        return;
    }
    let Some(field) = definition.field(id) else {
        if !rules.broken.contains(id) {
            let known = definition.fields.iter().map(|field| field.id.as_str());
            rules.report.unknown(at, "field", id, known);
        }
        return;
    };
    let text = &*value.text;
    let dated = |kind: &FieldKind| matches!(kind, FieldKind::Date { .. }) && is_shift(text);
    let sample = text == "x";
    let read = match (&field.kind, part) {
        (kind, None) if sample || dated(kind) => Ok(()),
        (kind, None) => kind.literal(text).map(drop),
        (FieldKind::Person { ask, .. }, Some(part)) => match PersonPart::from_key(part) {
            Some(part) if !gives(ask, part) => Err(format!("`{}` is not asked", part.key())),
            Some(part) if sample || dated(&part.kind()) => Ok(()),
            Some(part) => part.literal(text).map(drop),
            None => Err(format!("a person has no `{part}`")),
        },
        (FieldKind::Place { ask }, Some(part)) => match PlacePart::from_key(part) {
            Some(part) if !ask.contains(&part) => Err(format!("`{}` is not asked", part.key())),
            Some(_) if sample => Ok(()),
            Some(part) => part.literal(text).map(drop),
            None => Err(format!("a place has no `{part}`")),
        },
        (_, Some(part)) => Err(format!("`{id}` has no part `{part}`")),
    };
    if let Err(message) = read {
        rules.report.error(at, message);
    }
}

/// Whether a person may answer a part: a foreigner gives a passport where a NIK is asked (3.1).
fn gives(ask: &[PersonPart], part: PersonPart) -> bool {
    ask.contains(&part) || part == PersonPart::Passport && ask.contains(&PersonPart::Nik)
}

/// Whether a text is a date counted from the start: `-61d`, `+20d`, `-30y`.
fn is_shift(text: &str) -> bool {
    let rest = text.strip_prefix(['+', '-']);
    rest.is_some_and(|rest| rest.parse::<crate::calendar::Period>().is_ok_and(|p| p.count >= 0))
}
