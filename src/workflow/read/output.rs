//! `outputs.NAME` (definition-format.md section 6).

use std::sync::Arc;

use super::super::at::At;
use super::super::keys::{Key, Takes, key, must};
use super::super::report::Report;
use super::super::{Due, Grant, Holder, Output, Recipient, SeriesKey};
use super::holder::{Roles, holder};
use super::id::{self, IdKind};
use super::number;
use crate::area::Level;

/// Keys of every output.
pub(in super::super) const OUTPUT: [Key; 11] = [
    must("title", Takes::Text),
    key("template", Takes::Text),
    key("number", Takes::Text),
    key("series", Takes::Words(&SERIES)),
    key("when", Takes::Text),
    key("at", Takes::Text),
    key("to", Takes::Texts),
    key("cc", Takes::Texts),
    key("valid", Takes::Text),
    key("revokes", Takes::Text),
    key("grant", Takes::Word(&["verified", "credential"])),
];
const SERIES: [&str; 8] = ["office", "rt", "rw", "kelurahan", "kecamatan", "code", "year", "month"];

/// An output; who signs it is put in later, from the steps.
pub(in super::super) fn output(
    report: &mut Report,
    at: &At<'_>,
    id: &str,
    part: Option<&Arc<str>>,
    roles: &Roles,
) -> Option<Output> {
    if !report.keys(at, &OUTPUT) {
        return None;
    }
    let title = report.title(at).unwrap_or_default();
    let text = |report: &mut Report, key| at.get(key).and_then(|at| report.text(&at));
    let template = text(report, "template");
    if let (Some(at), Some(name)) = (at.get("template"), &template) {
        id::check(report, &at, name, IdKind::Plain);
    }
    let number = at.get("number").map(|at| number::pattern(report, &at)).unwrap_or_default();
    let series = at.get("series").map(|at| series(report, &at)).unwrap_or_default();
    if at.get("number").is_some() && at.get("series").is_none() {
        report.error(at, "a number needs `series` (what the counter belongs to)");
    }
    if at.get("number").is_none() && at.get("series").is_some() {
        report.error(at, "`series` needs `number`");
    }
    Some(Output {
        id: id.into(),
        title,
        template,
        number,
        series,
        when: at.get("when").and_then(|at| report.expr(&at)),
        at: text(report, "at").map(|step| (&*step).into()),
        to: at.get("to").map_or_else(|| vec![Holder::Applicant], |at| to(report, &at, roles)),
        cc: at.get("cc").map(|at| copies(report, &at, roles)).unwrap_or_default(),
        valid: at.get("valid").and_then(|at| report.expr(&at)).map(Due::Period),
        revokes: text(report, "revokes").map(|field| (&*field).into()),
        grant: at.get("grant").and_then(|at| report.word(&at, "effect", &GRANTS)),
        signers: Vec::new(),
        part: part.cloned(),
    })
}

const GRANTS: [(&str, Grant); 2] =
    [("verified", Grant::Verified), ("credential", Grant::Credential)];

fn to(report: &mut Report, at: &At<'_>, roles: &Roles) -> Vec<Holder> {
    let items = report.list(at);
    items.iter().filter_map(|item| holder(report, item, roles)).collect()
}

/// Holders, and names of those outside: what does not look like a holder is a name.
fn copies(report: &mut Report, at: &At<'_>, roles: &Roles) -> Vec<Recipient> {
    let mut copies = Vec::new();
    for item in report.list(at) {
        let Some(text) = report.text(&item) else { continue };
        let known = *text == *"applicant" || text.contains('@') || text.starts_with("service:");
        copies.extend(if known {
            holder(report, &item, roles).map(Recipient::Holder)
        } else {
            Some(Recipient::Outside(text))
        });
    }
    copies
}

fn series(report: &mut Report, at: &At<'_>) -> Vec<SeriesKey> {
    let known = [
        ("office", SeriesKey::Office),
        ("rt", SeriesKey::Level(Level::Rt)),
        ("rw", SeriesKey::Level(Level::Rw)),
        ("kelurahan", SeriesKey::Level(Level::Kelurahan)),
        ("kecamatan", SeriesKey::Level(Level::Kecamatan)),
        ("code", SeriesKey::Code),
        ("year", SeriesKey::Year),
        ("month", SeriesKey::Month),
    ];
    let items = report.list(at);
    items.iter().filter_map(|item| report.word(item, "key", &known)).collect()
}
