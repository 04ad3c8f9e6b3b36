//! The tree of an expression (definition-format.md section 4). Parsed and typed at load, so that
//! nothing can fail at run time.

use std::fmt;
use std::sync::Arc;

use super::{FieldId, SettingId};
use crate::area::Level;
use crate::calendar::Period;

/// An expression.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Expr {
    /// A whole number.
    Number(i64),
    /// A duration.
    Period(Period),
    /// A text, or a key of a choice.
    Text(Arc<str>),
    /// `true` or `false`.
    Bool(bool),
    /// A name.
    Path(Path),
    /// `not x`.
    Not(Box<Expr>),
    /// `a and b`.
    And(Box<Expr>, Box<Expr>),
    /// `a or b`.
    Or(Box<Expr>, Box<Expr>),
    /// `if c then a else b`.
    If(Box<Expr>, Box<Expr>, Box<Expr>),
    /// `some list satisfies x`.
    Some(Path, Box<Expr>),
    /// `every list satisfies x`.
    Every(Path, Box<Expr>),
    /// `has(path)`.
    Has(Path),
    /// `size(path)`.
    Size(Path),
    /// `a < b` and its like.
    Compare(Compare, Box<Expr>, Box<Expr>),
    /// `a + b`.
    Add(Box<Expr>, Box<Expr>),
    /// `a - b`.
    Subtract(Box<Expr>, Box<Expr>),
}

/// A comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Compare {
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    Greater,
    /// `>=`
    AtLeast,
}

/// A name with its parts: `mother.birth_date`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Path {
    /// Where it starts.
    pub root: Root,
    /// The parts after it.
    pub parts: Vec<Arc<str>>,
}

/// Where a path starts.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Root {
    /// A field.
    Field(FieldId),
    /// `office.SETTING`.
    Setting(SettingId),
    /// `route.LEVEL`.
    Route(Level),
    /// `today`: the date of the first submission.
    Today,
    /// `purpose`: new, renewal or correction.
    Purpose,
    /// `it.COLUMN`: a cell of the row at hand.
    Row(Arc<str>),
}

impl Compare {
    /// As it is written.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::Greater => ">",
            Self::AtLeast => ">=",
        }
    }

    /// The comparison of a symbol.
    pub fn from_symbol(symbol: &str) -> Option<Self> {
        [Self::Equal, Self::NotEqual, Self::Less, Self::AtMost, Self::Greater, Self::AtLeast]
            .into_iter()
            .find(|compare| compare.symbol() == symbol)
    }

    /// What holds exactly where this does not.
    #[must_use]
    pub fn opposite(self) -> Self {
        match self {
            Self::Equal => Self::NotEqual,
            Self::NotEqual => Self::Equal,
            Self::Less => Self::AtLeast,
            Self::AtLeast => Self::Less,
            Self::Greater => Self::AtMost,
            Self::AtMost => Self::Greater,
        }
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.root {
            Root::Field(field) => write!(f, "{field}")?,
            Root::Setting(setting) => write!(f, "office.{setting}")?,
            Root::Route(level) => write!(f, "route.{}", level.key())?,
            Root::Today => f.write_str("today")?,
            Root::Purpose => f.write_str("purpose")?,
            Root::Row(column) => write!(f, "it.{column}")?,
        }
        self.parts.iter().try_for_each(|part| write!(f, ".{part}"))
    }
}

impl Expr {
    /// How tightly it binds: the rule of the grammar that makes it.
    fn rank(&self) -> u8 {
        match self {
            Self::If(..) => 0,
            Self::Or(..) => 1,
            Self::And(..) => 2,
            Self::Not(_) | Self::Some(..) | Self::Every(..) => 3,
            Self::Compare(..) => 4,
            Self::Add(..) | Self::Subtract(..) => 5,
            _ => 6,
        }
    }

    fn show(&self, f: &mut fmt::Formatter<'_>, least: u8) -> fmt::Result {
        if self.rank() < least {
            f.write_str("(")?;
            self.show(f, 0)?;
            return f.write_str(")");
        }
        let mut pair = |a: &Self, left: u8, sign: &str, b: &Self, right: u8| {
            a.show(f, left)?;
            write!(f, " {sign} ")?;
            b.show(f, right)
        };
        match self {
            Self::Or(a, b) => pair(a, 1, "or", b, 2),
            Self::And(a, b) => pair(a, 2, "and", b, 3),
            Self::Compare(how, a, b) => pair(a, 5, how.symbol(), b, 5),
            Self::Add(a, b) => pair(a, 5, "+", b, 6),
            Self::Subtract(a, b) => pair(a, 5, "-", b, 6),
            Self::Number(number) => write!(f, "{number}"),
            Self::Period(period) => write!(f, "{period}"),
            Self::Text(text) => write!(f, "'{text}'"),
            Self::Bool(yes) => write!(f, "{yes}"),
            Self::Path(path) => write!(f, "{path}"),
            Self::Has(path) => write!(f, "has({path})"),
            Self::Size(path) => write!(f, "size({path})"),
            Self::Not(inner) => {
                f.write_str("not ")?;
                inner.show(f, 3)
            }
            Self::Some(path, inner) => {
                write!(f, "some {path} satisfies ")?;
                inner.show(f, 3)
            }
            Self::Every(path, inner) => {
                write!(f, "every {path} satisfies ")?;
                inner.show(f, 3)
            }
            Self::If(condition, a, b) => {
                write!(f, "if {condition} then {a} else ")?;
                b.show(f, 0)
            }
        }
    }
}

/// As it would be written, with no more brackets than needed.
impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.show(f, 0)
    }
}
