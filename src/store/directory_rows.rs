//! The rows of offices, officers, appointments, delegations and leave.

use jiff::civil::Date;
use serde::Serialize;
use sqlx::FromRow;
use uuid::Uuid;

use super::StoreError;
use crate::area::{
    Appointment, AppointmentKind, Delegation, DelegationKind, Leave, Office, OfficeId, Officer,
    Seat, Services,
};
use crate::origin::PersonId;

#[derive(FromRow)]
pub(super) struct OfficeRow {
    id: String,
    name: String,
    kind: String,
    head: String,
    code: String,
    address: String,
    phone: String,
    email: String,
    parent: Option<String>,
    hours: Option<String>,
    zone: Option<String>,
}

#[derive(FromRow)]
pub(super) struct OfficerRow {
    id: Uuid,
    name: String,
    rank: Option<String>,
    nip: Option<String>,
}

#[derive(FromRow, Serialize)]
pub(super) struct AppointmentRow {
    person: Uuid,
    role: String,
    office: String,
    kind: String,
    from_day: String,
    to_day: Option<String>,
    basis: String,
}

impl From<OfficeRow> for Office {
    fn from(row: OfficeRow) -> Self {
        Self {
            id: OfficeId(row.id),
            name: row.name,
            kind: row.kind,
            head: row.head,
            code: row.code,
            address: row.address,
            phone: row.phone,
            email: row.email,
            parent: row.parent.map(OfficeId),
            hours: row.hours,
            zone: row.zone,
        }
    }
}

impl From<OfficerRow> for Officer {
    fn from(row: OfficerRow) -> Self {
        Self { id: PersonId(row.id), name: row.name, rank: row.rank, nip: row.nip }
    }
}

impl From<&Appointment> for AppointmentRow {
    fn from(held: &Appointment) -> Self {
        let kind = match held.kind {
            AppointmentKind::Definitive => "definitive",
            AppointmentKind::Plt => "plt",
            AppointmentKind::Plh => "plh",
            AppointmentKind::Pj => "pj",
        };
        Self {
            person: held.person.0,
            role: held.seat.role.0.clone(),
            office: held.seat.office.0.clone(),
            kind: kind.to_owned(),
            from_day: held.from.to_string(),
            to_day: held.to.map(|day| day.to_string()),
            basis: held.basis.clone(),
        }
    }
}

impl TryFrom<AppointmentRow> for Appointment {
    type Error = StoreError;

    fn try_from(row: AppointmentRow) -> Result<Self, StoreError> {
        let wrong = |what: &dyn std::fmt::Display| {
            StoreError::inconsistent("appointment", &row.person, what)
        };
        let kind = match row.kind.as_str() {
            "definitive" => AppointmentKind::Definitive,
            "plt" => AppointmentKind::Plt,
            "plh" => AppointmentKind::Plh,
            "pj" => AppointmentKind::Pj,
            other => return Err(wrong(&format!("kind {other}"))),
        };
        let from = row.from_day.parse().map_err(|error: jiff::Error| wrong(&error))?;
        let to = last(row.to_day.as_deref()).map_err(|error| wrong(&error))?;
        let seat = Seat::new(&row.role, OfficeId(row.office));
        Ok(Self { person: PersonId(row.person), seat, kind, from, to, basis: row.basis })
    }
}

#[derive(FromRow, Serialize)]
pub(super) struct DelegationRow {
    from_role: String,
    from_office: String,
    to_role: String,
    to_office: String,
    kind: String,
    services: String,
    from_day: String,
    to_day: Option<String>,
    basis: String,
}

/// Stands for every service.
const ALL: &str = "*";

impl From<&Delegation> for DelegationRow {
    fn from(held: &Delegation) -> Self {
        let kind = match held.kind {
            DelegationKind::An => "an",
            DelegationKind::Ub => "ub",
        };
        Self {
            from_role: held.from.role.0.clone(),
            from_office: held.from.office.0.clone(),
            to_role: held.to.role.0.clone(),
            to_office: held.to.office.0.clone(),
            kind: kind.to_owned(),
            services: match &held.services {
                Services::All => ALL.to_owned(),
                Services::Only(only) => {
                    only.iter().map(String::as_str).collect::<Vec<_>>().join(" ")
                }
            },
            from_day: held.since.to_string(),
            to_day: held.until.map(|day| day.to_string()),
            basis: held.basis.clone(),
        }
    }
}

impl TryFrom<DelegationRow> for Delegation {
    type Error = StoreError;

    fn try_from(row: DelegationRow) -> Result<Self, StoreError> {
        let wrong = |what: &dyn std::fmt::Display| {
            StoreError::inconsistent("delegation", &row.from_office, what)
        };
        let kind = match row.kind.as_str() {
            "an" => DelegationKind::An,
            "ub" => DelegationKind::Ub,
            other => return Err(wrong(&format!("kind {other}"))),
        };
        let since = row.from_day.parse().map_err(|error: jiff::Error| wrong(&error))?;
        let until = last(row.to_day.as_deref()).map_err(|error| wrong(&error))?;
        let services = match row.services.as_str() {
            ALL => Services::All,
            only => Services::Only(only.split_whitespace().map(str::to_owned).collect()),
        };
        Ok(Self {
            from: Seat::new(&row.from_role, OfficeId(row.from_office)),
            to: Seat::new(&row.to_role, OfficeId(row.to_office)),
            kind,
            services,
            since,
            until,
            basis: row.basis,
        })
    }
}

#[derive(FromRow, Serialize)]
pub(super) struct LeaveRow {
    person: Uuid,
    from_day: String,
    to_day: String,
    basis: String,
}

impl From<&Leave> for LeaveRow {
    fn from(days: &Leave) -> Self {
        Self {
            person: days.person.0,
            from_day: days.from.to_string(),
            to_day: days.to.to_string(),
            basis: days.basis.clone(),
        }
    }
}

impl TryFrom<LeaveRow> for Leave {
    type Error = StoreError;

    fn try_from(row: LeaveRow) -> Result<Self, StoreError> {
        let wrong = |error: jiff::Error| StoreError::inconsistent("leave", &row.person, &error);
        Ok(Self {
            person: PersonId(row.person),
            from: row.from_day.parse().map_err(wrong)?,
            to: row.to_day.parse().map_err(wrong)?,
            basis: row.basis,
        })
    }
}

fn last(day: Option<&str>) -> Result<Option<Date>, jiff::Error> {
    day.map(str::parse).transpose()
}
