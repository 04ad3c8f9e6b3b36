//! `tests`: scenarios as they are written (definition-format.md section 10).

use std::sync::Arc;

use super::super::at::At;
use super::super::keys::{Key, Takes, key, must};
use super::super::report::Report;

/// Keys of a scenario.
pub(in super::super) const SCENARIO: [Key; 6] = [
    must("name", Takes::Text),
    key("with", Takes::Pairs),
    key("office", Takes::Pairs),
    key("seats", Takes::Pairs),
    must("do", Takes::Texts),
    must("expect", Takes::Map(&EXPECT)),
];
const EXPECT: [Key; 6] = [
    key("end", Takes::Text),
    key("at", Takes::Text),
    key("outputs", Takes::Texts),
    key("kept", Takes::Texts),
    key("void", Takes::Texts),
    key("refused", Takes::Text),
];

/// A text with the place where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The text.
    pub text: Arc<str>,
    /// From 1.
    pub line: u32,
    /// In characters, from 1.
    pub column: u32,
}

/// A scenario of a file, its lines not yet read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scenario {
    /// What it shows.
    pub name: Arc<str>,
    /// Answers that matter: `FIELD` or `FIELD.PART` (or `purpose`), and the value.
    pub with: Vec<(Arc<str>, Written)>,
    /// Settings that differ from their default.
    pub office: Vec<(Arc<str>, Written)>,
    /// Steps whose seat is `vacant`, `plt` or `on-leave`.
    pub seats: Vec<(Arc<str>, Written)>,
    /// The lines of `do`.
    pub lines: Vec<Written>,
    /// What must come of it.
    pub expect: Expect,
    /// Where it begins, from 1.
    pub line: u32,
}

/// What must come of a scenario; what is absent is not asked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Expect {
    /// The end.
    pub end: Option<Written>,
    /// The step, or `applicant`.
    pub at: Option<Written>,
    /// Issued outputs.
    pub outputs: Option<Vec<Written>>,
    /// Steps whose approval outlived the last submission.
    pub kept: Option<Vec<Written>>,
    /// Exactly the outputs that were voided on the way.
    pub void: Option<Vec<Written>>,
    /// The code of the refusal of the last line.
    pub refused: Option<Written>,
}

/// Reads `tests`.
pub(in super::super) fn scenarios(report: &mut Report, at: &At<'_>) -> Vec<Scenario> {
    let items = report.list(at);
    items.iter().filter_map(|item| scenario(report, item)).collect()
}

fn scenario(report: &mut Report, at: &At<'_>) -> Option<Scenario> {
    if !report.keys(at, &SCENARIO) {
        return None;
    }
    for key in ["name", "do", "expect"] {
        if at.get(key).is_none() {
            report.error(at, format!("needs `{key}`"));
        }
    }
    let pairs =
        |report: &mut Report, key| at.get(key).map(|map| pairs(report, &map)).unwrap_or_default();
    let (with, office) = (pairs(report, "with"), pairs(report, "office"));
    let seats = pairs(report, "seats");
    let name = report.text(&at.get("name")?)?;
    let lines = texts(report, &at.get("do")?);
    let expect = expect(report, &at.get("expect")?);
    Some(Scenario { name, with, office, seats, lines, expect, line: at.node.spot.line })
}

pub(in super::super) fn expect(report: &mut Report, at: &At<'_>) -> Expect {
    report.keys(at, &EXPECT);
    let one = |report: &mut Report, key| at.get(key).and_then(|at| written(report, &at));
    let many = |report: &mut Report, key| at.get(key).map(|at| texts(report, &at));
    Expect {
        end: one(report, "end"),
        at: one(report, "at"),
        outputs: many(report, "outputs"),
        kept: many(report, "kept"),
        void: many(report, "void"),
        refused: one(report, "refused"),
    }
}

pub(in super::super) fn pairs(report: &mut Report, at: &At<'_>) -> Vec<(Arc<str>, Written)> {
    report.is_map(at);
    let read = |(key, at): (Arc<str>, At<'_>)| Some((key, written(report, &at)?));
    at.entries().into_iter().filter_map(read).collect()
}

pub(in super::super) fn texts(report: &mut Report, at: &At<'_>) -> Vec<Written> {
    report.list(at).iter().filter_map(|item| written(report, item)).collect()
}

fn written(report: &mut Report, at: &At<'_>) -> Option<Written> {
    let text = report.text(at)?;
    let spot = at.spot();
    Some(Written { text, line: spot.line, column: spot.column })
}
