//! Who holds a step (definition-format.md 5.1 and 5.3): holders, the branches that name them, and
//! how many of several must approve.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::syntax::parse;
use super::{BranchId, Expr, Path, Root};
use crate::area::{Level, Role};

/// A holder. Written `head@rt`, `officer@agency`, `service:sp4n`, `applicant`, `landlord`,
/// `heirs.person where not it.deceased`; stored as it is written.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Holder {
    /// A role at a level of the route.
    Level {
        /// The role.
        role: Role,
        /// The level.
        level: Level,
    },
    /// A role at the office or area that a field names.
    At {
        /// The role.
        role: Role,
        /// The field, or a part of it.
        path: Path,
    },
    /// A machine.
    Service(Arc<str>),
    /// The one who started the case.
    Applicant,
    /// Who is named in the form: a person field, or a column of people in a list.
    People {
        /// The person, or the list and its column.
        path: Path,
        /// Of a list: only the rows for which it holds.
        only: Option<Expr>,
    },
}

/// One of those who act at a step: each of `by`, or of `of`.
#[derive(Debug, Clone, PartialEq)]
pub struct Branch {
    /// Its name, where it has one (`of`).
    pub id: Option<BranchId>,
    /// What people read, where it has a name.
    pub title: Option<Arc<str>>,
    /// Who acts.
    pub by: Holder,
    /// It exists only if true.
    pub when: Option<Expr>,
    /// Substitutes, in order; the default chain of section 5.1 is put in.
    pub substitutes: Vec<Holder>,
    /// Least proof of identity; the default of the holder is put in.
    pub auth: Proof,
    /// What its approval is kept under: its name, or its holder as it is written.
    pub key: Arc<str>,
}

/// How many of several must approve.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Everybody.
    All,
    /// The first.
    Any,
    /// So many.
    Count(u32),
}

/// Least proof of identity, weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Proof {
    /// A link sent to the person.
    Link,
    /// Logged in.
    Click,
    /// A PIN.
    Pin,
    /// A passkey.
    Passkey,
    /// The passphrase of the signature certificate.
    Tte,
}

impl Proof {
    /// The word as it is written.
    pub fn word(self) -> &'static str {
        match self {
            Self::Link => "link",
            Self::Click => "click",
            Self::Pin => "pin",
            Self::Passkey => "passkey",
            Self::Tte => "tte",
        }
    }
}

impl Need {
    /// How many of `all` must approve; never more than there are.
    pub fn of(self, all: usize) -> usize {
        match self {
            Self::All => all,
            Self::Any => all.min(1),
            Self::Count(count) => all.min(usize::try_from(count).unwrap_or(usize::MAX)),
        }
    }
}

impl Holder {
    /// Whether an office (or a machine of one) is meant: only then does the clock of the case run.
    pub fn is_office(&self) -> bool {
        matches!(self, Self::Level { .. } | Self::At { .. } | Self::Service(_))
    }

    /// Whether the head or another seat of an RT or RW is meant.
    pub fn is_neighbour(&self) -> bool {
        matches!(self, Self::Level { level: Level::Rt | Level::Rw, .. })
    }

    /// Whether the people of a list are meant: one task for each row.
    pub fn is_rows(&self) -> bool {
        matches!(self, Self::People { path, .. } if !path.parts.is_empty())
    }

    /// Whether people are meant whom the request names.
    pub fn is_people(&self) -> bool {
        matches!(self, Self::People { .. })
    }
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Level { role, level } => write!(f, "{}@{}", role.0, level.key()),
            Self::At { role, path } => write!(f, "{}@{path}", role.0),
            Self::Service(name) => write!(f, "service:{name}"),
            Self::Applicant => f.write_str("applicant"),
            Self::People { path, only: None } => write!(f, "{path}"),
            Self::People { path, only: Some(only) } => write!(f, "{path} where {only}"),
        }
    }
}

/// A text that is no holder; `offset` characters into it, where a place is known.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct HolderError {
    /// What is wrong.
    pub message: String,
    /// Where.
    pub offset: usize,
}

fn wrong<T>(message: String) -> Result<T, HolderError> {
    Err(HolderError { message, offset: 0 })
}

impl FromStr for Holder {
    type Err = HolderError;

    fn from_str(text: &str) -> Result<Self, HolderError> {
        if text == "applicant" {
            return Ok(Self::Applicant);
        }
        if let Some(name) = text.strip_prefix("service:") {
            let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_".contains(c);
            return if name.starts_with(|c: char| c.is_ascii_lowercase()) && name.chars().all(plain)
            {
                Ok(Self::Service(name.into()))
            } else {
                wrong(format!("`{name}` is no name of a service (a-z, 0-9, _ or -)"))
            };
        }
        if let Some((role, at)) = text.split_once('@') {
            let role = Role(role.to_owned());
            if let Some(level) = Level::from_key(at) {
                return Ok(Self::Level { role, level });
            }
            return match path(at) {
                Some(path) => Ok(Self::At { role, path }),
                None => wrong(format!("`{at}` is neither a level nor a field")),
            };
        }
        let (people, only) = match text.split_once(" where ") {
            Some((people, only)) => (people, Some((text.len() - only.len(), only))),
            None => (text, None),
        };
        let Some(path) = path(people.trim_end()) else {
            return wrong(format!("`{people}` is not a holder"));
        };
        let only = only.map(|(before, only)| {
            parse(only).map_err(|error| {
                let offset = text[..before].chars().count() + error.at;
                HolderError { message: format!("column {}: {}", offset + 1, error.message), offset }
            })
        });
        Ok(Self::People { path, only: only.transpose()? })
    }
}

/// A path that starts at a field.
fn path(text: &str) -> Option<Path> {
    match parse(text) {
        Ok(Expr::Path(path)) if matches!(path.root, Root::Field(_)) => Some(path),
        _ => None,
    }
}

impl TryFrom<String> for Holder {
    type Error = HolderError;

    fn try_from(text: String) -> Result<Self, HolderError> {
        text.parse()
    }
}

impl From<Holder> for String {
    fn from(holder: Holder) -> Self {
        holder.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_reads_back_as_it_is_written() {
        for text in [
            "head@rt",
            "officer@agency",
            "officer@category.agency",
            "service:sp4n",
            "applicant",
            "landlord",
            "heirs.person",
            "heirs.person where not it.deceased",
        ] {
            assert_eq!(text.parse::<Holder>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn what_is_no_holder_is_told() {
        let told = |text: &str| text.parse::<Holder>().unwrap_err();
        assert_eq!(told("head@").message, "`` is neither a level nor a field");
        assert_eq!(told("Ketua RT").message, "`Ketua RT` is not a holder");
        assert_eq!(
            told("service:SP4N").message,
            "`SP4N` is no name of a service (a-z, 0-9, _ or -)"
        );
        assert_eq!(told("office.head").message, "`office.head` is not a holder");
        let broken = told("heirs.person where not");
        assert_eq!(
            (broken.offset, broken.message.as_str()),
            (22, "column 23: expected a value, found the end")
        );
    }

    #[test]
    fn no_more_are_needed_than_there_are() {
        assert_eq!([Need::All, Need::Any, Need::Count(2)].map(|need| need.of(3)), [3, 1, 2]);
        assert_eq!([Need::All, Need::Any, Need::Count(2)].map(|need| need.of(1)), [1, 1, 1]);
        assert_eq!([Need::All, Need::Any, Need::Count(2)].map(|need| need.of(0)), [0, 0, 0]);
    }
}
