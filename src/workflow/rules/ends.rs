//! Ends, how long a case is kept, and whether the promised time can be held.

use super::super::finding::did_you_mean;
use super::super::{Due, Expr, Target};
use super::Rules;
use crate::calendar::{Period, Unit};

pub(super) fn check(rules: &mut Rules<'_, '_>, is_part: bool) {
    let definition = rules.definition;
    let leads = |end: &str| {
        let to = |target: &Target| matches!(target, Target::End(id) if id.as_str() == end);
        definition.steps.iter().flat_map(|step| &step.actions).any(|action| to(&action.to))
    };
    for end in &definition.ends {
        let built_in = ["done", "rejected", "withdrawn"].contains(&end.id.as_str());
        if !built_in && !leads(end.id.as_str()) {
            rules.error(&["ends", end.id.as_str()], "no action leads here");
        }
        let to = end.reopen.as_ref().map(|reopen| reopen.to.as_str());
        if let Some(to) = to.filter(|to| definition.step(to).is_none()) {
            let known = definition.steps.iter().map(|step| step.id.as_str());
            let at = rules.at(&["ends", end.id.as_str(), "reopen", "to"]);
            rules.report.mend(&at, format!("no such step `{to}`"), did_you_mean(to, known));
        }
    }
    for (end, _) in &definition.keep {
        if definition.end(end.as_str()).is_none() {
            let known = definition.ends.iter().map(|end| end.id.as_str());
            let at = rules.at(&["keep", end.as_str()]);
            let remedy = did_you_mean(end.as_str(), known);
            rules.report.key_error(&at, format!("no end `{end}`"), remedy);
        }
    }
    // Somebody else's service has no cases here, and a part has those of its services.
    let cases = definition.link.is_none() && !is_part;
    for end in definition.ends.iter().filter(|_| cases) {
        let id = end.id.as_str();
        let reached = ["done", "withdrawn"].contains(&id) || leads(id);
        if reached && !definition.keep.iter().any(|(kept, _)| kept == &end.id) {
            let mut at = rules.at(&["keep"]);
            "keep".clone_into(&mut at.path);
            let message = format!("end {id} has no time; the office's default holds");
            rules.report.warn(&at, message);
        }
    }
    promise(rules);
}

/// A 56th of a working day: days, weeks and hours are whole numbers of them.
const DAY: i64 = 56;

/// `7d` counts as `5wd`, `8wh` as `1wd` (2.1).
fn working(period: Period) -> i64 {
    let count = i64::from(period.count);
    count.saturating_mul(match period.unit {
        Unit::WorkDay => DAY,
        Unit::WorkHour | Unit::Hour => DAY / 8,
        Unit::Day => DAY * 5 / 7,
        Unit::Month => DAY * 5 / 7 * 30,
        Unit::Year => DAY * 5 / 7 * 365,
    })
}

fn promise(rules: &mut Rules<'_, '_>) {
    let Some(time) = rules.definition.service.time else { return };
    let unconditional = rules.definition.steps.iter().filter(|step| step.when.is_none());
    let sum = unconditional.fold(0_i64, |sum, step| match &step.due {
        Some(Due::Period(Expr::Period(due))) => sum.saturating_add(working(*due)),
        _ => sum,
    });
    if sum > working(time) {
        let tenths = sum.saturating_mul(10) / DAY;
        let (whole, rest) = (tenths / 10, tenths % 10);
        let fraction = if rest == 0 { String::new() } else { format!(".{rest}") };
        let at = rules.at(&["service", "time"]);
        let message =
            format!("{time} is promised but the steps alone may take {whole}{fraction}wd");
        rules.report.warn(&at, message);
    }
}
