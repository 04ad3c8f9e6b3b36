//! `ends` (definition-format.md 5.4).

use super::super::at::At;
use super::super::keys::{Key, Takes, key, must};
use super::super::report::Report;
use super::super::{End, Reopen};
use super::action::length;
use super::id::{self, IdKind};

/// Keys of every end.
pub(in super::super) const END: [Key; 2] =
    [must("title", Takes::Text), key("reopen", Takes::Map(&REOPEN))];
const REOPEN: [Key; 3] = [
    must("by", Takes::Word(&["applicant"])),
    must("within", Takes::Period),
    must("to", Takes::Text),
];

/// `ends`, with those that are always there.
pub(in super::super) fn ends(report: &mut Report, top: &At<'_>) -> Vec<End> {
    let built_in = [("done", "Selesai"), ("rejected", "Ditolak"), ("withdrawn", "Dibatalkan")];
    let end = |(id, title): (&str, &str)| End { id: id.into(), title: title.into(), reopen: None };
    let mut ends = built_in.map(end).to_vec();
    let Some(map) = top.get("ends") else { return ends };
    report.is_map(&map);
    for (id, at) in map.entries() {
        id::check(report, &at, &id, IdKind::Plain);
        report.keys(&at, &END);
        let title = report.title(&at).unwrap_or_default();
        let reopen = at.get("reopen").and_then(|at| reopen(report, &at));
        let read = End { id: (&*id).into(), title, reopen };
        match ends.iter_mut().find(|end| end.id == read.id) {
            Some(known) => *known = read,
            None => ends.push(read),
        }
    }
    ends
}

fn reopen(report: &mut Report, at: &At<'_>) -> Option<Reopen> {
    if !report.keys(at, &REOPEN) {
        return None;
    }
    let missing = ["by", "within", "to"].into_iter().find(|key| at.get(key).is_none());
    if let Some(missing) = missing {
        let remedy = "write {by: applicant, within: 10d, to: STEP}".to_owned();
        report.mend(at, format!("needs `{missing}`"), Some(remedy));
        return None;
    }
    report.word(&at.get("by")?, "word", &[("applicant", ())]);
    let within = length(report, &at.get("within")?);
    let to = report.text(&at.get("to")?);
    Some(Reopen { within: within?, to: (&*to?).into() })
}
