//! Fields: what a service asks (definition-format.md section 3).

use std::sync::Arc;

use super::{
    EndId, Expr, FieldId, Pattern, PersonPart, PlacePart, ServiceId, StepId, Table, Value,
};
use crate::area::{AreaCode, OfficeId};
use crate::calendar::{Period, PeriodClass};

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
    pub default: Option<Prefill>,
    /// Used by tests and shown as a hint.
    pub example: Option<Value>,
    /// Who fills it.
    pub by: Filler,
    /// Rules with their messages.
    pub checks: Vec<Check>,
    /// Steps that do not see it.
    pub hide: Option<Hide>,
    /// Shown masked, every view recorded, never published.
    pub sensitive: bool,
    /// Erased so long after the end; the case's time if absent.
    pub keep: Option<Period>,
}

/// What a field is prefilled with.
#[derive(Debug, Clone, PartialEq)]
pub enum Prefill {
    /// Always the same.
    Value(Value),
    /// What other answers make of it: `category.agency`.
    Expr(Expr),
}

/// Whom a field is hidden from.
#[derive(Debug, Clone, PartialEq)]
pub struct Hide {
    /// These steps do not see it.
    pub from: Vec<StepId>,
    /// Only while this holds.
    pub when: Option<Expr>,
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
        /// What the whole text must look like.
        pattern: Option<Pattern>,
    },
    /// A whole number.
    Number {
        /// Least.
        min: Option<i64>,
        /// Greatest.
        max: Option<i64>,
    },
    /// Whole rupiah.
    Money {
        /// Least.
        min: i64,
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
    /// A length of time of one class.
    Period(PeriodClass),
    /// One of what is offered, or several.
    Choice(Choices),
    /// A person.
    Person {
        /// The parts that are asked, in this order.
        ask: Vec<PersonPart>,
        /// To be chosen from the applicant's household.
        household: bool,
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
        /// Accepted endings: jpg, png, pdf, mp4.
        accept: Vec<Arc<str>>,
        /// At most so many.
        many: u32,
        /// At least so many.
        min: u32,
        /// How it is brought.
        bring: Bring,
    },
    /// An earlier case.
    Case {
        /// Of one of these services; of any if empty.
        of: Vec<ServiceId>,
        /// Ended in one of these ways.
        ends: Vec<EndId>,
    },
}

impl FieldKind {
    /// A text of at most so many characters.
    pub fn text(max: u32) -> Self {
        Self::Text { max, pattern: None }
    }

    /// A person of whom these parts are asked.
    pub fn person(ask: Vec<PersonPart>) -> Self {
        Self::Person { ask, household: false }
    }
}

/// What a choice offers, and whether several may be taken.
#[derive(Debug, Clone, PartialEq)]
pub struct Choices {
    /// What is offered.
    pub from: Offers,
    /// Several may be taken: tick boxes.
    pub many: bool,
}

/// What a choice offers.
#[derive(Debug, Clone, PartialEq)]
pub enum Offers {
    /// Keys and words of the file.
    Words(Vec<(Arc<str>, Arc<str>)>),
    /// The rows of a table.
    Table(Arc<Table>),
    /// Offices.
    Units,
    /// Areas: kelurahan and desa.
    Areas,
}

impl Choices {
    /// A choice of one of these words.
    pub fn of(words: Vec<(Arc<str>, Arc<str>)>) -> Self {
        Self { from: Offers::Words(words), many: false }
    }

    /// Keys and words that the definition itself offers; none for offices and areas.
    pub fn pairs(&self) -> Vec<(&Arc<str>, &Arc<str>)> {
        match &self.from {
            Offers::Words(words) => words.iter().map(|(key, words)| (key, words)).collect(),
            Offers::Table(table) => table.rows.iter().map(|row| (&row.key, &row.title)).collect(),
            Offers::Units | Offers::Areas => Vec::new(),
        }
    }

    /// The words of a key.
    pub fn words(&self, key: &str) -> Option<&str> {
        match &self.from {
            Offers::Words(words) => {
                words.iter().find(|(k, _)| &**k == key).map(|(_, words)| &**words)
            }
            Offers::Table(table) => table.row(key).map(|row| &*row.title),
            Offers::Units | Offers::Areas => None,
        }
    }

    /// The value of a key that is offered.
    pub fn value(&self, key: &str) -> Option<Value> {
        match self.from {
            Offers::Units => (!key.is_empty() && !key.contains(char::is_whitespace))
                .then(|| Value::Office(OfficeId(key.to_owned()))),
            Offers::Areas => {
                let area: AreaCode = key.parse().ok()?;
                (area.level() == crate::area::Level::Kelurahan).then_some(Value::Area(area))
            }
            _ => self.words(key).map(|_| Value::Choice(key.into())),
        }
    }

    /// Several values as one: in the order of what is offered, each once.
    pub fn several(&self, values: Vec<Value>) -> Value {
        let key = |value: &Value| match value {
            Value::Choice(key) => key.to_string(),
            Value::Office(office) => office.to_string(),
            Value::Area(area) => area.to_string(),
            _ => String::new(),
        };
        let order: Vec<&Arc<str>> = self.pairs().into_iter().map(|(key, _)| key).collect();
        let place = |value: &Value| {
            let key = key(value);
            (order.iter().position(|known| ***known == *key), key)
        };
        let mut values = values;
        values.sort_by_key(place);
        values.dedup();
        Value::Many(values)
    }
}

/// A column of a list: a field without `by`, `hide`, `keep` and `default`.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Its id.
    pub id: Arc<str>,
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
    /// Used by tests and shown as a hint.
    pub example: Option<Value>,
    /// Rules with their messages.
    pub checks: Vec<Check>,
    /// Shown masked, every view recorded, never published.
    pub sensitive: bool,
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
