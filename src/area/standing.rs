//! Who may act for a seat on a day, for a service, and by what right.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::{Appointment, AppointmentKind, Delegation, DelegationKind, Directory, Right, Seat};
use crate::origin::PersonId;

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
    /// The holder is away; a Plh. stands in, if one was appointed.
    Plh,
    /// Nobody.
    Vacant,
}

impl Directory {
    /// Who holds `seat` on `day` by appointment: a Plh. in place of the holder, a Plt. only where
    /// there is none, and nobody who is on leave.
    pub fn holders(&self, seat: &Seat, day: Date) -> Vec<Holder> {
        let valid = || self.appointed(seat, day);
        let any = |kinds: &[AppointmentKind]| valid().any(|held| kinds.contains(&held.kind));
        let acting: &[AppointmentKind] = if any(&[AppointmentKind::Plh]) {
            &[AppointmentKind::Plh]
        } else if any(&[AppointmentKind::Definitive, AppointmentKind::Pj]) {
            &[AppointmentKind::Definitive, AppointmentKind::Pj]
        } else {
            &[AppointmentKind::Plt]
        };
        let mut holders: Vec<Holder> = Vec::new();
        for held in valid().filter(|held| acting.contains(&held.kind)) {
            let known = holders.iter().any(|holder| holder.person == held.person);
            if !known && !self.is_away(held.person, day) {
                holders.push(Holder { person: held.person, right: held.kind.into() });
            }
        }
        holders
    }

    /// Who may act for `seat` on `day` for `service`: those who hold it, then those to whose seat
    /// it is delegated. Nobody twice.
    pub fn acting(&self, seat: &Seat, service: &str, day: Date) -> Vec<Holder> {
        let mut acting = self.holders(seat, day);
        for chain in self.chains(seat, service, day) {
            let Some(last) = chain.last() else { continue };
            for holder in self.holders(last, day) {
                if !acting.iter().any(|known| known.person == holder.person) {
                    acting.push(Holder { person: holder.person, right: Right::Delegate });
                }
            }
        }
        acting
    }

    /// How `seat` is filled on `day`; delegations do not fill it.
    pub fn staffing(&self, seat: &Seat, day: Date) -> Staffing {
        self.staffing_without(seat, day, &[])
    }

    /// How `seat` is filled on `day` by others than `without`, who may not act.
    pub fn staffing_without(&self, seat: &Seat, day: Date, without: &[PersonId]) -> Staffing {
        let holders = self.holders(seat, day);
        let mut left = holders.iter().filter(|holder| !without.contains(&holder.person));
        match left.next().map(|holder| holder.right) {
            Some(Right::Plh) => Staffing::Plh,
            Some(Right::Plt) => Staffing::Plt,
            Some(_) => Staffing::Held,
            None if !holders.is_empty() => Staffing::Vacant,
            None if self.appointed(seat, day).next().is_some() => Staffing::Plh,
            None => Staffing::Vacant,
        }
    }

    /// By what right `person` holds `seat` on `day`, by appointment alone.
    pub fn right(&self, person: PersonId, seat: &Seat, day: Date) -> Option<Right> {
        self.holders(seat, day).iter().find(|held| held.person == person).map(|held| held.right)
    }

    /// By what right `person` may act for `seat` on `day` for `service`.
    pub fn right_for(
        &self,
        person: PersonId,
        seat: &Seat,
        service: &str,
        day: Date,
    ) -> Option<Right> {
        let held = self.right(person, seat, day);
        held.or_else(|| self.chain(person, seat, service, day).map(|_| Right::Delegate))
    }

    /// The seats below `seat`, from the highest to the one that `person` holds, through which the
    /// person acts for it: one is "a.n.", two are "u.b.". The shortest where there are several.
    pub fn chain(
        &self,
        person: PersonId,
        seat: &Seat,
        service: &str,
        day: Date,
    ) -> Option<Vec<Seat>> {
        let mine = |chain: &Vec<Seat>| {
            chain.last().is_some_and(|own| self.right(person, own, day).is_some())
        };
        self.chains(seat, service, day).into_iter().find(mine)
    }

    /// The seats that `person` holds on `day` by appointment.
    pub fn seats_of(&self, person: PersonId, day: Date) -> Vec<(Seat, Right)> {
        let seats = self.by_person.get(&person).into_iter().flatten();
        let mine = |seat: &Seat| self.right(person, seat, day).map(|right| (seat.clone(), right));
        seats.filter_map(mine).collect()
    }

    /// The seats for which `person` may act by delegation on `day`, at least for some service.
    pub fn seats_delegated_to(&self, person: PersonId, day: Date) -> BTreeSet<Seat> {
        let above = |seat: &Seat| self.delegated_to.get(seat).cloned().unwrap_or_default();
        let own = self.seats_of(person, day);
        let mut seats = BTreeSet::new();
        for (seat, _) in &own {
            for first in above(seat) {
                seats.extend(above(&first));
                seats.insert(first);
            }
        }
        let services = |seat: &Seat| {
            let by = |seat: &Seat| self.delegated_by.get(seat).into_iter().flatten();
            let mut names = BTreeSet::from([String::new()]);
            for delegation in by(seat).chain(by(seat).flat_map(|first| by(&first.to))) {
                if let super::Services::Only(only) = &delegation.services {
                    names.extend(only.iter().cloned());
                }
            }
            names
        };
        seats.retain(|seat| {
            let own = own.iter().any(|(own, _)| own == seat);
            let acts = |service: &String| self.chain(person, seat, service, day).is_some();
            !own && services(seat).iter().any(acts)
        });
        seats
    }

    /// Every chain of delegation under `seat`, a.n. before u.b.
    fn chains(&self, seat: &Seat, service: &str, day: Date) -> Vec<Vec<Seat>> {
        let by = |seat: &Seat, kind: DelegationKind| {
            let delegations = self.delegated_by.get(seat).into_iter().flatten();
            delegations
                .filter(move |held: &&Delegation| held.kind == kind && held.holds(service, day))
        };
        let first: Vec<&Seat> = by(seat, DelegationKind::An).map(|held| &held.to).collect();
        let mut chains: Vec<Vec<Seat>> = first.iter().map(|&to| vec![to.clone()]).collect();
        for middle in first {
            let below = by(middle, DelegationKind::Ub).filter(|held| held.to != *seat);
            chains.extend(below.map(|held| vec![middle.clone(), held.to.clone()]));
        }
        chains
    }

    fn appointed(&self, seat: &Seat, day: Date) -> impl Iterator<Item = &Appointment> {
        let appointments = self.by_seat.get(seat).into_iter().flatten();
        appointments.filter(move |held| held.holds_on(day))
    }

    fn is_away(&self, person: PersonId, day: Date) -> bool {
        self.leave.get(&person).is_some_and(|leave| leave.iter().any(|days| days.holds_on(day)))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Leave, Services};
    use super::*;
    use jiff::civil::date;

    fn person(n: u8) -> PersonId {
        PersonId(uuid::Uuid::from_u128(u128::from(n) + 1))
    }

    fn seat(name: &str) -> Seat {
        name.parse().unwrap()
    }

    /// A day of January 2026, by number.
    fn day(n: i8) -> Date {
        date(2026, 1, n)
    }

    fn appointment(
        who: u8,
        at: &str,
        kind: AppointmentKind,
        from: i8,
        to: Option<i8>,
    ) -> Appointment {
        Appointment {
            person: person(who),
            seat: seat(at),
            kind,
            from: day(from),
            to: to.map(day),
            basis: String::new(),
        }
    }

    fn delegation(kind: DelegationKind, from: &str, to: &str, services: &[&str]) -> Delegation {
        let only = services.iter().map(|&name| name.to_owned()).collect();
        Delegation {
            from: seat(from),
            to: seat(to),
            kind,
            services: if services.is_empty() { Services::All } else { Services::Only(only) },
            since: day(5),
            until: Some(day(20)),
            basis: String::new(),
        }
    }

    const HEAD: &str = "head@35.74.03";
    const SECRETARY: &str = "secretary@35.74.03";
    const CLERK: &str = "officer@35.74.03";

    /// A camat (0), a secretary (1), an officer (2) and somebody from outside (3).
    fn office(more: Vec<Appointment>, delegations: Vec<Delegation>) -> Directory {
        let mut appointments = vec![
            appointment(0, HEAD, AppointmentKind::Definitive, 1, None),
            appointment(1, SECRETARY, AppointmentKind::Definitive, 1, None),
            appointment(2, CLERK, AppointmentKind::Definitive, 1, None),
        ];
        appointments.extend(more);
        Directory::new(1, vec![], vec![], appointments).with_delegations(delegations)
    }

    fn right(directory: &Directory, who: u8, service: &str, on: i8) -> Option<Right> {
        directory.right_for(person(who), &seat(HEAD), service, day(on))
    }

    #[test]
    fn a_stand_in_replaces_the_holder_for_the_days_of_the_decree() {
        let plh = appointment(3, HEAD, AppointmentKind::Plh, 10, Some(12));
        let directory = office(vec![plh], vec![]);
        assert_eq!(right(&directory, 0, "birth", 9), Some(Right::Own));
        assert_eq!(right(&directory, 0, "birth", 12), None);
        assert_eq!(right(&directory, 3, "birth", 12), Some(Right::Plh));
        assert_eq!(directory.staffing(&seat(HEAD), day(12)), Staffing::Plh);
        assert_eq!(directory.staffing(&seat(HEAD), day(13)), Staffing::Held);
        assert_eq!(directory.staffing(&seat("head@35.74.04"), day(12)), Staffing::Vacant);
        assert_eq!(directory.seats_of(person(0), day(13)), [(seat(HEAD), Right::Own)]);
    }

    #[test]
    fn a_plt_fills_a_vacant_post_only() {
        let plt = appointment(3, HEAD, AppointmentKind::Plt, 1, None);
        let directory = office(vec![plt.clone()], vec![]);
        assert_eq!(right(&directory, 3, "birth", 9), None);
        let vacant = Directory::new(1, vec![], vec![], vec![plt]);
        assert_eq!(right(&vacant, 3, "birth", 9), Some(Right::Plt));
        assert_eq!(vacant.staffing(&seat(HEAD), day(9)), Staffing::Plt);
    }

    #[test]
    fn who_is_on_leave_does_not_act_and_the_seat_is_not_vacant() {
        let leave = Leave { person: person(0), from: day(3), to: day(4), basis: String::new() };
        let directory = office(vec![], vec![]).with_leave(vec![leave]);
        assert_eq!(right(&directory, 0, "birth", 2), Some(Right::Own));
        assert_eq!(right(&directory, 0, "birth", 4), None);
        assert_eq!(directory.staffing(&seat(HEAD), day(4)), Staffing::Plh);
        assert_eq!(right(&directory, 0, "birth", 5), Some(Right::Own));
    }

    #[test]
    fn a_delegation_holds_for_its_services_and_days_and_is_handed_down_once() {
        let delegations = vec![
            delegation(DelegationKind::An, HEAD, SECRETARY, &["birth"]),
            delegation(DelegationKind::Ub, SECRETARY, CLERK, &[]),
        ];
        let directory = office(vec![], delegations);
        assert_eq!(right(&directory, 1, "birth", 5), Some(Right::Delegate));
        assert_eq!(right(&directory, 1, "birth", 4), None);
        assert_eq!(right(&directory, 1, "birth", 21), None);
        assert_eq!(right(&directory, 1, "land", 5), None);
        assert_eq!(right(&directory, 2, "birth", 5), Some(Right::Delegate));
        assert_eq!(right(&directory, 2, "land", 5), None, "no u.b. without its a.n.");
        let chain = |who| directory.chain(person(who), &seat(HEAD), "birth", day(5)).unwrap();
        assert_eq!(chain(1), [seat(SECRETARY)]);
        assert_eq!(chain(2), [seat(SECRETARY), seat(CLERK)]);
        let acting = directory.acting(&seat(HEAD), "birth", day(5));
        let who: Vec<_> = acting.iter().map(|holder| holder.person).collect();
        assert_eq!(who, [person(0), person(1), person(2)]);
        let seats = directory.seats_delegated_to(person(2), day(5));
        assert_eq!(seats.into_iter().collect::<Vec<_>>(), [seat(HEAD)]);
        assert!(directory.seats_delegated_to(person(2), day(4)).is_empty());
    }
}
