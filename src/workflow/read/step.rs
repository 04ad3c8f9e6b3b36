//! `steps.NAME` (definition-format.md section 5).

use std::sync::Arc;

use super::super::at::At;
use super::super::keys::{Key, Takes, key, must};
use super::super::report::Report;
use super::super::{Due, Step};
use super::holder::Roles;
use super::table::Tables;
use super::{action, branch, late};

/// Keys of every step.
pub(in super::super) const STEP: [Key; 15] = [
    must("title", Takes::Text),
    key("by", Takes::TextOrTexts),
    key("of", Takes::Named(&branch::BRANCH)),
    key("need", Takes::Text),
    key("when", Takes::Text),
    key("not", Takes::Texts),
    key("else", Takes::Texts),
    key("confirms", Takes::Texts),
    key("edit", Takes::Texts),
    key("due", Takes::Text),
    key("wait", Takes::Text),
    key("late", Takes::Maps(&late::LATE)),
    key("actions", Takes::NamedOrFalse(&action::ACTION)),
    key("sign", Takes::Texts),
    key("auth", Takes::TextOrTexts),
];

/// A step; `None` where nobody is named who handles it. `confirms` is `None` where the default
/// is to be put in, once all fields are known.
pub(in super::super) fn step(
    report: &mut Report,
    at: &At<'_>,
    id: &str,
    part: Option<&Arc<str>>,
    (roles, tables): (&Roles, &Tables),
    ends: &[&str],
) -> Option<(Step, bool)> {
    if !report.keys(at, &STEP) {
        return None;
    }
    let title = report.title(at).unwrap_or_default();
    let due = at.get("due").and_then(|at| report.expr(&at)).map(Due::Period);
    let wait = at.get("wait").and_then(|at| report.expr(&at));
    let written = at.get("late").map(|list| late::rules(report, &list, at, roles));
    let sign = at.get("sign").map(|list| report.ids(&list)).unwrap_or_default();
    let acting = branch::acting(report, at, roles, !sign.is_empty());
    let confirms = at.get("confirms").map(|list| report.ids(&list));
    let branches = acting.as_ref().map(|acting| &*acting.branches);
    let actions = action::actions(report, at, branches, (tables, ends));
    let when = at.get("when").and_then(|at| report.expr(&at));
    let not = at.get("not").map(|list| report.ids(&list)).unwrap_or_default();
    let edit = at.get("edit").map(|list| report.ids(&list)).unwrap_or_default();
    let acting = acting?;
    let superior = acting.superior();
    let late_default = written.is_none();
    let default_late = || if due.is_some() { late::defaults(superior) } else { Vec::new() };
    let step = Step {
        id: id.into(),
        title,
        when,
        not,
        late: written.unwrap_or_else(default_late),
        branches: acting.branches,
        need: acting.need,
        at_desk: acting.at_desk,
        confirms: confirms.clone().unwrap_or_default(),
        edit,
        due,
        wait,
        late_default,
        actions,
        sign,
        part: part.cloned(),
    };
    Some((step, confirms.is_none()))
}
