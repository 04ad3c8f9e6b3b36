//! `outputs.NAME` (definition-format.md section 6).

use std::sync::Arc;

use super::super::at::At;
use super::super::report::Report;
use super::super::{Output, SeriesKey};
use super::id::{self, IdKind};
use super::number;
use crate::area::Level;

/// An output; who signs it is put in later, from the steps.
pub(in super::super) fn output(
    report: &mut Report,
    at: &At<'_>,
    id: &str,
    part: Option<&Arc<str>>,
) -> Option<Output> {
    if !report.keys(at, &["title", "template", "number", "series", "when", "at"]) {
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
        signers: Vec::new(),
        part: part.cloned(),
    })
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
