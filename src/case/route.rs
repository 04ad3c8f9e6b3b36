//! The route of a case: which RT, RW, kelurahan and so on it passes.

use super::{Case, Model};
use crate::area::{AreaCode, Level, Seat};
use crate::workflow::{Definition, Holder, Root, Step, Value};

/// The unit of the route at a level; `None` where the place names none.
pub fn route(definition: &Definition, case: &Case, level: Level) -> Option<AreaCode> {
    let path = &definition.start.route;
    let Root::Field(field) = &path.root else { return None };
    let parts = path.parts.iter().map(|part| &**part);
    unit(&case.value(field)?.descend(parts)?, level)
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
        (Level::Kelurahan, Level::Rt) => area.rt(rw?, rt?).ok(),
        (Level::Kelurahan, Level::Rw) => area.rw(rw?).ok(),
        _ => area.at(level),
    }
}

/// The seat that a holder means on this case's route; `None` for the applicant, who is a person.
pub fn seat(model: &Model<'_>, case: &Case, holder: &Holder) -> Option<Seat> {
    let Holder::Level { role, level } = holder else { return None };
    let area = route(model.definition, case, *level)?;
    Some(Seat { role: role.clone(), office: (&area).into() })
}

/// The seat that holds a step.
pub fn seat_of(model: &Model<'_>, case: &Case, step: &Step) -> Option<Seat> {
    seat(model, case, &step.by)
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
}
