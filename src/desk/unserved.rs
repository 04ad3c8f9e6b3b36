//! Places that a request names and no office here serves.

use std::collections::BTreeMap;

use super::house::internal;
use super::{Desk, DeskError, Problem};
use crate::area::{AreaCode, Directory, Level, Office, OfficeId};
use crate::workflow::{Definition, FieldId, Holder, Parts, Route, Value};

const NO_RT: &str = "RT atau RW ini tidak ada di kelurahan itu. Periksa nomornya.";

impl Desk {
    /// What is wrong with the route: an RT that does not exist, a kelurahan that is not served.
    pub(super) async fn unserved(
        &self,
        definition: &Definition,
        answers: &BTreeMap<FieldId, Value>,
    ) -> Result<Vec<Problem>, DeskError> {
        let directory = self.0.queue.directory().await.map_err(internal)?;
        let own = own_home(definition, answers, &directory);
        let Some((path, place)) = route_place(definition, answers) else { return Ok(own) };
        let holders = definition.steps.iter().flat_map(crate::workflow::Step::holders);
        let levels = holders.filter_map(|holder| match holder {
            Holder::Level { level, .. } => Some(*level),
            _ => None,
        });
        let missing = levels
            .filter_map(|level| place.at(level))
            .find(|area| directory.office(&OfficeId::from(area)).is_none());
        let problem = |area: AreaCode| Problem {
            path: path.clone(),
            message: match area.level() {
                Level::Rt | Level::Rw => NO_RT,
                _ => "Kelurahan ini belum memakai layanan ini.",
            }
            .to_owned(),
        };
        Ok(missing.map(problem).into_iter().chain(own).collect())
    }
}

/// The smallest area that the route names, and the path of its place in the form.
fn route_place(
    definition: &Definition,
    answers: &BTreeMap<FieldId, Value>,
) -> Option<(String, AreaCode)> {
    let Route::Path(route) = &definition.start.route else { return None };
    let place = definition.route(|field| answers.get(field))?;
    let Value::Place(place) = &*place else { return None };
    Some((route.to_string(), smallest(place)?))
}

/// What is wrong with the address of the applicant where the route begins elsewhere: an RT that
/// their kelurahan does not have, as far as its RT are known here.
fn own_home(
    definition: &Definition,
    answers: &BTreeMap<FieldId, Value>,
    directory: &Directory,
) -> Vec<Problem> {
    const PATH: &str = "applicant.address";
    let elsewhere = match &definition.start.route {
        Route::Path(route) => route.to_string() != PATH,
        Route::Seat => true,
    };
    let Some(Value::Person(parts)) = answers.get(&FieldId::from("applicant")) else {
        return Vec::new();
    };
    let Some(Value::Place(place)) = parts.get("address").filter(|_| elsewhere) else {
        return Vec::new();
    };
    let unknown = |area: &AreaCode| {
        let below = |office: &Office| {
            let known = office.id.area();
            known.is_some_and(|known| {
                known.level() == area.level()
                    && area.at(Level::Kelurahan) == known.at(Level::Kelurahan)
            })
        };
        area.level() <= Level::Rw
            && directory.office(&OfficeId::from(area)).is_none()
            && directory.offices().any(below)
    };
    let wrong = smallest(place).filter(unknown);
    let problem = |_| Problem { path: PATH.to_owned(), message: NO_RT.to_owned() };
    wrong.map(problem).into_iter().collect()
}

/// The smallest area that a place names.
fn smallest(place: &Parts) -> Option<AreaCode> {
    let Some(Value::Area(area)) = place.get("area") else { return None };
    let number = |key: &str| match place.get(key) {
        Some(Value::Number(number)) => u16::try_from(*number).ok(),
        _ => None,
    };
    let smallest = match (number("rw"), number("rt")) {
        (rw, Some(rt)) => area.rt(rw.unwrap_or(0), rt).ok(),
        (Some(rw), None) => area.rw(rw).ok(),
        _ => None,
    };
    Some(smallest.unwrap_or_else(|| area.clone()))
}
