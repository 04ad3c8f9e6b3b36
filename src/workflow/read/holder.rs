//! Holders and proofs (definition-format.md 5.1).

use std::sync::Arc;

use super::super::at::At;
use super::super::finding::did_you_mean;
use super::super::report::Report;
use super::super::{Holder, Starter};
use crate::area::{Level, Role};

/// The roles that may stand before `@`: keys of `tables/roles.csv`.
#[derive(Debug, Clone, Default)]
pub(in super::super) struct Roles(pub Vec<Arc<str>>);

/// A holder: `ROLE@LEVEL` or `applicant`.
pub(in super::super) fn holder(report: &mut Report, at: &At<'_>, roles: &Roles) -> Option<Holder> {
    if let (None, false) = (at.raw(), at.items().is_empty()) {
        report.error(at, "must be one holder, is a list");
        return None;
    }
    let text = report.text(at)?;
    if &*text == "applicant" {
        return Some(Holder::Applicant);
    }
    seat(report, at, &text, roles)
}

fn seat(report: &mut Report, at: &At<'_>, text: &str, roles: &Roles) -> Option<Holder> {
    let Some((role, level)) = text.split_once('@') else {
        let remedy = "write ROLE@LEVEL, for example head@kelurahan, or applicant".to_owned();
        report.mend(at, format!("`{text}` is not a holder"), Some(remedy));
        return None;
    };
    if !roles.0.iter().any(|known| &**known == role) {
        report.unknown(at, "role", role, roles.0.iter().map(|role| &**role));
        return None;
    }
    if level == "any" {
        report.error(at, "`any` is allowed in start.by only");
        return None;
    }
    let Some(level) = Level::from_key(level) else {
        let keys = Level::ALL.map(Level::key);
        let message = format!("no level `{level}` (levels: {})", keys.join(", "));
        report.mend(at, message, did_you_mean(level, keys));
        return None;
    };
    Some(Holder::Level { role: Role(role.to_owned()), level })
}

/// Who may start a service.
pub(in super::super) fn starter(
    report: &mut Report,
    at: &At<'_>,
    roles: &Roles,
) -> Option<Starter> {
    let text = report.text(at)?;
    match &*text {
        "anyone" => Some(Starter::Anyone),
        "contact" => Some(Starter::Contact),
        "resident" => Some(Starter::Resident),
        text if text.contains('@') => seat(report, at, text, roles).map(Starter::Staff),
        _ => {
            let words = ["anyone", "contact", "resident"];
            let message =
                format!("unknown starter `{text}` (known: {}, ROLE@LEVEL)", words.join(", "));
            report.mend(at, message, did_you_mean(&text, words));
            None
        }
    }
}
