//! Taking up sheets of people: who sits where, who acts for whom, who is away.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::DeskError;
use super::house::internal;
use super::people_rows::{Placed, Reader, Told, sheets};
use crate::area::{Appointment, Delegation, Directory, Leave};
use crate::origin::Ids;
use crate::store::{DirectoryChange, Person, Store};

/// What sheets of people change.
#[derive(Debug, Default)]
pub struct PeoplePlan {
    /// Names of people who were not known.
    pub added: Vec<String>,
    /// Names of people with other particulars.
    pub changed: Vec<String>,
    /// Appointments that are new, or have another last day or decree.
    pub appointments: Vec<Appointment>,
    /// Delegations that are new, or have other services, another last day or decree.
    pub delegations: Vec<Delegation>,
    /// Days of leave that are new, or have another last day or letter.
    pub leave: Vec<Leave>,
    /// People, appointments, delegations and days of leave that are as they were.
    pub same: usize,
    /// What may stay, and somebody should look at.
    pub warnings: Vec<Told>,
    /// What cannot be taken up.
    pub bad: Vec<Told>,
    persons: Vec<Person>,
}

impl PeoplePlan {
    /// Compares sheets with what is known. Findings name a sheet by its place in `texts`.
    pub async fn of(
        store: &Store,
        texts: &[String],
        ids: &Ids,
        now: Timestamp,
    ) -> Result<Self, DeskError> {
        let directory = store.directory().await.map_err(internal)?;
        let (sheets, bad) = sheets(texts);
        let known = store.persons_keyed(&sheets.keys()).await.map_err(internal)?;
        let roles = roles(store).await?;
        let mut reader = Reader::new(&directory, known, roles, ids, now);
        reader.bad = bad;
        reader.read(&sheets);
        let mut plan = Self { warnings: reader.warnings, bad: reader.bad, ..Self::default() };
        for (person, before) in reader.people.into_values() {
            match before {
                Some(before) if before == person => {
                    plan.same += 1;
                    continue;
                }
                Some(_) => plan.changed.push(person.name.clone()),
                None => plan.added.push(person.name.clone()),
            }
            plan.persons.push(person);
        }
        plan.bad.extend(crowded(&directory, &reader.appointments));
        let held: Vec<&Appointment> = directory.appointments().flat_map(|(_, held)| held).collect();
        let delegated: Vec<&Delegation> = directory.delegations().collect();
        let away: Vec<&Leave> = directory.leave().collect();
        plan.appointments = plan.unknown(reader.appointments, &held);
        plan.delegations = plan.unknown(reader.delegations, &delegated);
        plan.leave = plan.unknown(reader.leave, &away);
        plan.bad.sort_by_key(|told| (told.file, told.line));
        Ok(plan)
    }

    fn unknown<T: PartialEq>(&mut self, read: Vec<Placed<T>>, known: &[&T]) -> Vec<T> {
        let (old, new): (Vec<_>, Vec<_>) =
            read.into_iter().map(|placed| placed.it).partition(|one| known.contains(&one));
        self.same += old.len();
        new
    }

    /// Whether nothing would be written.
    pub fn is_empty(&self) -> bool {
        self.persons.is_empty()
            && self.appointments.is_empty()
            && self.delegations.is_empty()
            && self.leave.is_empty()
    }

    /// Writes all of it, or nothing.
    pub async fn carry_out(self, store: &Store) -> Result<(), DeskError> {
        let change = DirectoryChange {
            offices: Vec::new(),
            persons: self.persons,
            appointments: self.appointments,
            delegations: self.delegations,
            leave: self.leave,
        };
        store.change_directory(&change).await.map_err(internal)?;
        Ok(())
    }
}

/// Two people who would both be the head of an office on the same day.
fn crowded(directory: &Directory, read: &[Placed<Appointment>]) -> Vec<Told> {
    let same = |a: &Appointment, b: &Appointment| {
        a.person == b.person && a.seat == b.seat && a.kind == b.kind && a.from == b.from
    };
    let together = |a: &Appointment, b: &Appointment| {
        a.kind == b.kind
            && a.person != b.person
            && a.to.is_none_or(|to| b.from <= to)
            && b.to.is_none_or(|to| a.from <= to)
    };
    let mut told = Vec::new();
    for (nth, placed) in read.iter().enumerate().filter(|(_, one)| one.it.seat.role.0 == "head") {
        let one = &placed.it;
        let here = |other: &&Appointment| other.seat == one.seat;
        let known = directory.appointments().flat_map(|(_, held)| held).filter(here);
        let known = known.filter(|old| !read.iter().any(|new| same(old, &new.it)));
        let before = read[..nth].iter().map(|placed| &placed.it).filter(here);
        if let Some(other) = known.chain(before).find(|other| together(one, other)) {
            let name = directory.officer(other.person).map(|officer| officer.name.as_str());
            told.push(placed.told(format!(
                "{} already holds {} from {}; end that appointment by its last day (to) first",
                name.unwrap_or("somebody"),
                one.seat,
                other.from
            )));
        }
    }
    told
}

/// The roles that the published services know; empty where nothing is published.
async fn roles(store: &Store) -> Result<BTreeSet<String>, DeskError> {
    let published = store.current_definitions().await.map_err(internal)?;
    let mut roles = BTreeSet::new();
    for service in published {
        let table = service.sources.get("tables/roles.csv").and_then(|table| table.as_str());
        let rows = table.unwrap_or_default().lines().skip(1);
        roles.extend(rows.filter_map(|row| Some(row.split(',').next()?.trim().to_owned())));
    }
    Ok(roles)
}
