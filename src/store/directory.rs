//! Offices, officers and appointments, with the version that every change of them raises.

use serde::Serialize;
use sqlx::FromRow;
use uuid::Uuid;

use super::sql::statements;
use super::{Person, Store, StoreError};
use crate::area::{Appointment, AppointmentKind, Directory, Office, OfficeId, Officer, Seat};
use crate::origin::PersonId;

statements! {
    VERSION = "SELECT n FROM meta WHERE name = 'directory'";
    OFFICES = "SELECT id, name, kind, head, code, address, phone, email FROM office";
    OFFICERS = "SELECT id, name, rank, nip FROM person
        WHERE EXISTS (SELECT 1 FROM appointment a WHERE a.person = person.id)";
    APPOINTMENTS = "SELECT person, role, office, kind, from_day, to_day, basis FROM appointment";
    RAISE = "UPDATE meta SET n = n + 1 WHERE name = 'directory' RETURNING n";
    PUT_OFFICES = {
        pg: "INSERT INTO office (id, name, kind, head, code, address, phone, email)
            SELECT id, name, kind, head, code, address, phone, email
            FROM jsonb_to_recordset(cast($1 AS jsonb)) AS r(id text, name text, kind text,
                head text, code text, address text, phone text, email text)
            ON CONFLICT (id) DO UPDATE SET name = excluded.name, kind = excluded.kind,
                head = excluded.head, code = excluded.code, address = excluded.address,
                phone = excluded.phone, email = excluded.email",
        lite: "INSERT INTO office (id, name, kind, head, code, address, phone, email)
            SELECT value->>'id', value->>'name', value->>'kind', value->>'head', value->>'code',
                value->>'address', value->>'phone', value->>'email'
            FROM json_each($1) WHERE true
            ON CONFLICT (id) DO UPDATE SET name = excluded.name, kind = excluded.kind,
                head = excluded.head, code = excluded.code, address = excluded.address,
                phone = excluded.phone, email = excluded.email",
    };
    PUT_PERSONS = {
        pg: "INSERT INTO person (id, name, nik, phone, rank, nip)
            SELECT id, name, nik, phone, rank, nip
            FROM jsonb_to_recordset(cast($1 AS jsonb)) AS r(id uuid, name text, nik text,
                phone text, rank text, nip text)
            ON CONFLICT (id) DO UPDATE SET name = excluded.name, nik = excluded.nik,
                phone = excluded.phone, rank = excluded.rank, nip = excluded.nip",
        lite: "INSERT INTO person (id, name, nik, phone, rank, nip)
            SELECT unhex(replace(value->>'id', '-', '')), value->>'name', value->>'nik',
                value->>'phone', value->>'rank', value->>'nip'
            FROM json_each($1) WHERE true
            ON CONFLICT (id) DO UPDATE SET name = excluded.name, nik = excluded.nik,
                phone = excluded.phone, rank = excluded.rank, nip = excluded.nip",
    };
    PUT_APPOINTMENTS = {
        pg: "INSERT INTO appointment (person, role, office, kind, from_day, to_day, basis)
            SELECT person, role, office, kind, from_day, to_day, basis
            FROM jsonb_to_recordset(cast($1 AS jsonb)) AS r(person uuid, role text, office text,
                kind text, from_day text, to_day text, basis text)
            ON CONFLICT (person, role, office, kind, from_day)
            DO UPDATE SET to_day = excluded.to_day, basis = excluded.basis",
        lite: "INSERT INTO appointment (person, role, office, kind, from_day, to_day, basis)
            SELECT unhex(replace(value->>'person', '-', '')), value->>'role', value->>'office',
                value->>'kind', value->>'from_day', value->>'to_day', value->>'basis'
            FROM json_each($1) WHERE true
            ON CONFLICT (person, role, office, kind, from_day)
            DO UPDATE SET to_day = excluded.to_day, basis = excluded.basis",
    };
}

/// What is new in the directory. An appointment that ends gets its last day; none is removed.
#[derive(Debug, Clone, Default)]
pub struct DirectoryChange {
    /// New offices, or old ones with new particulars.
    pub offices: Vec<Office>,
    /// New persons, or old ones with new particulars.
    pub persons: Vec<Person>,
    /// New appointments, or old ones with a new last day or decree.
    pub appointments: Vec<Appointment>,
}

#[derive(FromRow)]
struct OfficeRow {
    id: String,
    name: String,
    kind: String,
    head: String,
    code: String,
    address: String,
    phone: String,
    email: String,
}

#[derive(FromRow)]
struct OfficerRow {
    id: Uuid,
    name: String,
    rank: Option<String>,
    nip: Option<String>,
}

#[derive(FromRow, Serialize)]
struct AppointmentRow {
    person: Uuid,
    role: String,
    office: String,
    kind: String,
    from_day: String,
    to_day: Option<String>,
    basis: String,
}

impl Store {
    /// The version of offices, officers and appointments.
    pub async fn directory_version(&self) -> Result<i64, StoreError> {
        let row = self.read(&VERSION).first::<(i64,)>().await?;
        row.map(|(n,)| n).ok_or_else(|| StoreError::inconsistent("meta", &"directory", &"missing"))
    }

    /// All offices, officers and appointments. The version is read first, so that a change in
    /// between is noticed at the next look and never missed.
    pub async fn directory(&self) -> Result<Directory, StoreError> {
        let version = self.directory_version().await?;
        let offices = self.read(&OFFICES).all::<OfficeRow>().await?;
        let officers = self.read(&OFFICERS).all::<OfficerRow>().await?;
        let appointments = self.read(&APPOINTMENTS).all::<AppointmentRow>().await?;
        Ok(Directory::new(
            version,
            offices.into_iter().map(Office::from).collect(),
            officers.into_iter().map(Officer::from).collect(),
            appointments.into_iter().map(Appointment::try_from).collect::<Result<_, _>>()?,
        ))
    }

    /// Puts changes into the directory, all or nothing; the new version.
    pub async fn change_directory(&self, change: &DirectoryChange) -> Result<i64, StoreError> {
        let appointments: Vec<_> = change.appointments.iter().map(AppointmentRow::from).collect();
        let mut tx = self.begin().await?;
        tx.sql(&PUT_OFFICES).bind(serde_json::to_string(&change.offices)?).run().await?;
        tx.sql(&PUT_PERSONS).bind(serde_json::to_string(&change.persons)?).run().await?;
        tx.sql(&PUT_APPOINTMENTS).bind(serde_json::to_string(&appointments)?).run().await?;
        let version = tx.sql(&RAISE).first::<(i64,)>().await?;
        tx.commit().await?;
        version
            .map(|(n,)| n)
            .ok_or_else(|| StoreError::inconsistent("meta", &"directory", &"missing"))
    }
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
        let to = row.to_day.as_deref().map(str::parse).transpose();
        let to = to.map_err(|error: jiff::Error| wrong(&error))?;
        let seat = Seat::new(&row.role, OfficeId(row.office));
        Ok(Self { person: PersonId(row.person), seat, kind, from, to, basis: row.basis })
    }
}
