//! A snapshot of all offices with their settings, and of all appointments and delegations.

use std::collections::BTreeMap;

use super::{Appointment, AreaCode, Delegation, Leave, Office, OfficeId, Officer, Seat, Setting};
use crate::origin::PersonId;

/// Offices, officers and appointments as of one version of the store.
#[derive(Debug, Clone, Default)]
pub struct Directory {
    version: i64,
    offices: BTreeMap<OfficeId, Office>,
    officers: BTreeMap<PersonId, Officer>,
    settings: BTreeMap<OfficeId, Vec<Setting>>,
    pub(super) by_seat: BTreeMap<Seat, Vec<Appointment>>,
    pub(super) by_person: BTreeMap<PersonId, Vec<Seat>>,
    pub(super) leave: BTreeMap<PersonId, Vec<Leave>>,
    pub(super) delegated_by: BTreeMap<Seat, Vec<Delegation>>,
    pub(super) delegated_to: BTreeMap<Seat, Vec<Seat>>,
}

impl Directory {
    /// Builds the snapshot of `version`.
    pub fn new(
        version: i64,
        offices: Vec<Office>,
        officers: Vec<Officer>,
        appointments: Vec<Appointment>,
    ) -> Self {
        let mut directory = Self {
            version,
            offices: offices.into_iter().map(|office| (office.id.clone(), office)).collect(),
            officers: officers.into_iter().map(|officer| (officer.id, officer)).collect(),
            ..Self::default()
        };
        for appointment in appointments {
            let seats = directory.by_person.entry(appointment.person).or_default();
            if !seats.contains(&appointment.seat) {
                seats.push(appointment.seat.clone());
            }
            directory.by_seat.entry(appointment.seat.clone()).or_default().push(appointment);
        }
        directory
    }

    /// The same with delegations.
    #[must_use]
    pub fn with_delegations(mut self, delegations: Vec<Delegation>) -> Self {
        for delegation in delegations {
            let from = self.delegated_to.entry(delegation.to.clone()).or_default();
            if !from.contains(&delegation.from) {
                from.push(delegation.from.clone());
            }
            self.delegated_by.entry(delegation.from.clone()).or_default().push(delegation);
        }
        self
    }

    /// The same with days of leave.
    #[must_use]
    pub fn with_leave(mut self, leave: Vec<Leave>) -> Self {
        for days in leave {
            self.leave.entry(days.person).or_default().push(days);
        }
        self
    }

    /// The same with what offices set.
    #[must_use]
    pub fn with_settings(mut self, settings: Vec<Setting>) -> Self {
        for setting in settings {
            self.settings.entry(setting.office.clone()).or_default().push(setting);
        }
        self
    }

    /// The version of the store that this is a snapshot of.
    pub fn version(&self) -> i64 {
        self.version
    }

    /// An office.
    pub fn office(&self, id: &OfficeId) -> Option<&Office> {
        self.offices.get(id)
    }

    /// All offices, by id.
    pub fn offices(&self) -> impl Iterator<Item = &Office> {
        self.offices.values()
    }

    /// What is public about a person who holds or held a seat.
    pub fn officer(&self, id: PersonId) -> Option<&Officer> {
        self.officers.get(&id)
    }

    /// Everybody who holds or held a seat.
    pub fn officers(&self) -> impl Iterator<Item = &Officer> {
        self.officers.values()
    }

    /// Every seat that somebody was ever appointed to, with those appointments.
    pub fn appointments(&self) -> impl Iterator<Item = (&Seat, &[Appointment])> {
        self.by_seat.iter().map(|(seat, appointments)| (seat, appointments.as_slice()))
    }

    /// Every delegation, by the seat whose power it is.
    pub fn delegations(&self) -> impl Iterator<Item = &Delegation> {
        self.delegated_by.values().flatten()
    }

    /// All days of leave.
    pub fn leave(&self) -> impl Iterator<Item = &Leave> {
        self.leave.values().flatten()
    }

    /// What an office itself sets.
    pub fn settings(&self, office: &OfficeId) -> &[Setting] {
        self.settings.get(office).map_or(&[], Vec::as_slice)
    }

    /// The office above: the one that an agency names, or the nearest above in the tree of areas.
    pub fn parent(&self, id: &OfficeId) -> Option<&Office> {
        self.upward(id).find(|office| office.id != *id)
    }

    /// An office and those above it, as far as they are known. Begins above an office that is not.
    pub fn upward(&self, id: &OfficeId) -> impl Iterator<Item = &Office> {
        let mut next = Some(id.clone());
        // An agency that is its own superior, by mistake, ends the walk.
        let mut left = 16;
        std::iter::from_fn(move || {
            while let Some(id) = next.take().filter(|_| left > 0) {
                left -= 1;
                let office = self.offices.get(&id);
                let named = office.and_then(|office| office.parent.clone());
                let above =
                    || id.area().and_then(|area| area.parent()).as_ref().map(OfficeId::from);
                next = named.or_else(above);
                if office.is_some() {
                    return office;
                }
            }
            None
        })
    }

    /// The value that the nearest office sets, from `office` upward: as it was written, with the
    /// office. At one office a value for the service comes before one for all.
    pub fn setting(
        &self,
        office: &OfficeId,
        service: &str,
        name: &str,
    ) -> Option<(&Office, &Setting)> {
        self.upward(office).find_map(|office| {
            let of = |service: Option<&str>| {
                let mut settings = self.settings(&office.id).iter();
                settings.find(|set| set.name == name && set.service.as_deref() == service)
            };
            of(Some(service)).or_else(|| of(None)).map(|setting| (office, setting))
        })
    }

    /// The smallest area at or above `area` that has an office.
    pub fn served(&self, area: &AreaCode) -> Option<&Office> {
        self.upward(&OfficeId::from(area)).next()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn office(id: &str, parent: Option<&str>) -> Office {
        let parent = parent.map(|id| OfficeId(id.to_owned()));
        Office { id: OfficeId(id.to_owned()), parent, ..Office::default() }
    }

    fn set(office: &str, service: Option<&str>, value: &str) -> Setting {
        Setting {
            office: OfficeId(office.to_owned()),
            service: service.map(str::to_owned),
            name: "late".to_owned(),
            value: value.to_owned(),
        }
    }

    fn directory() -> Directory {
        let offices = vec![
            office("35.74", None),
            office("35.74.03", None),
            office("35.74.03.1004", None),
            office("dinas-lh", Some("35.74")),
            office("round", Some("round")),
        ];
        let settings = vec![
            set("35.74", None, "90d"),
            set("35.74.03.1004", Some("birth"), "30d"),
            set("35.74.03.1004", None, "45d"),
        ];
        Directory::new(1, offices, vec![], vec![]).with_settings(settings)
    }

    #[test]
    fn the_nearest_office_up_the_route_sets_a_value() {
        let directory = directory();
        let late = |office: &str, service: &str| {
            let found = directory.setting(&OfficeId(office.to_owned()), service, "late");
            found.map(|(office, set)| (office.id.0.as_str(), set.value.as_str()))
        };
        assert_eq!(late("35.74.03.1004.005.003", "birth"), Some(("35.74.03.1004", "30d")));
        assert_eq!(late("35.74.03.1004", "death"), Some(("35.74.03.1004", "45d")));
        assert_eq!(late("35.74.03", "birth"), Some(("35.74", "90d")));
        assert_eq!(late("35.74.04.1001.001", "birth"), Some(("35.74", "90d")));
        assert_eq!(late("dinas-lh", "birth"), Some(("35.74", "90d")));
        assert_eq!(late("36.01", "birth"), None);
        assert_eq!(late("round", "birth"), None, "a mistake ends the walk");
    }

    #[test]
    fn every_office_knows_the_one_above() {
        let directory = directory();
        let above = |id: &str| directory.parent(&OfficeId(id.to_owned())).map(|o| o.id.0.as_str());
        assert_eq!(above("35.74.03.1004"), Some("35.74.03"));
        assert_eq!(above("35.74.03.1004.005.003"), Some("35.74.03.1004"));
        assert_eq!(above("dinas-lh"), Some("35.74"));
        assert_eq!(above("35.74"), None);
        let area = "35.74.03.1004.005.003".parse().unwrap();
        assert_eq!(directory.served(&area).unwrap().id.0, "35.74.03.1004");
    }
}
