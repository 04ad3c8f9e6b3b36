//! `actions.NAME`, merged over the defaults (definition-format.md 5.2).

use std::sync::Arc;

use super::super::at::At;
use super::super::keys::{Key, Takes, key};
use super::super::report::Report;
use super::super::{Action, Branch, Note, Target};
use super::id::{self, IdKind};
use super::kind::table;
use super::table::Tables;
use crate::calendar::{Period, Unit};

/// Keys of every action.
pub(in super::super) const ACTION: [Key; 9] = [
    key("to", Takes::Text),
    key("title", Takes::Text),
    key("note", Takes::Word(&["none", "optional", "required"])),
    key("reasons", Takes::Text),
    key("needs", Takes::Texts),
    key("limit", Takes::Number),
    key("move", Takes::Text),
    key("pause", Takes::Period),
    key("add", Takes::Period),
];

/// What the holders of a step may do where the author says nothing.
fn defaults(by: &[Branch]) -> Vec<Action> {
    let mut actions = vec![Action::new("approve", Target::Next)];
    let rejected = Target::End("rejected".into());
    let reject = Action::new("reject", rejected).with_note(Note::Required);
    if by.iter().any(|branch| branch.by.is_people()) {
        actions.push(reject);
    } else if by.iter().any(|branch| branch.by.is_office()) {
        actions.push(Action::new("return", Target::Applicant).with_note(Note::Required));
        actions.push(reject);
        if by.iter().all(|branch| branch.by.is_neighbour()) {
            let pause = Some(Period::new(5, Unit::WorkDay));
            let meet = Action::new("meet", Target::Same).with_note(Note::Optional);
            actions.push(Action { pause, ..meet });
        }
    }
    actions
}

/// The actions of a step. Targets that are neither words nor ends are taken for steps, and
/// checked once all steps are known.
pub(in super::super) fn actions(
    report: &mut Report,
    step: &At<'_>,
    by: Option<&[Branch]>,
    (tables, ends): (&Tables, &[&str]),
) -> Vec<Action> {
    let mut actions = defaults(by.unwrap_or_default());
    let Some(map) = step.get("actions") else { return actions };
    report.is_map(&map);
    for (id, at) in map.entries() {
        id::check(report, &at, &id, IdKind::Plain);
        let known = actions.iter().position(|action| action.id.as_str() == &*id);
        if at.raw().is_some_and(|text| &**text == "false") {
            match known {
                Some(index) => drop(actions.remove(index)),
                None => report.error(&at, "there is no such default action to take away"),
            }
            continue;
        }
        let base = known.map(|index| actions[index].clone());
        let Some(merged) = merge(report, &at, &id, base, (tables, ends)) else { continue };
        match known {
            Some(index) => actions[index] = merged,
            None => actions.push(merged),
        }
    }
    actions
}

fn merge(
    report: &mut Report,
    at: &At<'_>,
    id: &Arc<str>,
    base: Option<Action>,
    (tables, ends): (&Tables, &[&str]),
) -> Option<Action> {
    if let Some(text) = at.raw() {
        report.error(at, format!("must be a map or false, is `{text}`"));
        return None;
    }
    if !report.keys(at, &ACTION) {
        return None;
    }
    let to = match at.get("to") {
        Some(to) => Some(target(&report.text(&to)?, ends)),
        None => base.as_ref().map(|base| base.to.clone()),
    };
    let Some(to) = to else {
        report.error(at, "needs `to`: next, applicant, same, an earlier step or an end");
        return None;
    };
    let mut merged = base.unwrap_or_else(|| Action::new(&**id, Target::Next));
    merged.to = to;
    if let Some(title) = at.get("title") {
        merged.title = report.text(&title);
    }
    if let Some(note) = at.get("note") {
        let words =
            [("none", Note::None), ("optional", Note::Optional), ("required", Note::Required)];
        merged.note = report.word(&note, "word", &words).unwrap_or(Note::None);
    }
    if let Some(reasons) = at.get("reasons") {
        let name = report.text(&reasons);
        merged.reasons = name.and_then(|name| table(report, &reasons, &name, tables));
    }
    if let Some(needs) = at.get("needs") {
        merged.needs = report.ids(&needs);
    }
    if let Some(limit) = at.get("limit") {
        merged.limit = report.number(&limit);
        if merged.limit == Some(0) {
            let remedy = format!("write `{id}: false` to take the action away");
            report.mend(&limit, "must be at least 1", Some(remedy));
        }
    }
    if let Some(forward) = at.get("move") {
        merged.forward = report.text(&forward).map(|field| (&*field).into());
    }
    let length = |report: &mut Report, key| at.get(key).and_then(|at| length(report, &at));
    merged.pause = length(report, "pause").or(merged.pause);
    merged.extend = length(report, "add").or(merged.extend);
    same(report, at, &merged);
    Some(merged)
}

/// A length of time that is not less than nothing.
pub(super) fn length(report: &mut Report, at: &At<'_>) -> Option<Period> {
    let period = report.period(at)?;
    if period.count < 0 {
        report.error(at, "must not be less than nothing");
    }
    Some(period)
}

/// What leads to `same` does one thing there; what leads elsewhere does none of them.
fn same(report: &mut Report, at: &At<'_>, action: &Action) {
    let does = [
        ("move", action.forward.is_some()),
        ("pause", action.pause.is_some()),
        ("add", action.extend.is_some()),
    ];
    let mut done = does.into_iter().filter(|(_, does)| *does).map(|(key, _)| key);
    match (&action.to, done.next(), done.next()) {
        (Target::Same, None, _) => {
            report.error(at, "an action that leads to same needs one of `move`, `pause`, `add`");
        }
        (Target::Same, Some(one), Some(other)) => {
            report.error(at, format!("has both `{one}` and `{other}`; make two actions of it"));
        }
        (Target::Same, Some(_), None) | (_, None, _) => {}
        (_, Some(key), _) => report.error(at, format!("`{key}` needs `to: same`")),
    }
}

fn target(text: &str, ends: &[&str]) -> Target {
    match text {
        "next" => Target::Next,
        "applicant" => Target::Applicant,
        "same" => Target::Same,
        end if ends.contains(&end) => Target::End(end.into()),
        step => Target::Step(step.into()),
    }
}
