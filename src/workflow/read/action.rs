//! `actions.NAME`, merged over the defaults (definition-format.md 5.2).

use std::sync::Arc;

use super::super::at::At;
use super::super::report::Report;
use super::super::{Action, Holder, Target};
use super::id::{self, IdKind};
use crate::area::Level;
use crate::calendar::{Period, Unit};

const ACTION: [&str; 5] = ["to", "title", "note", "pause", "limit"];

fn action(id: &str, to: Target, note_required: bool) -> Action {
    Action { id: id.into(), title: None, to, note_required, pause: None, limit: None }
}

/// What a holder may do where the author says nothing.
fn defaults(by: Option<&Holder>) -> Vec<Action> {
    let mut actions = vec![action("approve", Target::Next, false)];
    if let Some(Holder::Level { level, .. }) = by {
        actions.push(action("return", Target::Applicant, true));
        actions.push(action("reject", Target::End("rejected".into()), true));
        if matches!(level, Level::Rt | Level::Rw) {
            let pause = Some(Period::new(5, Unit::WorkDay));
            actions.push(Action { pause, ..action("meet", Target::Same, false) });
        }
    }
    actions
}

/// The actions of a step. Targets that are neither words nor ends are taken for steps, and
/// checked once all steps are known.
pub(in super::super) fn actions(
    report: &mut Report,
    step: &At<'_>,
    by: Option<&Holder>,
    ends: &[&str],
) -> Vec<Action> {
    let mut actions = defaults(by);
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
        let Some(merged) = merge(report, &at, &id, base, ends) else { continue };
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
    ends: &[&str],
) -> Option<Action> {
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
    let mut merged = base.unwrap_or_else(|| action(id, Target::Next, false));
    merged.to = to;
    if let Some(title) = at.get("title") {
        merged.title = report.text(&title);
    }
    if let Some(note) = at.get("note") {
        let words = [("none", false), ("optional", false), ("required", true)];
        merged.note_required = report.word(&note, "word", &words).unwrap_or(false);
    }
    if let Some(pause) = at.get("pause") {
        merged.pause = report.period(&pause);
    }
    if let Some(limit) = at.get("limit") {
        merged.limit = report.number(&limit);
    }
    match (&merged.to, merged.pause) {
        (Target::Same, None) => report.error(at, "an action that leads to same needs `pause`"),
        (Target::Same, Some(_)) | (_, None) => {}
        (_, Some(_)) => report.error(at, "`pause` needs `to: same`"),
    }
    Some(merged)
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
