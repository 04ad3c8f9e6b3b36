//! `steps.NAME` (definition-format.md section 5).

use std::sync::Arc;

use super::super::at::At;
use super::super::report::Report;
use super::super::{Due, Holder, Late, LateDo, Proof, Step};
use super::action;
use super::holder::{Roles, holder};
use crate::area::{Level, Role};
use crate::calendar::{Period, Unit};

const STEP: [&str; 12] = [
    "title", "by", "when", "not", "else", "confirms", "edit", "due", "late", "actions", "sign",
    "auth",
];

/// A step; `None` where nobody is named who handles it. `confirms` is `None` where the default
/// is to be put in, once all fields are known.
pub(in super::super) fn step(
    report: &mut Report,
    at: &At<'_>,
    id: &str,
    part: Option<&Arc<str>>,
    roles: &Roles,
    ends: &[&str],
) -> Option<(Step, bool)> {
    if !report.keys(at, &STEP) {
        return None;
    }
    let title = report.title(at).unwrap_or_default();
    let Some(by) = at.get("by") else {
        report.error(at, "needs by (who handles it)");
        return None;
    };
    let by = holder(report, &by, roles);
    let holders = |report: &mut Report, list: At<'_>| -> Vec<Holder> {
        report.list(&list).iter().filter_map(|item| holder(report, item, roles)).collect()
    };
    let named = at.get("else").map(|list| holders(report, list));
    let due = at.get("due").and_then(|at| report.expr(&at)).map(Due::Period);
    let written = at.get("late").map(|list| lates(report, &list, at, roles));
    let sign = at.get("sign").map(|list| report.ids(&list)).unwrap_or_default();
    let auth = at.get("auth").and_then(|at| report.word(&at, "proof", &PROOFS));
    let confirms = at.get("confirms").map(|list| report.ids(&list));
    let actions = action::actions(report, at, by.as_ref(), ends);
    let when = at.get("when").and_then(|at| report.expr(&at));
    let not = at.get("not").map(|list| report.ids(&list)).unwrap_or_default();
    let edit = at.get("edit").map(|list| report.ids(&list)).unwrap_or_default();
    let by = by?;
    let superior = named.as_ref().and_then(|list| list.first().cloned()).or_else(|| above(&by));
    let late_default = written.is_none();
    let default_late = || match (&due, superior) {
        (Some(_), Some(holder)) => {
            vec![Late { after: Period::new(1, Unit::WorkDay), act: LateDo::Add(holder) }]
        }
        _ => Vec::new(),
    };
    let step = Step {
        id: id.into(),
        title,
        when,
        not,
        substitutes: named.unwrap_or_else(|| substitutes(&by)),
        late: written.unwrap_or_else(default_late),
        auth: auth.unwrap_or_else(|| least_proof(&by, !sign.is_empty())),
        by,
        confirms: confirms.clone().unwrap_or_default(),
        edit,
        due,
        late_default,
        actions,
        sign,
        part: part.cloned(),
    };
    Some((step, confirms.is_none()))
}

const PROOFS: [(&str, Proof); 5] = [
    ("link", Proof::Link),
    ("click", Proof::Click),
    ("pin", Proof::Pin),
    ("passkey", Proof::Passkey),
    ("tte", Proof::Tte),
];

fn least_proof(by: &Holder, signs: bool) -> Proof {
    match by {
        _ if signs => Proof::Tte,
        Holder::Applicant | Holder::Level { level: Level::Rt | Level::Rw, .. } => Proof::Link,
        Holder::Level { .. } => Proof::Click,
    }
}

fn seat(role: &str, level: Level) -> Holder {
    Holder::Level { role: Role(role.to_owned()), level }
}

/// The default chain of substitutes (5.1): offices have their delegations instead.
fn substitutes(by: &Holder) -> Vec<Holder> {
    match by {
        Holder::Level { level: Level::Rt, .. } => {
            vec![seat("secretary", Level::Rt), seat("head", Level::Rw)]
        }
        Holder::Level { level: Level::Rw, .. } => {
            vec![seat("secretary", Level::Rw), seat("officer", Level::Kelurahan)]
        }
        _ => Vec::new(),
    }
}

/// The head of the parent unit.
fn above(by: &Holder) -> Option<Holder> {
    let Holder::Level { level, .. } = by else { return None };
    Level::ALL.into_iter().find(|upper| upper > level).map(|upper| seat("head", upper))
}

fn lates(report: &mut Report, list: &At<'_>, step: &At<'_>, roles: &Roles) -> Vec<Late> {
    if step.get("due").is_none() {
        report.error(list, "needs `due` on the step");
    }
    let mut lates = Vec::new();
    for item in report.list(list) {
        if !report.keys(&item, &["after", "remind", "add"]) {
            continue;
        }
        let after = item.get("after").and_then(|at| report.period(&at));
        let after = after.unwrap_or(Period::new(0, Unit::WorkDay));
        let act = match (item.get("remind"), item.get("add")) {
            (Some(remind), None) => report.word(&remind, "receiver", &[("holder", LateDo::Remind)]),
            (None, Some(add)) => holder(report, &add, roles).map(LateDo::Add),
            _ => {
                report.error(&item, "needs either `remind: holder` or `add: HOLDER`");
                None
            }
        };
        lates.extend(act.map(|act| Late { after, act }));
    }
    lates
}
