//! Places that a request names and no office here serves.

use std::collections::BTreeMap;

use super::house::internal;
use super::{Desk, DeskError, Problem};
use crate::area::{AreaCode, Level, OfficeId};
use crate::workflow::{Definition, FieldId, Holder, Root, Value};

impl Desk {
    /// What is wrong with the route: an RT that does not exist, a kelurahan that is not served.
    pub(super) async fn unserved(
        &self,
        definition: &Definition,
        answers: &BTreeMap<FieldId, Value>,
    ) -> Result<Vec<Problem>, DeskError> {
        let directory = self.0.queue.directory().await.map_err(internal)?;
        let Some((path, place)) = route_place(definition, answers) else { return Ok(Vec::new()) };
        let levels = definition.steps.iter().filter_map(|step| match &step.by {
            Holder::Level { level, .. } => Some(*level),
            Holder::Applicant => None,
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
    let route = &definition.start.route;
    let Root::Field(field) = &route.root else { return None };
    let parts = || route.parts.iter().map(|part| &**part);
    let mut path = vec![field.as_str()];
    path.extend(parts());
    let Value::Place(place) = answers.get(field)?.descend(parts())? else { return None };
    let Some(Value::Area(area)) = place.get("area") else { return None };
    let number = |key: &str| match place.get(key) {
        Some(Value::Number(number)) => u16::try_from(*number).ok(),
        _ => None,
    };
    let smallest = match (number("rw"), number("rt")) {
        (Some(rw), Some(rt)) => area.rt(rw, rt).ok(),
        (Some(rw), None) => area.rw(rw).ok(),
        _ => None,
    };
    Some((path.join("."), smallest.unwrap_or_else(|| area.clone())))
}
