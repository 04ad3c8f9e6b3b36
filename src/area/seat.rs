//! Seats: a role at an office. Tasks belong to seats, never to persons.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::OfficeId;

/// What someone is at an office: `head`, `secretary`, `officer` (a key of `tables/roles.csv`).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Role(pub String);

/// A role at an office. Tasks belong to seats, never to persons. Written `head@35.74.04.1003`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Seat {
    /// The role.
    pub role: Role,
    /// The office.
    pub office: OfficeId,
}

impl Seat {
    /// The seat of `role` at `office`.
    pub fn new(role: &str, office: impl Into<OfficeId>) -> Self {
        Self { role: Role(role.to_owned()), office: office.into() }
    }
}

impl fmt::Display for Seat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.role.0, self.office)
    }
}

impl FromStr for Seat {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (role, office) =
            text.split_once('@').ok_or_else(|| format!("{text:?} is not a seat (role@office)"))?;
        Ok(Self { role: Role(role.to_owned()), office: OfficeId(office.to_owned()) })
    }
}

impl TryFrom<String> for Seat {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Seat> for String {
    fn from(seat: Seat) -> Self {
        seat.to_string()
    }
}
