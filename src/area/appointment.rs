//! On what ground a person acts for a seat: appointments, delegations, and days of leave.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Seat;
use crate::origin::PersonId;

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

/// Days on which a person is away: none of the person's own appointments acts then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leave {
    /// Who.
    pub person: PersonId,
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// The letter that grants it.
    pub basis: String,
}

impl Leave {
    /// Whether it holds on `day`.
    pub fn holds_on(&self, day: Date) -> bool {
        self.from <= day && day <= self.to
    }
}

/// How a power is handed down (tata naskah dinas).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DelegationKind {
    /// Atas nama: by the seat that has the power, to one below it.
    An,
    /// Untuk beliau: by a seat that acts a.n., one level further down. It holds only where the
    /// a.n. above it does.
    Ub,
}

/// For which services a delegation holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Services {
    /// For every one.
    All,
    /// For these, by id.
    Only(BTreeSet<String>),
}

impl Services {
    /// Whether `service` is among them.
    pub fn contain(&self, service: &str) -> bool {
        match self {
            Self::All => true,
            Self::Only(services) => services.contains(service),
        }
    }
}

/// A seat that lets another act in its name, for a period and for some services. Whoever sits on
/// the other seat acts; what the first seat owes stays its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delegation {
    /// Whose power it is: `head@35.74.03.1004`.
    pub from: Seat,
    /// Who receives it: `secretary@35.74.03.1004`.
    pub to: Seat,
    /// How.
    pub kind: DelegationKind,
    /// What for.
    pub services: Services,
    /// First day.
    pub since: Date,
    /// Last day; open if absent.
    pub until: Option<Date>,
    /// The decree.
    pub basis: String,
}

impl Delegation {
    /// Whether it holds on `day` for `service`.
    pub fn holds(&self, service: &str, day: Date) -> bool {
        self.since <= day
            && self.until.is_none_or(|until| day <= until)
            && self.services.contain(service)
    }
}
