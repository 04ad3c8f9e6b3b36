//! Places that a request names and no office here serves.

use std::collections::BTreeMap;

use super::house::internal;
use super::{Desk, DeskError, Problem};
use crate::area::{AreaCode, Level, OfficeId};
use crate::workflow::{Definition, FieldId, Holder, Route, Value};

impl Desk {
    /// What is wrong with the route: an RT that does not exist, a kelurahan that is not served.
    pub(super) async fn unserved(
        &self,
        definition: &Definition,
        answers: &BTreeMap<FieldId, Value>,
    ) -> Result<Vec<Problem>, DeskError> {
        let directory = self.0.queue.directory().await.map_err(internal)?;
        let Some((path, place)) = route_place(definition, answers) else { return Ok(Vec::new()) };
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
                Level::Rt | Level::Rw => {
                    "RT atau RW ini tidak ada di kelurahan itu. Periksa nomornya."
                }
                _ => "Kelurahan ini belum memakai layanan ini.",
            }
            .to_owned(),
        };
        Ok(missing.map(problem).into_iter().collect())
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
    Some((route.to_string(), smallest.unwrap_or_else(|| area.clone())))
}
