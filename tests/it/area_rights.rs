//! Who may act for a seat, whatever the appointments, delegations and days of leave.

use std::collections::BTreeSet;

use alursurat::area::{
    Appointment, AppointmentKind, Delegation, DelegationKind, Directory, Leave, Right, Seat,
    Services, Staffing,
};
use alursurat::origin::PersonId;
use jiff::civil::{Date, date};
use proptest::prelude::*;

const SERVICES: [&str; 2] = ["birth", "land"];
const HEAD: &str = "head@35.74.03";
const SECRETARY: &str = "secretary@35.74.03";
const CLERK: &str = "officer@35.74.03";

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

prop_compose! {
    fn any_appointment()(
        who in 0u8..4,
        at in prop::sample::select(vec![HEAD, SECRETARY, CLERK]),
        kind in prop::sample::select(vec![
            AppointmentKind::Definitive, AppointmentKind::Plt, AppointmentKind::Plh, AppointmentKind::Pj,
        ]),
        from in 1i8..15, length in prop::option::of(0i8..13),
    ) -> Appointment {
        Appointment {
            person: person(who),
            seat: seat(at),
            kind,
            from: day(from),
            to: length.map(|days| day(from + days)),
            basis: String::new(),
        }
    }
}

prop_compose! {
    fn any_delegation()(
        kind in prop::sample::select(vec![DelegationKind::An, DelegationKind::Ub]),
        from in prop::sample::select(vec![HEAD, SECRETARY, CLERK]),
        to in prop::sample::select(vec![HEAD, SECRETARY, CLERK]),
        service in prop::sample::select(vec![vec![], vec!["birth"], vec!["land"]]),
        since in 1i8..15, length in 0i8..13,
    ) -> Delegation {
        let only = service.iter().map(|&name: &&str| name.to_owned()).collect();
        Delegation {
            from: seat(from),
            to: seat(to),
            kind,
            services: if service.is_empty() { Services::All } else { Services::Only(only) },
            since: day(since),
            until: Some(day(since + length)),
            basis: String::new(),
        }
    }
}

prop_compose! {
    fn any_leave()(who in 0u8..4, from in 1i8..15, length in 0i8..5) -> Leave {
        Leave { person: person(who), from: day(from), to: day(from + length), basis: String::new() }
    }
}

proptest! {
    #[test]
    fn nobody_acts_without_a_ground_that_holds_on_the_day(
        appointments in prop::collection::vec(any_appointment(), 0..8),
        delegations in prop::collection::vec(any_delegation(), 0..6),
        leave in prop::collection::vec(any_leave(), 0..3),
        on in 1i8..28,
    ) {
        let directory = Directory::new(1, vec![], vec![], appointments.clone())
            .with_delegations(delegations.clone())
            .with_leave(leave.clone());
        let today = day(on);
        let away = |who: PersonId| leave.iter().any(|days| days.person == who && days.holds_on(today));
        let holds = |who: PersonId, at: &Seat| {
            appointments.iter().any(|a| a.person == who && a.seat == *at && a.holds_on(today))
        };
        for (at, service) in [HEAD, SECRETARY, CLERK].into_iter().flat_map(|at| SERVICES.map(|s| (seat(at), s))) {
            let holders = directory.holders(&at, today);
            let acting = directory.acting(&at, service, today);
            prop_assert_eq!(&acting[..holders.len()], &holders[..], "holders come first");
            for holder in &acting {
                prop_assert!(!away(holder.person), "nobody acts while away");
                prop_assert_eq!(
                    directory.right_for(holder.person, &at, service, today), Some(holder.right)
                );
                if holder.right != Right::Delegate {
                    prop_assert!(holds(holder.person, &at));
                    continue;
                }
                let chain = directory.chain(holder.person, &at, service, today).unwrap();
                prop_assert!(chain.len() <= 2 && holds(holder.person, chain.last().unwrap()));
                let mut from = &at;
                for (nth, to) in chain.iter().enumerate() {
                    let kind = if nth == 0 { DelegationKind::An } else { DelegationKind::Ub };
                    let hands_down = |d: &Delegation| {
                        d.kind == kind && d.from == *from && d.to == *to && d.holds(service, today)
                    };
                    prop_assert!(delegations.iter().any(hands_down));
                    from = to;
                }
                let own = holds(holder.person, &at);
                let listed = directory.seats_delegated_to(holder.person, today);
                prop_assert!(own || listed.contains(&at));
            }
            let rights: BTreeSet<_> = holders.iter().map(|holder| holder.right).collect();
            let together = [Right::Own, Right::Pj];
            prop_assert!(rights.len() <= 1 || rights.iter().all(|r| together.contains(r)));
            let people: BTreeSet<_> = acting.iter().map(|holder| holder.person).collect();
            prop_assert_eq!(people.len(), acting.len(), "nobody twice");
            for who in (0..4).map(person).filter(|who| !people.contains(who)) {
                prop_assert_eq!(directory.right_for(who, &at, service, today), None);
            }
            let staffed = directory.staffing(&at, today);
            let valid = appointments.iter().any(|a| a.seat == at && a.holds_on(today));
            prop_assert_eq!(staffed == Staffing::Vacant, !valid);
        }
    }

    #[test]
    fn what_holds_on_another_day_changes_nothing(
        appointments in prop::collection::vec(any_appointment(), 0..6),
        delegations in prop::collection::vec(any_delegation(), 0..4),
        on in 1i8..28,
    ) {
        let today = day(on);
        let all = Directory::new(1, vec![], vec![], appointments.clone())
            .with_delegations(delegations.clone());
        let valid = appointments.into_iter().filter(|held| held.holds_on(today)).collect();
        let open = delegations.into_iter().filter(|held| {
            held.since <= today && held.until.is_none_or(|until| today <= until)
        });
        let only = Directory::new(1, vec![], vec![], valid).with_delegations(open.collect());
        for at in [HEAD, SECRETARY, CLERK].map(seat) {
            for service in SERVICES {
                prop_assert_eq!(all.acting(&at, service, today), only.acting(&at, service, today));
            }
            prop_assert_eq!(all.staffing(&at, today), only.staffing(&at, today));
        }
    }
}
