//! The types of expressions (definition-format.md section 4).

use std::fmt;
use std::sync::Arc;

use super::literal::listed;
use super::parts::PartKind;
use super::{Choices, Column, ColumnKind, FieldKind, Offers, PersonPart, PlacePart, Table, Value};
use crate::area::Level;
use crate::calendar::PeriodClass;

/// What an expression gives.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Type {
    /// A mistake that was told already: fits everywhere.
    Unknown,
    Text,
    Number,
    Money,
    /// Of any class where the branches of `if` differ.
    Period(Option<PeriodClass>),
    Bool,
    Date,
    Time,
    /// One of these keys, with the table whose rows they are.
    Choice(Vec<Arc<str>>, Option<Arc<Table>>),
    /// Several choices, offices or areas.
    Many,
    /// Its levels from this one up are surely there; of an unknown one each may be absent.
    Area(Option<Level>),
    /// An office of this level; of an unknown one where it may be an agency.
    Office(Option<Level>),
    Person(Vec<PersonPart>),
    Place(Vec<PlacePart>),
    List(Vec<Column>),
    File {
        many: bool,
    },
    /// An earlier case.
    Case,
}

/// A part of a value.
pub(super) struct Part {
    pub found: Type,
    /// Why it may be absent though the value is there.
    pub open: Option<&'static str>,
}

/// Why a value has no such part, and what to do about it.
type NoPart = (String, Option<String>);

const FOREIGNER: &str = "a foreigner gives a passport";
const NO_AREA: &str = "not every office has one";
const NO_LEVEL: &str = "not every area has one";

impl From<&FieldKind> for Type {
    fn from(kind: &FieldKind) -> Self {
        match kind {
            FieldKind::Text { .. } => Self::Text,
            FieldKind::Number { .. } => Self::Number,
            FieldKind::Money { .. } => Self::Money,
            FieldKind::Bool => Self::Bool,
            FieldKind::Date { .. } => Self::Date,
            FieldKind::Time => Self::Time,
            FieldKind::Period(class) => Self::Period(Some(*class)),
            FieldKind::Choice(Choices { many: true, .. }) => Self::Many,
            FieldKind::Choice(choices) => match &choices.from {
                Offers::Units => Self::Office(None),
                Offers::Areas => Self::Area(Some(Level::Kelurahan)),
                Offers::Words(words) => {
                    Self::Choice(words.iter().map(|(key, _)| key.clone()).collect(), None)
                }
                Offers::Table(table) => {
                    let keys = table.rows.iter().map(|row| row.key.clone());
                    Self::Choice(keys.collect(), Some(Arc::clone(table)))
                }
            },
            FieldKind::Person { ask, .. } => Self::Person(ask.clone()),
            FieldKind::Place { ask } => Self::Place(ask.clone()),
            FieldKind::List { columns, .. } => Self::List(columns.clone()),
            FieldKind::File { many, .. } => Self::File { many: *many > 1 },
            FieldKind::Case { .. } => Self::Case,
        }
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unknown => "unknown",
            Self::Text => "text",
            Self::Number => "number",
            Self::Money => "money",
            Self::Period(None) => "duration",
            Self::Period(Some(PeriodClass::Calendar)) => "calendar duration",
            Self::Period(Some(PeriodClass::Working)) => "working duration",
            Self::Period(Some(PeriodClass::Clock)) => "clock duration",
            Self::Bool => "yes/no",
            Self::Date => "date",
            Self::Time => "time",
            Self::Choice(..) => "choice",
            Self::Many => "choice of many",
            Self::Area(_) => "area",
            Self::Office(_) => "office",
            Self::Person(_) => "person",
            Self::Place(_) => "place",
            Self::List(_) => "list",
            Self::File { .. } => "file",
            Self::Case => "earlier case",
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
        let amount = |found: &Self| matches!(found, Self::Number | Self::Money);
        let orders = matches!(self, Self::Date | Self::Time | Self::Period(_) | Self::Unknown)
            || amount(self);
        amount(self) && amount(other)
            || self.comparable(other) && (orders || *other == Self::Unknown)
    }

    /// The type of one part of a value; the error is a sentence about `path`.
    pub fn part(&self, part: &str, path: &str) -> Result<Part, NoPart> {
        let sure = |found| Ok(Part { found, open: None });
        match self {
            Self::Unknown => sure(Self::Unknown),
            Self::Person(ask) => match PersonPart::from_key(part) {
                Some(known) if ask.contains(&known) => {
                    let passport = ask.contains(&PersonPart::Nik)
                        && (known.of_residents() || known == PersonPart::Passport);
                    let open = passport.then_some(FOREIGNER);
                    Ok(Part { found: (&known.kind()).into(), open })
                }
                Some(_) => Err(not_asked(part, path)),
                None => Err(has_no("a person", part, PersonPart::ALL.iter().map(|p| p.key()))),
            },
            Self::Place(ask) => match PlacePart::from_key(part) {
                Some(known) if ask.contains(&known) => sure(match known.kind() {
                    PartKind::Field(kind) => (&kind).into(),
                    PartKind::Area => Self::Area(Some(Level::Kelurahan)),
                }),
                Some(_) => Err(not_asked(part, path)),
                None => Err(has_no("a place", part, PlacePart::ALL.iter().map(|p| p.key()))),
            },
            Self::Area(lowest) | Self::Office(lowest) => self.level(*lowest, part),
            Self::Choice(_, Some(table)) => column(table, part).and_then(sure),
            Self::Case => match part {
                "office" => sure(Self::Office(None)),
                "applicant" => sure(Self::Person(vec![PersonPart::Nik, PersonPart::Name])),
                _ => Err(has_no("an earlier case", part, ["office", "applicant"].into_iter())),
            },
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

    /// A level of an area or office.
    fn level(&self, lowest: Option<Level>, part: &str) -> Result<Part, NoPart> {
        let agency = *self == Self::Office(None);
        if part == "area" {
            let open = agency.then_some(NO_AREA);
            return Ok(Part { found: Self::Area(lowest), open });
        }
        let known = |level: &Level| lowest.is_none_or(|lowest| *level >= lowest);
        match Level::from_key(part) {
            Some(level) if known(&level) => {
                let open =
                    if agency { Some(NO_AREA) } else { lowest.is_none().then_some(NO_LEVEL) };
                Ok(Part { found: Self::Area(Some(level)), open })
            }
            _ => {
                let levels = Level::ALL.into_iter().filter(known).map(Level::key);
                Err(has_no(&format!("an {self}"), part, ["area"].into_iter().chain(levels)))
            }
        }
    }
}

/// The type of a column of a table.
fn column(table: &Table, name: &str) -> Result<Type, NoPart> {
    if name == "title" {
        return Ok(Type::Text);
    }
    let Some(index) = table.columns.iter().position(|known| &*known.id == name) else {
        let known: Vec<&str> =
            ["title"].into_iter().chain(table.columns.iter().map(|column| &*column.id)).collect();
        let message =
            format!("table `{}` has no column `{name}` (has: {})", table.id, listed(&known));
        return Err((message, super::finding::did_you_mean(name, known)));
    };
    Ok(match table.columns[index].kind {
        ColumnKind::Text => Type::Text,
        ColumnKind::Number => Type::Number,
        ColumnKind::Bool => Type::Bool,
        ColumnKind::Date => Type::Date,
        ColumnKind::Period(class) => Type::Period(Some(class)),
        ColumnKind::Office => Type::Office(None),
        ColumnKind::Area => {
            let level = |row: &super::TableRow| match row.cells.get(index) {
                Some(Value::Area(area)) => Some(area.level()),
                _ => None,
            };
            Type::Area(table.rows.iter().filter_map(level).max())
        }
    })
}

fn not_asked(part: &str, path: &str) -> NoPart {
    (format!("`{path}`: `{part}` is not asked; add it to `ask`"), None)
}

fn has_no<'a>(what: &str, part: &str, known: impl Iterator<Item = &'a str>) -> NoPart {
    let known: Vec<&str> = known.collect();
    let message = format!("{what} has no `{part}` (has: {})", known.join(", "));
    (message, super::finding::did_you_mean(part, known))
}
