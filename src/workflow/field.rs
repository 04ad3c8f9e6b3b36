//! Fields: what a service asks (definition-format.md section 3).

use std::sync::Arc;

use super::{Expr, FieldId, PersonPart, PlacePart, StepId, Value};
use crate::calendar::Period;

/// A field.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Its id.
    pub id: FieldId,
    /// The question.
    pub title: Arc<str>,
    /// One sentence under it.
    pub help: Option<Arc<str>>,
    /// What may be answered.
    pub kind: FieldKind,
    /// May stay empty.
    pub optional: bool,
    /// Asked only if true.
    pub when: Option<Expr>,
    /// Prefilled with this.
    pub default: Option<Value>,
    /// Used by tests and shown as a hint.
    pub example: Option<Value>,
    /// Who fills it.
    pub by: Filler,
    /// Rules with their messages.
    pub checks: Vec<Check>,
    /// Erased so long after the end; the case's time if absent.
    pub keep: Option<Period>,
}

/// Who fills a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Filler {
    /// The applicant, at submission.
    Applicant,
    /// A step.
    Step(StepId),
}

/// A rule for a value.
#[derive(Debug, Clone, PartialEq)]
pub struct Check {
    /// What must hold.
    pub that: Expr,
    /// What people are told if it does not.
    pub say: Arc<str>,
    /// Flag it to officers instead of refusing.
    pub warn: bool,
}

/// A kind of field with its further keys.
#[derive(Debug, Clone, PartialEq)]
pub enum FieldKind {
    /// Text of at most `max` characters.
    Text {
        /// Characters.
        max: u32,
    },
    /// A whole number.
    Number {
        /// Least.
        min: Option<i64>,
        /// Greatest.
        max: Option<i64>,
    },
    /// Yes or no.
    Bool,
    /// A day.
    Date {
        /// Earliest.
        min: Option<Expr>,
        /// Latest.
        max: Option<Expr>,
    },
    /// Hours and minutes.
    Time,
    /// A length of time (settings).
    Period,
    /// One of some words.
    Choice(Choices),
    /// A person.
    Person {
        /// The parts that are asked, in this order.
        ask: Vec<PersonPart>,
    },
    /// A place.
    Place {
        /// The parts that are asked, in this order.
        ask: Vec<PlacePart>,
    },
    /// Rows.
    List {
        /// The columns.
        columns: Vec<Column>,
        /// Least rows.
        min: u32,
        /// Most rows.
        max: u32,
    },
    /// A file.
    File {
        /// Accepted endings: jpg, png, pdf.
        accept: Vec<Arc<str>>,
        /// At most so many.
        many: u32,
        /// How it is brought.
        bring: Bring,
    },
}

/// The keys and words of a choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choices(pub Vec<(Arc<str>, Arc<str>)>);

impl Choices {
    /// The words of a key.
    pub fn words(&self, key: &str) -> Option<&str> {
        self.0.iter().find(|(k, _)| &**k == key).map(|(_, words)| &**words)
    }
}

/// A column of a list: a field without `by`, `hide`, `keep` and `default`.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Its id.
    pub id: Arc<str>,
    /// The question.
    pub title: Arc<str>,
    /// What may be answered.
    pub kind: FieldKind,
    /// May stay empty.
    pub optional: bool,
}

/// How a paper is brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bring {
    /// Uploaded.
    Upload,
    /// Shown at the desk.
    Show,
    /// Uploaded, and the original shown.
    Both,
}
