//! The types of expressions (definition-format.md section 4).

use std::fmt;
use std::sync::Arc;

use super::parts::PartKind;
use super::{Column, FieldKind, PersonPart, PlacePart};
use crate::area::Level;
use crate::calendar::PeriodClass;

/// What an expression gives.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Type {
    /// A mistake that was told already: fits everywhere.
    Unknown,
    Text,
    Number,
    /// Of any class where the branches of `if` differ.
    Period(Option<PeriodClass>),
    Bool,
    Date,
    Time,
    /// One of these keys.
    Choice(Vec<Arc<str>>),
    Area,
    Office,
    Person(Vec<PersonPart>),
    Place(Vec<PlacePart>),
    List(Vec<Column>),
    File {
        many: bool,
    },
}

impl From<&FieldKind> for Type {
    fn from(kind: &FieldKind) -> Self {
        match kind {
            FieldKind::Text { .. } => Self::Text,
            FieldKind::Number { .. } => Self::Number,
            FieldKind::Bool => Self::Bool,
            FieldKind::Date { .. } => Self::Date,
            FieldKind::Time => Self::Time,
            FieldKind::Period => Self::Period(None),
            FieldKind::Choice(choices) => {
                Self::Choice(choices.0.iter().map(|(key, _)| key.clone()).collect())
            }
            FieldKind::Person { ask } => Self::Person(ask.clone()),
            FieldKind::Place { ask } => Self::Place(ask.clone()),
            FieldKind::List { columns, .. } => Self::List(columns.clone()),
            FieldKind::File { many, .. } => Self::File { many: *many > 1 },
        }
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unknown => "unknown",
            Self::Text => "text",
            Self::Number => "number",
            Self::Period(None) => "duration",
            Self::Period(Some(PeriodClass::Calendar)) => "calendar duration",
            Self::Period(Some(PeriodClass::Working)) => "working duration",
            Self::Period(Some(PeriodClass::Clock)) => "clock duration",
            Self::Bool => "yes/no",
            Self::Date => "date",
            Self::Time => "time",
            Self::Choice(_) => "choice",
            Self::Area => "area",
            Self::Office => "office",
            Self::Person(_) => "person",
            Self::Place(_) => "place",
            Self::List(_) => "list",
            Self::File { .. } => "file",
        })
    }
}

impl Type {
    /// Whether two values of these types may be compared with `==`.
    pub fn comparable(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Unknown, _) | (_, Self::Unknown) => true,
            (Self::Period(a), Self::Period(b)) => a == b && a.is_some(),
            _ => std::mem::discriminant(self) == std::mem::discriminant(other),
        }
    }

    /// Whether two values of these types have an order.
    pub fn ordered(&self, other: &Self) -> bool {
        let orders = matches!(
            self,
            Self::Number | Self::Date | Self::Time | Self::Period(_) | Self::Unknown
        );
        self.comparable(other) && (orders || *other == Self::Unknown)
    }

    /// The type of one part of a value; the error is a sentence about `path`.
    pub fn part(&self, part: &str, path: &str) -> Result<Self, (String, Option<String>)> {
        match self {
            Self::Unknown => Ok(Self::Unknown),
            Self::Person(ask) => match PersonPart::from_key(part) {
                Some(known) if ask.contains(&known) => Ok((&known.kind()).into()),
                Some(_) => Err(not_asked(part, path)),
                None => Err(has_no("a person", part, PersonPart::ALL.iter().map(|p| p.key()))),
            },
            Self::Place(ask) => match PlacePart::from_key(part) {
                Some(known) if ask.contains(&known) => Ok(match known.kind() {
                    PartKind::Field(kind) => (&kind).into(),
                    PartKind::Area => Self::Area,
                }),
                Some(_) => Err(not_asked(part, path)),
                None => Err(has_no("a place", part, PlacePart::ALL.iter().map(|p| p.key()))),
            },
            Self::Area | Self::Office if part == "area" || Level::from_key(part).is_some() => {
                Ok(Self::Area)
            }
            Self::Area | Self::Office => {
                let levels = ["area"].into_iter().chain(Level::ALL.map(Level::key));
                Err(has_no(&format!("an {self}"), part, levels))
            }
            Self::List(_) => {
                let list = path.strip_suffix(&format!(".{part}")).unwrap_or(path);
                Err((format!("`{list}` is a list; use some, every or size"), None))
            }
            _ => {
                let value = path.strip_suffix(&format!(".{part}")).unwrap_or(path);
                Err((format!("`{value}` is a {self}; it has no `{part}`"), None))
            }
        }
    }
}

fn not_asked(part: &str, path: &str) -> (String, Option<String>) {
    (format!("`{path}`: `{part}` is not asked; add it to `ask`"), None)
}

fn has_no<'a>(
    what: &str,
    part: &str,
    known: impl Iterator<Item = &'a str>,
) -> (String, Option<String>) {
    let known: Vec<&str> = known.collect();
    let message = format!("{what} has no `{part}` (has: {})", known.join(", "));
    (message, super::finding::did_you_mean(part, known))
}
