//! The world that a scenario plays in: one office calendar, people who are there when they are
//! needed, registers in memory.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};

use crate::area::{AreaCode, Level, OfficeId, Right, Seat, Staffing};
use crate::calendar::{Calendar, Holidays};
use crate::case::{Actor, Addressee, Case, Duty, Model, SeriesName, addressees};
use crate::origin::PersonId;
use crate::workflow::{Definition, Holder, Parts, Route, SettingId, Starter, Step, StepId, Value};

/// A Monday without holidays around it, as the office opens.
const START: DateTime = DateTime::constant(2026, 11, 16, 8, 0, 0, 0);
const AREA: &str = "35.74";
/// The neighbourhood of a service that begins at a seat.
const HOME: &str = "35.74.03.1004.005.003";
const APPLICANT: u128 = 1;
/// Holders are numbered from here, in the order of the steps.
pub(super) const HOLDERS: u128 = 100;

/// Everything outside the case.
#[derive(Debug)]
pub(super) struct World<'a> {
    definition: &'a Definition,
    settings: &'a BTreeMap<SettingId, Value>,
    seats: &'a BTreeMap<StepId, Staffing>,
    pub calendar: Calendar,
    pub now: Timestamp,
    registers: BTreeMap<SeriesName, u32>,
    /// Where the starter sits, for a service whose route begins there.
    unit: Option<OfficeId>,
}

impl<'a> World<'a> {
    pub fn new(
        definition: &'a Definition,
        settings: &'a BTreeMap<SettingId, Value>,
        seats: &'a BTreeMap<StepId, Staffing>,
    ) -> Self {
        let calendar = Calendar::new(AREA, Arc::new(Holidays::default()));
        let now = calendar.zone().instant(START);
        let (registers, unit) = (BTreeMap::new(), starts_at(definition));
        Self { definition, settings, seats, calendar, now, registers, unit }
    }

    pub fn today(&self) -> Date {
        self.calendar.date(self.now)
    }

    pub fn settings(&self) -> &'a BTreeMap<SettingId, Value> {
        self.settings
    }

    /// Asks `with` the model of this world, as it is for `case`.
    pub fn model<T>(&self, case: &Case, with: impl FnOnce(&Model<'_>) -> T) -> T {
        let staffing = |seat: &Seat, _: &[PersonId]| self.staffing(case, seat);
        with(&Model {
            definition: self.definition,
            calendar: &self.calendar,
            settings: self.settings,
            staffing: &staffing,
            known: &known,
            undo_window: Model::UNDO_WINDOW,
            patience: Model::PATIENCE,
            unit: self.unit.as_ref(),
        })
    }

    fn staffing(&self, case: &Case, seat: &Seat) -> Staffing {
        let step = self.definition.steps.iter().find(|step| {
            self.seats.contains_key(&step.id)
                && step.holders().any(|by| self.seat(case, by).as_ref() == Some(seat))
        });
        step.and_then(|step| self.seats.get(&step.id)).copied().unwrap_or(Staffing::Held)
    }

    fn seat(&self, case: &Case, holder: &Holder) -> Option<Seat> {
        let nobody = |_: &Seat, _: &[PersonId]| Staffing::Held;
        let model = Model {
            definition: self.definition,
            calendar: &self.calendar,
            settings: self.settings,
            staffing: &nobody,
            known: &known,
            undo_window: Model::UNDO_WINDOW,
            patience: Model::PATIENCE,
            unit: self.unit.as_ref(),
        };
        addressees(&model, case, holder).iter().find_map(Addressee::seat).cloned()
    }

    pub fn applicant() -> PersonId {
        PersonId(uuid::Uuid::from_u128(APPLICANT))
    }

    /// Whoever acts at a slot of `step`, for its holder or for `other`, with just enough proof of
    /// identity. Of several holders of a step each is somebody else.
    pub fn actor(
        &self,
        case: &Case,
        (step, duty): (&Step, &Duty<'_>),
        other: Option<&Holder>,
        right: Right,
    ) -> Actor {
        let nth = self.definition.index(step.id.as_str()).unwrap_or_default();
        let place = step.branches.iter().position(|branch| branch.key == duty.branch.key);
        let place = place.unwrap_or_default();
        let proof = duty.branch.auth;
        let officer = PersonId(uuid::Uuid::from_u128(HOLDERS + nth as u128 + 1000 * place as u128));
        let seat = self.seat(case, other.unwrap_or(&duty.branch.by));
        if seat.is_some() {
            return Actor { person: officer, seat, right, proof, at_desk: None };
        }
        let person = match (&duty.branch.by, &duty.person) {
            (Holder::Applicant, _) => Self::applicant(),
            (Holder::Service(name), _) => PersonId::machine(name),
            (_, Some(parts)) => known(parts).unwrap_or(officer),
            _ => officer,
        };
        Actor { person, seat: None, right, proof, at_desk: None }
    }

    /// The next number of a register.
    pub fn draw(&mut self, series: &SeriesName) -> u32 {
        let counter = self.registers.entry(series.clone()).or_default();
        *counter += 1;
        *counter
    }
}

/// The unit of the first seat that may start a service whose route begins where its starter sits.
fn starts_at(definition: &Definition) -> Option<OfficeId> {
    if definition.start.route != Route::Seat {
        return None;
    }
    let level = definition.start.by.iter().find_map(|by| match by {
        Starter::Staff(Holder::Level { level, .. }) => Some(*level),
        _ => None,
    });
    let area = HOME.parse::<AreaCode>().ok()?.at(level.unwrap_or(Level::Kelurahan))?;
    Some(OfficeId::from(&area))
}

/// In this world people are known by NIK and name.
fn known(parts: &Parts) -> Option<PersonId> {
    let text = |key: &str| match parts.get(key) {
        Some(Value::Text(text)) => text,
        _ => "",
    };
    let identity = format!("{} {}", text("nik"), text("name"));
    (identity != " ").then(|| PersonId::machine(&identity))
}
