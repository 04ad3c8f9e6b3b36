//! Who may read a register book, and who may do something with its numbers.

use jiff::civil::Date;

use super::{DeskError, Who};
use crate::area::{Directory, OfficeId, Seat};
use crate::origin::PersonId;

/// The role of those who set what offices set.
const ADMINISTRATOR: &str = "admin";
/// The roles that supervise the offices below their own.
const SUPERIORS: [&str; 2] = ["head", "secretary"];

/// What somebody is to a register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Standing {
    /// A seat of theirs at the office that keeps it: they read names.
    pub keeps: Option<Seat>,
    /// They administer that office.
    pub administers: bool,
}

impl Standing {
    /// Whether they may reserve numbers, fill them in and give them back.
    pub fn may_change(&self) -> bool {
        self.keeps.is_some() || self.administers
    }
}

/// What `who` is to the registers of an office today; not found where they are nothing to them.
/// Numbers that all share belong to the offices that have none above.
pub(super) fn standing(
    directory: &Directory,
    who: &Who,
    office: Option<&OfficeId>,
    today: Date,
) -> Result<Standing, DeskError> {
    if who.only.is_some() {
        return Err(DeskError::NotFound);
    }
    let own = directory.seats_of(who.person, today);
    let above: Vec<&OfficeId> = match office {
        Some(office) => directory.upward(office).map(|office| &office.id).collect(),
        None => highest(directory, who.person, today),
    };
    let keeper = office.or(above.first().copied());
    let admin = |seat: &Seat| seat.role.0 == ADMINISTRATOR;
    let seats = || own.iter().map(|(seat, _)| seat);
    let keeps = seats().find(|seat| keeper == Some(&seat.office) && !admin(seat)).cloned();
    let at_or_above = |seat: &&Seat| above.contains(&&seat.office);
    let appointed = seats().filter(at_or_above).any(admin);
    let supervises =
        seats().filter(at_or_above).any(|seat| SUPERIORS.contains(&seat.role.0.as_str()));
    if keeps.is_none() && !appointed && !supervises {
        return Err(DeskError::NotFound);
    }
    // As long as there is no administrator at all, as in a fresh installation, an officer is one.
    let administers = appointed || keeps.is_some() && !any_administrator(directory, today);
    Ok(Standing { keeps, administers })
}

/// Whether somebody looks after the offices below `office`: its superiors and administrators.
pub(super) fn supervises(
    directory: &Directory,
    person: PersonId,
    office: &OfficeId,
    today: Date,
) -> bool {
    let looks =
        |seat: &Seat| seat.role.0 == ADMINISTRATOR || SUPERIORS.contains(&seat.role.0.as_str());
    let above: Vec<&OfficeId> = directory.upward(office).map(|office| &office.id).collect();
    let own = directory.seats_of(person, today);
    own.iter().any(|(seat, _)| looks(seat) && above.contains(&&seat.office))
}

/// The offices of this person that have none above.
fn highest(directory: &Directory, person: PersonId, today: Date) -> Vec<&OfficeId> {
    let own = directory.seats_of(person, today);
    let offices = own.iter().filter_map(|(seat, _)| directory.office(&seat.office));
    offices.map(|office| &office.id).filter(|id| directory.parent(id).is_none()).collect()
}

fn any_administrator(directory: &Directory, today: Date) -> bool {
    let mut seats = directory.appointments().filter(|(seat, _)| seat.role.0 == ADMINISTRATOR);
    seats.any(|(seat, _)| !directory.holders(seat, today).is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::area::{Appointment, AppointmentKind, Office};
    use crate::workflow::Proof;
    use jiff::civil::date;

    const TODAY: Date = date(2026, 11, 20);

    fn directory(seats: &[&str]) -> Directory {
        let office = |id: &str| Office { id: OfficeId(id.into()), ..Office::default() };
        let offices = ["35.74", "35.74.03", "35.74.03.1004", "35.74.03.1004.005", "35.74.04"];
        let appointment = |(n, seat): (usize, &&str)| Appointment {
            person: person(n),
            seat: seat.parse().unwrap(),
            kind: AppointmentKind::Definitive,
            from: date(2026, 1, 1),
            to: None,
            basis: String::new(),
        };
        let appointments = seats.iter().enumerate().map(appointment).collect();
        Directory::new(1, offices.map(office).to_vec(), vec![], appointments)
    }

    fn person(n: usize) -> PersonId {
        PersonId(uuid::Uuid::from_u128(n as u128 + 1))
    }

    fn who(n: usize) -> Who {
        Who { person: person(n), name: String::new(), proof: Proof::Click, only: None }
    }

    /// Whether the first seat's holder reads, reads names, changes, administers the kelurahan's.
    fn rights(seats: &[&str]) -> Option<(bool, bool, bool)> {
        let office = OfficeId("35.74.03.1004".into());
        let found = standing(&directory(seats), &who(0), Some(&office), TODAY).ok()?;
        Some((found.keeps.is_some(), found.may_change(), found.administers))
    }

    #[test]
    fn only_those_of_the_office_and_above_it_have_a_standing() {
        let admin = "admin@35.74";
        for (seat, expected) in [
            ("officer@35.74.03.1004", Some((true, true, false))),
            ("head@35.74.03.1004", Some((true, true, false))),
            ("admin@35.74.03.1004", Some((false, true, true))),
            ("admin@35.74", Some((false, true, true))),
            ("head@35.74.03", Some((false, false, false))),
            ("secretary@35.74", Some((false, false, false))),
            ("officer@35.74.03", None),
            ("head@35.74.03.1004.005", None),
            ("admin@35.74.03.1004.005", None),
            ("head@35.74.04", None),
        ] {
            assert_eq!(rights(&[seat, admin]), expected, "{seat}");
        }
        assert_eq!(rights(&["officer@35.74.03.1004"]), Some((true, true, true)), "nobody else");
    }

    #[test]
    fn a_link_to_one_case_opens_no_book() {
        let directory = directory(&["head@35.74.03.1004"]);
        let office = OfficeId("35.74.03.1004".into());
        let id = crate::origin::CaseId(uuid::Uuid::nil());
        let linked = Who { only: Some((id, "rt".into())), ..who(0) };
        assert!(standing(&directory, &linked, Some(&office), TODAY).is_err());
        assert!(supervises(&directory, person(0), &office, TODAY));
    }

    #[test]
    fn numbers_of_all_belong_to_the_highest_office() {
        let directory = directory(&["officer@35.74", "officer@35.74.03", "admin@35.74"]);
        assert!(standing(&directory, &who(0), None, TODAY).unwrap().keeps.is_some());
        assert!(standing(&directory, &who(1), None, TODAY).is_err());
        let admin = standing(&directory, &who(2), None, TODAY).unwrap();
        assert_eq!((admin.keeps, admin.administers), (None, true));
    }
}
