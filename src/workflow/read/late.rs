//! `steps.NAME.late`: what happens at the deadline (definition-format.md section 5).

use super::super::at::At;
use super::super::keys::{Key, Takes, key};
use super::super::report::Report;
use super::super::{Holder, Late, LateDo};
use super::holder::{Roles, holder};
use crate::calendar::{Period, Unit};

/// Keys of every rule.
pub(in super::super) const LATE: [Key; 5] = [
    key("after", Takes::Text),
    key("remind", Takes::Word(&["holder"])),
    key("add", Takes::Text),
    key("do", Takes::Text),
    key("tacit", Takes::Text),
];

/// What happens where the author says nothing: the holder is reminded, and a working day later a
/// superior may act besides.
pub(super) fn defaults(superior: Option<Holder>) -> Vec<Late> {
    let after = |days| Period::new(days, Unit::WorkDay);
    let remind = Late { after: after(0), act: LateDo::Remind };
    let add = superior.map(|holder| Late { after: after(1), act: LateDo::Add(holder) });
    std::iter::once(remind).chain(add).collect()
}

/// The rules of a step.
pub(super) fn rules(report: &mut Report, list: &At<'_>, step: &At<'_>, roles: &Roles) -> Vec<Late> {
    if step.get("due").is_none() {
        report.error(list, "needs `due` on the step");
    }
    let items = report.list(list);
    items.iter().map(|item| rule(report, item, roles)).collect()
}

/// A rule that cannot be read keeps its place as a reminder, so that the others are judged under
/// their own numbers; a definition with a mistake is never used.
fn rule(report: &mut Report, at: &At<'_>, roles: &Roles) -> Late {
    let after = Period::new(0, Unit::WorkDay);
    if !report.keys(at, &LATE) {
        return Late { after, act: LateDo::Remind };
    }
    let after = at.get("after").and_then(|at| report.period(&at)).unwrap_or(after);
    let act = match (at.get("remind"), at.get("add"), at.get("do")) {
        (Some(remind), None, None) => {
            report.word(&remind, "receiver", &[("holder", LateDo::Remind)])
        }
        (None, Some(add), None) => holder(report, &add, roles).map(LateDo::Add),
        (None, None, Some(action)) => decision(report, at, &action),
        _ => {
            let message = "needs one of `remind: holder`, `add: HOLDER`, `do: ACTION`";
            report.error(at, message);
            None
        }
    };
    if let (Some(tacit), None) = (at.get("tacit"), at.get("do")) {
        report.error(&tacit, "needs `do`: the words of a decision that time takes");
    }
    Late { after, act: act.unwrap_or(LateDo::Remind) }
}

fn decision(report: &mut Report, rule: &At<'_>, action: &At<'_>) -> Option<LateDo> {
    let id = report.text(action)?;
    let Some(tacit) = rule.get("tacit") else {
        let remedy = "write tacit: the words that the history shows".to_owned();
        let message = "an automatic decision needs tacit";
        report.mend(action, message, Some(remedy));
        return None;
    };
    Some(LateDo::Act { action: (&*id).into(), tacit: report.text(&tacit)? })
}
