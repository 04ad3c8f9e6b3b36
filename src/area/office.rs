//! Offices, seats and the people appointed to them.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::AreaCode;
use crate::origin::PersonId;

/// The id of an office. A territorial office has the code of its area.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OfficeId(pub String);

impl OfficeId {
    /// The area of a territorial office.
    pub fn area(&self) -> Option<AreaCode> {
        self.0.parse().ok()
    }
}

impl From<&AreaCode> for OfficeId {
    fn from(area: &AreaCode) -> Self {
        Self(area.as_str().to_owned())
    }
}

impl fmt::Display for OfficeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

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

/// An office: of an area (RT to provinsi) or an agency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Office {
    /// Its id; the area code of a territorial office.
    pub id: OfficeId,
    /// Its name as letters print it: `Jati` (kelurahan), `Mayangan` (kecamatan).
    pub name: String,
    /// What its level is called here: `Kelurahan`, `Desa`, `RT`.
    pub kind: String,
    /// The title of its head: `Lurah`, `Camat`, `Ketua RT`.
    pub head: String,
    /// The office's code in letter numbers (`{unit.code}`).
    pub code: String,
    /// Street address.
    pub address: String,
    /// Telephone.
    pub phone: String,
    /// E-mail address.
    pub email: String,
}

/// What is public about a person who holds a seat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Officer {
    /// The person.
    pub id: PersonId,
    /// Name with titles.
    pub name: String,
    /// Rank of a civil servant (pangkat/golongan).
    pub rank: Option<String>,
    /// Civil servant number (NIP).
    pub nip: Option<String>,
}

/// On what ground somebody sits on a seat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AppointmentKind {
    /// The definitive holder.
    Definitive,
    /// Pelaksana tugas: the post is vacant.
    Plt,
    /// Pelaksana harian: the holder is away.
    Plh,
    /// Penjabat.
    Pj,
}

/// By what right a person acts for a seat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Right {
    /// As the definitive holder.
    Own,
    /// As Plt.
    Plt,
    /// As Plh.
    Plh,
    /// As Pj.
    Pj,
    /// By delegation (a.n., u.b.).
    Delegate,
}

impl From<AppointmentKind> for Right {
    fn from(kind: AppointmentKind) -> Self {
        match kind {
            AppointmentKind::Definitive => Self::Own,
            AppointmentKind::Plt => Self::Plt,
            AppointmentKind::Plh => Self::Plh,
            AppointmentKind::Pj => Self::Pj,
        }
    }
}

/// A person on a seat for a period, with the decree that says so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Appointment {
    /// Who.
    pub person: PersonId,
    /// Where.
    pub seat: Seat,
    /// On what ground.
    pub kind: AppointmentKind,
    /// First day.
    pub from: Date,
    /// Last day; open if absent.
    pub to: Option<Date>,
    /// The decree.
    pub basis: String,
}

impl Appointment {
    /// Whether it holds on `day`.
    pub fn holds_on(&self, day: Date) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }
}
