//! The world of a walk: an office in WIB whose hours are whole, from a Monday on, without holidays.

use std::collections::BTreeMap;
use std::sync::Arc;

use alursurat::area::{Level, OfficeId, Role, Seat, Staffing};
use alursurat::calendar::{Calendar, Holidays, Period};
use alursurat::case::Model;
use alursurat::origin::PersonId;
use alursurat::workflow::{Definition, Holder, Parts, SettingId, Value};
use jiff::civil::{Date, date};
use jiff::{SignedDuration, Timestamp, ToSpan};
use uuid::Uuid;

use super::chance::Chance;

/// Midnight (WIB) of the Monday that is day 0 of the reference.
pub const DAY_0: Date = date(2026, 1, 5);

pub struct World {
    pub definition: Arc<Definition>,
    pub calendar: Calendar,
    /// The calendar of a world in which every second day is a holiday (I17).
    pub other_calendar: Calendar,
    pub settings: BTreeMap<SettingId, Value>,
    pub other_settings: BTreeMap<SettingId, Value>,
    /// By step and slot.
    pub staffing: BTreeMap<String, Staffing>,
    /// By role and level.
    pub seats: BTreeMap<(Role, Level), Staffing>,
}

impl World {
    pub fn new(definition: &Arc<Definition>, chance: &mut Chance) -> Self {
        let calendar = Calendar::new("35.74.03.1004", Arc::default());
        let mut closed = Holidays::default();
        (0..400).for_each(|n| closed.close(DAY_0.saturating_add((2 * n).days())));
        let mut world = Self {
            definition: Arc::clone(definition),
            other_calendar: calendar.with_holidays(Arc::new(closed)),
            calendar,
            settings: BTreeMap::new(),
            other_settings: BTreeMap::new(),
            staffing: BTreeMap::new(),
            seats: BTreeMap::new(),
        };
        for setting in &definition.settings {
            let (value, other) = match &setting.default {
                Value::Bool(_) => {
                    let yes = chance.percent(70);
                    (Value::Bool(yes), Value::Bool(!yes))
                }
                Value::Period(usual) => {
                    let count = *chance.pick(&[usual.count, 2 * usual.count, usual.count / 2 + 1]);
                    let period = |count| Value::Period(Period::new(count, usual.unit));
                    (period(count), period(count + 1))
                }
                Value::Number(usual) => {
                    let number = *chance.pick(&[*usual, 2 * usual, usual / 2]);
                    (Value::Number(number), Value::Number(number + 1))
                }
                usual => (usual.clone(), Value::Text("other".into())),
            };
            world.settings.insert(setting.id.clone(), value);
            world.other_settings.insert(setting.id.clone(), other);
        }
        for step in &definition.steps {
            for branch in &step.branches {
                let Holder::Level { role, level } = &branch.by else { continue };
                let staffing = match chance.within(1, 20) {
                    1 => Staffing::Vacant,
                    2 => Staffing::Plt,
                    3 => Staffing::Plh,
                    _ => Staffing::Held,
                };
                // Two steps may share a seat: then it is filled one way.
                let staffing = *world.seats.entry((role.clone(), *level)).or_insert(staffing);
                world.staffing.insert(format!("{}/{}", step.id, branch.key), staffing);
            }
        }
        world
    }

    /// From now on no seat is vacant; what the reference was told stays.
    pub fn everybody_is_there(&mut self) {
        self.seats.clear();
    }

    pub fn staffing(&self, seat: &Seat) -> Staffing {
        let level = seat.office.area().map(|area| area.level());
        let known = level.and_then(|level| self.seats.get(&(seat.role.clone(), level)));
        known.copied().unwrap_or(Staffing::Held)
    }

    /// Calls `ask` with the model of this world.
    pub fn with<T>(&self, ask: impl FnOnce(&Model<'_>) -> T) -> T {
        self.model(&self.calendar, &self.settings, ask)
    }

    /// Calls `ask` with the model of a world in which settings and holidays are others.
    pub fn elsewhere<T>(&self, ask: impl FnOnce(&Model<'_>) -> T) -> T {
        self.model(&self.other_calendar, &self.other_settings, ask)
    }

    fn model<T>(
        &self,
        calendar: &Calendar,
        settings: &BTreeMap<SettingId, Value>,
        ask: impl FnOnce(&Model<'_>) -> T,
    ) -> T {
        ask(&Model {
            definition: &self.definition,
            calendar,
            settings,
            staffing: &|seat, _| self.staffing(seat),
            known: &known,
            undo_window: Model::UNDO_WINDOW,
            patience: Model::PATIENCE,
            unit: None,
        })
    }
}

/// How a seat is filled, as the reference is told it.
pub fn word(staffing: Staffing) -> &'static str {
    match staffing {
        Staffing::Vacant => "vacant",
        Staffing::Plt => "plt",
        Staffing::Plh => "on-leave",
        Staffing::Held => "held",
    }
}

/// The instant of an hour since day 0.
pub fn instant(hour: i64) -> Timestamp {
    let start: Timestamp = "2026-01-05T00:00+07:00".parse().unwrap();
    start + SignedDuration::from_hours(hour)
}

/// The hour of an instant, and the last one before it where it lies between two.
pub fn hour(at: Timestamp) -> i64 {
    at.duration_since(instant(0)).as_hours()
}

/// People are known by the name that the request gives them.
pub fn known(parts: &Parts) -> Option<PersonId> {
    match parts.get("name") {
        Some(Value::Text(name)) => Some(person(name)),
        _ => None,
    }
}

/// A person by name.
pub fn person(name: &str) -> PersonId {
    let mut bytes = [0; 16];
    bytes[..name.len()].copy_from_slice(name.as_bytes());
    PersonId(Uuid::from_bytes(bytes))
}

/// The name of a person; of a machine its id.
pub fn name(person: PersonId) -> String {
    if person == PersonId::TIME {
        return "system".to_owned();
    }
    let letters = person.0.as_bytes().iter().copied().filter(|b| *b > 0).collect();
    String::from_utf8(letters).unwrap_or_else(|_| person.to_string())
}

/// A seat that no walk's case passes.
pub fn foreign() -> Seat {
    Seat { role: Role("stranger".into()), office: OfficeId("11.01.01.2001".into()) }
}
