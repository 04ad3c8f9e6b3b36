//! Holders and starters (definition-format.md 5.1 and 2.3).

use std::sync::Arc;

use super::super::at::At;
use super::super::finding::did_you_mean;
use super::super::report::Report;
use super::super::{Holder, Starter};
use crate::area::{Level, Role};

/// The roles that may stand before `@`: keys of `tables/roles.csv`.
#[derive(Debug, Clone, Default)]
pub(in super::super) struct Roles(pub Vec<Arc<str>>);

/// What may stand where a holder is wanted.
pub(in super::super) const FORMS: &str = "write ROLE@LEVEL, for example head@kelurahan, ROLE@FIELD, service:NAME, applicant, or a field of people";

/// A holder. Whether its fields exist is checked once all fields are known.
pub(in super::super) fn holder(report: &mut Report, at: &At<'_>, roles: &Roles) -> Option<Holder> {
    let text = report.text(at)?;
    match text.parse::<Holder>() {
        Ok(Holder::At { role, path }) if path.to_string() == "any" => {
            known(report, at, roles, &role.0);
            report.error(at, "`any` is allowed in start.by only");
            None
        }
        Ok(holder) => {
            let role = match &holder {
                Holder::Level { role, .. } | Holder::At { role, .. } => Some(role),
                _ => None,
            };
            role.is_none_or(|role| known(report, at, roles, &role.0)).then_some(holder)
        }
        Err(error) if error.offset > 0 => {
            report.in_expression(at, error.offset, &error.message, None);
            None
        }
        Err(error) => {
            report.mend(at, error.message, Some(FORMS.to_owned()));
            None
        }
    }
}

/// The holders of a list.
pub(in super::super) fn holders(report: &mut Report, list: &At<'_>, roles: &Roles) -> Vec<Holder> {
    report.list(list).iter().filter_map(|item| holder(report, item, roles)).collect()
}

fn known(report: &mut Report, at: &At<'_>, roles: &Roles, role: &str) -> bool {
    let known = roles.0.iter().any(|known| &**known == role);
    if !known {
        report.unknown(at, "role", role, roles.0.iter().map(|role| &**role));
    }
    known
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
        "applicant" => Some(Starter::Applicant),
        text if text.ends_with("@any") => {
            let role = text.strip_suffix("@any").unwrap_or_default();
            known(report, at, roles, role).then(|| Starter::AnyStaff(Role(role.to_owned())))
        }
        text if text.contains('@') => match holder(report, at, roles)? {
            Holder::At { path, .. } => {
                let (keys, level) = (Level::ALL.map(Level::key), path.to_string());
                let message = format!("no level `{level}` (levels: {})", keys.join(", "));
                report.mend(at, message, did_you_mean(&level, keys));
                None
            }
            staff => Some(Starter::Staff(staff)),
        },
        _ => {
            let words = ["anyone", "contact", "resident", "applicant"];
            let message =
                format!("unknown starter `{text}` (known: {}, ROLE@LEVEL)", words.join(", "));
            report.mend(at, message, did_you_mean(&text, words));
            None
        }
    }
}
