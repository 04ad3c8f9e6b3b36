//! What ids look like (definition-format.md section 1).

use super::super::at::At;
use super::super::report::Report;

const RESERVED: [&str; 18] = [
    "and",
    "or",
    "not",
    "if",
    "then",
    "else",
    "some",
    "every",
    "satisfies",
    "it",
    "has",
    "size",
    "true",
    "false",
    "today",
    "office",
    "route",
    "purpose",
];

/// What an id belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum IdKind {
    /// Fields, settings, columns: names in expressions.
    Name,
    /// Files, steps, actions, ends, outputs, tables and their rows.
    Plain,
    /// Keys of a choice.
    Choice,
}

/// Reports an id that has a wrong letter or is a reserved word.
pub(in super::super) fn check(report: &mut Report, at: &At<'_>, id: &str, kind: IdKind) {
    if let Some(wrong) = mistake(id, kind) {
        report.key_error(at, wrong, None);
    }
}

/// What is wrong with an id.
pub(in super::super) fn mistake(id: &str, kind: IdKind) -> Option<String> {
    let starts = id.starts_with(|c: char| c.is_ascii_lowercase());
    let small = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    let (good, letters) = match kind {
        IdKind::Name => (starts && id.chars().all(small), "a-z, 0-9 and _"),
        IdKind::Plain => (starts && id.chars().all(|c| small(c) || c == '-'), "a-z, 0-9, _ and -"),
        IdKind::Choice => {
            let fits = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
            (!id.is_empty() && id.chars().all(fits), "A-Z, a-z, 0-9, _ and -")
        }
    };
    if !good {
        let first = if kind == IdKind::Choice { "" } else { ", beginning with a letter" };
        Some(format!("an id here is {letters}{first}"))
    } else if kind == IdKind::Name && RESERVED.contains(&id) {
        Some(format!("`{id}` is a reserved word"))
    } else {
        None
    }
}
