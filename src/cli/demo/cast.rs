//! Who plays a request: for every seat that the case may come to somebody sits there, invented
//! where the town has nobody, with an office for it and a key where letters are signed.

use std::collections::BTreeSet;

use anyhow::Context as _;
use jiff::civil::{Date, date};

use super::invented::{office, official};
use super::{Demo, keys, setup};
use crate::area::{
    Appointment, AppointmentKind, AreaCode, Delegation, DelegationKind, Directory, LevelWords,
    OfficeId, Right, Seat, Services,
};
use crate::desk::Who;
use crate::origin::{Ids, PersonId};
use crate::signature::Algorithm;
use crate::store::{DirectoryChange, Person};
use crate::workflow::{Asker, Proof, Value};

/// The first day of every invented appointment.
const SINCE: Date = date(2024, 1, 2);
/// The decree of every invented appointment.
const BASIS: &str = "SK 188.45/9100/2024 (contoh)";

impl Demo<'_> {
    /// Sees to it that each of these seats has an office and is held on `day`.
    pub(super) async fn fill(
        &self,
        seats: &BTreeSet<Seat>,
        city: Option<&AreaCode>,
        day: Date,
    ) -> anyhow::Result<()> {
        let directory = self.store.directory().await?;
        let words = LevelWords::shipped()?;
        let mut change = DirectoryChange::default();
        let mut known: BTreeSet<OfficeId> = directory.offices().map(|one| one.id.clone()).collect();
        for seat in seats {
            let area = seat.office.area();
            let above = std::iter::successors(area.clone(), AreaCode::parent);
            let mut units: Vec<OfficeId> = above.map(|area| OfficeId::from(&area)).collect();
            if area.is_none() {
                units.push(seat.office.clone());
            }
            for unit in units {
                if known.insert(unit.clone()) {
                    change.offices.push(office(&unit, &words, city));
                }
            }
            if directory.holders(seat, day).is_empty() {
                self.appoint(
                    &mut change,
                    &directory,
                    seat,
                    (AppointmentKind::Definitive, SINCE, None),
                );
            }
        }
        Ok(self.store.change_directory(&change).await.map(drop)?)
    }

    /// Somebody new on a seat.
    fn appoint(
        &self,
        change: &mut DirectoryChange,
        directory: &Directory,
        seat: &Seat,
        (kind, from, to): (AppointmentKind, Date, Option<Date>),
    ) -> PersonId {
        let id = Ids::system().person(self.clock.now());
        let number = directory.officers().count() + change.persons.len();
        change.persons.push(official(id, number, seat));
        let basis = BASIS.to_owned();
        change.appointments.push(Appointment {
            person: id,
            seat: seat.clone(),
            kind,
            from,
            to,
            basis,
        });
        id
    }

    /// Who acts for a seat by a right on `day`: the one who does already, or somebody who is
    /// appointed to it for that day.
    pub(super) async fn acting(
        &self,
        seat: &Seat,
        right: Right,
        service: &str,
        day: Date,
    ) -> anyhow::Result<PersonId> {
        let directory = self.store.directory().await?;
        let acting = directory.acting(seat, service, day);
        let fits = |held: Right| held == right || (right == Right::Own && held == Right::Pj);
        if let Some(holder) = acting.iter().find(|holder| fits(holder.right)) {
            return Ok(holder.person);
        }
        let mut change = DirectoryChange::default();
        let today = (day, Some(day));
        let person = match right {
            Right::Delegate => {
                let below = Seat::new("secretary", seat.office.clone());
                let holder = directory.holders(&below, day).first().map(|holder| holder.person);
                change.delegations.push(Delegation {
                    from: seat.clone(),
                    to: below.clone(),
                    kind: DelegationKind::An,
                    services: Services::All,
                    since: today.0,
                    until: today.1,
                    basis: BASIS.to_owned(),
                });
                let definitive = (AppointmentKind::Definitive, SINCE, None);
                holder.unwrap_or_else(|| self.appoint(&mut change, &directory, &below, definitive))
            }
            Right::Plh => {
                let plh = (AppointmentKind::Plh, today.0, today.1);
                self.appoint(&mut change, &directory, seat, plh)
            }
            Right::Plt => {
                change.appointments.extend(vacated(&directory, seat, day)?);
                let plt = (AppointmentKind::Plt, today.0, today.1);
                self.appoint(&mut change, &directory, seat, plt)
            }
            Right::Own | Right::Pj => {
                let first = acting.first().map(|holder| holder.person);
                return first.with_context(|| format!("tidak ada yang duduk di {seat}"));
            }
        };
        self.store.change_directory(&change).await?;
        Ok(person)
    }

    /// Appoints somebody to a seat, if they do not sit there.
    pub(super) async fn sit(&self, person: PersonId, seat: &Seat, day: Date) -> anyhow::Result<()> {
        self.fill(&BTreeSet::from([seat.clone()]), None, day).await?;
        if self.store.directory().await?.right(person, seat, day).is_some() {
            return Ok(());
        }
        let appointment = Appointment {
            person,
            seat: seat.clone(),
            kind: AppointmentKind::Definitive,
            from: SINCE,
            to: None,
            basis: BASIS.to_owned(),
        };
        let change =
            DirectoryChange { appointments: vec![appointment], ..DirectoryChange::default() };
        Ok(self.store.change_directory(&change).await.map(drop)?)
    }

    /// The signer's key, good today.
    pub(super) async fn give_key(&self, who: &Who, seat: Option<&Seat>) -> anyhow::Result<()> {
        let directory = self.store.directory().await?;
        let officer = directory.officer(who.person);
        let office = seat.and_then(|seat| directory.office(&seat.office));
        let unit = office.map_or_else(String::new, |office| {
            format!("{} {}", office.kind, office.name).trim().to_owned()
        });
        let signer = keys::Signer {
            person: who.person,
            name: &who.name,
            unit: &unit,
            nip: officer.and_then(|officer| officer.nip.as_deref()).unwrap_or_default(),
            algorithm: Algorithm::P256,
        };
        keys::ensure(self.desk.keys(), &[signer], self.clock.now())
    }

    /// The account of the one who asks: by NIK or by telephone and name, or a new one that knows
    /// what accounts of the town know.
    pub(super) async fn account(&self, asker: &Asker) -> anyhow::Result<Who> {
        let set =
            |text: &Option<std::sync::Arc<str>>| text.iter().map(ToString::to_string).collect();
        let known = self.store.persons_by(&set(&asker.nik), &set(&asker.phone)).await?;
        let same = |person: &&Person| match &asker.nik {
            Some(nik) => person.nik.as_deref() == Some(nik),
            None => person.name == *asker.name,
        };
        let person = match known.iter().find(same) {
            Some(person) => person.id,
            None => self.new_account(asker).await?,
        };
        self.as_who(person, Proof::Click).await
    }

    async fn new_account(&self, asker: &Asker) -> anyhow::Result<PersonId> {
        let id = Ids::system().person(self.clock.now());
        let text =
            |text: &Option<std::sync::Arc<str>>| text.as_deref().unwrap_or_default().to_owned();
        let (nik, phone) = (text(&asker.nik), text(&asker.phone));
        let mut profile = setup::profile(&asker.name, &nik, &phone);
        profile.retain(|_, value| *value != Value::Text("".into()));
        let person = Person {
            id,
            name: asker.name.to_string(),
            nik: asker.nik.as_deref().map(str::to_owned),
            phone: asker.phone.as_deref().map(str::to_owned),
            email: None,
            rank: None,
            nip: None,
            profile: Some(serde_json::to_value(Value::Person(profile))?),
            proven: asker.nik.is_some(),
        };
        self.store.put_person(&person).await?;
        Ok(id)
    }

    /// A person at work.
    pub(super) async fn as_who(&self, person: PersonId, proof: Proof) -> anyhow::Result<Who> {
        let found = self.store.person(person).await?;
        let name = found.with_context(|| format!("akun {person} tidak ada"))?.name;
        Ok(Who { person, name, proof, only: None })
    }
}

/// The appointments of a seat with a gap on `day`.
fn vacated(directory: &Directory, seat: &Seat, day: Date) -> anyhow::Result<Vec<Appointment>> {
    let mut changed = Vec::new();
    let appointed = directory.appointments().filter(|(one, _)| *one == seat);
    for held in appointed.flat_map(|(_, all)| all).filter(|held| held.holds_on(day)) {
        changed.push(Appointment { to: Some(day.yesterday()?), ..held.clone() });
        changed.push(Appointment { from: day.tomorrow()?, ..held.clone() });
    }
    Ok(changed)
}
