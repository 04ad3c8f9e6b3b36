//! The route of a case: which RT, RW, kelurahan and so on it passes, and whom holders mean there.

use std::borrow::Cow;
use std::sync::Arc;

use super::facts::read;
use super::{Case, Duty, Model};
use crate::area::{AreaCode, Level, Seat};
use crate::origin::PersonId;
use crate::workflow::{Definition, Holder, Parts, Route, Step, Value};

/// The unit of the route at a level; `None` where the place names none.
pub fn route(definition: &Definition, case: &Case, level: Level) -> Option<AreaCode> {
    Way::of(definition, case).unit(level)
}

/// What the route of a case begins at, for those who ask for several of its units.
pub(super) struct Way<'a>(Option<Cow<'a, Value>>);

impl<'a> Way<'a> {
    pub(super) fn of(definition: &Definition, case: &'a Case) -> Self {
        Self(match definition.start.route {
            Route::Seat => {
                let unit = case.pin.as_ref().and_then(|pin| pin.unit.clone());
                unit.map(|unit| Cow::Owned(Value::Office(unit)))
            }
            Route::Path(_) => definition.route(|field| case.value(field)),
        })
    }

    pub(super) fn unit(&self, level: Level) -> Option<AreaCode> {
        unit(self.0.as_ref()?, level)
    }
}

/// The RT or RW number of the route, for numbers of letters.
pub(super) fn number(definition: &Definition, case: &Case, level: Level) -> u32 {
    let unit = route(definition, case, level);
    unit.and_then(|area| area.last().parse().ok()).unwrap_or_default()
}

fn unit(value: &Value, level: Level) -> Option<AreaCode> {
    let parts = match value {
        Value::Area(area) => return area.at(level),
        Value::Office(office) => return office.area()?.at(level),
        Value::Place(parts) => parts,
        _ => return None,
    };
    let Some(Value::Area(area)) = parts.get("area") else { return None };
    let count = |key: &str| match parts.get(key) {
        Some(Value::Number(number)) => u16::try_from(*number).ok(),
        _ => None,
    };
    let (rt, rw) = (count("rt"), count("rw"));
    match (area.level(), level) {
        // A place that names no RW lies in a village without them.
        (Level::Kelurahan | Level::Dusun, Level::Rt) => area.rt(rw.unwrap_or(0), rt?).ok(),
        (Level::Kelurahan | Level::Dusun, Level::Rw) => area.rw(rw?).ok(),
        _ => area.at(level),
    }
}

/// Whom a task is for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Addressee {
    /// A seat.
    Seat(Seat),
    /// The applicant, or somebody whom the request names.
    Person(PersonId),
    /// A machine.
    Service(Arc<str>),
}

impl Addressee {
    /// The seat.
    pub fn seat(&self) -> Option<&Seat> {
        match self {
            Self::Seat(seat) => Some(seat),
            _ => None,
        }
    }

    /// The person.
    pub fn person(&self) -> Option<PersonId> {
        match self {
            Self::Person(person) => Some(*person),
            _ => None,
        }
    }
}

/// Whom a holder means in this case; none where the route does not give the level, or nobody is
/// known by what the request says.
pub fn addressees(model: &Model<'_>, case: &Case, holder: &Holder) -> Vec<Addressee> {
    let person = |parts: &Parts| (model.known)(parts).map(Addressee::Person);
    match holder {
        Holder::Level { .. } | Holder::At { .. } => {
            seat(model, case, holder).map(Addressee::Seat).into_iter().collect()
        }
        Holder::Service(name) => vec![Addressee::Service(Arc::clone(name))],
        Holder::Applicant => case.applicant.map(Addressee::Person).into_iter().collect(),
        Holder::People { .. } => {
            let people = super::slots::people(model, case, holder);
            people.iter().filter_map(|(_, parts)| person(parts)).collect()
        }
    }
}

/// Whom a slot is for.
pub(super) fn addressee(model: &Model<'_>, case: &Case, duty: &Duty<'_>) -> Option<Addressee> {
    match &duty.person {
        Some(parts) => (model.known)(parts).map(Addressee::Person),
        None => addressees(model, case, &duty.branch.by).pop(),
    }
}

fn seat(model: &Model<'_>, case: &Case, holder: &Holder) -> Option<Seat> {
    match holder {
        Holder::Level { role, level } => {
            let area = route(model.definition, case, *level)?;
            Some(Seat { role: role.clone(), office: (&area).into() })
        }
        Holder::At { role, path } => {
            let office = match read(model, case, path)? {
                Value::Office(office) => office,
                Value::Area(area) => (&area).into(),
                _ => return None,
            };
            Some(Seat { role: role.clone(), office })
        }
        _ => None,
    }
}

/// The seat that holds a step, where it is one seat that does.
pub fn seat_of(model: &Model<'_>, case: &Case, step: &Step) -> Option<Seat> {
    match step.branches.as_slice() {
        [one] => seat(model, case, &one.by),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::stage::Stage;
    use super::*;

    #[test]
    fn the_place_gives_every_level_down_to_the_rt() {
        let mut stage = Stage::birth();
        assert_eq!(route(&stage.definition, &stage.case, Level::Rt), None);
        stage.submit(&[]).unwrap();
        let codes = Level::ALL
            .map(|level| route(&stage.definition, &stage.case, level).map(|area| area.to_string()));
        let codes: Vec<String> = codes.into_iter().flatten().collect();
        let expected = [
            "35.74.03.1004.001.004",
            "35.74.03.1004.001",
            "35.74.03.1004",
            "35.74.03",
            "35.74",
            "35",
        ];
        assert_eq!(codes, expected);
        assert_eq!(number(&stage.definition, &stage.case, Level::Rt), 4);
    }

    #[test]
    fn a_place_may_lie_in_a_dusun_and_in_no_rw() {
        let area = Value::Area("35.13.01.2001.02".parse().unwrap());
        let place = [("rt", Value::Number(7)), ("area", area)];
        let place =
            Value::Place(place.into_iter().map(|(key, value)| (key.into(), value)).collect());
        let at = |level| unit(&place, level).map(|area| area.to_string());
        assert_eq!(at(Level::Rt).as_deref(), Some("35.13.01.2001.02.000.007"));
        assert_eq!(at(Level::Rw), None);
        assert_eq!(at(Level::Dusun).as_deref(), Some("35.13.01.2001.02"));
        assert_eq!(at(Level::Kelurahan).as_deref(), Some("35.13.01.2001"));
    }

    #[test]
    fn what_names_no_unit_gives_none() {
        let office = Value::Office(crate::area::OfficeId("dinas-sosial".into()));
        assert_eq!(unit(&office, Level::Kabupaten), None);
        let area = Value::Area("35.74".parse().unwrap());
        assert_eq!(unit(&area, Level::Kelurahan), None);
        assert_eq!(unit(&area, Level::Provinsi), Some("35".parse().unwrap()));
        let odd = [
            ("rt", Value::Number(-1)),
            ("rw", Value::Number(70_000)),
            ("area", Value::Area("35.74.03.1004".parse().unwrap())),
        ];
        let odd = Value::Place(odd.into_iter().map(|(key, value)| (key.into(), value)).collect());
        assert_eq!(unit(&odd, Level::Rt), None);
        assert_eq!(unit(&odd, Level::Kelurahan), Some("35.74.03.1004".parse().unwrap()));
    }

    #[test]
    fn an_addressee_is_a_seat_or_a_person() {
        let who = super::super::stage::person("ani");
        let seat: Seat = "head@35.74.03".parse().unwrap();
        let (person, office) = (Addressee::Person(who), Addressee::Seat(seat.clone()));
        assert_eq!((person.person(), person.seat()), (Some(who), None));
        assert_eq!((office.person(), office.seat()), (None, Some(&seat)));
    }
}
