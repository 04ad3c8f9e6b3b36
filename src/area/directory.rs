//! A snapshot of all offices and appointments, and the questions one may ask of it.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{Appointment, AppointmentKind, Office, OfficeId, Officer, Right, Seat};
use crate::origin::PersonId;

/// Offices, officers and appointments as of one version of the store.
#[derive(Debug, Clone, Default)]
pub struct Directory {
    version: i64,
    offices: BTreeMap<OfficeId, Office>,
    officers: BTreeMap<PersonId, Officer>,
    by_seat: BTreeMap<Seat, Vec<Appointment>>,
}

/// Somebody who may act for a seat, and by what right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// The person.
    pub person: PersonId,
    /// The right.
    pub right: Right,
}

/// How a seat is filled on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Staffing {
    /// The definitive holder (or a Pj.) is there.
    Held,
    /// A Plt. fills the vacant post.
    Plt,
    /// A Plh. stands in for the absent holder.
    Plh,
    /// Nobody.
    Vacant,
}

impl Directory {
    /// Builds the snapshot of `version`.
    pub fn new(
        version: i64,
        offices: Vec<Office>,
        officers: Vec<Officer>,
        appointments: Vec<Appointment>,
    ) -> Self {
        let mut by_seat: BTreeMap<Seat, Vec<Appointment>> = BTreeMap::new();
        for appointment in appointments {
            by_seat.entry(appointment.seat.clone()).or_default().push(appointment);
        }
        Self {
            version,
            offices: offices.into_iter().map(|office| (office.id.clone(), office)).collect(),
            officers: officers.into_iter().map(|officer| (officer.id, officer)).collect(),
            by_seat,
        }
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

    /// Who may act for `seat` on `day`: a Plh. in place of the holder, a Plt. where there is none.
    pub fn holders(&self, seat: &Seat, day: Date) -> Vec<Holder> {
        let valid =
            || self.by_seat.get(seat).into_iter().flatten().filter(|held| held.holds_on(day));
        let stand_in = valid().any(|held| held.kind == AppointmentKind::Plh);
        valid()
            .filter(|held| !stand_in || held.kind != AppointmentKind::Definitive)
            .map(|held| Holder { person: held.person, right: held.kind.into() })
            .collect()
    }

    /// How `seat` is filled on `day`.
    pub fn staffing(&self, seat: &Seat, day: Date) -> Staffing {
        let holders = self.holders(seat, day);
        let has = |right| holders.iter().any(|holder| holder.right == right);
        if has(Right::Plh) {
            Staffing::Plh
        } else if has(Right::Own) || has(Right::Pj) {
            Staffing::Held
        } else if has(Right::Plt) {
            Staffing::Plt
        } else {
            Staffing::Vacant
        }
    }

    /// By what right `person` may act for `seat` on `day`.
    pub fn right(&self, person: PersonId, seat: &Seat, day: Date) -> Option<Right> {
        self.holders(seat, day).iter().find(|held| held.person == person).map(|held| held.right)
    }

    /// The seats that `person` may act for on `day`.
    pub fn seats_of(&self, person: PersonId, day: Date) -> Vec<(Seat, Right)> {
        let mine = |seat: &Seat| self.right(person, seat, day).map(|right| (seat.clone(), right));
        self.by_seat.keys().filter_map(mine).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::area::AreaCode;
    use crate::origin::Ids;
    use jiff::{Timestamp, civil::date};

    #[test]
    fn a_stand_in_replaces_the_holder_for_the_days_of_the_decree() {
        let ids = Ids::seeded(1);
        let (lurah, stand_in) =
            (ids.person(Timestamp::UNIX_EPOCH), ids.person(Timestamp::UNIX_EPOCH));
        let area: AreaCode = "35.74.03.1004".parse().unwrap();
        let seat = Seat::new("head", &area);
        let appointment = |person, kind, from, to| Appointment {
            person,
            seat: seat.clone(),
            kind,
            from,
            to,
            basis: String::new(),
        };
        let directory = Directory::new(
            1,
            vec![],
            vec![],
            vec![
                appointment(lurah, AppointmentKind::Definitive, date(2024, 1, 1), None),
                appointment(
                    stand_in,
                    AppointmentKind::Plh,
                    date(2026, 11, 2),
                    Some(date(2026, 11, 6)),
                ),
            ],
        );
        assert_eq!(directory.right(lurah, &seat, date(2026, 11, 1)), Some(Right::Own));
        assert_eq!(directory.right(lurah, &seat, date(2026, 11, 6)), None);
        assert_eq!(directory.right(stand_in, &seat, date(2026, 11, 6)), Some(Right::Plh));
        assert_eq!(directory.staffing(&seat, date(2026, 11, 6)), Staffing::Plh);
        assert_eq!(directory.staffing(&seat, date(2026, 11, 7)), Staffing::Held);
        assert_eq!(directory.staffing(&seat, date(2023, 1, 1)), Staffing::Vacant);
        assert_eq!(directory.seats_of(lurah, date(2026, 11, 7)), vec![(seat, Right::Own)]);
    }
}
