//! Offices, officers, appointments and delegations, with the version that every change raises.

use super::directory_rows::{AppointmentRow, DelegationRow, LeaveRow, OfficeRow, OfficerRow};
use super::settings::current_settings;
use super::sql::statements;
use super::{Person, Store, StoreError};
use crate::area::{Appointment, Delegation, Directory, Leave, Office, Officer};

statements! {
    VERSION = "SELECT n FROM meta WHERE name = 'directory'";
    OFFICES = "SELECT id, name, kind, head, code, address, phone, email, parent, hours, zone
        FROM office";
    OFFICERS = "SELECT id, name, rank, nip FROM person
        WHERE EXISTS (SELECT 1 FROM appointment a WHERE a.person = person.id)";
    APPOINTMENTS = "SELECT person, role, office, kind, from_day, to_day, basis FROM appointment";
    DELEGATIONS = "SELECT from_role, from_office, to_role, to_office, kind, services, from_day,
        to_day, basis FROM delegation";
    LEAVE = "SELECT person, from_day, to_day, basis FROM leave";
    RAISE = "UPDATE meta SET n = n + 1 WHERE name = 'directory' RETURNING n";
    PUT_OFFICES = {
        pg: "INSERT INTO office (id, name, kind, head, code, address, phone, email, parent, hours,
                zone)
            SELECT id, name, kind, head, code, address, phone, email, parent, hours, zone
            FROM jsonb_to_recordset(cast($1 AS jsonb)) AS r(id text, name text, kind text,
                head text, code text, address text, phone text, email text, parent text,
                hours text, zone text)
            ON CONFLICT (id) DO UPDATE SET name = excluded.name, kind = excluded.kind,
                head = excluded.head, code = excluded.code, address = excluded.address,
                phone = excluded.phone, email = excluded.email, parent = excluded.parent,
                hours = excluded.hours, zone = excluded.zone",
        lite: "INSERT INTO office (id, name, kind, head, code, address, phone, email, parent,
                hours, zone)
            SELECT value->>'id', value->>'name', value->>'kind', value->>'head', value->>'code',
                value->>'address', value->>'phone', value->>'email', value->>'parent',
                value->>'hours', value->>'zone'
            FROM json_each($1) WHERE true
            ON CONFLICT (id) DO UPDATE SET name = excluded.name, kind = excluded.kind,
                head = excluded.head, code = excluded.code, address = excluded.address,
                phone = excluded.phone, email = excluded.email, parent = excluded.parent,
                hours = excluded.hours, zone = excluded.zone",
    };
    PUT_PERSONS = {
        pg: "INSERT INTO person (id, name, nik, phone, email, rank, nip, proven)
            SELECT id, name, nik, phone, email, rank, nip, 1
            FROM jsonb_to_recordset(cast($1 AS jsonb)) AS r(id uuid, name text, nik text,
                phone text, email text, rank text, nip text)
            ON CONFLICT (id) DO UPDATE SET name = excluded.name, nik = excluded.nik,
                phone = excluded.phone, email = excluded.email, rank = excluded.rank,
                nip = excluded.nip, proven = 1",
        lite: "INSERT INTO person (id, name, nik, phone, email, rank, nip, proven)
            SELECT unhex(replace(value->>'id', '-', '')), value->>'name', value->>'nik',
                value->>'phone', value->>'email', value->>'rank', value->>'nip', 1
            FROM json_each($1) WHERE true
            ON CONFLICT (id) DO UPDATE SET name = excluded.name, nik = excluded.nik,
                phone = excluded.phone, email = excluded.email, rank = excluded.rank,
                nip = excluded.nip, proven = 1",
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
    PUT_DELEGATIONS = {
        pg: "INSERT INTO delegation (from_role, from_office, to_role, to_office, kind, services,
                from_day, to_day, basis)
            SELECT from_role, from_office, to_role, to_office, kind, services, from_day, to_day,
                basis
            FROM jsonb_to_recordset(cast($1 AS jsonb)) AS r(from_role text, from_office text,
                to_role text, to_office text, kind text, services text, from_day text,
                to_day text, basis text)
            ON CONFLICT (from_role, from_office, to_role, to_office, kind, from_day)
            DO UPDATE SET services = excluded.services, to_day = excluded.to_day,
                basis = excluded.basis",
        lite: "INSERT INTO delegation (from_role, from_office, to_role, to_office, kind, services,
                from_day, to_day, basis)
            SELECT value->>'from_role', value->>'from_office', value->>'to_role',
                value->>'to_office', value->>'kind', value->>'services', value->>'from_day',
                value->>'to_day', value->>'basis'
            FROM json_each($1) WHERE true
            ON CONFLICT (from_role, from_office, to_role, to_office, kind, from_day)
            DO UPDATE SET services = excluded.services, to_day = excluded.to_day,
                basis = excluded.basis",
    };
    PUT_LEAVE = {
        pg: "INSERT INTO leave (person, from_day, to_day, basis)
            SELECT person, from_day, to_day, basis
            FROM jsonb_to_recordset(cast($1 AS jsonb)) AS r(person uuid, from_day text,
                to_day text, basis text)
            ON CONFLICT (person, from_day)
            DO UPDATE SET to_day = excluded.to_day, basis = excluded.basis",
        lite: "INSERT INTO leave (person, from_day, to_day, basis)
            SELECT unhex(replace(value->>'person', '-', '')), value->>'from_day',
                value->>'to_day', value->>'basis'
            FROM json_each($1) WHERE true
            ON CONFLICT (person, from_day)
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
    /// New delegations, or old ones with other services, a new last day or decree.
    pub delegations: Vec<Delegation>,
    /// Days of leave.
    pub leave: Vec<Leave>,
}

impl Store {
    /// The version of offices, officers and appointments.
    pub async fn directory_version(&self) -> Result<i64, StoreError> {
        let row = self.read(&VERSION).first::<(i64,)>().await?;
        row.map(|(n,)| n).ok_or_else(|| StoreError::inconsistent("meta", &"directory", &"missing"))
    }

    /// All offices with their settings, officers, appointments and delegations. The version is read first, so that a change in
    /// between is noticed at the next look and never missed.
    pub async fn directory(&self) -> Result<Directory, StoreError> {
        let version = self.directory_version().await?;
        let offices = self.read(&OFFICES).all::<OfficeRow>().await?;
        let officers = self.read(&OFFICERS).all::<OfficerRow>().await?;
        let appointments = self.read(&APPOINTMENTS).all::<AppointmentRow>().await?;
        let delegations = self.read(&DELEGATIONS).all::<DelegationRow>().await?;
        let leave = self.read(&LEAVE).all::<LeaveRow>().await?;
        let directory = Directory::new(
            version,
            offices.into_iter().map(Office::from).collect(),
            officers.into_iter().map(Officer::from).collect(),
            appointments.into_iter().map(Appointment::try_from).collect::<Result<_, _>>()?,
        );
        let delegations = delegations.into_iter().map(Delegation::try_from);
        let leave = leave.into_iter().map(Leave::try_from);
        Ok(directory
            .with_delegations(delegations.collect::<Result<_, _>>()?)
            .with_leave(leave.collect::<Result<_, _>>()?)
            .with_settings(current_settings(self).await?))
    }

    /// Puts changes into the directory, all or nothing; the new version.
    pub async fn change_directory(&self, change: &DirectoryChange) -> Result<i64, StoreError> {
        let appointments: Vec<_> = change.appointments.iter().map(AppointmentRow::from).collect();
        let delegations: Vec<_> = change.delegations.iter().map(DelegationRow::from).collect();
        let leave: Vec<_> = change.leave.iter().map(LeaveRow::from).collect();
        let mut tx = self.begin().await?;
        tx.sql(&PUT_OFFICES).bind(serde_json::to_string(&change.offices)?).run().await?;
        tx.sql(&PUT_PERSONS).bind(serde_json::to_string(&change.persons)?).run().await?;
        tx.sql(&PUT_APPOINTMENTS).bind(serde_json::to_string(&appointments)?).run().await?;
        tx.sql(&PUT_DELEGATIONS).bind(serde_json::to_string(&delegations)?).run().await?;
        tx.sql(&PUT_LEAVE).bind(serde_json::to_string(&leave)?).run().await?;
        let version = tx.sql(&RAISE).first::<(i64,)>().await?;
        tx.commit().await?;
        version
            .map(|(n,)| n)
            .ok_or_else(|| StoreError::inconsistent("meta", &"directory", &"missing"))
    }
}
